//! Where cells may end: the commas and line breaks of 64 bytes at a time, as the bits of a number.

/// So many bytes are looked at together.
const WIDTH: usize = 64;

/// The commas and line breaks of some bytes, in order.
#[derive(Clone, Debug)]
pub(super) struct Ends<'b> {
    chunks: &'b [[u8; WIDTH]],
    tail: &'b [u8],
    /// The chunk that is looked at; after the last one the tail.
    chunk: usize,
    /// Its ends that were not handed out.
    left: u64,
}

impl<'b> Ends<'b> {
    pub fn new(bytes: &'b [u8]) -> Ends<'b> {
        let (chunks, tail) = bytes.as_chunks();
        let mut ends = Ends {
            chunks,
            tail,
            chunk: 0,
            left: 0,
        };
        ends.left = ends.of(0);
        ends
    }

    /// Where the next one is; the number of bytes if there is none.
    #[inline]
    pub fn next(&mut self) -> usize {
        while self.left == 0 {
            if self.chunk >= self.chunks.len() {
                return self.chunks.len() * WIDTH + self.tail.len();
            }
            self.chunk += 1;
            self.left = self.of(self.chunk);
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        self.chunk * WIDTH + bit
    }

    /// Leaves out those before a place, which lies behind all that were handed out.
    #[inline]
    pub fn seek(&mut self, at: usize) {
        let chunk = at / WIDTH;
        if chunk != self.chunk {
            self.chunk = chunk;
            self.left = self.of(chunk);
        }
        self.left &= u64::MAX << (at % WIDTH);
    }

    #[inline]
    fn of(&self, chunk: usize) -> u64 {
        match self.chunks.get(chunk) {
            Some(bytes) => ends(bytes),
            None if chunk == self.chunks.len() => self.of_tail(),
            None => 0,
        }
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
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(b','), 1 => Just(b'\n'), 1 => Just(b'\r')], 0..300),
            from in 0_usize..300,
        ) {
            let places = |from: usize| -> Vec<usize> {
                let all = bytes.iter().enumerate().skip(from);
                all.filter(|(_, byte)| is_end(**byte)).map(|(at, _)| at).collect()
            };
            let found = |mut ends: Ends<'_>| -> Vec<usize> {
                std::iter::from_fn(|| Some(ends.next()).filter(|at| *at < bytes.len())).collect()
            };
            prop_assert_eq!(found(Ends::new(&bytes)), places(0));
            let mut ends = Ends::new(&bytes);
            let from = from.min(bytes.len());
            ends.seek(from);
            prop_assert_eq!(found(ends), places(from));
        }
    }
}
