//! Outlines in units of the picture, which are CSS pixels of a picture 200 high.

use super::bitmap::{Bitmap, Levels, SAMPLES};

/// A point in units, across and down.
pub(crate) type Point = (f32, f32);

/// Fills what an odd number of outlines encloses.
#[derive(Clone)]
pub(crate) struct Rasterizer {
    bitmap: Bitmap,
    samples: f32,
    origin: Point,
}

impl Rasterizer {
    /// For so many pixels, each unit of which has `unit` pixels; `origin` is where they begin.
    pub(crate) fn new(width: usize, height: usize, unit: f32, origin: Point) -> Self {
        Self { bitmap: Bitmap::new(width, height), samples: unit * SAMPLES as f32, origin }
    }

    /// A closed outline.
    pub(crate) fn outline(&mut self, points: impl IntoIterator<Item = Point>) {
        let mut points = points.into_iter();
        let Some(first) = points.next() else { return };
        let first = self.sample(first);
        let mut at = first;
        for point in points {
            let to = self.sample(point);
            self.bitmap.mark(at, to);
            at = to;
        }
        self.bitmap.mark(at, first);
    }

    /// An edge of an outline that the caller closes.
    pub(crate) fn edge(&mut self, from: Point, to: Point) {
        self.bitmap.mark(self.sample(from), self.sample(to));
    }

    /// How much of each pixel is enclosed.
    pub(crate) fn into_levels(self) -> Levels {
        self.bitmap.into_levels()
    }

    fn sample(&self, (x, y): Point) -> Point {
        ((x - self.origin.0) * self.samples, (y - self.origin.1) * self.samples)
    }
}
