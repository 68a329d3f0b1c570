//! Places the letters, bends the line, and draws each letter over the ones before it.

use std::f32::consts::TAU;

use libm::{cosf, expf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{
    glyphs::{self, CAPITAL, EDGE, Glyph, OUTSIDE, STEPS},
    plane::Plane,
};

/// Where a picture is drawn.
#[derive(Clone, Copy)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels for one of the lengths that looks are given in: 1 at a height of 80 pixels.
    pub(super) unit: f32,
}

/// What stands before the ground.
pub(super) struct Drawn {
    /// Edges, and what fills the shapes within.
    pub(super) figure: Plane,
    /// Inside of any shape, where the ground does not show.
    pub(super) inside: Plane,
}

impl Drawn {
    /// Nothing yet.
    pub(super) fn blank(canvas: Canvas) -> Self {
        let blank = || Plane::new(canvas.width, canvas.height);
        Self { figure: blank(), inside: blank() }
    }
}

/// How the letters of one picture are drawn, in units.
pub(super) struct Look {
    /// Half the width of the line along the edge.
    pub(super) edge: f32,
    /// Free space that a letter keeps around its edge where it lies on another.
    pub(super) halo: f32,
    /// How far neighbours reach into each other, at the least and at the most.
    pub(super) overlap: (f32, f32),
    /// Half the width of a stroke, at the least and at the most. All faces are brought to it: thin
    /// strokes have no room for a pattern, and fat ones none for their holes.
    pub(super) stroke: (f32, f32),
    /// The largest turn of a letter, in radians.
    pub(super) turn: f32,
    /// How far a letter leans at most, to the right for each step up.
    pub(super) slant: f32,
    /// How far the line is bent.
    pub(super) bend: f32,
    /// The shortest wave that bends it.
    pub(super) wave: f32,
    /// How many times as wide as its share of the line a letter is at most, as a logarithm; one in
    /// as many at the least.
    pub(super) width: f32,
}

/// Space that stays free left and right, at the least and at the most.
const MARGIN: (f32, f32) = (7.0, 14.0);
/// The longest wave that bends the line.
const LONGEST_WAVE: f32 = 150.0;

/// Draws the characters over what is there; each is filled with the part of `fill`'s plane that it
/// covers, which gets the letter's place in the line. Gives their centres.
pub(super) fn draw<'a>(
    characters: &[u8],
    canvas: Canvas,
    look: &Look,
    fill: impl Fn(usize) -> Option<&'a Plane>,
    drawn: &mut Drawn,
    rng: &mut StdRng,
) -> Vec<(f32, f32)> {
    let Canvas { width, height, unit } = canvas;
    let bent = Bent { across: bend(height, look, unit, rng), down: bend(width, look, unit, rng) };
    let letters = place(characters, canvas, look, rng);
    for (n, letter) in letters.iter().enumerate() {
        letter.draw(&bent, look, unit, fill(n), drawn);
    }
    letters.iter().map(|letter| letter.centre).collect()
}

/// How far each row is moved across, and each column down.
struct Bent {
    across: Vec<f32>,
    down: Vec<f32>,
}

/// Two waves added up, for each position along a side of the picture.
fn bend(length: usize, look: &Look, unit: f32, rng: &mut StdRng) -> Vec<f32> {
    let mut wave = || {
        let length = unit * rng.random_range(look.wave..LONGEST_WAVE);
        (unit * look.bend * rng.random_range(0.3..0.7), TAU / length, rng.random_range(0.0..TAU))
    };
    let mut bend = vec![0.0; length];
    for (amplitude, frequency, phase) in [wave(), wave()] {
        // sin((n + 1) f) = 2 cos f · sin(n f) − sin((n − 1) f)
        let twice = 2.0 * cosf(frequency);
        let (mut before, mut here) = (sinf(phase - frequency), sinf(phase));
        for at in &mut bend {
            *at += amplitude * here;
            (before, here) = (here, twice * here - before);
        }
    }
    bend
}

/// One letter with its own face, size, slant, turn, weight and place.
struct Letter {
    glyph: &'static Glyph,
    centre: (f32, f32),
    /// Pixels for one cell, across and down.
    scale: (f32, f32),
    /// Pixels to the right for each pixel up.
    slant: f32,
    /// Sine and cosine of the angle that it is turned by.
    turn: (f32, f32),
    /// Half the width of a stroke, in pixels.
    stroke: f32,
}

fn place(
    characters: &[u8],
    Canvas { width, height, unit }: Canvas,
    look: &Look,
    rng: &mut StdRng,
) -> Vec<Letter> {
    let (width, height) = (width as f32, height as f32);
    let left = unit * rng.random_range(MARGIN.0..MARGIN.1);
    let room = width - left - unit * rng.random_range(MARGIN.0..MARGIN.1);
    let share = room / characters.len().max(1) as f32;
    let mut placed: Vec<Letter> = characters
        .iter()
        .map(|&character| {
            let glyph = glyphs::pick(character, rng);
            let down = height * rng.random_range(0.62..0.8) / CAPITAL;
            let width = share * expf(rng.random_range(-look.width..look.width));
            // Letters that are wide by nature stay readable, and narrow ones themselves.
            let across = (width / glyph.ink_width()).clamp(0.5 * down, 1.5 * down);
            let centre = (0.0, height * (0.5 + rng.random_range(-0.08..0.08)));
            let slant = rng.random_range(-look.slant..look.slant);
            let turn = rng.random_range(-look.turn..look.turn);
            Letter {
                glyph,
                centre,
                scale: (across, down),
                slant,
                turn: (sinf(turn), cosf(turn)),
                stroke: unit * rng.random_range(look.stroke.0..look.stroke.1),
            }
        })
        .collect();
    let (least, most) = look.overlap;
    let overlaps: Vec<f32> = placed.iter().map(|_| unit * rng.random_range(least..most)).collect();
    // Set side by side, and again after the letters were stretched to fill the line.
    for _ in 0..2 {
        let stretch = (room / set(&mut placed, &overlaps, height)).clamp(0.6, 1.4);
        for letter in &mut placed {
            letter.scale.0 *= stretch;
        }
    }
    let shift = left + (room - set(&mut placed, &overlaps, height)) / 2.0;
    for letter in &mut placed {
        letter.centre.0 += shift;
    }
    placed
}

/// Rows of the picture are told apart this finely when letters are set side by side.
const BANDS: usize = 12;
/// The left and the right side of a letter in each band of rows.
type Sides = [(f32, f32); BANDS];

/// Moves the letters side by side, so that neighbours overlap by as much as asked for where they
/// come closest. Gives the width of the line.
fn set(letters: &mut [Letter], overlaps: &[f32], height: f32) -> f32 {
    let mut before = [f32::NEG_INFINITY; BANDS];
    let (mut end, mut last) = (0.0_f32, f32::NEG_INFINITY);
    for (letter, overlap) in letters.iter_mut().zip(overlaps) {
        let sides = letter.sides(height);
        let left = sides.iter().fold(f32::INFINITY, |least, side| least.min(side.0));
        let right = sides.iter().fold(f32::NEG_INFINITY, |most, side| most.max(side.1));
        let touch = sides.iter().enumerate().fold(f32::NEG_INFINITY, |touch, (band, side)| {
            let near = &before[band.saturating_sub(1)..(band + 2).min(BANDS)];
            near.iter().fold(touch, |touch, before| touch.max(before - side.0))
        });
        // No letter stands within the arms of another.
        let x = (touch - overlap).max(last - left).max(-left);
        letter.centre.0 = x;
        last = x + right - 0.25 * (right - left);
        end = end.max(x + right);
        for (before, side) in before.iter_mut().zip(&sides) {
            *before = before.max(x + side.1);
        }
    }
    end.max(1.0)
}

impl Letter {
    /// Pixels for a cell, whichever way.
    fn pixels(&self) -> f32 {
        (self.scale.0 * self.scale.1).sqrt()
    }

    /// How far the edge is moved outwards, in cells.
    fn weight(&self) -> f32 {
        (self.stroke / self.pixels() - self.glyph.stroke).clamp(-6.0, 10.0)
    }

    /// From pixels to cells: turned back, straightened, scaled. One pair for each way to go.
    fn to_cells(&self) -> ((f32, f32), (f32, f32)) {
        let (sin, cos) = self.turn;
        let (a, b) = (cos - self.slant * sin, sin + self.slant * cos);
        ((a / self.scale.0, b / self.scale.0), (-sin / self.scale.1, cos / self.scale.1))
    }

    /// How far the letter reaches to the left and to the right of its centre in each band of rows.
    fn sides(&self, height: f32) -> Sides {
        let mut sides = [(f32::INFINITY, f32::NEG_INFINITY); BANDS];
        let (sin, cos) = self.turn;
        let grown = self.weight() * self.scale.0;
        for &(left, right, v) in &self.glyph.sides {
            for (u, grown) in [(left, -grown), (right, grown)] {
                let y = v * self.scale.1;
                let x = u * self.scale.0 + grown - self.slant * y;
                let (x, y) = (x * cos - y * sin, x * sin + y * cos + self.centre.1);
                let band = (y / height * BANDS as f32).clamp(0.0, BANDS as f32 - 1.0) as usize;
                sides[band].0 = sides[band].0.min(x);
                sides[band].1 = sides[band].1.max(x);
            }
        }
        sides
    }

    /// How far the letter reaches from its centre, in pixels, with `around` added on every side.
    fn reach(&self, around: f32) -> (f32, f32) {
        let (width, height) = self.glyph.ink();
        let (half_width, half_height) = (width / 2.0 * self.scale.0, height / 2.0 * self.scale.1);
        let (sin, cos) = (self.turn.0.abs(), self.turn.1.abs());
        let slanted = half_width + self.slant.abs() * half_height;
        (slanted * cos + half_height * sin + around, half_height * cos + slanted * sin + around)
    }

    fn draw(&self, bent: &Bent, look: &Look, unit: f32, fill: Option<&Plane>, drawn: &mut Drawn) {
        // Cells are counted in fixed point, so that a step is an addition.
        const ONE: f32 = 65536.0;
        let Glyph { width, height, ref field, .. } = *self.glyph;
        let (to_u, to_v) = self.to_cells();
        let (cx, cy) = self.centre;
        let pixels = self.pixels();
        let steps = |pixels_out: f32| (pixels_out / pixels * STEPS) as i32;
        let inside = EDGE + (self.weight() * STEPS) as i32;
        let edge = steps(look.edge * unit).max(1);
        let near = edge + steps(look.halo * unit);
        let grown = self.weight().max(0.0) * pixels + (look.edge + look.halo) * unit + 1.0;
        let span = |centre: f32, reach: f32, length: usize| {
            let start = ((centre - reach).max(0.0) as usize).min(length);
            start..((centre + reach).max(0.0) as usize + 1).min(length)
        };
        let most = |moved: &[f32]| moved.iter().fold(0.0_f32, |most, moved| most.max(moved.abs()));
        let reach = self.reach(grown);
        let xs = span(cx, reach.0 + most(&bent.across), bent.down.len());
        let down = most(&bent.down[xs.clone()]);
        // How far the letter leans from row to row, and how far it reaches in one row.
        let lean = to_u.1 / to_u.0;
        let half =
            self.glyph.ink().0 / 2.0 / to_u.0 + grown * (1.0 + lean.abs()) + down * lean.abs();
        // Both coordinates are a sum of one part for the column and one for the row.
        let column = |x: usize| {
            let (dx, dy) = (x as f32 + 0.5 - cx, bent.down[x]);
            let part = |to: (f32, f32)| ((dx * to.0 + dy * to.1) * ONE) as i32;
            (part(to_u), part(to_v))
        };
        let columns: Vec<(i32, i32)> = xs.clone().map(column).collect();
        for y in span(cy, reach.1 + down, bent.across.len()) {
            let (dx, dy) = (bent.across[y], y as f32 + 0.5 - cy);
            let part = |to: (f32, f32), cells: usize| {
                ((dx * to.0 + dy * to.1 + cells as f32 / 2.0) * ONE) as i32
            };
            let (u, v) = (part(to_u, width), part(to_v, height));
            let row = span(cx - dx - dy * lean, half, xs.end);
            let row = row.start.max(xs.start)..row.end;
            for word in row.start / 64..row.end.div_ceil(64) {
                let (start, end) = (row.start.max(word * 64), row.end.min(word * 64 + 64));
                let mut distances = Distances([OUTSIDE; 64]);
                let columns = &columns[start - xs.start..end - xs.start];
                let row = distances.0.iter_mut().skip(start - word * 64);
                for (distance, &(column_u, column_v)) in row.zip(columns) {
                    // What is negative becomes larger than any field.
                    let cell_u = (u.wrapping_add(column_u) >> 16) as u32 as usize;
                    let cell_v = (v.wrapping_add(column_v) >> 16) as u32 as usize;
                    if cell_u < width {
                        let cell = field.get(cell_v * width + cell_u);
                        *distance = cell.copied().unwrap_or(OUTSIDE);
                    }
                }
                let near = distances.below(inside + near);
                if near == 0 {
                    continue;
                }
                let edges = distances.below(inside + edge) & !distances.below(inside - edge + 1);
                let inside = distances.below(inside);
                let fill = fill.map_or(0, |plane| plane.row(y)[word]);
                let figure = &mut drawn.figure.row_mut(y)[word];
                *figure = *figure & !near | edges | inside & fill;
                drawn.inside.row_mut(y)[word] |= inside;
            }
        }
    }
}

/// Distances of 64 pixels to the edge of a letter, as [`Glyph::field`] has them.
struct Distances([u8; 64]);

impl Distances {
    /// A bit for each pixel whose distance is below the limit; the first pixel's is the highest.
    fn below(&self, limit: i32) -> u64 {
        const ONES: u64 = 0x0101_0101_0101_0101;
        // Gathers the lowest bits of eight bytes in the highest byte: bit 8i moves to 63 - i.
        const GATHER: u64 = 0x8040_2010_0804_0201;
        // Added to a distance, it reaches the byte's highest bit unless the distance is below.
        let rest = 128 - limit.clamp(0, i32::from(OUTSIDE)).unsigned_abs();
        let rest = u64::from(rest) * ONES;
        let (eights, _) = self.0.as_chunks::<8>();
        eights.iter().fold(0, |bits, eight| {
            let reached = u64::from_le_bytes(*eight) + rest;
            bits << 8 | (!reached >> 7 & ONES).wrapping_mul(GATHER) >> 56
        })
    }
}
