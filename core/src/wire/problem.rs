//! The problem: why nothing could be judged.

use super::text::{DiagnosticOut, pretty};
use crate::diagnostic::{Diagnostic, Language};
use serde::Serialize;

/// Why nothing could be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The language of its sentences.
    pub language: Language,
    /// Everything that is wrong, in the order of the input.
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct ProblemOut {
    problem: Option<DiagnosticOut>,
    diagnostics: Vec<DiagnosticOut>,
}

impl Problem {
    /// The problem as JSON text: the first error, then everything.
    pub fn to_text(&self) -> String {
        let out = |diagnostic: &Diagnostic| DiagnosticOut::new(diagnostic, self.language);
        pretty(&ProblemOut {
            problem: self.diagnostics.first().map(out),
            diagnostics: self.diagnostics.iter().map(out).collect(),
        })
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (ix, diagnostic) in self.diagnostics.iter().enumerate() {
            if ix > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}", diagnostic.message.get(self.language))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
