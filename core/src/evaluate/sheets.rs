//! Stub.
use super::prepared::Known;
use super::{Case, Judged, Outcome, Reason};
use crate::rules::Sheet;

/// x
#[derive(Clone, Debug, PartialEq)]
pub struct SheetJudged {
    /// x
    pub sheet: usize,
    /// x
    pub results: Vec<SheetResult>,
}
/// x
#[derive(Clone, Debug, PartialEq)]
pub struct SheetResult {
    /// x
    pub outcome: Outcome,
}
impl SheetResult {
    pub(super) fn number(&self) -> Known {
        Err((false, Reason::not_known()))
    }
}
pub(super) fn judge_sheet(_: &Case<'_>, _: &Sheet, ix: usize, _: &Judged) -> SheetJudged {
    SheetJudged {
        sheet: ix,
        results: Vec::new(),
    }
}
