//! What moves which way: one field of directions over the whole picture, and where dots go along it and where
//! against it.

use std::{array, f32::consts::TAU};

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{MotionParams, rows};
use crate::{
    animation::{COLUMNS, ROWS},
    badge::{self, Background, CALM},
    bitmap::FULL,
    rasterizer::{Point, Rasterizer},
};

/// Cells of a unit of the badge's picture.
const UNIT: f32 = ROWS as f32 / badge::HEIGHT;
/// How far from the picture dots may begin, in cells.
pub(super) const MARGIN: usize = 7;
/// Cells along a square in which the field has one direction.
const BLOCK: usize = 7;
/// Squares across and down.
const ACROSS: usize = (COLUMNS + 2 * MARGIN).div_ceil(BLOCK);
const DOWN: usize = (ROWS + 2 * MARGIN).div_ceil(BLOCK);
/// Cells a frame, on average, and by which share one square may differ.
const SPEED: (f32, f32) = (1.7, 2.2);
const UNEVEN: f32 = 0.15;
/// Waves that directions are a sum of: how many, how far each turns them, in radians, and from crest to crest in cells.
const WAVES: usize = 3;
const TURNING: f32 = 0.9;
const LENGTH: (f32, f32) = (90.0, 160.0);

/// One picture, before it moves.
pub(super) struct Scene {
    /// Whether dots go against the field, cell by cell.
    against: Vec<bool>,
    /// Cells a frame, square by square.
    velocities: Vec<Point>,
}

impl Scene {
    /// The characters in two rows, to be read as a page is.
    pub(super) fn pick(characters: &str, params: &MotionParams, rng: &mut StdRng) -> Self {
        let mut rasterizer = Rasterizer::new(COLUMNS, ROWS, UNIT, (0.0, 0.0));
        rows::draw(characters, params, &mut rasterizer, rng);
        if let Some(pieces) = params.pieces {
            Background::draw(CALM, pieces, &mut rasterizer, rng);
        }
        let levels = rasterizer.into_levels();
        let cells = (0..ROWS).flat_map(|y| (0..COLUMNS).map(move |x| (x, y)));
        let against = cells.map(|(x, y)| levels.get(x, y) > FULL / 2).collect();
        Self { against, velocities: velocities(rng) }
    }

    /// Whether dots go against the field here.
    pub(super) fn is_against(&self, x: usize, y: usize) -> bool {
        self.against[y * COLUMNS + x]
    }

    /// Where a dot that goes along the field goes in one frame. Halfway through its life it is here, in cells from
    /// the corner of the margin.
    pub(super) fn velocity(&self, (x, y): Point) -> Point {
        let square = |at: f32, count: usize| (at as usize / BLOCK).min(count - 1);
        self.velocities[square(y, DOWN) * ACROSS + square(x, ACROSS)]
    }
}

fn velocities(rng: &mut StdRng) -> Vec<Point> {
    let start = rng.random_range(0.0..TAU);
    let speed = rng.random_range(SPEED.0..SPEED.1);
    let waves: [_; WAVES] = array::from_fn(|_| {
        let (angle, phase) = (rng.random_range(0.0..TAU), rng.random_range(0.0..TAU));
        let step = TAU * BLOCK as f32 / rng.random_range(LENGTH.0..LENGTH.1);
        (step * cosf(angle), step * sinf(angle), phase)
    });
    let squares = (0..DOWN).flat_map(|y| (0..ACROSS).map(move |x| (x as f32, y as f32)));
    let velocity = |(x, y): Point| {
        let waves = waves.iter().map(|(across, down, phase)| sinf(x * across + y * down + phase));
        let angle = start + TURNING * waves.sum::<f32>();
        let speed = speed * rng.random_range(1.0 - UNEVEN..1.0 + UNEVEN);
        (speed * cosf(angle), speed * sinf(angle))
    };
    squares.map(velocity).collect()
}
