//! Rule sets broken in one place each: good sets with one key, type, reference or structure changed, never a value. No
//! such file may load, and the first thing told must lie within one line of the change.
//!
//! Every change is wrong by its making; the reader is never asked whether it is.

mod changes;
mod places;

pub use changes::Broken;

use places::Places;
use tongbao::source::Source;

/// Numbers that look random and are the same for a seed everywhere.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below another one (splitmix64).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from((z ^ (z >> 31)) % end).unwrap_or(0)
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
}

/// So many broken files of some good ones (name and text), no two the same.
///
/// # Errors
/// A good file that is not good, or too few changes that can be made of them all.
pub fn make(good: &[(String, String)], seed: u64, count: usize) -> Result<Vec<Broken>, String> {
    let mut sets = Vec::new();
    for (name, text) in good {
        let (_, tree) =
            Source::read_toml(name, text).map_err(|told| format!("{name}: {told:#?}"))?;
        sets.push(Places::of(name, text, tree));
    }
    let mut dice = Dice::new(seed);
    let mut made: Vec<Broken> = Vec::new();
    for turn in 0..count * 50 {
        if made.len() == count {
            break;
        }
        // every kind in its turn, each of a set that the dice choose
        let kind = changes::KINDS.get(turn % changes::KINDS.len());
        let (Some((name, change)), Some(set)) = (kind, dice.one_of(&sets)) else {
            continue;
        };
        let Some(broken) = change(set, &mut dice) else {
            continue;
        };
        let broken = Broken {
            kind: (*name).to_owned(),
            ..broken
        };
        if !made.iter().any(|known| known.text == broken.text) {
            made.push(broken);
        }
    }
    if made.len() < count {
        return Err(format!("only {} changes could be made", made.len()));
    }
    Ok(made)
}
