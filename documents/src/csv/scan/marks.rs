//! Where cells may end: the commas and line breaks of 64 bytes at a time, as the bits of a number.

/// So many bytes are looked at together.
const WIDTH: usize = 64;

/// So many times these are gone through before any of their ends is handed out.
const WINDOW: usize = if cfg!(test) { 2 } else { 256 };

/// So many ends of 64 bytes are written down at once, whether there are as many or not: in texts there are seldom more, and
/// a number that the processor would have to guess costs more than writing.
const AT_ONCE: usize = 4;

/// The commas and line breaks of some bytes, in order.
#[derive(Clone, Debug)]
pub(super) struct Ends<'b> {
    chunks: &'b [[u8; WIDTH]],
    tail: &'b [u8],
    /// The first chunk that was not gone through; after the last one comes the tail.
    chunk: usize,
    /// The ends of those that were, `left` of them not handed out.
    places: Vec<u32>,
    left: std::ops::Range<usize>,
}

impl<'b> Ends<'b> {
    /// The ends of these bytes, using the memory of others that are no longer needed.
    pub fn new(bytes: &'b [u8], memory: Vec<u32>) -> Ends<'b> {
        let (chunks, tail) = bytes.as_chunks();
        let mut places = memory;
        let most = WINDOW.min(chunks.len() + 1) * WIDTH + AT_ONCE;
        if places.len() < most {
            places.resize(most, 0);
        }
        Ends {
            chunks,
            tail,
            chunk: 0,
            places,
            left: 0..0,
        }
    }

    /// The memory, for others.
    pub fn into_memory(self) -> Vec<u32> {
        self.places
    }

    /// Where the next one is; the number of bytes if there is none.
    #[inline]
    pub fn next(&mut self) -> usize {
        if self.left.start >= self.left.end && !self.look_further() {
            return self.chunks.len() * WIDTH + self.tail.len();
        }
        let place = self.places.get(self.left.start).copied();
        self.left.start += 1;
        place.unwrap_or(u32::MAX) as usize
    }

    /// Leaves out those before a place, which lies behind all that were handed out.
    #[inline]
    pub fn seek(&mut self, at: usize) {
        loop {
            let left = self.places.get(self.left.clone()).unwrap_or_default();
            match left.iter().position(|place| *place as usize >= at) {
                Some(before) => {
                    self.left.start += before;
                    return;
                }
                None => self.left.start = self.left.end,
            }
            // whole chunks of a long cell are not gone through
            self.chunk = self.chunk.max(at / WIDTH);
            if !self.look_further() {
                return;
            }
        }
    }

    /// Goes through further chunks until there is an end; whether there is one.
    #[inline(never)]
    fn look_further(&mut self) -> bool {
        self.left = 0..0;
        while self.left.is_empty() {
            let first = self.chunk;
            let window = self.chunks.get(first..).unwrap_or_default();
            let window = window.get(..WINDOW).unwrap_or(window);
            let mut count = 0;
            for (chunk, number) in window.iter().zip(first..) {
                count += self.write_down(count, ends(chunk), number);
            }
            self.chunk += window.len();
            if window.is_empty() {
                if self.chunk > self.chunks.len() || self.tail.is_empty() {
                    return false;
                }
                count = self.write_down(0, self.of_tail(), self.chunk);
                self.chunk += 1;
            }
            self.left = 0..count;
        }
        true
    }

    /// Writes down the ends of a chunk behind so many others; how many they are.
    #[inline]
    fn write_down(&mut self, behind: usize, mut ends: u64, chunk: usize) -> usize {
        let first = (chunk * WIDTH) as u32;
        let count = ends.count_ones() as usize;
        let mut written = 0;
        while let Some(room) = self.places.get_mut(behind + written..)
            && let Some(room) = room.first_chunk_mut::<AT_ONCE>()
        {
            for place in room {
                *place = first + ends.trailing_zeros();
                ends &= ends.wrapping_sub(1);
            }
            written += AT_ONCE;
            if written >= count {
                break;
            }
        }
        count
    }

    #[cold]
    fn of_tail(&self) -> u64 {
        let mut bytes = [0; WIDTH];
        for (to, from) in bytes.iter_mut().zip(self.tail) {
            *to = *from;
        }
        ends(&bytes)
    }
}

/// For each byte the bit of its row, where 64 bytes are eight rows of eight.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const ROW: [u8; WIDTH] = {
    let mut bits = [0; WIDTH];
    let mut at = 0;
    while at < WIDTH {
        bits[at] = 1 << (at / 8);
        at += 1;
    }
    bits
};

/// Bit `i` is set where byte `i` is a comma, a line feed or a carriage return.
///
/// Written so that the compiler compares many bytes with one instruction on every kind of processor: what is found of eight
/// rows is laid one over the other, each row in a bit of its own, which leaves a square of bits to be turned over.
#[inline]
fn ends(bytes: &[u8; WIDTH]) -> u64 {
    let mut found = [0; WIDTH];
    for ((found, byte), row) in found.iter_mut().zip(bytes).zip(ROW) {
        let end = (*byte == b',') | (*byte == b'\n') | (*byte == b'\r');
        *found = if end { row } else { 0 };
    }
    let (rows, _) = found.as_chunks::<8>();
    let laid = rows
        .iter()
        .fold(0, |all, row| all | u64::from_le_bytes(*row));
    turned(laid)
}

/// A square of eight times eight bits, rows and columns exchanged.
#[inline]
fn turned(square: u64) -> u64 {
    let swap = |square: u64, by: u32, mask: u64| {
        let other = (square ^ (square >> by)) & mask;
        square ^ other ^ (other << by)
    };
    let square = swap(square, 7, 0x00aa_00aa_00aa_00aa);
    let square = swap(square, 14, 0x0000_cccc_0000_cccc);
    swap(square, 28, 0x0000_0000_f0f0_f0f0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_end(byte: u8) -> bool {
        matches!(byte, b',' | b'\n' | b'\r')
    }

    proptest! {
        #[test]
        fn they_are_those_that_reading_byte_by_byte_finds(
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(b','), 1 => Just(b'\n'), 1 => Just(b'\r')], 0..600),
            from in 0_usize..600,
        ) {
            let places = |from: usize| -> Vec<usize> {
                let all = bytes.iter().enumerate().skip(from);
                all.filter(|(_, byte)| is_end(**byte)).map(|(at, _)| at).collect()
            };
            let found = |mut ends: Ends<'_>| -> Vec<usize> {
                std::iter::from_fn(|| Some(ends.next()).filter(|at| *at < bytes.len())).collect()
            };
            prop_assert_eq!(found(Ends::new(&bytes, Vec::new())), places(0));
            let mut ends = Ends::new(&bytes, Vec::new());
            let from = from.min(bytes.len());
            ends.seek(from);
            prop_assert_eq!(found(ends), places(from));
        }
    }
}
