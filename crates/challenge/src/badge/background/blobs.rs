//! Soft blobs: where a sum of waves in all directions is above a level.

use std::f32::consts::TAU;

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{
    super::{HEIGHT, WIDTH},
    Angles,
};
use crate::rasterizer::{Point, Rasterizer};

/// From one point of the grid to the next, in units.
const CELL: f32 = 3.0;
/// Points across and down: the grid reaches past the picture on all sides.
const COLUMNS: usize = (WIDTH / CELL) as usize + 3;
const ROWS: usize = (HEIGHT / CELL) as usize + 3;
/// How many waves there are.
const WAVES: usize = 6;
/// From one crest to the next, in units.
const LENGTH: (f32, f32) = (64.0, 104.0);

/// Draws the lines along which the sum has one value (marching squares).
pub(super) fn blobs(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let mut field = vec![rng.random_range(-0.25..0.25); COLUMNS * ROWS];
    let rotation = rng.random_range(0.0..TAU);
    for n in 0..WAVES {
        let angle = rotation + TAU * (n as f32 + rng.random_range(0.0..1.0)) / WAVES as f32 / 2.0;
        let step = TAU * CELL / (size * rng.random_range(LENGTH.0..LENGTH.1));
        add(&mut field, (step * cosf(angle), step * sinf(angle)), rng.random_range(0.0..TAU));
    }
    let mut is_cut = [false; COLUMNS - 1];
    for row in 0..ROWS - 1 {
        let (upper, lower) = field[row * COLUMNS..][..2 * COLUMNS].split_at(COLUMNS);
        // Apart from what follows, so that the compiler takes many at once: most cells are not cut.
        for (column, is_cut) in is_cut.iter_mut().enumerate() {
            let [a, b, c, d] = [upper[column], upper[column + 1], lower[column + 1], lower[column]]
                .map(|corner| corner < 0.0);
            *is_cut = (a ^ b) | (b ^ c) | (c ^ d);
        }
        for column in (0..COLUMNS - 1).filter(|&column| is_cut[column]) {
            let corners = [upper[column], upper[column + 1], lower[column + 1], lower[column]];
            cell(corners, (column as f32, row as f32), rasterizer);
        }
    }
    close(&field, rasterizer);
}

/// Adds a wave: sin(phase + columns · step.0 + rows · step.1), as a sum of products so that each point
/// takes two multiplications.
fn add(field: &mut [f32], (across, down): Point, phase: f32) {
    let mut columns = [(0.0, 0.0); COLUMNS];
    columns.iter_mut().zip(Angles::from(phase, across)).for_each(|(at, angle)| *at = angle);
    for (row, (sin, cos)) in field.chunks_exact_mut(COLUMNS).zip(Angles::from(0.0, down)) {
        for (value, (s, c)) in row.iter_mut().zip(&columns) {
            *value += s * cos + c * sin;
        }
    }
}

/// Where the line through two neighbours is zero, as a share of the way.
fn zero(one: f32, other: f32) -> f32 {
    one / (one - other)
}

/// The line or the two lines in one cell.
fn cell([a, b, c, d]: [f32; 4], (x, y): Point, rasterizer: &mut Rasterizer) {
    let unit = |x: f32, y: f32| ((x - 1.0) * CELL, (y - 1.0) * CELL);
    let mut ends = [(0.0, 0.0); 4];
    let mut count = 0;
    let sides = [
        (a, b, 0.0, 0.0, 1.0, 0.0),
        (b, c, 1.0, 0.0, 0.0, 1.0),
        (c, d, 1.0, 1.0, -1.0, 0.0),
        (d, a, 0.0, 1.0, 0.0, -1.0),
    ];
    for (one, other, left, top, across, down) in sides {
        if (one < 0.0) != (other < 0.0) {
            let part = zero(one, other);
            ends[count] = unit(x + left + across * part, y + top + down * part);
            count += 1;
        }
    }
    rasterizer.edge(ends[0], ends[1]);
    if count == 4 {
        rasterizer.edge(ends[2], ends[3]);
    }
}

/// Closes the blobs above the picture: what lies right of where a line leaves at the top is on its other
/// side.
fn close(field: &[f32], rasterizer: &mut Rasterizer) {
    let top = &field[..COLUMNS];
    let mut from = None;
    let x = |column: usize, part: f32| (column as f32 + part - 1.0) * CELL;
    for (column, two) in top.windows(2).enumerate() {
        if (two[0] < 0.0) == (two[1] < 0.0) {
            continue;
        }
        let here = x(column, zero(two[0], two[1]));
        match from.take() {
            None => from = Some(here),
            Some(start) => rasterizer.edge((start, -CELL), (here, -CELL)),
        }
    }
    if let Some(start) = from {
        rasterizer.edge((start, -CELL), (x(COLUMNS, 0.0), -CELL));
    }
}
