//! What lies under the letters: large pieces that invert figure and ground.

mod blobs;
mod curves;
mod mosaic;

use libm::sincosf;
use rand::{rngs::StdRng, seq::IndexedRandom};

use crate::rasterizer::{Point, Rasterizer};

/// The families of backgrounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Background {
    /// Soft blobs that flow into one another.
    Blobs,
    /// Large discs that invert one another.
    Discs,
    /// Bands with wavy edges.
    Waves,
    /// Wavy rings around a point.
    Ripples,
    /// Bent rays from a point.
    Rays,
    /// A chequer whose corners have moved.
    Mosaic,
    /// Triangles whose corners have moved.
    Triangles,
    /// Rows of stones, each row with its own joints.
    Bricks,
    /// Two families of wavy lines.
    Weave,
    /// Straight cuts in all directions.
    Shards,
}

/// Pieces larger than strokes, with soft edges: what people read best.
pub(crate) const SOFT: &[Background] = &[
    Background::Blobs,
    Background::Blobs,
    Background::Discs,
    Background::Waves,
    Background::Ripples,
    Background::Rays,
];
/// The largest and quietest, on which shapes can be told apart.
pub(crate) const CALM: &[Background] =
    &[Background::Blobs, Background::Waves, Background::Ripples, Background::Rays];
/// Smaller pieces with corners.
pub(super) const SHARP: &[Background] = &[
    Background::Mosaic,
    Background::Triangles,
    Background::Bricks,
    Background::Weave,
    Background::Shards,
];

impl Background {
    /// Draws one of them; `size` is how large its pieces are, 1 for those that fit the letters.
    pub(crate) fn draw(
        families: &[Self],
        size: f32,
        rasterizer: &mut Rasterizer,
        rng: &mut StdRng,
    ) {
        match families.choose(rng).copied().unwrap_or(Self::Blobs) {
            Self::Blobs => blobs::blobs(size, rasterizer, rng),
            Self::Discs => curves::discs(size, rasterizer, rng),
            Self::Waves => curves::waves(size, rasterizer, rng),
            Self::Ripples => curves::ripples(size, rasterizer, rng),
            Self::Rays => curves::rays(size, rasterizer, rng),
            Self::Mosaic => mosaic::mosaic(size, rasterizer, rng),
            Self::Triangles => mosaic::triangles(size, rasterizer, rng),
            Self::Bricks => mosaic::bricks(size, rasterizer, rng),
            Self::Weave => curves::weave(size, rasterizer, rng),
            Self::Shards => mosaic::shards(size, rasterizer, rng),
        }
    }
}

/// Sines and cosines at equal steps, each from the one before: a sine takes as long as ten of them.
struct Angles {
    at: Point,
    step: Point,
}

impl Angles {
    fn from(angle: f32, step: f32) -> Self {
        Self { at: sincosf(angle), step: sincosf(step) }
    }
}

impl Iterator for Angles {
    /// Sine and cosine.
    type Item = Point;

    fn next(&mut self) -> Option<Point> {
        let ((s, c), (sin, cos)) = (self.at, self.step);
        self.at = (s * cos + c * sin, c * cos - s * sin);
        Some((s, c))
    }
}
