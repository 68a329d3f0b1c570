//! How the characters of a text are divided into rows.
//!
//! Rows are read as any text is: from left to right, the upper before the lower. People don't mind
//! them. A program has to find out how many letters stand in each: the same place of the picture holds
//! the second character here and the fourth there.

use rand::{
    Rng,
    rngs::StdRng,
    seq::{IndexedRandom, IteratorRandom},
};

/// The ways in which a level divides its characters.
#[derive(Clone, Copy)]
pub(in super::super) enum Rows {
    /// Two rows as nearly equal as can be.
    Halves,
    /// All ways to make two rows or three of them.
    Any,
}

/// Fewer characters, which no recipe makes, stay in one row.
const FEWEST: usize = 4;

/// The share of pictures with three rows, and of the others that with one letter more in one row than
/// there are columns. A network in training settles on the divisions that it meets most often: with
/// these none of them is worth it.
const THREE: f64 = 0.45;
const LOPSIDED: f64 = 0.12;

/// As many letters of the usual width stand side by side.
pub(in super::super) fn columns(length: usize) -> usize {
    if length < FEWEST { length.max(1) } else { length.div_ceil(2) }
}

impl Rows {
    /// How many characters stand in each row, from the top.
    pub(super) fn divide(self, characters: &[u8], rng: &mut StdRng) -> Vec<usize> {
        let length = characters.len();
        if length < FEWEST {
            return vec![length];
        }
        // A sum is easier to read when it breaks behind its sign.
        if let Some(sign) = characters.iter().position(|of| matches!(of, b'+' | b'-')) {
            return vec![sign + 1, length - sign - 1];
        }
        let columns = columns(length);
        let half = [columns, length - columns].choose(rng).copied().unwrap_or(columns);
        match self {
            Self::Any if rng.random_bool(THREE) => thirds(length, length.div_ceil(3), rng),
            Self::Any if rng.random_bool(LOPSIDED) => {
                let most = (columns + 1).min(length - 1);
                let first = if rng.random() { most } else { length - most };
                vec![first, length - first]
            }
            Self::Halves | Self::Any => vec![half, length - half],
        }
    }
}

/// Any way to make three rows of no more than so many characters.
fn thirds(length: usize, most: usize, rng: &mut StdRng) -> Vec<usize> {
    let two = (1..=most).flat_map(|first| (1..=most).map(move |second| [first, second]));
    let all = two.filter_map(|[first, second]| {
        let third = length.checked_sub(first + second)?;
        (1..=most).contains(&third).then_some([first, second, third])
    });
    all.choose(rng).map_or_else(|| vec![length], Vec::from)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;

    use super::*;
    use crate::LENGTHS;

    fn all(rows: Rows, text: &str) -> HashSet<Vec<usize>> {
        let mut rng = StdRng::seed_from_u64(1);
        (0..400).map(|_| rows.divide(text.as_bytes(), &mut rng)).collect()
    }

    #[test]
    fn five_characters_stand_in_two_rows_or_in_three_that_are_as_even_as_can_be() {
        let two = [vec![1, 4], vec![2, 3], vec![3, 2], vec![4, 1]];
        let three = [[1, 2, 2], [2, 1, 2], [2, 2, 1]];
        let ways = two.into_iter().chain(three.map(Vec::from)).collect();
        assert_eq!(all(Rows::Any, "ACDEP"), ways);
        assert_eq!(all(Rows::Halves, "ACDEP"), [vec![2, 3], vec![3, 2]].into());
    }

    #[test]
    fn no_character_is_lost_and_no_row_is_empty_or_too_long() {
        for length in LENGTHS {
            for rows in [Rows::Halves, Rows::Any] {
                for way in all(rows, &"A".repeat(length)) {
                    assert_eq!(way.iter().sum::<usize>(), length);
                    let most = columns(length) + 1;
                    assert!(way.iter().all(|row| (1..=most).contains(row)), "{way:?}");
                }
            }
        }
    }

    #[test]
    fn a_sum_breaks_behind_its_sign() {
        assert_eq!(all(Rows::Any, "12+34="), [vec![3, 3]].into());
        assert_eq!(all(Rows::Halves, "7-5=?"), [vec![2, 3]].into());
    }

    #[test]
    fn a_text_that_no_recipe_makes_stays_in_one_row() {
        assert_eq!(all(Rows::Any, "AC"), [vec![2]].into());
        assert_eq!(all(Rows::Any, ""), [vec![0]].into());
    }
}
