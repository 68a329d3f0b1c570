//! The shapes that letters stand on, and the marks below them.

use std::f32::consts::{FRAC_PI_4, TAU};

use libm::{sincosf, sinf};

use crate::rasterizer::{Point, Rasterizer};

/// What tells a letter from others at a glance, without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A filled circle.
    Disc,
    /// A filled square.
    Square,
    /// A filled star of many short spikes.
    Burst,
    /// A circle of which only the line is there.
    Circle,
    /// A wave below the letter.
    Wave,
    /// A straight bar below the letter.
    Bar,
}

const SPIKES: usize = 10;
/// How thick the line of a circle and the marks below letters are, as shares of the radius.
const LINE: f32 = 0.12;
const MARK: f32 = 0.22;
/// How far the middle of a mark is below the middle of letter and mark, and how high its wave is.
const BELOW: f32 = 0.92;
const WAVE: f32 = 0.13;
/// How far the middle of a letter above a mark is from the same middle.
const ABOVE: f32 = 0.24;
/// Pieces of a mark's edge.
const PIECES: usize = 24;

impl Shape {
    /// Shapes of which one picture has some: they are told apart by their form, by whether they are dark, and
    /// by what is below.
    pub(crate) const FAMILIES: [&[Self]; 3] = [
        &[Self::Disc, Self::Square, Self::Burst],
        &[Self::Disc, Self::Circle],
        &[Self::Wave, Self::Bar],
    ];

    /// How large a letter may be: one that nearly touches the line of its circle looks like one on a disc.
    pub(super) fn room(self) -> f32 {
        if self == Self::Circle { 0.88 } else { 1.0 }
    }

    /// Where the middle of the letter is, from the middle of both.
    pub(super) fn letter(self, radius: f32) -> Point {
        match self {
            Self::Disc | Self::Square | Self::Burst | Self::Circle => (0.0, 0.0),
            Self::Wave | Self::Bar => (0.0, -ABOVE * radius),
        }
    }

    /// Where its corners are, in shares of what [`Shape::outline`] is drawn with: sines take most of the time of a
    /// shape, which is measured before it is drawn.
    pub(super) fn corners(self, rotation: f32) -> Vec<Point> {
        let count = match self {
            Self::Disc | Self::Circle => 40,
            Self::Square => 4,
            Self::Burst => 2 * SPIKES,
            Self::Wave | Self::Bar => 2 * (PIECES + 1),
        };
        let first = if self == Self::Square { FRAC_PI_4 } else { 0.0 };
        let corner = |n: usize| match self {
            Self::Wave | Self::Bar => self.mark(n),
            Self::Disc | Self::Square | Self::Burst | Self::Circle => {
                let (sin, cos) = sincosf(TAU * n as f32 / count as f32 + first + rotation);
                (cos, sin)
            }
        };
        (0..count).map(corner).collect()
    }

    /// Adds its outlines around a centre. A letter fits in shapes of one `radius` alike.
    pub(super) fn draw(
        self,
        corners: &[Point],
        centre: Point,
        radius: f32,
        rasterizer: &mut Rasterizer,
    ) {
        rasterizer.outline(self.outline(corners, centre, radius));
        if self == Self::Circle {
            rasterizer.outline(self.outline(corners, centre, radius * (1.0 - LINE)));
        }
    }

    /// Its outer outline.
    pub(super) fn outline(
        self,
        corners: &[Point],
        centre: Point,
        radius: f32,
    ) -> impl Iterator<Item = Point> {
        corners.iter().enumerate().map(move |(n, &(across, down))| {
            let away = match self {
                Self::Disc | Self::Circle | Self::Wave | Self::Bar => radius,
                Self::Square => radius * 1.27,
                Self::Burst => radius * if n % 2 == 0 { 1.24 } else { 0.94 },
            };
            (centre.0 + away * across, centre.1 + away * down)
        })
    }

    /// Corner `n` of a mark: from the left along its upper edge, and back along the lower one.
    fn mark(self, n: usize) -> Point {
        let (piece, side) = if n <= PIECES { (n, -1.0) } else { (2 * PIECES + 1 - n, 1.0) };
        let along = piece as f32 / PIECES as f32;
        let wave = if self == Self::Wave { WAVE * sinf(2.0 * TAU * along) } else { 0.0 };
        (2.0 * along - 1.0, BELOW + wave + side * MARK / 2.0)
    }
}
