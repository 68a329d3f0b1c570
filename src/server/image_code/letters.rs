//! Places the letters, bends the line, and draws each letter over the ones before it.

use std::f32::consts::TAU;

use libm::{cosf, expf, sinf};
use rand::{Rng, rngs::StdRng, seq::IndexedMutRandom};

use super::{
    glyphs::{self, CAPITAL, Contours, Glyph, HEAVIEST, LIGHTEST},
    plane::{Plane, greater, lesser},
    shape::Shape,
    wave::Wave,
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
    /// Width of the line around a letter; a pixel at the least.
    pub(super) edge: f32,
    /// Free space that a letter keeps around that line where it lies on another.
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
    /// How much of it the letters at one end of the line have more, those at the other less.
    pub(super) widening: f32,
    /// Height of a capital, at the least and at the most, as a share of the picture's.
    pub(super) height: (f32, f32),
    /// How far letters stand above or below the middle, as a share of the picture's height. It
    /// leaves solvers that read a line column by column with two letters in one column.
    pub(super) rise: f32,
    /// The part of a letter that may stand within the arms of its neighbour, or above or below it.
    pub(super) arms: f32,
    /// The largest gap, of which each line has one.
    pub(super) gap: f32,
}

/// Space that stays free left and right, at the least and at the most.
const MARGIN: (f32, f32) = (7.0, 14.0);
/// Space above and below each letter, in units.
const ROOM: f32 = 2.0;
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
        let amplitude = unit * look.bend * rng.random_range(0.3..0.7);
        Wave::new(amplitude, TAU / length, rng.random_range(0.0..TAU))
    };
    let (one, other) = (wave(), wave());
    one.zip(other).map(|(one, other)| one + other).take(length).collect()
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
    let rise = Rise::pick(rng);
    let widening = rng.random_range(-look.widening..=look.widening);
    let last = characters.len().saturating_sub(1).max(1) as f32;
    let mut placed: Vec<Letter> = characters
        .iter()
        .enumerate()
        .map(|(n, &character)| {
            let glyph = glyphs::pick(character, rng);
            // From -1 at the left end of the line to 1 at the right.
            let along = n as f32 / last * 2.0 - 1.0;
            let down = height * rng.random_range(look.height.0..look.height.1) / CAPITAL;
            let wider = rng.random_range(-look.width..look.width) + widening * along;
            // Letters that are wide by nature stay readable, and narrow ones themselves.
            let across = (share * expf(wider) / glyph.ink_width()).clamp(0.5 * down, 1.5 * down);
            let rise = look.rise * rise.at(n, along) + rng.random_range(-0.04..0.04);
            let slant = rng.random_range(-look.slant..look.slant);
            let turn = rng.random_range(-look.turn..look.turn);
            let mut letter = Letter {
                glyph,
                centre: (0.0, 0.0),
                scale: (across, down),
                slant,
                turn: (sinf(turn), cosf(turn)),
                stroke: unit * rng.random_range(look.stroke.0..look.stroke.1),
            };
            let half = (letter.half_height() + unit * ROOM).min(height / 2.0);
            letter.centre.1 = (height * (0.5 + rise)).clamp(half, height - half);
            letter
        })
        .collect();
    let (least, most) = look.overlap;
    let mut overlaps: Vec<f32> =
        placed.iter().map(|_| unit * rng.random_range(least..most)).collect();
    if let Some(gap) = overlaps.choose_mut(rng) {
        *gap -= unit * rng.random_range(0.0..=look.gap);
    }
    // Set side by side, and again after the letters were stretched to fill the line; the space
    // between them stays.
    let space = -overlaps.iter().skip(1).sum::<f32>();
    let width = set(&mut placed, &overlaps, look.arms, height);
    let stretch = ((room - space) / (width - space).max(1.0)).clamp(0.6, 1.4);
    for letter in &mut placed {
        letter.scale.0 *= stretch;
    }
    let shift = left + (room - set(&mut placed, &overlaps, look.arms, height)) / 2.0;
    for letter in &mut placed {
        letter.centre.0 += shift;
    }
    placed
}

/// How the letters of a line rise and fall.
#[derive(Clone, Copy)]
enum Rise {
    /// One up, one down.
    Zigzag(f32),
    /// From one end to the other.
    Slope(f32),
    /// The ends on one side, the middle on the other.
    Arch(f32),
}

impl Rise {
    fn pick(rng: &mut StdRng) -> Self {
        let side = if rng.random() { 1.0 } else { -1.0 };
        match rng.random_range(0..4) {
            0 | 1 => Self::Zigzag(side),
            2 => Self::Slope(side),
            _ => Self::Arch(side),
        }
    }

    /// How far down the letter of this number stands, from -1 to 1; `along` is where in the line it
    /// is, from -1 to 1 as well.
    fn at(self, n: usize, along: f32) -> f32 {
        match self {
            Self::Zigzag(side) => side * if n.is_multiple_of(2) { 1.0 } else { -1.0 },
            Self::Slope(side) => side * along,
            Self::Arch(side) => side * (2.0 * along * along - 1.0),
        }
    }
}

/// Rows of the picture are told apart this finely when letters are set side by side.
const BANDS: usize = 12;
/// The left and the right side of a letter in each band of rows.
type Sides = [(f32, f32); BANDS];

/// Moves the letters side by side, so that neighbours overlap by as much as asked for where they
/// come closest. Gives the width of the line.
fn set(letters: &mut [Letter], overlaps: &[f32], arms: f32, height: f32) -> f32 {
    let mut before = [f32::NEG_INFINITY; BANDS];
    let (mut end, mut last) = (0.0_f32, f32::NEG_INFINITY);
    for (letter, overlap) in letters.iter_mut().zip(overlaps) {
        let sides = letter.sides(height);
        let left = sides.iter().fold(f32::INFINITY, |least, side| lesser(least, side.0));
        let right = sides.iter().fold(f32::NEG_INFINITY, |most, side| greater(most, side.1));
        let touch = sides.iter().enumerate().fold(f32::NEG_INFINITY, |touch, (band, side)| {
            let near = &before[band.saturating_sub(1)..(band + 2).min(BANDS)];
            near.iter().fold(touch, |touch, before| greater(touch, before - side.0))
        });
        let x = (touch - overlap).max(last - left).max(-left);
        letter.centre.0 = x;
        last = x + right - arms * (right - left);
        end = end.max(x + right);
        for (before, side) in before.iter_mut().zip(&sides) {
            *before = greater(*before, x + side.1);
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
        (self.stroke / self.pixels() - self.glyph.stroke).clamp(LIGHTEST, HEAVIEST)
    }

    /// How far the letter reaches to the left and to the right of its centre in each band of rows.
    fn sides(&self, height: f32) -> Sides {
        let mut sides = [(f32::INFINITY, f32::NEG_INFINITY); BANDS];
        let (to_x, to_y) = self.to_pixels();
        let (grown, centre) = (self.weight(), self.centre.1);
        let bands = BANDS as f32 / height;
        for &(left, right, v) in &self.glyph.sides {
            for u in [left - grown, right + grown] {
                let (x, y) = (u * to_x.0 + v * to_x.1, u * to_y.0 + v * to_y.1 + centre);
                let (least, most) = &mut sides[((y * bands) as usize).min(BANDS - 1)];
                (*least, *most) = (lesser(*least, x), greater(*most, x));
            }
        }
        sides
    }

    /// How far the letter reaches up and down from its centre, in pixels.
    fn half_height(&self) -> f32 {
        let (width, height) = self.glyph.ink();
        let (half_width, half_height) = (width / 2.0 * self.scale.0, height / 2.0 * self.scale.1);
        let (sin, cos) = (self.turn.0.abs(), self.turn.1.abs());
        let slanted = half_width + self.slant.abs() * half_height;
        half_height * cos + slanted * sin + self.weight().max(0.0) * self.pixels()
    }

    /// From cells to pixels: scaled, slanted, turned. What a cell to the right and one down add to
    /// the column, and to the row.
    fn to_pixels(&self) -> ((f32, f32), (f32, f32)) {
        let (sin, cos) = self.turn;
        let (across, down) = self.scale;
        (
            (across * cos, -down * (sin + self.slant * cos)),
            (across * sin, down * (cos - self.slant * sin)),
        )
    }

    fn draw(&self, bent: &Bent, look: &Look, unit: f32, fill: Option<&Plane>, drawn: &mut Drawn) {
        let Contours { corners, ends } = self.glyph.contours(self.weight());
        let ((cx, cy), (to_x, to_y)) = (self.centre, self.to_pixels());
        let moved = |by: &[f32], at: f32| by[(at.max(0.0) as usize).min(by.len() - 1)];
        let on_picture = |&(u, v): &(f32, f32)| {
            let (x, y) = (cx + u * to_x.0 + v * to_x.1, cy + u * to_y.0 + v * to_y.1);
            (x - moved(&bent.across, y), y - moved(&bent.down, x))
        };
        let corners: Vec<(f32, f32)> = corners.iter().map(on_picture).collect();
        let pixels = |length: f32| (unit * length + 0.5) as usize;
        let (edge, halo) = (pixels(look.edge).max(1), pixels(look.halo));
        let size = (bent.down.len(), bent.across.len());
        let inside = Shape::fill(&corners, ends, size, edge + halo);
        let edged = inside.grown(edge);
        let near = edged.grown(halo);
        let Drawn { figure, inside: covered } = drawn;
        let picture = (figure.stride(), figure.height());
        Shape::on_picture([&inside, &edged, &near], picture, |y, column, [inside, edged, near]| {
            let fill = fill.map_or(0, |plane| plane.row(y)[column]);
            let figure = &mut figure.row_mut(y)[column];
            *figure = *figure & !near | edged & !inside | inside & fill;
            covered.row_mut(y)[column] |= inside;
        });
    }
}
