//! Looking up a unit or a channel by what a row calls it.

use super::{ChannelIx, UnitIx};

/// What a name led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// Exactly one.
    One(T),
    /// Several; the row has to say which.
    Several(Vec<T>),
    /// A row of the registry that was itself rejected; the unit it named, if that is known.
    Rejected(Option<UnitIx>),
    /// None, with the nearest known names, best first.
    None(Vec<String>),
}

/// The names of a registry. (Built by the intake.)
#[derive(Clone, Debug, Default)]
pub struct Names {
    _todo: Vec<(ChannelIx, UnitIx)>,
}
