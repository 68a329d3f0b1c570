//! Compresses rows that are mostly like the row above (RFC 1950 and 1951): runs of zeros and single
//! bytes, with one code for all pictures. That is all that drawings of few outlines need, and ten
//! times as fast as a search for what comes again.

use std::{array, mem, sync::OnceLock};

/// In how many bits each literal and each length is coded: Huffman's code for what 2,000 pictures have,
/// half of them of the normal difficulty and half of the hard one, with at most twelve bits.
#[rustfmt::skip]
const LENGTHS: [u8; SYMBOLS] = [
    2, 5, 4, 7, 12, 10, 11, 11, 12, 12, 12, 12, 12, 12, 11, 12, 5, 8, 8, 7, 10, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 5, 8, 6, 8, 8, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 7, 7, 8, 8,
    9, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 10, 8, 9, 6, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 10, 12, 12, 12, 12, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 12, 12, 12, 12, 10, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 7, 9, 8, 10, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 9, 8, 8, 7,
    7, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 8, 7, 6, 8, 5, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 10, 7, 8, 8, 5, 12, 11, 12, 12, 12, 12, 12, 12, 11, 11, 10, 12, 7, 5, 5, 12, 12, 12, 7,
    7, 7, 7, 7, 7, 6, 6, 7, 7, 6, 6, 6, 6, 6, 6, 7, 8, 7, 8, 9, 10, 11, 12, 12, 12, 12,
];

/// Literals, the end of the block, and lengths of runs.
const SYMBOLS: usize = 286;
const END: usize = 256;
/// The longest run of one length symbol, and the shortest.
const LONGEST: usize = 258;
const SHORTEST: usize = 3;
/// What Adler's sums are reduced by.
pub(crate) const ADLER: u64 = 65_521;

/// Some bits, the first of them the lowest.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bits {
    pub(crate) bits: u64,
    pub(crate) count: u32,
}

impl Bits {
    pub(crate) fn then(self, next: Self) -> Self {
        Self { bits: self.bits | next.bits << self.count, count: self.count + next.count }
    }

    /// A Huffman code, whose first bit is the highest.
    fn code(code: u16, count: u8) -> Self {
        let bits = u64::from(code.reverse_bits() >> (16 - count));
        Self { bits, count: count.into() }
    }
}

/// The codes of all that comes up.
struct Codes {
    literals: [Bits; END],
    end: Bits,
    /// Of so many zeros.
    zeros: [Bits; LONGEST + 1],
}

impl Codes {
    fn get() -> &'static Self {
        static CODES: OnceLock<Codes> = OnceLock::new();
        CODES.get_or_init(|| {
            let codes = canonical(&LENGTHS);
            let literals: [Bits; END] = array::from_fn(|n| codes[n]);
            let zeros = array::from_fn(|n| {
                let singly =
                    |n: usize| (0..n).fold(Bits::default(), |all, _| all.then(literals[0]));
                let Some(run) = n.checked_sub(1).filter(|&run| run >= SHORTEST) else {
                    return singly(n);
                };
                // One zero, and a run that repeats it, one byte back: the only distance, in one bit.
                let (symbol, extra) = length_symbol(run);
                let run =
                    literals[0].then(codes[symbol]).then(extra).then(Bits { bits: 0, count: 1 });
                if n < 8 && singly(n).count <= run.count { singly(n) } else { run }
            });
            Self { literals, end: codes[END], zeros }
        })
    }
}

/// The codes that follow from their lengths (RFC 1951, 3.2.2).
pub(crate) fn canonical<const SYMBOLS: usize>(lengths: &[u8; SYMBOLS]) -> [Bits; SYMBOLS] {
    let mut codes = [Bits::default(); SYMBOLS];
    let mut code = 0_u16;
    for length in 1..=15 {
        for (symbol, _) in lengths.iter().enumerate().filter(|&(_, &of)| of == length) {
            codes[symbol] = Bits::code(code, length);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

/// The symbol of a length, and the bits that follow it (RFC 1951, 3.2.5).
pub(crate) fn length_symbol(length: usize) -> (usize, Bits) {
    if length == LONGEST {
        return (285, Bits::default());
    }
    let from = length - SHORTEST;
    if from < 8 {
        return (257 + from, Bits::default());
    }
    let extra = from.ilog2() - 2;
    let symbol = 257 + 4 * extra as usize + (from >> extra);
    (symbol, Bits { bits: (from & ((1 << extra) - 1)) as u64, count: extra })
}

/// Writes bits and the bytes that they fill.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    /// How many of them are filled.
    length: usize,
    held: Bits,
}

impl Writer {
    /// Makes room for so many pieces of [`Writer::put`].
    pub(crate) fn reserve(&mut self, pieces: usize) {
        let most = self.length + 8 * pieces + 8;
        if self.bytes.len() < most {
            self.bytes.resize(2 * most, 0);
        }
    }

    /// At most 56 bits, for which there is room.
    #[inline(always)]
    pub(crate) fn put(&mut self, bits: Bits) {
        let held = self.held.then(bits);
        self.bytes[self.length..self.length + 8].copy_from_slice(&held.bits.to_le_bytes());
        let whole = held.count / 8;
        self.length += whole as usize;
        self.held = Bits { bits: held.bits >> (8 * whole), count: held.count % 8 };
    }

    /// The bytes, of which the last may not be filled.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length + usize::from(self.held.count > 0));
        self.bytes
    }

    /// Of the block: its kind, how many codes there are, and their lengths.
    fn header(&mut self) {
        let put = |writer: &mut Self, bits: u64, count| writer.put(Bits { bits, count });
        // The last block, with codes of its own: 286 for literals and lengths, one for distances.
        put(self, 1, 1);
        put(self, 2, 2);
        put(self, (SYMBOLS - 257) as u64, 5);
        put(self, 0, 5);
        put(self, 15, 4);
        // Lengths are said in four bits each: none of the three symbols that repeat one is used.
        for symbol in 0..19 {
            put(self, if symbol < 3 { 0 } else { 4 }, 3);
        }
        for length in LENGTHS.into_iter().chain([1]) {
            self.put(Bits::code(length.into(), 4));
        }
    }
}

/// The bytes of a compressed stream of so many rows: `row` fills in one after the other, which begins
/// with the byte of its filter.
pub(crate) struct Rows {
    writer: Writer,
    /// How many bytes there were, and how many of them are written; those in between are zeros.
    length: u64,
    written: u64,
    /// Adler's sums: of the bytes, and of their positions.
    sum: u64,
    weighted: u64,
    /// What is not zero of the row at hand.
    others: Others,
}

impl Rows {
    pub(crate) fn new() -> Self {
        // No dictionary, a window of 32 KB, and what makes the two a multiple of 31.
        let mut writer = Writer::default();
        writer.reserve(2 * 1024);
        writer.put(Bits { bits: 0x0178, count: 16 });
        writer.header();
        Self { writer, length: 0, written: 0, sum: 1, weighted: 0, others: Others::default() }
    }

    /// The byte of the filter, and what it left of the row: `length` bytes, eight to a word, the first
    /// the highest.
    pub(crate) fn row(&mut self, filter: u8, words: &[u64], length: usize) {
        let codes = Codes::get();
        let others = self.others.find(filter, words, length);
        let zeros = (self.length - self.written) as usize + length;
        self.writer.reserve(others.len() + zeros / LONGEST);
        // In variables of this function, which the compiler keeps in registers.
        let mut writer = mem::take(&mut self.writer);
        let Self { mut sum, mut weighted, mut written, length: start, .. } = *self;
        for other in others {
            let (position, byte) = (start + u64::from(other >> 8), *other as u8);
            sum += u64::from(byte);
            weighted += position * u64::from(byte);
            let mut zeros = (position - written) as usize;
            while zeros > LONGEST {
                writer.put(codes.zeros[LONGEST]);
                zeros -= LONGEST;
            }
            writer.put(codes.zeros[zeros].then(codes.literals[usize::from(byte)]));
            written = position + 1;
        }
        self.writer = writer;
        (self.sum, self.weighted, self.written) = (sum, weighted, written);
        self.length += 1 + length as u64;
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        let codes = Codes::get();
        let mut zeros = (self.length - self.written) as usize;
        self.writer.reserve(zeros / LONGEST + 2);
        while zeros > 0 {
            let run = zeros.min(LONGEST);
            self.writer.put(codes.zeros[run]);
            zeros -= run;
        }
        self.writer.put(codes.end);
        // A byte counts once for itself and for each that follows it; the one that the sum begins with,
        // for all.
        let all = self.length * self.sum - self.weighted;
        let check = ((all % ADLER) << 16) | (self.sum % ADLER);
        let mut bytes = self.writer.finish();
        bytes.extend_from_slice(&(check as u32).to_be_bytes());
        bytes
    }
}

/// Finds the bytes of a row that are not zero. Branches that nobody can foresee would take most of the time, so each
/// word, and then each byte of those that are left, is written down and counted if it is one.
#[derive(Default)]
struct Others {
    words: Vec<(u32, u64)>,
    /// Each byte below its place in the row.
    bytes: Vec<u32>,
}

impl Others {
    /// The filter's byte, which comes first, and those among the first `length` of the words.
    fn find(&mut self, filter: u8, words: &[u64], length: usize) -> &[u32] {
        let (whole, rest) = (length / 8, length % 8);
        let room = whole + 1;
        if self.words.len() < room {
            self.words.resize(room, (0, 0));
            self.bytes.resize(8 * (room + 1), 0);
        }
        let mut count = 0;
        let mut add = |place: u32, word: u64| {
            self.words[count] = (place, word);
            count += usize::from(word != 0);
        };
        // The filter stands before them.
        (1..).step_by(8).zip(&words[..whole]).for_each(|(place, &word)| add(place, word));
        if rest > 0 {
            add(8 * whole as u32 + 1, words[whole] & !(u64::MAX >> (8 * rest)));
        }
        self.bytes[0] = filter.into();
        let mut all = 1;
        for &(first, word) in &self.words[..count] {
            // Room for all eight, so that what follows needs no check of its own.
            let room = &mut self.bytes[all..all + 8];
            let mut found = 0;
            for (place, byte) in (first..).zip(word.to_be_bytes()) {
                room[found & 7] = place << 8 | u32::from(byte);
                found += usize::from(byte != 0);
            }
            all += found;
        }
        &self.bytes[..all]
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn the_code_is_complete_and_short_enough_for_what_is_written_at_once() {
        let parts: u32 = LENGTHS.iter().map(|&length| 1 << (15 - length)).sum();
        assert_eq!(parts, 1 << 15);
        assert!(LENGTHS.iter().all(|&length| (1..=12).contains(&length)));
        let codes = Codes::get();
        let longest = |of: &[Bits]| of.iter().map(|bits| bits.count).max().unwrap();
        assert!(longest(&codes.zeros) + longest(&codes.literals) + 7 <= 64);
    }

    #[test]
    fn what_is_compressed_comes_back_with_its_check_sum() {
        let mut rng = StdRng::seed_from_u64(5);
        for length in [1, 7, 8, 9, 210, 315, 3000] {
            for sparse in [1, 3, 40, 100_000] {
                let mut rows = Rows::new();
                let mut all = Vec::new();
                for _ in 0..50 {
                    let row: Vec<u8> = (0..length)
                        .map(|_| if rng.random_range(0..sparse) == 0 { rng.random() } else { 0 })
                        .collect();
                    let words: Vec<u64> = row
                        .chunks(8)
                        .map(|bytes| {
                            // What is past the row is not looked at.
                            let mut word = [77; 8];
                            word[..bytes.len()].copy_from_slice(bytes);
                            u64::from_be_bytes(word)
                        })
                        .collect();
                    rows.row(2, &words, length);
                    all.push(2);
                    all.extend_from_slice(&row);
                }
                let back = fdeflate::decompress_to_vec(&rows.finish()).unwrap();
                assert!(back == all, "{length} {sparse}");
            }
        }
    }
}
