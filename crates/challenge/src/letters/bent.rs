//! How the rows of letters are bent.

use std::f32::consts::TAU;

use rand::{Rng, rngs::StdRng};

use super::{Canvas, Look};
use crate::{
    plane::{floor, greater, lesser, whole},
    wave::Waves,
};

/// The longest wave that bends the line.
const LONGEST_WAVE: f32 = 150.0;

/// How far each row of the picture is moved across, and each column down.
pub(super) struct Bent {
    across: Vec<f32>,
    down: Vec<f32>,
}

impl Bent {
    /// Two waves added up for either side of the picture.
    pub(super) fn pick(canvas: Canvas, look: &Look, rng: &mut StdRng) -> Self {
        let Canvas { width, height, unit } = canvas;
        let mut wave = || {
            let length = unit * rng.random_range(look.wave..LONGEST_WAVE);
            let amplitude = unit * look.bend * rng.random_range(0.3..0.7);
            (amplitude, TAU / length, rng.random_range(0.0..TAU))
        };
        let waves = Waves::new([wave(), wave(), wave(), wave()]);
        let both = waves.map(|[one, other, third, fourth]| (one + other, third + fourth));
        let (mut across, mut down): (Vec<f32>, Vec<f32>) = both.take(width.max(height)).unzip();
        across.truncate(height);
        down.truncate(width);
        Self { across, down }
    }

    /// Moves the corners to where they lie on the bent picture.
    pub(super) fn bend(&self, corners: &mut Corners) {
        let Corners { x, y, row, column } = corners;
        let place = |of: usize| move |&at: &f32| whole(floor(lesser(greater(at, 0.0), of as f32)));
        row.clear();
        row.extend(y.iter().map(place(self.across.len() - 1)));
        column.clear();
        column.extend(x.iter().map(place(self.down.len() - 1)));
        for (x, &row) in x.iter_mut().zip(row.iter()) {
            *x -= self.across[row as usize];
        }
        for (y, &column) in y.iter_mut().zip(column.iter()) {
            *y -= self.down[column as usize];
        }
    }
}

/// The corners of one letter, in pixels.
#[derive(Default)]
pub(super) struct Corners {
    pub(super) x: Vec<f32>,
    pub(super) y: Vec<f32>,
    /// The row and the column of the picture that each lies in.
    row: Vec<u32>,
    column: Vec<u32>,
}
