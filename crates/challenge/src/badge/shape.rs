//! The shapes that letters stand on.

use std::f32::consts::{FRAC_PI_4, TAU};

use libm::{cosf, sinf};

use crate::rasterizer::Point;

/// A shape that is told from the others at a glance, without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A circle.
    Disc,
    /// A square.
    Square,
    /// A star of many short spikes.
    Burst,
}

const SPIKES: usize = 10;

impl Shape {
    pub(crate) const ALL: [Self; 3] = [Self::Disc, Self::Square, Self::Burst];

    /// Its outline around a centre. A letter fits in shapes of one `radius` alike.
    pub(super) fn outline(
        self,
        centre: Point,
        radius: f32,
        rotation: f32,
    ) -> impl Iterator<Item = Point> {
        let corners = match self {
            Self::Disc => 40,
            Self::Square => 4,
            Self::Burst => 2 * SPIKES,
        };
        (0..corners).map(move |n| {
            let angle = TAU * n as f32 / corners as f32;
            let (away, angle) = match self {
                Self::Disc => (radius, angle),
                Self::Square => (radius * 1.27, angle + FRAC_PI_4),
                Self::Burst => (radius * if n % 2 == 0 { 1.24 } else { 0.94 }, angle),
            };
            let angle = angle + rotation;
            (centre.0 + away * cosf(angle), centre.1 + away * sinf(angle))
        })
    }
}
