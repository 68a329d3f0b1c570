//! One bit for each pixel, 64 to a word: what is drawn with whole words costs next to nothing.

/// The lesser of two numbers: an instruction, where `f32::min` takes four to look for one that is none.
pub(super) fn lesser(one: f32, other: f32) -> f32 {
    if one < other { one } else { other }
}

/// The greater of two numbers.
pub(super) fn greater(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

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

    /// From a column of the first row; `slope` is what each further row adds to it.
    pub(super) fn new(at: f32, slope: f32) -> Self {
        let fixed = |pixels: f32| (pixels * (1 << Self::POINT) as f32) as i32;
        Self { at: fixed(at), step: fixed(slope) }
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

/// Marks a pixel of a row; what is left of the row marks its first, what is right of it none.
pub(super) fn mark(row: &mut [u64], x: i32) {
    let x = x.max(0) as usize;
    if let Some(word) = row.get_mut(x / 64) {
        *word ^= 1 << 63 >> (x % 64);
    }
}

/// Sets the pixels from each odd mark of a row up to the next: each becomes the sum of all marks up
/// to it.
pub(super) fn fill_between_marks(row: &mut [u64]) {
    let mut carry = 0;
    for word in row {
        let mut sum = *word;
        for shift in [1, 2, 4, 8, 16, 32] {
            sum ^= sum >> shift;
        }
        *word = sum ^ carry;
        carry = 0_u64.wrapping_sub(*word & 1);
    }
}

/// A rectangle of bits. Rows start at a word; the bits past the width are never looked at.
#[derive(Clone)]
pub(super) struct Plane {
    words: Vec<u64>,
    stride: usize,
    width: usize,
}

impl Plane {
    pub(super) fn new(width: usize, height: usize) -> Self {
        let stride = width.div_ceil(64);
        Self { words: vec![0; stride * height], stride, width }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.words.len() / self.stride
    }

    /// Words of one row.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// The words of one row; the first pixel is the highest bit of the first word.
    pub(super) fn row(&self, y: usize) -> &[u64] {
        &self.words[y * self.stride..(y + 1) * self.stride]
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [u64] {
        &mut self.words[y * self.stride..(y + 1) * self.stride]
    }

    pub(super) fn get(&self, x: usize, y: usize) -> bool {
        self.row(y)[x / 64] << (x % 64) >> 63 == 1
    }

    /// Inverts the pixels from `start` up to `end` of one row, as far as they are inside.
    pub(super) fn flip_run(&mut self, y: usize, start: f32, end: f32) {
        let start = (start.max(0.0) as usize).min(self.width);
        let end = (end.max(0.0) as usize).min(self.width);
        if start >= end {
            return;
        }
        let (first, last) = (start / 64, (end - 1) / 64);
        let from = u64::MAX >> (start % 64);
        let to = u64::MAX << (63 - (end - 1) % 64);
        let row = self.row_mut(y);
        if first == last {
            row[first] ^= from & to;
            return;
        }
        row[first] ^= from;
        row[last] ^= to;
        for word in &mut row[first + 1..last] {
            *word = !*word;
        }
    }

    /// Sets all pixels from each odd mark of a row up to the next.
    pub(super) fn flip_between_marks(&mut self) {
        self.words.chunks_exact_mut(self.stride).for_each(fill_between_marks);
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
