//! How a letter is bent out of its shape. Who knows what a letter is sees through it; a program that learned how
//! letters look has more to learn.

use rand::{Rng, rngs::StdRng};

use crate::rasterizer::Point;

/// How far letters may be bent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WarpStyle {
    /// How wide they are, from the narrowest to the widest, as shares of their width.
    pub(crate) width: (f32, f32),
    /// How much wider one end is than the middle, as a share.
    pub(crate) taper: f32,
    /// How far stems and bars are bent, as a share of half the height.
    pub(crate) bend: f32,
    /// How often only a line along the outline is drawn, as a share.
    pub(crate) hollow: f32,
    /// How thick that line is, in cells.
    pub(crate) line: (f32, f32),
}

/// How one letter is bent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Warp {
    /// Across, and down, as are those below.
    taper: Point,
    arc: Point,
    swing: Point,
    width: f32,
    /// What part of half the letter a cell is, and half its height in cells.
    per_cell: Point,
    half: f32,
    /// How thick the line along its outline is, in cells, if nothing else is drawn of it.
    pub(super) line: Option<f32>,
}

/// How far lines swing to both sides, as a share of how far they are bent to one.
const SWING: f32 = 0.6;
/// A bent line lies as much on the one side of the straight one as on the other, about.
const MIDDLE: f32 = 0.4;

impl Warp {
    /// For a letter of this size, in cells.
    pub(super) fn pick(style: &WarpStyle, (across, down): Point, rng: &mut StdRng) -> Self {
        let mut both = |most: f32| (rng.random_range(-most..most), rng.random_range(-most..most));
        let (taper, arc) = (both(style.taper), both(style.bend));
        let swing = both(SWING * style.bend);
        let width = rng.random_range(style.width.0..style.width.1);
        let is_hollow = rng.random_range(0.0..1.0) < style.hollow;
        let line = is_hollow.then(|| rng.random_range(style.line.0..style.line.1));
        let (per_cell, half) = ((2.0 / across, 2.0 / down), down / 2.0);
        Self { taper, arc, swing, width, per_cell, half, line }
    }

    /// Where a point of the letter lies, both in cells from its middle.
    pub(super) fn point(&self, (x, y): Point) -> Point {
        let (u, v) = (x * self.per_cell.0, y * self.per_cell.1);
        let bent = |arc: f32, swing: f32, at: f32| {
            self.half * (arc * (at * at - MIDDLE) + swing * at * (1.0 - at * at))
        };
        let x = x * (1.0 + self.taper.0 * v) + bent(self.arc.0, self.swing.0, v);
        let y = y * (1.0 + self.taper.1 * u) + bent(self.arc.1, self.swing.1, u);
        (self.width * x, y)
    }
}

/// The longest straight piece of a line that is bent, in cells: it is never half a pixel from where it should be.
const LONGEST: f32 = 30.0;

/// The corners of a line with more between them, so that it can be bent.
pub(super) fn with_more_corners(corners: impl ExactSizeIterator<Item = Point>) -> Vec<Point> {
    let mut all: Vec<Point> = Vec::with_capacity(corners.len() + 16);
    for to in corners {
        if let Some(&from) = all.last() {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let count = (dx.abs().max(dy.abs()) / LONGEST) as usize + 1;
            for n in 1..count {
                let along = n as f32 / count as f32;
                all.push((from.0 + along * dx, from.1 + along * dy));
            }
        }
        all.push(to);
    }
    all
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    const STYLE: WarpStyle =
        WarpStyle { width: (0.8, 1.2), taper: 0.2, bend: 0.2, hollow: 0.5, line: (9.0, 12.0) };

    #[test]
    fn a_bent_letter_stays_near_its_shape_and_never_folds() {
        let size = (90.0, 128.0);
        for seed in 0..200 {
            let warp = Warp::pick(&STYLE, size, &mut StdRng::seed_from_u64(seed));
            let at = |column: u8, row: u8| {
                let share = |n: u8| f32::from(n) / 10.0 - 0.5;
                warp.point((share(column) * size.0, share(row) * size.1))
            };
            for (column, row) in (0..10).flat_map(|column| (0..10).map(move |row| (column, row))) {
                let (x, y) = at(column, row);
                let (right, below) = (at(column + 1, row), at(column, row + 1));
                let area = (right.0 - x) * (below.1 - y) - (right.1 - y) * (below.0 - x);
                assert!(area > 0.2 * size.0 * size.1 / 100.0, "{seed}: {column} {row}: {area}");
            }
        }
    }

    #[test]
    fn about_as_many_letters_are_hollow_as_the_style_has() {
        let pick = |seed| Warp::pick(&STYLE, (90.0, 128.0), &mut StdRng::seed_from_u64(seed));
        let hollow = (0..1000).filter(|&seed| pick(seed).line.is_some()).count();
        assert!((430..570).contains(&hollow), "{hollow}");
    }

    #[test]
    fn long_lines_get_corners_and_keep_their_ends() {
        let corners = [(0.0, 0.0), (75.0, 0.0), (75.0, 10.0), (0.0, 10.0)];
        let all = with_more_corners(corners.into_iter());
        assert_eq!(all[..4], [(0.0, 0.0), (25.0, 0.0), (50.0, 0.0), (75.0, 0.0)]);
        assert_eq!(all[4..], [(75.0, 10.0), (50.0, 10.0), (25.0, 10.0), (0.0, 10.0)]);
    }
}
