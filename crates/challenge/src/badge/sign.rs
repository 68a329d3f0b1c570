//! What stands in the middle of the ring: a sign that says what to do.

use super::{HEIGHT, WIDTH, letter::Letter, overlay, shape::Shape};
use crate::{
    bitmap::Levels,
    glyphs::SANS_A,
    rasterizer::{Point, Rasterizer},
};

const CENTRE: Point = (WIDTH / 2.0, HEIGHT / 2.0);
/// Half the width of the plate.
const PLATE: f32 = 21.0;

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// What is the result?
    Result,
    /// Letters on this shape count.
    Tick(Shape),
}

impl Sign {
    /// Lays it over the middle of a drawing with so many pixels to a unit.
    pub(super) fn lay(self, drawing: &mut Levels, unit: f32) {
        let plate = |rasterizer: &mut Rasterizer| {
            Shape::Disc.draw(&Shape::Disc.corners(0.0), CENTRE, PLATE, rasterizer);
        };
        overlay::lay(drawing, unit, CENTRE, PLATE + 1.0, plate, |rasterizer| self.draw(rasterizer));
    }

    fn draw(self, rasterizer: &mut Rasterizer) {
        let (x, y) = CENTRE;
        match self {
            Self::Result => {
                for (character, place) in [(b'=', x - 8.0), (b'?', x + 9.0)] {
                    Letter::upright(character, SANS_A, 24.0, 2.1).draw((place, y), rasterizer);
                }
            }
            Self::Tick(shape) => {
                // Cut out, as the letters are.
                shape.draw(&shape.corners(0.0), CENTRE, 14.5, rasterizer);
                let (right, up) = shape.letter(14.5);
                let tick =
                    [(-8.0, 0.5), (-5.2, -2.3), (-2.2, 0.7), (5.4, -6.9), (8.2, -4.1), (-2.2, 6.3)];
                rasterizer
                    .outline(tick.map(|(across, down)| (x + across + right, y + down + 0.5 + up)));
            }
        }
    }
}
