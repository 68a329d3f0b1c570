//! Places the letters, bends the line, and finds out which pixel lies in which letter.

use std::f32::consts::TAU;

use rand::{Rng, rngs::StdRng};

use super::{
    distance::STEPS,
    glyphs::{self, CAPITAL, FACES, Glyph},
    plane::Plane,
};

/// What the letters make of the picture.
pub(super) struct Letters {
    /// Inside of any letter.
    pub(super) inside: Plane,
    /// Inside of an odd number of them: where two overlap they leave each other blank.
    pub(super) odd: Plane,
    /// On the edge of any of them.
    pub(super) edge: Plane,
    /// Inside, in every other ring that follows the edge.
    pub(super) rings: Plane,
}

/// How the letters of one picture are drawn, in pixels.
pub(super) struct Look {
    /// Half the width of the line along the edge.
    pub(super) edge: f32,
    /// Width of a ring.
    pub(super) ring: f32,
    /// How far neighbours reach into each other, at the least and at the most.
    pub(super) overlap: (f32, f32),
    /// The largest turn of a letter, in radians.
    pub(super) turn: f32,
    /// How far the line is bent.
    pub(super) bend: f32,
}

/// Space that stays free left and right.
const MARGIN: f32 = 6.0;

/// Draws the letters, given by their places in the charset.
pub(super) fn draw(
    letters: &[usize],
    (width, height): (usize, usize),
    look: &Look,
    rng: &mut StdRng,
) -> Letters {
    let across = bend(height, look.bend, rng);
    let down = bend(width, look.bend, rng);
    let blank = || Plane::new(width, height);
    let mut drawn = Letters { inside: blank(), odd: blank(), edge: blank(), rings: blank() };
    for letter in place(letters, (width as f32, height as f32), look, rng) {
        letter.draw(&across, &down, look, &mut drawn);
    }
    drawn
}

/// Two waves added up, for each position along a side of the picture.
fn bend(length: usize, amplitude: f32, rng: &mut StdRng) -> Vec<f32> {
    let mut wave = || {
        let length = rng.random_range(60.0..170.0_f32);
        (amplitude * rng.random_range(0.3..0.7), TAU / length, rng.random_range(0.0..TAU))
    };
    let waves = [wave(), wave()];
    let at = |x: usize| waves.iter().map(|(a, f, p)| a * (x as f32 * f + p).sin()).sum();
    (0..length).map(at).collect()
}

/// One letter with its own face, size, slant, turn, weight and place.
struct Letter {
    glyph: &'static Glyph,
    centre: (f32, f32),
    /// Pixels for one cell, across and down.
    scale: (f32, f32),
    /// Pixels to the right for each pixel up.
    slant: f32,
    turn: f32,
    /// Added to the distance: heavier above 0, in cells.
    weight: f32,
}

fn place(
    letters: &[usize],
    (width, height): (f32, f32),
    look: &Look,
    rng: &mut StdRng,
) -> Vec<Letter> {
    let mut placed: Vec<Letter> = letters
        .iter()
        .map(|&letter| {
            let glyph = glyphs::glyph(rng.random_range(0..FACES), letter);
            let down = height * rng.random_range(0.62..0.78) / CAPITAL;
            let across = down * rng.random_range(0.85..1.15);
            // Wide letters are drawn narrower, so that they leave room for the others.
            let across = across.min(height * 0.72 / glyph.ink_width());
            Letter {
                glyph,
                centre: (0.0, height / 2.0 + rng.random_range(-0.06..0.06) * height),
                scale: (across, down),
                slant: rng.random_range(-0.25..0.25),
                turn: rng.random_range(-look.turn..look.turn),
                weight: rng.random_range(-0.8..2.2),
            }
        })
        .collect();
    // The letters fill the line: what the overlaps take away they get in width.
    let overlaps: Vec<f32> =
        placed.iter().map(|_| rng.random_range(look.overlap.0..look.overlap.1)).collect();
    let free = width - 2.0 * MARGIN + overlaps.iter().skip(1).sum::<f32>();
    let wanted: f32 = placed.iter().map(Letter::width).sum();
    let stretch = (free / wanted).clamp(0.6, 1.35);
    let mut x = MARGIN + (free - wanted * stretch) / 2.0;
    for (letter, overlap) in placed.iter_mut().zip(&overlaps) {
        letter.scale.0 *= stretch;
        letter.centre.0 = x + letter.width() / 2.0;
        x += letter.width() - overlap;
    }
    placed
}

impl Letter {
    fn width(&self) -> f32 {
        self.glyph.ink_width() * self.scale.0
    }

    fn draw(&self, across: &[f32], down: &[f32], look: &Look, drawn: &mut Letters) {
        const ONE: f32 = 65536.0;
        let Glyph { width, height, ref field } = *self.glyph;
        let (sin, cos) = self.turn.sin_cos();
        // From pixels to cells: turned back, straightened, scaled.
        let (a, b) = (cos + self.slant * -sin, sin + self.slant * cos);
        let to_u = (a / self.scale.0 * ONE, b / self.scale.0 * ONE);
        let to_v = (-sin / self.scale.1 * ONE, cos / self.scale.1 * ONE);
        let (cx, cy) = self.centre;
        let reach = self.reach(look.bend * 1.4);
        let span = |centre: f32, reach: f32, length: usize| {
            let start = ((centre - reach).max(0.0) as usize).min(length);
            start..((centre + reach).max(0.0) as usize + 1).min(length)
        };
        let xs = span(cx, reach.0, down.len());
        // Both coordinates are a sum of one part for the column and one for the row.
        let column = |x: usize| {
            let (dx, dy) = (x as f32 + 0.5 - cx, down[x]);
            ((dx * to_u.0 + dy * to_u.1) as i32, (dx * to_v.0 + dy * to_v.1) as i32)
        };
        let columns: Vec<(i32, i32)> = xs.clone().map(column).collect();
        let pixels = (self.scale.0 * self.scale.1).sqrt();
        let steps = |cells: f32| (cells * STEPS) as i32;
        let inside_below = steps(self.weight);
        let edge = steps(look.edge / pixels);
        let ring = (steps(look.ring / pixels)).max(1) as u32;
        for y in span(cy, reach.1, across.len()) {
            let (dx, dy) = (across[y], y as f32 + 0.5 - cy);
            let u = (dx * to_u.0 + dy * to_u.1 + width as f32 / 2.0 * ONE) as i32;
            let v = (dx * to_v.0 + dy * to_v.1 + height as f32 / 2.0 * ONE) as i32;
            for word in xs.start / 64..=(xs.end.max(1) - 1) / 64 {
                let start = xs.start.max(word * 64);
                let end = xs.end.min(word * 64 + 64);
                let (mut inside, mut on_edge, mut rings) = (0_u64, 0_u64, 0_u64);
                for &(column_u, column_v) in
                    columns.get(start - xs.start..end - xs.start).unwrap_or_default()
                {
                    let cell_u = (u.wrapping_add(column_u) >> 16) as u32 as usize;
                    let cell_v = (v.wrapping_add(column_v) >> 16) as u32 as usize;
                    let distance = if cell_u < width && cell_v < height {
                        i32::from(field[cell_v * width + cell_u]) - inside_below
                    } else {
                        i32::MAX / 2
                    };
                    inside = inside << 1 | u64::from(distance < 0);
                    on_edge = on_edge << 1 | u64::from(distance.abs() < edge);
                    let parity = (distance.unsigned_abs() / ring) & 1;
                    rings = rings << 1 | u64::from(distance < 0 && parity == 1);
                }
                let shift = (word * 64 + 64 - end) as u32;
                let place = |bits: u64| bits.checked_shl(shift).unwrap_or(0);
                drawn.inside.row_mut(y)[word] |= place(inside);
                drawn.odd.row_mut(y)[word] ^= place(inside);
                drawn.edge.row_mut(y)[word] |= place(on_edge);
                drawn.rings.row_mut(y)[word] |= place(rings);
            }
        }
    }

    /// How far the letter reaches from its centre, in pixels, when the line is bent by so much.
    fn reach(&self, bend: f32) -> (f32, f32) {
        let half_width = self.glyph.width as f32 / 2.0 * self.scale.0;
        let half_height = self.glyph.height as f32 / 2.0 * self.scale.1;
        let (sin, cos) = (self.turn.sin().abs(), self.turn.cos().abs());
        let slanted = half_width + self.slant.abs() * half_height;
        (slanted * cos + half_height * sin + bend, half_height * cos + slanted * sin + bend)
    }
}
