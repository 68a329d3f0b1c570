//! The dots: each lives for a few frames and moves as the scene says.
//!
//! There are two crowds of them over the whole picture, one that goes along the field of directions and one that
//! goes against it, and each is seen only in its own part. Both are as dense everywhere: a dot is as likely in a cell of a
//! letter as in one beside it, in each frame and therefore in any sum or difference of what a cell shows. Only where a dot
//! goes next tells the parts apart.

use libm::logf;
use rand::{Rng, RngCore, rngs::StdRng};

use super::{
    MotionParams,
    scene::{MARGIN, Scene},
};
use crate::{
    animation::{Animation, COLUMNS, FRAMES, ROWS},
    rasterizer::Point,
};

/// The share of cells with a dot.
pub(super) const DENSITY: f32 = 0.2;
/// Where dots may begin, in cells from the corner of the margin.
const ACROSS: usize = COLUMNS + 2 * MARGIN;
const DOWN: usize = ROWS + 2 * MARGIN;

/// A dot over its life.
pub(super) struct Dot {
    /// Whether it goes against the field.
    pub(super) is_against: bool,
    /// The first frame that it is there in.
    born: usize,
    /// Where it is halfway through its life, in cells.
    at: Point,
    velocity: Point,
}

impl Dot {
    fn pick(scene: &Scene, is_against: bool, rng: &mut StdRng) -> Self {
        // One number for all three, of which each takes bits of its own.
        let bits = rng.next_u64();
        let pick = |shift: u32, count: usize| {
            ((bits >> shift) & 0xffff) as f32 * (count as f32 / 65_536.0)
        };
        let at = (pick(0, ACROSS), pick(16, DOWN));
        let (right, down) = scene.velocity(at);
        Self {
            is_against,
            born: pick(32, FRAMES) as usize,
            at: (at.0 - MARGIN as f32, at.1 - MARGIN as f32),
            velocity: if is_against { (-right, -down) } else { (right, down) },
        }
    }

    /// In which frames and cells it is, and whether it is seen there: only in its own part. Where it is outside, the
    /// cell is any. Half of the dots are not seen, and no processor foresees which: there is no branch.
    fn places(
        &self,
        scene: &Scene,
        life: usize,
    ) -> impl Iterator<Item = ((usize, usize, usize), bool)> {
        let middle = (life - 1) as f32 / 2.0;
        (0..life).map(move |age| {
            let along = age as f32 - middle;
            let x = self.at.0 + along * self.velocity.0;
            let y = self.at.1 + along * self.velocity.1;
            let is_inside = (x >= 0.0) & (y >= 0.0) & (x < COLUMNS as f32) & (y < ROWS as f32);
            let cell = |at: f32, count: usize| (at as i32 as usize).min(count - 1);
            let (x, y) = (cell(x, COLUMNS), cell(y, ROWS));
            let is_own = scene.is_against(x, y) == self.is_against;
            (((self.born + age) % FRAMES, x, y), is_inside & is_own)
        })
    }

    /// In which frames and cells it is seen.
    #[cfg(test)]
    pub(super) fn seen(
        &self,
        scene: &Scene,
        life: usize,
    ) -> impl Iterator<Item = (usize, usize, usize)> {
        self.places(scene, life).filter_map(|(place, is_seen)| is_seen.then_some(place))
    }
}

/// All dots that move.
pub(super) fn moving<'a>(
    scene: &'a Scene,
    params: &MotionParams,
    rng: &'a mut StdRng,
) -> impl Iterator<Item = Dot> + 'a {
    let lives = count(ACROSS * DOWN, 1.0 - params.noise) / params.life;
    (0..2 * lives).map(move |n| Dot::pick(scene, n < lives, rng))
}

/// So many dots, seen once each, are this share of what so many cells have in all frames.
fn count(cells: usize, share: f32) -> usize {
    // Some fall on others: on average so many fall on one cell.
    let each = -logf(1.0 - DENSITY);
    (each * share * (cells * FRAMES) as f32) as usize
}

/// Draws all frames.
pub(super) fn draw(
    scene: &Scene,
    params: &MotionParams,
    animation: &mut Animation,
    rng: &mut StdRng,
) {
    for dot in moving(scene, params, rng) {
        for ((frame, x, y), is_seen) in dot.places(scene, params.life) {
            animation.set(frame, x, y, is_seen);
        }
    }
    for _ in 0..count(COLUMNS * ROWS, params.noise) {
        let place = rng.random_range(0..FRAMES * COLUMNS * ROWS);
        let (frame, cell) = (place / (COLUMNS * ROWS), place % (COLUMNS * ROWS));
        animation.set(frame, cell % COLUMNS, cell / COLUMNS, true);
    }
}
