//! The filled shape of one letter: the bits of the part of the picture where it lies.

use std::{array, borrow::Cow, ops::Range};

use super::plane::{Line, fill_between_marks, greater, lesser, mark};

/// Bits in rows of whole words, most letters in rows of one. Around the shape there is free space,
/// so that it never reaches from the end of a row to the start of the next.
pub(super) struct Shape {
    words: Vec<u64>,
    /// Words of one row.
    stride: usize,
    /// The column and the row of the picture that the first bit lies on.
    left: isize,
    top: isize,
}

/// How far outside of the picture a shape is followed, in pixels.
const OUTSIDE: f32 = 64.0;
/// Free rows above and below: growing looks at the row before, and one word further.
const FREE: isize = 2;

impl Shape {
    /// Fills what an odd number of closed lines encloses. Their corners are in pixels of a picture
    /// of this size, one line after the other; `ends` is where each line ends. `around` is the space
    /// that is left for growing.
    pub(super) fn fill(
        corners: &[(f32, f32)],
        ends: &[usize],
        (width, height): (usize, usize),
        around: usize,
    ) -> Self {
        let (mut least, mut most) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for &(x, y) in corners {
            least = (lesser(least.0, x), lesser(least.1, y));
            most = (greater(most.0, x), greater(most.1, y));
        }
        let bounds = |least: f32, most: f32, length: usize| {
            let inside = |at: f32| at.clamp(-OUTSIDE, length as f32 + OUTSIDE).floor() as isize;
            let around = around.cast_signed() + FREE;
            (inside(least) - around, inside(most) + 1 + around)
        };
        let (left, right) = bounds(least.0, most.0, width);
        let (top, bottom) = bounds(least.1, most.1, height);
        let stride = (right - left).unsigned_abs().div_ceil(64);
        let mut words = vec![0; stride * (bottom - top).unsigned_abs()];
        let mut marks = Marks { words: &mut words, stride, left: left as f32, top: top as f32 };
        let mut start = 0;
        for &end in ends {
            marks.outline(&corners[start..end]);
            start = end;
        }
        words.chunks_exact_mut(stride).for_each(fill_between_marks);
        Self { words, stride, left, top }
    }

    /// The shape with all that is within so many pixels of it.
    pub(super) fn grown(&self, pixels: usize) -> Self {
        // Neighbours at the corners count every second time: circles become octagons.
        let words = (0..pixels).fold(Cow::Borrowed(&self.words), |words, step| {
            Cow::Owned(spread(&words, self.stride, step % 2 == 1))
        });
        Self { words: words.into_owned(), ..*self }
    }

    /// Gives the words of these shapes, which have the same place, for each word of the picture that
    /// they lie on: its row, its column of words, and the shapes' bits there. The picture's size is
    /// in words and rows.
    pub(super) fn on_picture<const N: usize>(
        shapes: [&Self; N],
        (columns, height): (usize, usize),
        mut each: impl FnMut(usize, usize, [u64; N]),
    ) {
        let Some(&&Self { ref words, stride, left, top }) = shapes.first() else { return };
        // Which of `count` lie on the picture's `length`, when the first lies at `start`.
        let common = |start: isize, count: usize, length: usize| {
            start.min(0).unsigned_abs()..length.saturating_add_signed(-start).min(count)
        };
        let (first, bit) = (left.div_euclid(64), left.rem_euclid(64));
        let columns = common(first, stride + 1, columns);
        for row in common(top, words.len() / stride, height) {
            let rows = shapes.map(|shape| &shape.words[row * stride..][..stride]);
            let y = row.wrapping_add_signed(top);
            // The shapes start within a word of the picture: what each of theirs leaves for the next
            // of the picture's.
            let mut rest = [0; N];
            for column in 0..=stride {
                let own = rows.map(|row| row.get(column).copied().unwrap_or_default());
                let bits = array::from_fn(|shape| rest[shape] | own[shape] >> bit);
                // In two steps, as none is by all 64.
                rest = own.map(|word| word << 1 << (63 - bit));
                if columns.contains(&column) {
                    each(y, column.wrapping_add_signed(first), bits);
                }
            }
        }
    }
}

/// Each pixel with those beside it, above and below; at its corners, too, where it is `round`.
fn spread(before: &[u64], stride: usize, round: bool) -> Vec<u64> {
    let mut words = vec![0; before.len()];
    for n in 2 * stride..before.len() - 2 * stride {
        let across = |n: usize| {
            let (left, here, right) = (before[n - 1], before[n], before[n + 1]);
            here | here >> 1 | here << 1 | left << 63 | right >> 63
        };
        let (above, below) = if round {
            (across(n - stride), across(n + stride))
        } else {
            (before[n - stride], before[n + stride])
        };
        words[n] = across(n) | above | below;
    }
    words
}

/// The words of a shape while its outlines are marked in them.
struct Marks<'a> {
    words: &'a mut [u64],
    stride: usize,
    left: f32,
    top: f32,
}

impl Marks<'_> {
    /// Marks the first pixel right of a closed line in each row whose middle it crosses.
    fn outline(&mut self, line: &[(f32, f32)]) {
        let (top, rows) = (self.top, (self.words.len() / self.stride) as i32);
        let row = |y: f32| ((y - top + 0.5) as i32).clamp(0, rows).unsigned_abs() as usize;
        let Some(&last) = line.last() else { return };
        let (mut from, mut from_row) = (last, row(last.1));
        for &to in line {
            let to_row = row(to.1);
            if from_row != to_row {
                self.edge(from, to, from_row.min(to_row)..from_row.max(to_row));
            }
            (from, from_row) = (to, to_row);
        }
    }

    /// Marks an edge in these rows.
    fn edge(&mut self, from: (f32, f32), to: (f32, f32), rows: Range<usize>) {
        let slope = (to.0 - from.0) / (to.1 - from.1);
        let start =
            from.0 - self.left + 0.5 + (rows.start as f32 + 0.5 + self.top - from.1) * slope;
        let words = &mut self.words[rows.start * self.stride..rows.end * self.stride];
        for (row, x) in words.chunks_exact_mut(self.stride).zip(Line::new(start, slope)) {
            mark(row, x >> Line::POINT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (200, 60);

    /// The pixels of the picture that are set.
    fn pixels(shape: &Shape) -> Vec<(usize, usize)> {
        let mut pixels = Vec::new();
        Shape::on_picture([shape], (SIZE.0.div_ceil(64), SIZE.1), |y, column, [word]| {
            let set = (0..64).filter(|bit| word << bit >> 63 == 1);
            pixels.extend(set.map(|bit| (64 * column + bit, y)).filter(|pixel| pixel.0 < SIZE.0));
        });
        pixels
    }

    #[test]
    fn a_ring_is_filled_between_its_two_circles() {
        let circle = |radius: f32| {
            (0..48).map(move |n| {
                let angle = n as f32 / 48.0 * std::f32::consts::TAU;
                (70.0 + radius * angle.cos(), 30.0 + radius * angle.sin())
            })
        };
        let corners: Vec<_> = circle(22.0).chain(circle(12.0)).collect();
        let set = pixels(&Shape::fill(&corners, &[48, 96], SIZE, 2));
        for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
            let away = (x as f32 + 0.5 - 70.0).hypot(y as f32 + 0.5 - 30.0);
            if (away - 22.0).abs() > 0.3 && (away - 12.0).abs() > 0.3 {
                assert_eq!(set.contains(&(x, y)), (12.0..22.0).contains(&away), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_lies_outside_of_the_picture_is_left_out_and_the_rest_is_whole() {
        for (dx, dy) in [(0.0, 0.0), (-110.0, -40.0), (120.0, 40.0), (500.0, 0.0), (0.0, -500.0)] {
            let (left, right) = (80.0 + dx, 110.0 + dx);
            let (top, bottom) = (20.0 + dy, 45.0 + dy);
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
            let set = pixels(&Shape::fill(&corners, &[4], SIZE, 3));
            let expected = |x: usize, y: usize| {
                (left..right).contains(&(x as f32 + 0.5))
                    && (top..bottom).contains(&(y as f32 + 0.5))
            };
            for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
                assert_eq!(set.contains(&(x, y)), expected(x, y), "{dx} {dy}: {x} {y}");
            }
        }
    }

    #[test]
    fn a_point_grows_to_an_octagon() {
        let corners = [(100.0, 30.0), (101.0, 30.0), (101.0, 31.0), (100.0, 31.0)];
        let set = pixels(&Shape::fill(&corners, &[4], SIZE, 4).grown(4));
        for (x, y) in (20..41).flat_map(|y| (90..111).map(move |x| (x, y))) {
            let (dx, dy) = (100_usize.abs_diff(x), 30_usize.abs_diff(y));
            let inside = dx.max(dy) <= 4 && dx + dy <= 6;
            assert_eq!(set.contains(&(x, y)), inside, "{x} {y}");
        }
    }
}
