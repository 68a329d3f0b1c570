//! What stands where: gaps in a scene, a scale, and below both the piece.

use std::iter;

use rand::{
    Rng,
    rngs::StdRng,
    seq::{IndexedRandom, index},
};

use super::OFFSETS;
use crate::{
    badge::{HALF_INK, HALF_PAPER, Letter, NOTHING, PLATE_INDEX},
    bitmap::{FULL, Levels},
    canvas::Canvas,
    difficulty::Difficulty,
    encode::Picture,
    glyphs::CONDENSED,
    rasterizer::Rasterizer,
    scene::{self, Figure, HEIGHT, Strip},
};

/// Where the scene ends and the scale begins, and where the scale ends and the piece has its place, in units.
const SCALE: f32 = 136.0;
const TRAY: f32 = 150.0;
/// The middle of the piece where it begins, and how far down all gaps are.
const START: f32 = 25.0;
const TRAY_MIDDLE: f32 = (TRAY + HEIGHT) / 2.0;
const GAP_MIDDLE: f32 = 68.0;
/// How large the piece is, and how far it turns.
const SIZE: f32 = 40.0;
const ROTATION: f32 = 0.3;
/// Between the middles of two gaps, at the least.
const APART: u32 = 46;
/// How far the line around the piece reaches out, and the light one in it.
const RIM: f32 = 2.4;
const LIGHT_RIM: f32 = 1.2;
/// Fat pictograms.
const SHAPES: [usize; 24] =
    [0, 1, 3, 6, 7, 8, 9, 10, 11, 12, 14, 15, 17, 18, 22, 24, 25, 27, 28, 29, 34, 37, 39, 41];

/// All that the picture shows.
pub(super) struct Layout {
    /// That of the piece is the first.
    gaps: Vec<Figure>,
}

impl Layout {
    pub(super) fn of(offset: u32, difficulty: Difficulty, rng: &mut StdRng) -> Self {
        let others = if difficulty == Difficulty::Hard { 2 } else { 1 };
        let mut offsets = vec![offset];
        for _ in 0..others {
            let is_free = |at: &u32| offsets.iter().all(|other| other.abs_diff(*at) >= APART);
            let free: Vec<u32> = OFFSETS.filter(is_free).collect();
            offsets.extend(free.choose(rng));
        }
        let shapes = index::sample(rng, SHAPES.len(), offsets.len());
        let gaps = iter::zip(&offsets, shapes).map(|(&offset, shape)| Figure {
            pictogram: SHAPES[shape],
            centre: (START + offset as f32, GAP_MIDDLE),
            size: SIZE,
            rotation: rng.random_range(-ROTATION..ROTATION),
        });
        Self { gaps: gaps.collect() }
    }

    pub(super) fn draw(&self, canvas: &Canvas, rng: &mut StdRng) -> Picture {
        let mut scene = Strip::new(canvas, 0.0, SCALE);
        scene.background(canvas.difficulty, rng);
        let whole = scene.rasterizer.clone().into_levels();
        self.gaps.iter().for_each(|gap| gap.draw(&mut scene.rasterizer));
        let mut below = Strip::new(canvas, SCALE, HEIGHT);
        scale(&mut below.rasterizer);
        let mut levels = below.rasterizer.into_levels();
        for gap in self.gaps.iter().take(1) {
            Piece { gap, canvas, whole: &whole }.lay(&mut levels);
        }
        scene::picture([scene.rasterizer.into_levels(), levels], TRAY, canvas, rng)
    }
}

/// Lines at every ten, and numbers.
fn scale(rasterizer: &mut Rasterizer) {
    const HEIGHT: f32 = 8.0;
    const PITCH: f32 = 5.0;
    for value in (0..=18).map(|n| 10 * n) {
        let x = START + value as f32;
        let (half, long) = if value % 20 == 0 { (0.6, 3.6) } else { (0.4, 2.4) };
        rasterizer.outline([
            (x - half, SCALE),
            (x + half, SCALE),
            (x + half, SCALE + long),
            (x - half, SCALE + long),
        ]);
        if value % 20 == 0 && value < 180 {
            let digits = value.to_string();
            let left = x - PITCH * (digits.len() - 1) as f32 / 2.0;
            for (n, digit) in digits.bytes().enumerate() {
                let at = (left + PITCH * n as f32, SCALE + 5.0 + HEIGHT / 2.0);
                Letter::upright(digit, CONDENSED, HEIGHT, 0.65).draw(at, rasterizer);
            }
        }
    }
}

/// The piece of the scene that a gap has lost.
struct Piece<'a> {
    gap: &'a Figure,
    canvas: &'a Canvas,
    whole: &'a Levels,
}

impl Piece<'_> {
    /// Lays it below, where nothing else is.
    fn lay(&self, below: &mut Levels) {
        let unit = self.canvas.height as f32 / HEIGHT;
        let pixels = |at: f32| (at * unit) as usize;
        let (first, size) = (pixels(TRAY) - pixels(SCALE), pixels(HEIGHT) - pixels(TRAY));
        below.fill_below(first, NOTHING);
        let (rim, light, inner) =
            (self.mask(RIM, size), self.mask(LIGHT_RIM, size), self.mask(0.0, size));
        let left = pixels(self.gap.centre.0 - START);
        let top = pixels(GAP_MIDDLE - (TRAY_MIDDLE - TRAY));
        for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
            let rim = rim.get(x, y);
            if rim == 0 {
                continue;
            }
            let level = match (inner.get(x, y), light.get(x, y)) {
                (FULL, _) => self.whole.get(left + x, top + y),
                (1.., _) => PLATE_INDEX,
                (_, light @ 1..) => PLATE_INDEX + FULL - light,
                _ if rim == FULL => PLATE_INDEX + FULL,
                _ if rim >= FULL / 2 => HALF_INK,
                _ => HALF_PAPER,
            };
            below.set(x, first + y, level);
        }
    }

    /// What it covers of its place, with a line so wide around it.
    fn mask(&self, rim: f32, size: usize) -> Levels {
        let unit = self.canvas.height as f32 / HEIGHT;
        let origin = (self.gap.centre.0 - START, GAP_MIDDLE - (TRAY_MIDDLE - TRAY));
        let mut rasterizer = Rasterizer::new(size, size, unit, origin);
        self.gap.draw_wider(rim, &mut rasterizer);
        rasterizer.into_levels()
    }
}
