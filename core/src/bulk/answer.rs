//! What comes out: findings and figures as columns, and what became of the rows.

use super::Table;

/// What became of the rows of items: rows = accepted + `bad_date` + `unknown_channel`, and of those accepted `undated` are no
/// updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Rows read.
    pub rows: u64,
    /// Rows without a time, whatever channel they name: accepted, and no updates.
    pub undated: u64,
    /// Rows whose time could not be read.
    pub bad_date: u64,
    /// Rows, with a time, of channels that the table of channels does not have.
    pub unknown_channel: u64,
    /// Accepted rows of the period, repeated ones included.
    pub in_period: u64,
    /// Accepted rows after the as-of date; they are not counted.
    pub after_as_of: u64,
}

impl Account {
    /// Both together.
    pub(super) fn join(&mut self, other: &Account) {
        self.rows += other.rows;
        self.undated += other.undated;
        self.bad_date += other.bad_date;
        self.unknown_channel += other.unknown_channel;
        self.in_period += other.in_period;
        self.after_as_of += other.after_as_of;
    }
}

/// Everything that one inspection of tables answers.
///
/// Order: by rule as the set has them, then unit in roster order, then channel by kind and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// 问题: `rule`, `unit_id`, `unit`, `channel_id` (none for what is judged of units), `subject`, `platform`, `severity`,
    /// `wording`, `value` and `value_at_most` (the number measured; two where the data leave it open), `last` (for a gap),
    /// `slices` (the breached ones, each with its number).
    pub findings: Table,
    /// 提示 and 表扬, with the same columns.
    pub notices: Table,
    /// 无法判定, of rules that report anything: `rule`, `subject_id`, `code`.
    pub undecided: Table,
    /// One row a unit, in roster order: `unit_id`, `unit`, `channels`, then a column for each figure of units by its id; of
    /// a share two, its part by the id and its base by `ID.base`. A number that is open or does not apply is absent.
    pub units: Table,
    /// The figures of everything: `figure`, `value`, `value_at_most`.
    pub totals: Table,
    /// One row a rule: `rule`, `selected`, `met`, `breached`, `not_applicable`, `cannot_tell`.
    pub outcomes: Table,
    /// What became of the rows.
    pub account: Account,
}
