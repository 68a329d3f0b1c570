//! The filled shape of one letter: the bits of the part of the picture where it lies.

mod edge;

use std::{array, mem, ops::Range};

use super::plane::{greater, lesser};
use edge::Edge;

/// Bits in columns of words, as a [`Plane`](super::plane::Plane) has them; most letters fit into one
/// column. Around the shape there is free space, so that it never reaches from the end of a column to
/// the next. A shape is filled again and again: its buffers stay.
#[derive(Default)]
pub(super) struct Shape {
    /// A blank column, those of the shape, and another blank one.
    words: Vec<u64>,
    /// Words of one column.
    height: usize,
    /// The column and the row of the picture that the first bit behind the blank column lies on.
    left: isize,
    top: isize,
    edges: Vec<Edge>,
    /// Where the next step of growing goes.
    spare: Vec<u64>,
}

/// How far outside of the picture a shape is followed, in pixels.
const OUTSIDE: f32 = 64.0;
/// Free rows above and below: growing looks at the row before, and one word further.
const FREE: isize = 2;

/// The rows of a shape that lie on the picture in one of the picture's columns of words.
pub(super) struct Part {
    /// The column and the rows of the picture.
    pub(super) column: usize,
    pub(super) rows: Range<usize>,
    /// The first word of the shape that reaches into the column from the left; those a column further
    /// do so from the right, from this bit on.
    start: usize,
    bit: u32,
}

impl Shape {
    /// Fills what an odd number of closed lines encloses. Their corners are in pixels of a picture
    /// of this size, across and down, one line after the other, each with its first corner once more
    /// at its end; `ends` is where each line ends. `around` is the space that is left for growing.
    pub(super) fn fill(
        &mut self,
        (x, y): (&[f32], &[f32]),
        ends: &[usize],
        (width, height): (usize, usize),
        around: usize,
    ) {
        let around = around.cast_signed() + FREE;
        let bounds = |corners: &[f32], length: usize| {
            let inside = |at: f32| at.clamp(-OUTSIDE, length as f32 + OUTSIDE).floor() as isize;
            let (least, most) = range(corners);
            (inside(least) - around, inside(most) + 1 + around)
        };
        let ((left, right), (top, bottom)) = (bounds(x, width), bounds(y, height));
        (self.left, self.top, self.height) = (left, top, (bottom - top).unsigned_abs());
        self.edges.clear();
        let mut start = 0;
        for &end in ends {
            let line = (&x[start..end], &y[start..end]);
            edge::add(line, (left as f32, top as f32), self.height, &mut self.edges);
            start = end;
        }
        let columns = (right - left).unsigned_abs().div_ceil(64);
        self.words.clear();
        self.words.resize((columns + 2) * self.height, 0);
        for column in 0..columns {
            let words = &mut self.words[(column + 1) * self.height..];
            self.edges.iter().for_each(|edge| edge.invert(words, 64 * column as i32));
        }
    }

    /// Makes this the other shape with all that is within so many pixels of it.
    pub(super) fn grow(&mut self, other: &Self, pixels: usize) {
        (self.left, self.top, self.height) = (other.left, other.top, other.height);
        if pixels == 0 {
            self.words.clone_from(&other.words);
            return;
        }
        spread(&other.words, &mut self.words, self.height, false);
        for step in 1..pixels {
            // Neighbours at the corners count every second time: circles become octagons.
            spread(&self.words, &mut self.spare, self.height, step % 2 == 1);
            mem::swap(&mut self.words, &mut self.spare);
        }
    }

    /// The parts that lie on a picture of so many columns of words, and rows.
    pub(super) fn parts(&self, columns: usize, rows: usize) -> impl Iterator<Item = Part> {
        // Which of `count` lie on the picture's `length`, when the first lies at `start`.
        let common = |start: isize, count: usize, length: usize| {
            start.min(0).unsigned_abs()..length.saturating_add_signed(-start).min(count)
        };
        let (first, bit) = (self.left.div_euclid(64), self.left.rem_euclid(64) as u32);
        let rows = common(self.top, self.height, rows);
        let own = if rows.is_empty() { 0 } else { self.words.len() / self.height - 1 };
        let picture_row = |own: usize| own.wrapping_add_signed(self.top);
        common(first, own, columns).map(move |column| Part {
            column: column.wrapping_add_signed(first),
            rows: picture_row(rows.start)..picture_row(rows.end),
            start: column * self.height + rows.start,
            bit,
        })
    }

    /// The words of one part, from the top.
    pub(super) fn words(&self, part: &Part) -> impl Iterator<Item = u64> {
        let &Part { ref rows, start, bit, .. } = part;
        let column = |start: usize| &self.words[start..start + rows.len()];
        let words = column(start).iter().zip(column(start + self.height));
        // In two steps, as none is by all 64.
        words.map(move |(left, right)| left << 1 << (63 - bit) | right >> bit)
    }
}

/// The least and the most of these numbers.
fn range(numbers: &[f32]) -> (f32, f32) {
    // Four at a time.
    let (fours, rest) = numbers.as_chunks::<4>();
    let (mut least, mut most) = ([f32::MAX; 4], [f32::MIN; 4]);
    for four in fours {
        least = array::from_fn(|n| lesser(least[n], four[n]));
        most = array::from_fn(|n| greater(most[n], four[n]));
    }
    let all = |of: [f32; 4]| of.into_iter().chain(rest.iter().copied());
    (all(least).fold(f32::MAX, lesser), all(most).fold(f32::MIN, greater))
}

/// Each pixel with those beside it, above and below; at its corners, too, where it is `round`.
fn spread(from: &[u64], to: &mut Vec<u64>, height: usize, round: bool) {
    to.clear();
    to.resize(from.len(), 0);
    // All but the blank columns, and but the free row at either end.
    let start = height + 1;
    let to = &mut to[start..from.len() - start];
    let length = to.len();
    let at = |n: usize| from[n..][..length].iter();
    let across = |n: usize| {
        let words = at(n - height).zip(at(n)).zip(at(n + height));
        words.map(|((left, here), right)| here | here >> 1 | here << 1 | left << 63 | right >> 63)
    };
    if round {
        let around = across(start - 1).zip(across(start)).zip(across(start + 1));
        for (to, ((above, here), below)) in to.iter_mut().zip(around) {
            *to = above | here | below;
        }
    } else {
        let around = at(start - 1).zip(across(start)).zip(at(start + 1));
        for (to, ((above, here), below)) in to.iter_mut().zip(around) {
            *to = above | here | below;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (200, 60);

    /// The shape within closed lines of these corners.
    fn fill(lines: &[&[(f32, f32)]], around: usize) -> Shape {
        let (mut x, mut y, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            let closed = line.iter().chain(&line[..1]).copied();
            let (across, down): (Vec<f32>, Vec<f32>) = closed.unzip();
            x.extend(across);
            y.extend(down);
            ends.push(x.len());
        }
        let mut shape = Shape::default();
        shape.fill((&x, &y), &ends, SIZE, around);
        shape
    }

    /// The pixels of the picture that are set.
    fn pixels(shape: &Shape) -> Vec<(usize, usize)> {
        let mut pixels = Vec::new();
        for part in shape.parts(SIZE.0.div_ceil(64), SIZE.1) {
            for (y, word) in part.rows.clone().zip(shape.words(&part)) {
                let set = (0..64).filter(|bit| word << bit >> 63 == 1);
                let set = set.map(|bit| (64 * part.column + bit, y));
                pixels.extend(set.filter(|pixel| pixel.0 < SIZE.0));
            }
        }
        pixels
    }

    #[test]
    fn a_ring_is_filled_between_its_two_circles() {
        let circle = |radius: f32| {
            let corner = |n: u8| {
                let angle = f32::from(n) / 48.0 * std::f32::consts::TAU;
                (70.0 + radius * angle.cos(), 30.0 + radius * angle.sin())
            };
            (0..48).map(corner).collect::<Vec<_>>()
        };
        let set = pixels(&fill(&[&circle(22.0), &circle(12.0)], 2));
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
            let set = pixels(&fill(&[&corners], 3));
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
        let mut grown = Shape::default();
        grown.grow(&fill(&[&corners], 4), 4);
        let set = pixels(&grown);
        for (x, y) in (20..41).flat_map(|y| (90..111).map(move |x| (x, y))) {
            let (dx, dy) = (100_usize.abs_diff(x), 30_usize.abs_diff(y));
            let inside = dx.max(dy) <= 4 && dx + dy <= 6;
            assert_eq!(set.contains(&(x, y)), inside, "{x} {y}");
        }
    }
}
