//! Pieces with bent edges.

use std::f32::consts::TAU;

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::super::{HEIGHT, WIDTH};
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

    fn at(&self, along: f32) -> f32 {
        self.0.iter().map(|&(height, step, phase)| height * sinf(phase + along * step)).sum()
    }
}

/// Lines from side to side, `period` apart: what lies beyond each is inverted.
fn lines(period: f32, angle: f32, wobble: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    const STEP: f32 = 10.0;
    let (cos, sin) = (cosf(angle), sinf(angle));
    let point = |along: f32, across: f32| {
        (MIDDLE.0 + along * cos - across * sin, MIDDLE.1 + along * sin + across * cos)
    };
    let edge = Wobble::pick((90.0, 170.0), wobble, rng);
    let steps = (2.0 * FAR / STEP) as usize + 1;
    let mut across = -FAR - rng.random_range(0.0..period);
    // All bend alike, and each a little by itself.
    while across < FAR {
        let own = Wobble::pick((60.0, 120.0), 0.12 * period, rng);
        let points = (0..steps).map(|n| {
            let along = n as f32 * STEP - FAR;
            point(along, across + edge.at(along) + own.at(along))
        });
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

/// A closed line around a point; `radius` says how far it is at each angle.
fn round(centre: Point, corners: usize, radius: impl Fn(f32) -> f32, rasterizer: &mut Rasterizer) {
    rasterizer.outline((0..corners).map(|n| {
        let angle = TAU * n as f32 / corners as f32;
        let radius = radius(angle);
        (centre.0 + radius * cosf(angle), centre.1 + radius * sinf(angle))
    }));
}

/// How a round shape differs from a circle: two, three and five bulges.
struct Bulges([(f32, f32); 3]);

impl Bulges {
    fn pick(share: f32, rng: &mut StdRng) -> Self {
        Self(
            [0.5, 0.3, 0.2].map(|part| {
                (share * part * rng.random_range(0.4..1.0), rng.random_range(0.0..TAU))
            }),
        )
    }

    /// A factor about 1.
    fn at(&self, angle: f32) -> f32 {
        let [two, three, five] = self.0;
        1.0 + two.0 * sinf(2.0 * angle + two.1)
            + three.0 * sinf(3.0 * angle + three.1)
            + five.0 * sinf(5.0 * angle + five.1)
    }
}

/// Wavy rings around a point.
pub(super) fn ripples(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    // In the middle, where no letter is, or outside: small rings look like strokes.
    let inside = rng.random_range(0..2) == 0;
    let away = if inside { rng.random_range(0.0..14.0) } else { rng.random_range(110.0..150.0) };
    let angle = rng.random_range(0.0..TAU);
    let centre = (MIDDLE.0 + away * cosf(angle), MIDDLE.1 + away * sinf(angle));
    let bulges = Bulges::pick(0.22, rng);
    let period = size * rng.random_range(29.0..38.0);
    let mut radius = period * rng.random_range(0.4..1.0);
    while radius < 2.0 * FAR {
        let corners = 28 + (radius * 0.45) as usize;
        round(centre, corners, |angle| radius * bulges.at(angle), rasterizer);
        radius += period * rng.random_range(0.85..1.15);
    }
}

/// Large discs that invert one another.
pub(super) fn discs(size: f32, rasterizer: &mut Rasterizer, rng: &mut StdRng) {
    // One in each part of the picture, so that none stays without.
    for part in 0..9 {
        let (column, row) = ((part % 3) as f32, (part / 3) as f32);
        let x = (column + rng.random_range(0.0..1.0)) / 3.0 * (WIDTH + 60.0) - 30.0;
        let y = (row + rng.random_range(0.0..1.0)) / 3.0 * (HEIGHT + 60.0) - 30.0;
        let radius = size * rng.random_range(30.0..62.0);
        round((x, y), 40, |_| radius, rasterizer);
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
    let away = |n: usize| n as f32 * 1.8 * FAR / STEPS as f32;
    let point = |(away, angle): (f32, f32)| {
        let angle = angle + bend * away + wobble.at(away);
        (centre.0 + away * cosf(angle), centre.1 + away * sinf(angle))
    };
    while let (Some(one), Some(other)) = (edges.next(), edges.next()) {
        let there = (0..=STEPS).map(|n| point((away(n), one)));
        let back = (0..=STEPS).rev().map(|n| point((away(n), other)));
        rasterizer.outline(there.chain(back));
    }
}
