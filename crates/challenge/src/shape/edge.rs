//! The edges of a shape: each inverts all that lies right of it.

use crate::plane::{Line, floor, greater, lesser, whole};

/// A straight edge, and the rows whose middle it crosses.
pub(super) struct Edge {
    first: u32,
    rows: u32,
    /// The column in the first of the rows, and what each further row adds to it, in the steps of a
    /// [`Line`].
    start: f32,
    slope: f32,
}

/// Adds the edges between neighbours among these corners, as a shape sees them whose first bit is at
/// `left` and `top`, and which has so many rows.
pub(super) fn add(
    (x, y): (&[f32], &[f32]),
    (left, top): (f32, f32),
    rows: usize,
    edges: &mut Vec<Edge>,
) {
    let rows = rows as f32;
    let row = |y: f32| floor(lesser(greater(y - top + 0.5, 0.0), rows));
    let from = x.iter().zip(y);
    let to = x.iter().skip(1).zip(&y[1..]);
    // No branch, and no step that needs the one before: several edges are made at a time.
    edges.extend(from.zip(to).map(|((&from_x, &from_y), (&to_x, &to_y))| {
        let (from_row, to_row) = (row(from_y), row(to_y));
        let (first, end) = (lesser(from_row, to_row), greater(from_row, to_row));
        let slope = (to_x - from_x) / (to_y - from_y);
        let start = from_x - left + 0.5 + (first + 0.5 + top - from_y) * slope;
        Edge {
            first: whole(first),
            rows: whole(end - first),
            start: start * Line::STEPS,
            slope: slope * Line::STEPS,
        }
    }));
}

/// All bits of a word from one on.
const FROM: [u64; 65] = {
    let mut words = [0; 65];
    let mut bit = 0;
    while bit < 64 {
        words[bit] = u64::MAX >> bit;
        bit += 1;
    }
    words
};

/// Rows are inverted so many at a time. Most edges cross fewer, and no processor guesses how many: to
/// invert nothing in the rest costs less than a wrong guess.
const STEP: usize = 4;
/// All bits of as many rows as are left, none of the others.
const KEPT: [[u64; STEP]; STEP + 1] = {
    let mut kept = [[0; STEP]; STEP + 1];
    let mut rows = 0;
    while rows <= STEP {
        let mut row = 0;
        while row < rows {
            kept[rows][row] = u64::MAX;
            row += 1;
        }
        rows += 1;
    }
    kept
};

impl Edge {
    /// Inverts what is right of the edge in a column of words that starts so many bits behind the
    /// shape's left. There must be [`STEP`] words more than the shape has rows.
    pub(super) fn invert(&self, column: &mut [u64], left: i32) {
        let mut line = Line::of_steps(self.start, self.slope);
        let (mut first, mut rows) = (self.first as usize, self.rows as usize);
        loop {
            let words = &mut column[first..first + STEP];
            for ((word, kept), x) in words.iter_mut().zip(KEPT[rows.min(STEP)]).zip(&mut line) {
                let bit = ((x >> Line::POINT) - left).clamp(0, 64).unsigned_abs() as usize;
                *word ^= FROM[bit] & kept;
            }
            if rows <= STEP {
                break;
            }
            (first, rows) = (first + STEP, rows - STEP);
        }
    }
}
