//! Progress on long work: only on a terminal, and only once the work has taken a while.

use crate::inspect::Step;
use crate::terminal::say;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::OnceCell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};
use tongbao::diagnostic::Language;

/// Work shorter than this is over before anyone has read a line about it.
const PATIENCE: Duration = Duration::from_millis(400);
/// Files larger than this are announced at once.
const LARGE: u64 = 8 << 20;

/// A line about what is being done.
pub struct Progress {
    language: Language,
    started: Instant,
    bar: OnceCell<ProgressBar>,
}

impl Progress {
    /// Nothing is shown yet.
    pub fn new(language: Language) -> Self {
        Progress {
            language,
            started: Instant::now(),
            bar: OnceCell::new(),
        }
    }

    /// A step is about to be taken.
    pub fn step(&self, step: &Step<'_>) {
        let (large, message) = match step {
            Step::Reading(name, bytes) => {
                let reading = say(self.language, "读取", "reading");
                (*bytes > LARGE, format!("{reading} {name}"))
            }
            Step::Judging => (false, say(self.language, "判定", "judging").to_owned()),
        };
        if !std::io::stderr().is_terminal()
            || (self.bar.get().is_none() && !large && self.started.elapsed() < PATIENCE)
        {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        bar.set_message(message);
    }

    /// The work is over; the line is taken away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
