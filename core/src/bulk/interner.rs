//! Texts to numbers, once at the door: an open table whose entries hold short texts whole, so that one look finds a row's
//! channel whatever its id looks like.

/// Stands for no number.
pub(crate) const NONE: u32 = u32::MAX;

/// A text up to sixteen bytes as two words and its length, exactly; of a longer one its ends, for a first comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    low: u64,
    high: u64,
    length: u32,
}

impl Key {
    /// The key of a text.
    #[inline]
    pub fn of(text: &[u8]) -> Key {
        let length = text.len() as u32;
        if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            return Key {
                low: u64::from_le_bytes(*first),
                high: u64::from_le_bytes(*last),
                length,
            };
        }
        if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            return Key {
                low: u64::from(first) | u64::from(last) << 32,
                high: 0,
                length,
            };
        }
        let byte = |at: usize| u64::from(text.get(at).copied().unwrap_or(0));
        Key {
            low: byte(0) | byte(1) << 8 | byte(2) << 16,
            high: 0,
            length,
        }
    }

    /// Whether it is the whole text.
    #[inline]
    fn is_whole(self) -> bool {
        self.length <= 16
    }

    #[inline]
    fn hash(self, text: &[u8], seed: u64) -> u64 {
        let mut hash = mixed(self.low ^ seed, self.high ^ u64::from(self.length));
        if !self.is_whole() {
            // what lies between the ends
            let between = text.get(8..text.len().saturating_sub(8)).unwrap_or(&[]);
            let (words, rest) = between.as_chunks::<8>();
            for word in words {
                hash = mixed(hash ^ u64::from_le_bytes(*word), 0);
            }
            for byte in rest {
                hash = mixed(hash ^ u64::from(*byte), 0);
            }
        }
        hash
    }
}

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;

/// Both halves of a product, folded. Each factor is turned by a constant first, so that a word of zeros does not make the
/// product zero.
#[inline]
fn mixed(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ FIRST) * u128::from(b ^ SECOND);
    (product as u64) ^ (product >> 64) as u64
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    number: u32,
}

const EMPTY: Entry = Entry {
    key: Key {
        low: 0,
        high: 0,
        length: 0,
    },
    number: NONE,
};

/// Texts, each with its number: the first is 0, the next new one 1.
#[derive(Clone, Debug)]
pub(crate) struct Interner<'a> {
    entries: Vec<Entry>,
    mask: usize,
    seed: u64,
    texts: Vec<&'a [u8]>,
    /// The longest way from a text's place to where it stands.
    farthest: usize,
}

/// A table in which something stands farther than this from its place is made anew with another seed: ids may be made to
/// fall on one place.
const FAR: usize = 256;

impl<'a> Interner<'a> {
    /// An empty one, with room for so many texts.
    pub fn with_room(texts: usize) -> Interner<'a> {
        let places = (texts.saturating_mul(5) / 4).max(8).next_power_of_two();
        Interner {
            entries: vec![EMPTY; places],
            mask: places - 1,
            seed: 0,
            texts: Vec::with_capacity(texts),
            farthest: 0,
        }
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts by their numbers.
    pub fn texts(&self) -> &[&'a [u8]] {
        &self.texts
    }

    /// A text by its number.
    #[inline]
    pub fn text(&self, number: u32) -> Option<&'a [u8]> {
        self.texts.get(number as usize).copied()
    }

    /// The number of a text; [`NONE`] if it is not known.
    #[inline]
    pub fn find(&self, text: &[u8]) -> u32 {
        let key = Key::of(text);
        let mut at = self.place(key, text);
        loop {
            let Some(entry) = self.entries.get(at) else {
                return NONE;
            };
            if entry.number == NONE {
                return NONE;
            }
            if entry.key == key
                && (key.is_whole() || self.text(entry.number).is_some_and(|known| known == text))
            {
                return entry.number;
            }
            at = (at + 1) & self.mask;
        }
    }

    #[inline]
    fn place(&self, key: Key, text: &[u8]) -> usize {
        key.hash(text, self.seed) as usize & self.mask
    }

    /// The number of a text, and whether it was not known before.
    #[inline]
    pub fn intern(&mut self, text: &'a [u8]) -> (u32, bool) {
        let key = Key::of(text);
        let mut at = self.place(key, text);
        let mut far = 0;
        loop {
            let Some(entry) = self.entries.get(at) else {
                return (NONE, false);
            };
            if entry.number == NONE {
                return (self.add(key, text, (at, far)), true);
            }
            if entry.key == key
                && (key.is_whole() || self.text(entry.number).is_some_and(|known| known == text))
            {
                return (entry.number, false);
            }
            at = (at + 1) & self.mask;
            far += 1;
        }
    }

    /// Adds a text that is not known at a place that is free, so far from its own.
    fn add(&mut self, key: Key, text: &'a [u8], (at, far): (usize, usize)) -> u32 {
        let number = self.texts.len() as u32;
        if let Some(entry) = self.entries.get_mut(at) {
            *entry = Entry { key, number };
        }
        self.texts.push(text);
        self.farthest = self.farthest.max(far);
        if far > FAR && self.seed < 8 {
            self.rebuild(self.entries.len(), self.seed + 1);
        } else if self.texts.len() * 5 / 4 >= self.entries.len() {
            self.rebuild(self.entries.len() * 2, self.seed);
        }
        number
    }

    fn rebuild(&mut self, places: usize, seed: u64) {
        self.entries = vec![EMPTY; places];
        self.mask = places - 1;
        self.seed = seed;
        self.farthest = 0;
        for (text, number) in self.texts.iter().zip(0..) {
            let key = Key::of(text);
            let mut at = self.place(key, text);
            while self
                .entries
                .get(at)
                .is_some_and(|entry| entry.number != NONE)
            {
                at = (at + 1) & self.mask;
            }
            if let Some(entry) = self.entries.get_mut(at) {
                *entry = Entry { key, number };
            }
        }
    }
}

/// Numbers for the texts of a column, of which few are different: those that were seen last are known at one look.
pub(super) struct Codes<'a> {
    seen: [(Key, u32); SEEN],
    texts: Interner<'a>,
}

const SEEN: usize = 64;

impl<'a> Codes<'a> {
    pub fn new() -> Codes<'a> {
        Codes {
            seen: [(EMPTY.key, NONE); SEEN],
            texts: Interner::with_room(16),
        }
    }

    /// The texts by their numbers.
    pub fn texts(&self) -> &[&'a [u8]] {
        self.texts.texts()
    }

    /// The number of a text: the first is 0, the next new one 1.
    #[inline]
    pub fn code(&mut self, text: &'a [u8]) -> u32 {
        let key = Key::of(text);
        let mixed = (key.low ^ key.high ^ u64::from(key.length)).wrapping_mul(FIRST);
        let at = (mixed >> 58) as usize;
        match self.seen.get(at) {
            Some((known, code)) if *known == key && key.is_whole() && *code != NONE => *code,
            _ => {
                let (code, _) = self.texts.intern(text);
                if let Some(seen) = self.seen.get_mut(at) {
                    *seen = (key, code);
                }
                code
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    proptest::proptest! {
        #[test]
        fn it_numbers_texts_as_a_hash_map_does(texts: Vec<String>, asked: Vec<String>) {
            let mut interner = Interner::with_room(2);
            let mut known: HashMap<&str, u32> = HashMap::new();
            for text in &texts {
                let next = known.len() as u32;
                let expected = *known.entry(text).or_insert(next);
                proptest::prop_assert_eq!(interner.intern(text.as_bytes()).0, expected);
            }
            for text in texts.iter().chain(&asked) {
                let expected = known.get(text.as_str()).copied().unwrap_or(NONE);
                proptest::prop_assert_eq!(interner.find(text.as_bytes()), expected);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn codes_are_the_numbers_of_an_interner(texts in proptest::collection::vec("[ab]{0,3}|[ab]{16,19}", 0..60)) {
            let (mut codes, mut interner) = (Codes::new(), Interner::with_room(2));
            for text in &texts {
                proptest::prop_assert_eq!(codes.code(text.as_bytes()), interner.intern(text.as_bytes()).0);
            }
        }
    }

    #[test]
    fn ids_of_every_form_find_places_of_their_own() {
        let forms: [fn(usize) -> String; 6] = [
            |number| format!("ch-{number:06}"),
            |number| format!("渠道·{number}"),
            |number| number.to_string(),
            |number| format!("gov.example/{}/{number}", "x".repeat(24)),
            |number| format!("{number}/{}", "x".repeat(40)),
            |number| format!("{}.{number}", "w".repeat(number % 70 + 1)),
        ];
        for form in forms {
            let texts: Vec<String> = (0..50_000).map(form).collect();
            let mut interner = Interner::with_room(texts.len());
            for text in &texts {
                interner.intern(text.as_bytes());
            }
            assert_eq!((interner.seed, interner.farthest < FAR), (0, true));
        }
    }

    #[test]
    fn texts_of_every_length_are_told_apart() {
        // every pair differs in one byte or in the length alone
        let mut texts: Vec<Vec<u8>> = Vec::new();
        for length in 0..40 {
            texts.push(vec![b'a'; length]);
            for at in 0..length {
                let mut text = vec![b'a'; length];
                if let Some(byte) = text.get_mut(at) {
                    *byte = b'b';
                }
                texts.push(text);
            }
        }
        let mut interner = Interner::with_room(texts.len());
        for (text, number) in texts.iter().zip(0..) {
            assert_eq!(interner.intern(text), (number, true));
        }
        for (text, number) in texts.iter().zip(0..) {
            assert_eq!(interner.find(text), number);
        }
    }

    #[test]
    fn long_texts_do_not_fall_on_one_place() {
        let texts: Vec<String> = (0..5_000)
            .map(|number| format!("gov.example/{number:08}/{}", "x".repeat(number % 40)))
            .collect();
        let mut interner = Interner::with_room(texts.len());
        for text in &texts {
            interner.intern(text.as_bytes());
        }
        assert!(interner.farthest < FAR, "{}", interner.farthest);
    }
}
