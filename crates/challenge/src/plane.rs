//! One bit for each pixel, 64 to a word: what is drawn with whole words costs next to nothing.

use std::ops::Range;

/// The lesser of two numbers: an instruction, where `f32::min` takes four to look for one that is none.
pub(super) fn lesser(one: f32, other: f32) -> f32 {
    if one < other { one } else { other }
}

/// The greater of two numbers.
pub(super) fn greater(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

/// Rounds down what is neither negative nor above 2²²: `f32::floor` is a call where the processor need
/// not have an instruction for it, and neither takes several numbers at a time.
pub(super) fn floor(number: f32) -> f32 {
    let near = number + WHOLE - WHOLE;
    if near > number { near - 1.0 } else { near }
}

/// A number that is whole, neither negative nor above 2²²; takes several at a time, which `as` does not.
pub(super) fn whole(number: f32) -> u32 {
    (number + WHOLE).to_bits() - WHOLE.to_bits()
}

/// From here up to twice as much the last bit of a number is its ones.
const WHOLE: f32 = (1 << 23) as f32;

/// Where a straight line crosses each row, from the first one on, in fixed point, so that
/// a step is an addition.
#[derive(Clone, Copy)]
pub(super) struct Line {
    at: i32,
    step: i32,
}

impl Line {
    /// Bits behind the point.
    pub(super) const POINT: u32 = 16;
    /// Of a pixel.
    pub(super) const STEPS: f32 = (1 << Self::POINT) as f32;

    /// From a column of the first row; `slope` is what each further row adds to it.
    pub(super) fn new(at: f32, slope: f32) -> Self {
        Self::of_steps(at * Self::STEPS, slope * Self::STEPS)
    }

    /// The same with both in steps.
    pub(super) fn of_steps(at: f32, slope: f32) -> Self {
        Self { at: at as i32, step: slope as i32 }
    }
}

impl Iterator for Line {
    type Item = i32;

    fn next(&mut self) -> Option<i32> {
        let at = self.at;
        self.at = at.wrapping_add(self.step);
        Some(at)
    }
}

/// Sets the bits of a word from each odd mark up to the next: each becomes the sum of all up to it.
fn fill_between_marks(mut word: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        word ^= word >> shift;
    }
    word
}

/// A rectangle of bits, 64 columns of them to a word. The words of all rows lie one below the other:
/// what is done alike in all rows is done in several at a time. The bits past the width are never
/// looked at.
#[derive(Clone)]
pub(super) struct Plane {
    words: Vec<u64>,
    width: usize,
    height: usize,
}

impl Plane {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { words: vec![0; width.div_ceil(64) * height], width, height }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// How many words a row has.
    pub(super) fn columns(&self) -> usize {
        self.words.len() / self.height
    }

    /// The words of each column from the top; the first pixel is the highest bit.
    pub(super) fn columns_mut(&mut self) -> impl Iterator<Item = &mut [u64]> {
        self.words.chunks_exact_mut(self.height)
    }

    /// The words of a column in these rows.
    pub(super) fn words_mut(&mut self, column: usize, rows: &Range<usize>) -> &mut [u64] {
        let start = column * self.height;
        &mut self.words[start + rows.start..start + rows.end]
    }

    /// The words of one row.
    pub(super) fn row(&self, y: usize) -> impl Iterator<Item = u64> {
        self.words.iter().skip(y).step_by(self.height).copied()
    }

    /// Marks a pixel, see [`Self::flip_between_marks`]. What is left of the row marks its first, what is
    /// right of it none.
    pub(super) fn mark(&mut self, x: i32, y: usize) {
        let x = x.max(0).unsigned_abs() as usize;
        if let Some(word) = self.words.get_mut(x / 64 * self.height + y) {
            *word ^= 1 << 63 >> (x % 64);
        }
    }

    /// Marks both ends of a run of pixels, as far as it lies inside.
    pub(super) fn mark_run(&mut self, y: usize, start: f32, end: f32) {
        let width = self.width as i32;
        self.mark((start as i32).min(width), y);
        self.mark((end as i32).min(width), y);
    }

    /// Sets the pixels from each odd mark of a row up to the next.
    pub(super) fn flip_between_marks(&mut self) {
        let mut before: &[u64] = &[];
        for column in self.words.chunks_exact_mut(self.height) {
            column.iter_mut().for_each(|word| *word = fill_between_marks(*word));
            for (word, before) in column.iter_mut().zip(before) {
                *word ^= 0_u64.wrapping_sub(before & 1);
            }
            before = column;
        }
    }

    /// Combines word by word: `op(own, other's)`.
    pub(super) fn combine(mut self, other: &Self, op: impl Fn(u64, u64) -> u64) -> Self {
        for (own, other) in self.words.iter_mut().zip(&other.words) {
            *own = op(*own, *other);
        }
        self
    }

    pub(super) fn and(self, other: &Self) -> Self {
        self.combine(other, |a, b| a & b)
    }

    pub(super) fn or(self, other: &Self) -> Self {
        self.combine(other, |a, b| a | b)
    }

    pub(super) fn xor(self, other: &Self) -> Self {
        self.combine(other, |a, b| a ^ b)
    }

    pub(super) fn and_not(self, other: &Self) -> Self {
        self.combine(other, |a, b| a & !b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_down_as_the_library_does_it() {
        let steps = (0..200_000_u32).map(|n| n as f32 * 0.037);
        for number in steps.chain([0.0, 0.5, 0.999_999_94, 1.5, 2.5, 4_194_303.8, 4_194_304.0]) {
            assert_eq!(floor(number), number.floor(), "{number}");
            assert_eq!(whole(floor(number)), number as u32, "{number}");
        }
    }
}
