//! A tiny seeded generator of numbers (splitmix64): the same seed gives the same data on every machine and forever.

/// Its state.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Begins a sequence of its own; `part` keeps the sequences of the tables apart, so that a change to one table
    /// leaves the others as they are.
    pub fn new(seed: u64, part: u64) -> Random {
        let mut random = Random(seed ^ part.wrapping_mul(0xd1b5_4a32_d192_ed03));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 to `end - 1`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    ///
    /// # Errors
    /// If there is none to choose from.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> crate::Result<&'a T> {
        let at = self.below(list.len() as u64) as usize;
        list.get(at).ok_or_else(|| "nothing to choose from".into())
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn is_splitmix64_as_published() {
        // Reference output of Sebastiano Vigna's splitmix64.c for the seed 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }
}
