//! The dot that reading begins at, and the arrow that says which way.

use super::overlay;
use crate::{
    bitmap::Levels,
    rasterizer::{Point, Rasterizer},
};

/// Half the width of the dot, and how far the arrow reaches, in units from the middle of the dot.
const DOT: f32 = 6.6;
const TIP: f32 = 19.0;
/// Where the arrow's head begins, half its width, and half the width of its shaft.
const HEAD: f32 = 10.2;
const WING: f32 = 6.2;
const SHAFT: f32 = 1.7;
/// How wide the ring around both is.
pub(super) const RING: f32 = 2.6;
const _: () = assert!(RING >= 2.0);
/// Corners of half the dot.
const CORNERS: usize = 14;

/// A dot with an arrow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker {
    /// The middle of the dot.
    pub(super) centre: Point,
    /// Where the arrow points, of length 1.
    pub(super) direction: Point,
}

impl Marker {
    /// Half of how far it reaches across and down, and the middle of that.
    pub(super) fn reach(&self) -> (Point, Point) {
        let (mut least, mut most) = (self.centre, self.centre);
        for (x, y) in self.outline(RING) {
            least = (least.0.min(x), least.1.min(y));
            most = (most.0.max(x), most.1.max(y));
        }
        let half = |least: f32, most: f32| (most - least) / 2.0;
        let reach = (half(least.0, most.0), half(least.1, most.1));
        (reach, (least.0 + reach.0, least.1 + reach.1))
    }

    /// Lays it over a drawing with so many pixels to a unit.
    pub(super) fn lay(&self, drawing: &mut Levels, unit: f32) {
        let filled = |dilation: f32| {
            move |rasterizer: &mut Rasterizer| rasterizer.outline(self.outline(dilation))
        };
        overlay::lay(drawing, unit, self.centre, TIP + RING + 1.0, filled(RING), filled(0.0));
    }

    /// One closed line around dot and arrow, `dilation` units outside of them.
    fn outline(&self, dilation: f32) -> impl Iterator<Item = Point> {
        let radius = DOT + dilation;
        let shaft = SHAFT + dilation;
        // Where the dot's outline meets the shaft's.
        let neck = libm::asinf(shaft / radius);
        let part = |n: usize| {
            let angle = neck + (core::f32::consts::PI - neck) * n as f32 / CORNERS as f32;
            let (sin, cos) = libm::sincosf(angle);
            (radius * cos, radius * sin)
        };
        // Both sides of the head lie so far outside; its corners therefore further.
        let half = libm::atan2f(WING, TIP - HEAD);
        let tip = TIP + dilation / libm::sinf(half);
        let head = HEAD - dilation;
        let wing = (tip - head) * libm::tanf(half);
        let side: [Point; 3] = [(tip, 0.0), (head, wing), (head, shaft)];
        let upper: Vec<Point> = side.into_iter().chain((0..=CORNERS).map(part)).collect();
        let lower: Vec<Point> = upper.iter().rev().map(|&(x, y)| (x, -y)).collect();
        let (centre, (cos, sin)) = (self.centre, self.direction);
        upper
            .into_iter()
            .chain(lower)
            .map(move |(x, y)| (centre.0 + x * cos - y * sin, centre.1 + x * sin + y * cos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_at_least_two_units_wide_and_all_lies_in_its_reach() {
        for n in 0..24 {
            let angle = n as f32 * core::f32::consts::TAU / 24.0;
            let direction = (libm::cosf(angle), libm::sinf(angle));
            let marker = Marker { centre: (100.0, 90.0), direction };
            let (reach, middle) = marker.reach();
            for (x, y) in marker.outline(RING) {
                let (x, y) = ((x - middle.0).abs() - reach.0, (y - middle.1).abs() - reach.1);
                assert!(x < 0.01 && y < 0.01, "{n}: {x} {y}");
            }
            let dot: Vec<Point> = marker.outline(0.0).collect();
            for (x, y) in marker.outline(RING) {
                let nearest = dot.iter().map(|at| (at.0 - x).hypot(at.1 - y)).fold(99.0, f32::min);
                assert!(nearest > 2.0, "{n}: {nearest}");
            }
        }
    }
}
