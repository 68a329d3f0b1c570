//! Pieces with straight edges and corners.

use std::f32::consts::TAU;

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::super::{HEIGHT, WIDTH};
use crate::rasterizer::{Point, Rasterizer};

/// How far the middle of the picture is from its corners, and a bit more.
const FAR: f32 = 155.0;

/// The corners of a grid that is turned and whose corners are moved by a share of its step.
struct Grid {
    corners: Vec<Point>,
    side: usize,
}

impl Grid {
    /// `across` and `down` are the steps of the grid before it is turned.
    fn pick(across: Point, down: Point, moved: f32, rng: &mut StdRng) -> Self {
        let angle = rng.random_range(0.0..TAU);
        let (cos, sin) = (cosf(angle), sinf(angle));
        let step = across.0.min(down.1);
        let half = (1.3 * FAR / step) as usize + 1;
        let side = 2 * half + 1;
        let off = (rng.random_range(-0.5..0.5), rng.random_range(-0.5..0.5));
        let corner = |n: usize| {
            let mut at =
                |n: usize, off: f32| n as f32 - half as f32 + off + rng.random_range(-moved..moved);
            let (column, row) = (at(n % side, off.0), at(n / side, off.1));
            let x = column * across.0 + row * down.0;
            let y = column * across.1 + row * down.1;
            (WIDTH / 2.0 + x * cos - y * sin, HEIGHT / 2.0 + x * sin + y * cos)
        };
        Self { corners: (0..side * side).map(corner).collect(), side }
    }

    fn corner(&self, column: usize, row: usize) -> Point {
        self.corners[row * self.side + column]
    }

    /// The places of all cells.
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let cells = self.side - 1;
        (0..cells * cells).map(move |n| (n % cells, n / cells))
    }
}

/// Whether some of it may lie on the picture.
fn is_near(points: &[Point]) -> bool {
    let inside = |of: fn(&Point) -> f32, most: f32| {
        points.iter().any(|point| of(point) > 0.0) && points.iter().any(|point| of(point) < most)
    };
    inside(|point| point.0, WIDTH) && inside(|point| point.1, HEIGHT)
}

fn piece(points: &[Point], rasterizer: &mut Rasterizer) {
    if is_near(points) {
        rasterizer.outline(points.iter().copied());
    }
}

/// A chequer whose corners have moved.
pub(super) fn mosaic(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let step = size * rng.random_range(37.0..43.0);
    let grid = Grid::pick((step, 0.0), (0.0, step * rng.random_range(0.9..1.1)), 0.27, rng);
    for (column, row) in grid.cells().filter(|(column, row)| (column + row) % 2 == 0) {
        let corner = |across: usize, down: usize| grid.corner(column + across, row + down);
        piece(&[corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)], rasterizer);
    }
}

/// Triangles whose corners have moved.
pub(super) fn triangles(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let step = size * rng.random_range(56.0..66.0);
    let grid = Grid::pick((step, 0.0), (step / 2.0, 0.87 * step), 0.17, rng);
    for (column, row) in grid.cells() {
        let corner = |across: usize, down: usize| grid.corner(column + across, row + down);
        piece(&[corner(0, 0), corner(1, 0), corner(0, 1)], rasterizer);
    }
}

/// Rows of stones, each row with its own joints.
pub(super) fn bricks(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let angle = rng.random_range(0.0..TAU);
    let (cos, sin) = (cosf(angle), sinf(angle));
    let point = |along: f32, across: f32| {
        (WIDTH / 2.0 + along * cos - across * sin, HEIGHT / 2.0 + along * sin + across * cos)
    };
    let tilt = |rng: &mut StdRng| rng.random_range(-0.05..0.05_f32);
    let mut across = -FAR;
    let mut upper = tilt(rng);
    while across < FAR {
        let below = across + size * rng.random_range(31.0..41.0);
        let lower = tilt(rng);
        let mut along = -FAR - rng.random_range(0.0..60.0);
        while along < FAR {
            let end = along + size * rng.random_range(33.0..50.0);
            let lean = |rng: &mut StdRng| rng.random_range(-5.0..5.0_f32);
            let (left, right) = (along + lean(rng), end + lean(rng));
            let corners = [
                point(along, across + along * upper),
                point(end, across + end * upper),
                point(right, below + right * lower),
                point(left, below + left * lower),
            ];
            piece(&corners, rasterizer);
            along = end + size * rng.random_range(33.0..50.0);
        }
        (across, upper) = (below, lower);
    }
}

/// Straight cuts in all directions, each of which inverts one side.
pub(super) fn shards(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let rotation = rng.random_range(0.0..TAU);
    for direction in 0..3 {
        let angle = rotation + TAU / 6.0 * (direction as f32 + rng.random_range(-0.2..0.2));
        let period = size * rng.random_range(60.0..78.0);
        let mut across = -FAR - rng.random_range(0.0..period);
        while across < FAR {
            let angle = angle + rng.random_range(-0.12..0.12);
            let (cos, sin) = (cosf(angle), sinf(angle));
            let point = |along: f32, across: f32| {
                (
                    WIDTH / 2.0 + along * cos - across * sin,
                    HEIGHT / 2.0 + along * sin + across * cos,
                )
            };
            let far = 2.0 * FAR;
            rasterizer.outline([
                point(-far, across),
                point(far, across),
                point(far, 2.0 * far),
                point(-far, 2.0 * far),
            ]);
            across += period * rng.random_range(0.8..1.2);
        }
    }
}
