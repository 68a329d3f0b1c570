//! Samples of one bit, four to a pixel: what lies between outlines, and how much of each pixel.

/// Samples across one pixel, and down.
pub(crate) const SAMPLES: usize = 2;
/// The level of a pixel that is covered whole.
pub(crate) const FULL: u8 = (SAMPLES * SAMPLES) as u8;
/// Pixels in a word of samples.
const PIXELS: usize = 32;

/// One row of samples after the other. An outline marks, in each column of samples that it crosses, the
/// first sample below; [`Bitmap::into_levels`] then goes down the columns and turns at each mark. So what an
/// odd number of outlines encloses is set: outlines that lie on one another invert one another.
#[derive(Clone)]
pub(crate) struct Bitmap {
    words: Vec<u64>,
    row_words: usize,
    /// The word of each column in its row, and its bit.
    columns: Vec<(usize, u64)>,
}

impl Bitmap {
    /// A blank one of so many pixels.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let (row_words, rows) = (width.div_ceil(PIXELS), height * SAMPLES);
        let columns = (0..width * SAMPLES).map(|column| place(column, row_words)).collect();
        Self { words: vec![0; row_words * rows], row_words, columns }
    }

    /// Marks what a straight edge crosses. Both ends are in samples.
    pub(crate) fn mark(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (left, right) = if from.0 < to.0 { (from, to) } else { (to, from) };
        // The columns whose middle lies between the ends. Where one edge stops the next goes on.
        let first = ceil(left.0 - 0.5).max(0);
        let end = ceil(right.0 - 0.5).min(self.columns.len() as i32);
        if first >= end {
            return;
        }
        let slope = (right.1 - left.1) / (right.0 - left.0);
        let y = left.1 + (first as f32 + 0.5 - left.0) * slope;
        // A sample is below when its middle is. Fixed point, so that a step is an addition.
        let mut at = ((y * POINT) as i32).saturating_add(POINT as i32 / 2 - 1);
        let step = (slope * POINT) as i32;
        for &(word, bit) in &self.columns[first as usize..end as usize] {
            let row = (at >> POINT_BITS).max(0) as usize;
            if let Some(word) = self.words.get_mut(row * self.row_words + word) {
                *word ^= bit;
            }
            at = at.wrapping_add(step);
        }
    }

    /// How many samples of each pixel are set, four bits to a pixel. The two rows of samples of a pixel take as much
    /// room as its levels, which take their place.
    pub(crate) fn into_levels(self) -> Levels {
        let Self { mut words, row_words, .. } = self;
        let mut set = vec![0; row_words];
        for rows in words.chunks_exact_mut(SAMPLES * row_words) {
            let (upper, lower) = rows.split_at_mut(row_words);
            for (set, (upper, lower)) in set.iter_mut().zip(upper.iter_mut().zip(lower)) {
                let above = *set ^ *upper;
                let below = above ^ *lower;
                *set = below;
                let (above, below) = (sums(above), sums(below));
                // The left half of the row, and the right one.
                *upper = (above & PAIRS) + (below & PAIRS);
                *lower = (above >> 2 & PAIRS) + (below >> 2 & PAIRS);
            }
        }
        Levels { words, row_words: SAMPLES * row_words }
    }
}

const POINT_BITS: u32 = 16;
const POINT: f32 = (1 << POINT_BITS) as f32;
/// The lower two bits of each pixel.
const PAIRS: u64 = 0x3333_3333_3333_3333;

/// The least whole number that is not less.
fn ceil(number: f32) -> i32 {
    let whole = number as i32;
    whole + i32::from(number > whole as f32)
}

/// The word of a column in a row of so many, and its bit. A word has sixteen pixels of the left half of the
/// row in the lower two of each four bits, and sixteen of the right half in the upper two: the sums of
/// each half are in order.
fn place(column: usize, row_words: usize) -> (usize, u64) {
    let (run, pixel) = (column / (SAMPLES * Levels::PIXELS), column / SAMPLES % Levels::PIXELS);
    let half = usize::from(run >= row_words);
    let bit = (15 - pixel) * 4 + half * 2 + column % SAMPLES;
    (run - half * row_words, 1 << bit)
}

/// How many of each two bits are set.
fn sums(word: u64) -> u64 {
    const EVERY_SECOND: u64 = 0x5555_5555_5555_5555;
    (word & EVERY_SECOND) + (word >> 1 & EVERY_SECOND)
}

/// Four bits for each pixel, sixteen pixels to a word; the first is the highest.
pub(crate) struct Levels {
    pub(crate) words: Vec<u64>,
    pub(crate) row_words: usize,
}

impl Levels {
    /// Pixels in a word.
    pub(crate) const PIXELS: usize = 16;

    /// One pixel.
    pub(crate) fn get(&self, x: usize, y: usize) -> u8 {
        let word = self.words[y * self.row_words + x / Self::PIXELS];
        (word >> shift(x)) as u8 & 15
    }

    /// Overwrites this row and all below.
    pub(crate) fn fill_below(&mut self, row: usize, level: u8) {
        const EACH: u64 = 0x1111_1111_1111_1111;
        self.words
            .iter_mut()
            .skip(row * self.row_words)
            .for_each(|word| *word = EACH * u64::from(level));
    }

    /// Overwrites one pixel.
    pub(crate) fn set(&mut self, x: usize, y: usize, level: u8) {
        let word = &mut self.words[y * self.row_words + x / Self::PIXELS];
        *word = *word & !(15 << shift(x)) | u64::from(level) << shift(x);
    }
}

fn shift(x: usize) -> usize {
    4 * (15 - x % Levels::PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(bitmap: &mut Bitmap, corners: &[(f32, f32)]) {
        for (n, &corner) in corners.iter().enumerate() {
            bitmap.mark(corner, corners[(n + 1) % corners.len()]);
        }
    }

    fn sum(bitmap: Bitmap, width: usize, height: usize) -> u32 {
        let levels = bitmap.into_levels();
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        pixels.map(|(x, y)| u32::from(levels.get(x, y))).sum()
    }

    #[test]
    fn what_an_outline_encloses_is_set_in_every_column() {
        // Four words and a bit; a slanted square in samples.
        let (width, height) = (150, 40);
        for left in [0.0, 20.0, 61.3, 118.0, 200.0] {
            let mut bitmap = Bitmap::new(width, height);
            let corners =
                [(left, 30.0), (left + 30.0, 10.0), (left + 50.0, 40.0), (left + 20.0, 60.0)];
            outline(&mut bitmap, &corners);
            // Its area is 1300 samples.
            let sum = sum(bitmap, width, height);
            assert!((1285..1315).contains(&sum), "{left}: {sum}");
        }
    }

    #[test]
    fn pixels_are_in_order_over_the_whole_width() {
        let (width, height) = (150, 2);
        let mut bitmap = Bitmap::new(width, height);
        for x in (0..width).step_by(3) {
            let x = (x * SAMPLES) as f32;
            outline(&mut bitmap, &[(x, 0.0), (x + 2.0, 0.0), (x + 2.0, 2.0), (x, 2.0)]);
        }
        let mut levels = bitmap.into_levels();
        for x in 0..width {
            assert_eq!(levels.get(x, 0), if x % 3 == 0 { FULL } else { 0 }, "{x}");
            assert_eq!(levels.get(x, 1), 0, "{x}");
        }
        levels.set(70, 1, 9);
        assert_eq!((levels.get(69, 1), levels.get(70, 1), levels.get(71, 1)), (0, 9, 0));
    }

    #[test]
    fn two_outlines_that_lie_on_one_another_cancel_out_and_what_is_outside_is_cut_off() {
        let (width, height) = (64, 20);
        let mut bitmap = Bitmap::new(width, height);
        let corners = [(3.0, 4.0), (90.0, 8.0), (60.0, 33.0)];
        outline(&mut bitmap, &corners);
        outline(&mut bitmap, &corners);
        assert_eq!(sum(bitmap.clone(), width, height), 0);
        let far = 9_000.0;
        outline(&mut bitmap, &[(-far, -far), (far, -far), (far, far), (-far, far)]);
        assert_eq!(sum(bitmap, width, height), 4 * 64 * 20);
    }
}
