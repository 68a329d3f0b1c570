//! A pictogram at its place.

use libm::{cosf, sinf};

use crate::{
    glyphs::{self, CAPITAL},
    rasterizer::{Point, Rasterizer},
};

/// A pictogram; lengths are in units.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    /// Its place among the pictograms.
    pub(crate) pictogram: usize,
    /// Its middle.
    pub(crate) centre: Point,
    /// The larger of its width and height.
    pub(crate) size: f32,
    /// How far it turns, in radians.
    pub(crate) rotation: f32,
}

impl Figure {
    /// Adds its outlines.
    pub(crate) fn draw(&self, rasterizer: &mut Rasterizer) {
        self.draw_wider(0.0, rasterizer);
    }

    /// Adds outlines so far outside of its own; of what has more holes, too.
    pub(crate) fn draw_wider(&self, rim: f32, rasterizer: &mut Rasterizer) {
        let scale = self.size / CAPITAL;
        let contours = glyphs::pictogram(self.pictogram).contours(rim / scale);
        let (sin, cos) = (scale * sinf(self.rotation), scale * cosf(self.rotation));
        let point = |(&x, &y): (&f32, &f32)| {
            (self.centre.0 + x * cos - y * sin, self.centre.1 + x * sin + y * cos)
        };
        let mut start = 0;
        for &end in &contours.ends {
            let corners = contours.across[start..end].iter().zip(&contours.down[start..end]);
            rasterizer.outline(corners.map(point));
            start = end;
        }
    }
}
