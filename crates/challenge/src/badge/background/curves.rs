//! Pieces with bent edges.

use std::f32::consts::TAU;

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{
    super::{HEIGHT, WIDTH},
    Angles,
};
use crate::rasterizer::{Point, Rasterizer};

/// Half the diagonal of the picture, rounded up: what reaches so far from its middle crosses it whole.
const FAR: f32 = 150.0;
const MIDDLE: Point = (WIDTH / 2.0, HEIGHT / 2.0);

/// A sum of two sines: how far an edge is from where it would be straight.
struct Wobble([(f32, f32, f32); 2]);

impl Wobble {
    /// Lengths of waves and the height of both, in units.
    fn pick((least, most): (f32, f32), height: f32, rng: &mut StdRng) -> Self {
        let mut wave = |share: f32| {
            let length = rng.random_range(least..most);
            (height * share * rng.random_range(0.7..1.0), TAU / length, rng.random_range(0.0..TAU))
        };
        Self([wave(0.65), wave(0.35)])
    }

    /// At so many points, each `step` from the one before.
    fn along<const POINTS: usize>(&self, start: f32, step: f32) -> [f32; POINTS] {
        let mut sum = [0.0; POINTS];
        for &(height, per_unit, phase) in &self.0 {
            let angles = Angles::from(phase + start * per_unit, step * per_unit);
            for (sum, (sin, _)) in sum.iter_mut().zip(angles) {
                *sum += height * sin;
            }
        }
        sum
    }
}

/// Lines from side to side, `period` apart: what lies beyond each is inverted.
fn lines(period: f32, angle: f32, wobble: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    const STEP: f32 = 10.0;
    const STEPS: usize = (2.0 * FAR / STEP) as usize + 1;
    let (cos, sin) = (cosf(angle), sinf(angle));
    let point = |along: f32, across: f32| {
        (MIDDLE.0 + along * cos - across * sin, MIDDLE.1 + along * sin + across * cos)
    };
    let edge: [f32; STEPS] = Wobble::pick((90.0, 170.0), wobble, rng).along(-FAR, STEP);
    let mut across = -FAR - rng.random_range(0.0..period);
    // All bend alike, and each a little by itself.
    while across < FAR {
        let own: [f32; STEPS] = Wobble::pick((60.0, 120.0), 0.12 * period, rng).along(-FAR, STEP);
        let points = edge
            .iter()
            .zip(own)
            .enumerate()
            .map(|(n, (edge, own))| point(n as f32 * STEP - FAR, across + edge + own));
        let around = [point(FAR, 2.0 * FAR), point(-FAR, 2.0 * FAR)];
        rasterizer.outline(points.chain(around));
        across += period * rng.random_range(0.85..1.15);
    }
}

/// Bands with wavy edges.
pub(super) fn waves(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let period = size * rng.random_range(31.0..41.0);
    lines(period, rng.random_range(0.0..TAU), rng.random_range(7.0..14.0), rasterizer, rng);
}

/// Two families of wavy lines, which make a chequer of bent pieces.
pub(super) fn weave(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    let angle = rng.random_range(0.0..TAU);
    let between = rng.random_range(1.15..1.9);
    for angle in [angle, angle + between] {
        let period = size * rng.random_range(37.0..45.0);
        lines(period, angle, rng.random_range(5.0..11.0), rasterizer, rng);
    }
}

/// Corners of a line around a point: even one that crosses the whole picture looks round.
const CORNERS: usize = 96;

/// How a round shape differs from a circle, corner by corner: two, three and five bulges.
fn bulges(share: f32, rng: &mut StdRng) -> [f32; CORNERS] {
    let mut radii = [1.0; CORNERS];
    for (count, part) in [(2.0, 0.5), (3.0, 0.3), (5.0, 0.2)] {
        let height = share * part * rng.random_range(0.4..1.0);
        let angles = Angles::from(rng.random_range(0.0..TAU), count * TAU / CORNERS as f32);
        for (radius, (sin, _)) in radii.iter_mut().zip(angles) {
            *radius += height * sin;
        }
    }
    radii
}

/// Wavy rings around a point.
pub(super) fn ripples(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    // In the middle, where no letter is, or outside: small rings look like strokes.
    let inside = rng.random_range(0..2) == 0;
    let away = if inside { rng.random_range(0.0..14.0) } else { rng.random_range(110.0..150.0) };
    let angle = rng.random_range(0.0..TAU);
    let centre = (MIDDLE.0 + away * cosf(angle), MIDDLE.1 + away * sinf(angle));
    let bulges = bulges(0.22, rng);
    let corners = bulges.iter().zip(Angles::from(0.0, TAU / CORNERS as f32));
    let corners: Vec<Point> =
        corners.map(|(radius, (sin, cos))| (radius * cos, radius * sin)).collect();
    let period = size * rng.random_range(29.0..38.0);
    let mut radius = period * rng.random_range(0.4..1.0);
    while radius < 2.0 * FAR {
        rasterizer
            .outline(corners.iter().map(|&(x, y)| (centre.0 + radius * x, centre.1 + radius * y)));
        radius += period * rng.random_range(0.85..1.15);
    }
}

/// Large discs that invert one another.
pub(super) fn discs(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    const CORNERS: usize = 40;
    // One in each part of the picture, so that none stays without.
    for part in 0..9 {
        let (column, row) = ((part % 3) as f32, (part / 3) as f32);
        let x = (column + rng.random_range(0.0..1.0)) / 3.0 * (WIDTH + 60.0) - 30.0;
        let y = (row + rng.random_range(0.0..1.0)) / 3.0 * (HEIGHT + 60.0) - 30.0;
        let radius = size * rng.random_range(30.0..62.0);
        let corners = Angles::from(0.0, TAU / CORNERS as f32).take(CORNERS);
        rasterizer.outline(corners.map(|(sin, cos)| (x + radius * cos, y + radius * sin)));
    }
}

/// Bent rays from a point.
pub(super) fn rays(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    const STEPS: usize = 18;
    let centre = (rng.random_range(0.43..0.57) * WIDTH, rng.random_range(0.43..0.57) * HEIGHT);
    let pairs = (rng.random_range(4.6..6.6) / size) as usize;
    let rotation = rng.random_range(0.0..TAU);
    let bend = rng.random_range(-0.006..0.006_f32);
    let wobble = Wobble::pick((80.0, 160.0), 0.12, rng);
    let count = 2 * pairs;
    let mut edges = (0..count)
        .map(|n| rotation + TAU * (n as f32 + rng.random_range(-0.18..0.18)) / count as f32);
    const STEP: f32 = 1.8 * FAR / STEPS as f32;
    // One edge from the point on, which is then turned to where the others are.
    let wobble: [f32; STEPS + 1] = wobble.along(0.0, STEP);
    let edge: Vec<Point> = wobble
        .iter()
        .enumerate()
        .map(|(n, wobble)| {
            let away = n as f32 * STEP;
            let angle = bend * away + wobble;
            (away * cosf(angle), away * sinf(angle))
        })
        .collect();
    let turned = |(sin, cos): Point| {
        let turned =
            move |&(x, y): &Point| (centre.0 + x * cos - y * sin, centre.1 + x * sin + y * cos);
        edge.iter().map(turned)
    };
    let sine = |angle: f32| (sinf(angle), cosf(angle));
    while let (Some(one), Some(other)) = (edges.next(), edges.next()) {
        rasterizer.outline(turned(sine(one)).chain(turned(sine(other)).rev()));
    }
}
