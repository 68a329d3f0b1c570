//! Compresses rows of dots, each of which comes twice (RFC 1950 and 1951): a byte for four dots in a code that was made
//! for their density, and a copy of the row in nineteen bits. Dots that lie at random have nothing else to find, and a
//! general compressor looks for it ten times as long.

use std::{array, sync::OnceLock};

use crate::deflate::{ADLER, Bits, Writer, canonical, length_symbol};

/// How many bits each byte of four dots takes, by Huffman's code for a fifth of all dots; the last two are
/// the end of a frame and the copy of a row.
const LENGTHS: [(usize, u8); 18] = [
    (0x00, 1),
    (0x03, 4),
    (0x0c, 4),
    (0x0f, 6),
    (0x30, 4),
    (0x33, 6),
    (0x3c, 6),
    (0x3f, 8),
    (0xc0, 3),
    (0xc3, 6),
    (0xcc, 5),
    (0xcf, 7),
    (0xf0, 5),
    (0xf3, 7),
    (0xfc, 7),
    (0xff, 9),
    (END, 9),
    (COPY, 5),
];
const END: usize = 256;
/// Lengths of 27 to 30 bytes.
const COPY: usize = 271;
/// Bytes of a row, without the one of its filter.
pub(super) const ROW: usize = 27;
/// Distances of 25 to 32 bytes: the row before.
const ROW_BEFORE: usize = 9;
/// The filter of all rows: none.
const FILTER: u8 = 0;

/// What all frames have in common.
struct Codes {
    header: Vec<Bits>,
    literals: [Bits; 256],
    end: Bits,
    copy: Bits,
}

impl Codes {
    fn get() -> &'static Self {
        static CODES: OnceLock<Codes> = OnceLock::new();
        CODES.get_or_init(|| {
            let mut lengths = [0; COPY + 1];
            for (symbol, length) in LENGTHS {
                lengths[symbol] = length;
            }
            let codes = canonical(&lengths);
            let (_, extra) = length_symbol(ROW + 1);
            // The only distance, in one bit, and three that say which of eight it is.
            let distance = Bits { bits: (ROW as u64 + 1 - 25) << 1, count: 4 };
            Self {
                header: header(&lengths),
                literals: array::from_fn(|n| codes[n]),
                end: codes[END],
                copy: codes[COPY].then(extra).then(distance),
            }
        })
    }
}

/// The kind of stream and block, and the lengths of all codes.
fn header(lengths: &[u8]) -> Vec<Bits> {
    let bits = |bits: usize, count: u32| Bits { bits: bits as u64, count };
    // The last block, with codes of its own.
    let mut header = vec![bits(0x0178, 16), bits(1, 1), bits(2, 2)];
    header.extend([bits(lengths.len() - 257, 5), bits(ROW_BEFORE, 5), bits(18 - 4, 4)]);
    // Lengths are said in four bits each, and so are runs of zeros; what repeats another is not used, and neither is what
    // is longer than 12 bits.
    const ORDER: [u8; 18] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
    let is_used = |length: u8| !(13..=15).contains(&length);
    header.extend(ORDER.map(|length| bits(if is_used(length) { 4 } else { 0 }, 3)));
    let said = canonical(&array::from_fn::<u8, 19, _>(|n| if is_used(n as u8) { 4 } else { 0 }));
    let mut distances = [0; ROW_BEFORE + 1];
    distances[ROW_BEFORE] = 1;
    let all = [lengths, &distances].concat();
    let mut rest = all.as_slice();
    while let Some(&length) = rest.first() {
        let zeros = rest.iter().take(138).take_while(|&&length| length == 0).count();
        let run = match zeros {
            0..3 => {
                header.push(said[usize::from(length)]);
                1
            }
            3..11 => {
                header.push(said[17].then(bits(zeros - 3, 3)));
                zeros
            }
            _ => {
                header.push(said[18].then(bits(zeros - 11, 7)));
                zeros
            }
        };
        rest = &rest[run..];
    }
    header
}

/// The stream of one frame.
pub(super) fn compressed(rows: &[[u8; ROW]]) -> Vec<u8> {
    let codes = Codes::get();
    let mut writer = Writer::default();
    writer.reserve(codes.header.len() + rows.len() * (ROW + 2) + 1);
    codes.header.iter().for_each(|&bits| writer.put(bits));
    for row in rows {
        writer.put(codes.literals[usize::from(FILTER)]);
        row.iter().for_each(|&byte| writer.put(codes.literals[usize::from(byte)]));
        writer.put(codes.copy);
    }
    writer.put(codes.end);
    let mut bytes = writer.finish();
    bytes.extend_from_slice(&check_sum(rows).to_be_bytes());
    bytes
}

/// Adler's check sum of all bytes: a byte counts once for itself and once for each that follows.
fn check_sum(rows: &[[u8; ROW]]) -> u32 {
    const LINE: u64 = ROW as u64 + 1;
    let (mut sum, mut sums) = (1, 0);
    for row in rows {
        // With the filter, which is 0.
        let bytes: u32 = row.iter().map(|&byte| u32::from(byte)).sum();
        let places = (1..=ROW as u32).rev();
        let places: u32 =
            row.iter().zip(places).map(|(&byte, place)| u32::from(byte) * place).sum();
        for _ in 0..2 {
            sums += LINE * sum + u64::from(places);
            sum += u64::from(bytes);
        }
    }
    (((sums % ADLER) << 16) | (sum % ADLER)) as u32
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn the_code_is_complete_and_has_every_byte_of_four_dots() {
        let parts: u32 = LENGTHS.iter().map(|&(_, length)| 1 << (15 - length)).sum();
        assert_eq!(parts, 1 << 15);
        let codes = Codes::get();
        for dots in 0..16_usize {
            let byte = (0..4).map(|n| (dots >> n & 1) * (3 << (2 * n))).sum::<usize>();
            assert!(codes.literals[byte].count > 0, "{byte:x}");
        }
    }

    #[test]
    fn rows_come_back_twice_with_their_check_sum() {
        let mut rng = StdRng::seed_from_u64(3);
        for (share, count) in [(0.0, 1), (0.2, 100), (0.9, 100), (1.0, 100)] {
            let rows: Vec<[u8; ROW]> = (0..count)
                .map(|_| {
                    array::from_fn(|_| {
                        (0..4).map(|n| if rng.random_bool(share) { 3 << (2 * n) } else { 0 }).sum()
                    })
                })
                .collect();
            let plain: Vec<u8> = rows
                .iter()
                .flat_map(|row| std::iter::repeat_n(std::iter::once(0).chain(*row), 2).flatten())
                .collect();
            let back = fdeflate::decompress_to_vec(&compressed(&rows)).unwrap();
            assert!(back == plain, "{share}");
        }
    }
}
