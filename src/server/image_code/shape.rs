//! The filled shape of one letter: the bits of the part of the picture where it lies.

use super::plane::{Plane, fill_between_marks, mark};

/// Bits in rows of whole words. Around the shape there is free space, so that it never reaches from
/// the end of a row to the start of the next.
pub(super) struct Shape {
    words: Vec<u64>,
    /// Words of one row.
    stride: usize,
    /// The column of words and the row of the picture that the first word lies on.
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
        let around = around as f32;
        let bounds = |of: fn(&(f32, f32)) -> f32, length: usize| {
            let (least, most) = corners
                .iter()
                .map(of)
                .fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)));
            let inside = |at: f32| at.clamp(-OUTSIDE, length as f32 + OUTSIDE);
            (inside(least - around), inside(most + around))
        };
        let ((left, right), (top, bottom)) = (bounds(|p| p.0, width), bounds(|p| p.1, height));
        let column = |x: f32| (x / 64.0).floor() as isize;
        let (left, right) = (column(left), column(right));
        let (top, bottom) = (top.floor() as isize - FREE, bottom.ceil() as isize + FREE);
        let stride = (right - left).unsigned_abs() + 1;
        let mut words = vec![0; stride * (bottom - top).unsigned_abs()];
        let origin = (64.0 * left as f32, top as f32);
        let mut start = 0;
        for &end in ends {
            let line = &corners[start..end];
            let before = line.last().into_iter().chain(line);
            for (&from, &to) in before.zip(line) {
                mark_edge(&mut words, stride, origin, from, to);
            }
            start = end;
        }
        words.chunks_exact_mut(stride).for_each(fill_between_marks);
        Self { words, stride, left, top }
    }

    /// The shape with all that is within so many pixels of it.
    pub(super) fn grown(&self, pixels: usize) -> Self {
        let (stride, length) = (self.stride, self.words.len());
        let mut words = self.words.clone();
        for step in 0..pixels {
            let before = words.clone();
            // Neighbours at the corners count every second time: circles become octagons.
            let round = step % 2 == 1;
            for n in 2 * stride..length - 2 * stride {
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
        }
        Self { words, ..*self }
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words that lie on the picture: the number of each, and its row and column there.
    pub(super) fn on(
        &self,
        picture: &Plane,
    ) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let &Self { stride, left, top, ref words } = self;
        // Which of `count` lie on the picture's `length`, when the first lies at `start`.
        let common = |start: isize, count: usize, length: usize| {
            let first = start.min(0).unsigned_abs();
            let end = length.saturating_add_signed(-start).min(count);
            (first..end).map(move |n| (n, n.saturating_add_signed(start)))
        };
        let rows = common(top, words.len() / stride, picture.height());
        let columns = common(left, stride, picture.stride());
        rows.flat_map(move |(row, y)| {
            columns.clone().map(move |(column, x)| (row * stride + column, y, x))
        })
    }
}

/// Marks the first pixel right of the edge in each row whose middle it crosses.
fn mark_edge(
    words: &mut [u64],
    stride: usize,
    (left, top): (f32, f32),
    from: (f32, f32),
    to: (f32, f32),
) {
    // In fixed point, so that a step is an addition.
    const ONE: f32 = 65536.0;
    let ((x0, y0), (x1, y1)) = if from.1 < to.1 { (from, to) } else { (to, from) };
    let row = |y: f32| ((y - top + 0.5) as i32).max(0).unsigned_abs() as usize;
    let (first, end) = (row(y0), row(y1).min(words.len() / stride));
    if first >= end {
        return;
    }
    let slope = (x1 - x0) / (y1 - y0);
    let start = x0 - left + 0.5 + (first as f32 + 0.5 + top - y0) * slope;
    let (mut x, step) = ((start * ONE) as i32, (slope * ONE) as i32);
    for row in words[first * stride..end * stride].chunks_exact_mut(stride) {
        mark(row, x >> 16);
        x = x.wrapping_add(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (200, 60);

    /// The pixels of the picture that are set.
    fn pixels(shape: &Shape) -> Vec<(usize, usize)> {
        let plane = Plane::new(SIZE.0, SIZE.1);
        let set = |(n, y, column): (usize, usize, usize)| {
            let word = shape.words()[n];
            (0..64).filter(move |bit| word << bit >> 63 == 1).map(move |bit| (64 * column + bit, y))
        };
        shape.on(&plane).flat_map(set).filter(|pixel| pixel.0 < SIZE.0).collect()
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
