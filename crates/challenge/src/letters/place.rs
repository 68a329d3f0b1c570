//! Where each letter stands, how large it is, and how it leans and turns.

use libm::{cosf, expf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{Canvas, Letter, Look, rows::columns, side_by_side::set};
use crate::glyphs::{self, CAPITAL};

/// Space that stays free left and right of a row, at the least and at the most, in units.
const MARGIN: (f32, f32) = (2.0, 6.0);
/// Space around each letter, in units.
const ROOM: f32 = 2.0;
/// How much less than its share of the row a letter has at the most: how wide letters are must not
/// tell how many stand in the row.
const NARROWER: f32 = 0.11;
/// Letters in two rows are large enough for so many times as much of it, and of uneven rows: their size
/// must not tell that they don't stand in three.
const LOOSE: f32 = 2.5;
/// How wide a letter is for its height, at the least and at the most, against how its face draws it:
/// those that are wide by nature stay readable, and narrow ones themselves.
const PROPORTION: (f32, f32) = (0.7, 1.4);
/// Height of a row, in units, in which strokes have their full width, and how thin they are at the
/// least.
const FULL: f32 = 60.0;
const THIN: f32 = 0.6;

/// A row of letters.
pub(in super::super) struct Row {
    /// From left to right.
    pub(in super::super) letters: Vec<Letter>,
    /// Where the next row starts, in pixels.
    pub(in super::super) bottom: f32,
}

/// Divides the characters into rows and places their letters.
pub(super) fn rows(characters: &[u8], canvas: Canvas, look: &Look, rng: &mut StdRng) -> Vec<Row> {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let tilt = rng.random_range(-look.tilt..=look.tilt);
    let counts = look.rows.divide(characters, rng);
    let loose = if counts.len() > 2 { 1.0 } else { LOOSE };
    let uneven = loose * look.uneven;
    let parts: Vec<f32> = counts.iter().map(|_| expf(rng.random_range(-uneven..=uneven))).collect();
    let whole: f32 = parts.iter().sum();
    let columns = columns(characters.len());
    // Rows that are turned reach further up at one end and down at the other.
    let slope = tilt.abs() * width / 3.0;
    let (mut rest, mut top) = (characters, slope);
    let mut rows: Vec<Row> = Vec::with_capacity(counts.len());
    for (count, part) in counts.into_iter().zip(parts) {
        let (row, after) = rest.split_at(count);
        let bottom = top + (height - 2.0 * slope) * part / whole;
        let space = Space {
            canvas,
            top,
            height: bottom - top,
            columns: columns.max(count),
            narrower: loose * NARROWER,
            lower: (loose - 1.0) * look.uneven,
        };
        rows.push(Row { letters: space.row(row, tilt, look, rng), bottom });
        (rest, top) = (after, bottom);
    }
    if let Some(last) = rows.last_mut() {
        last.bottom = height;
    }
    let turn = (sinf(tilt), cosf(tilt));
    for letter in rows.iter_mut().flat_map(|row| &mut row.letters) {
        letter.turn_around(width / 2.0, height / 2.0, turn);
        letter.keep_within(width, height, canvas.unit * ROOM);
    }
    rows
}

/// What a row has of the picture.
struct Space {
    canvas: Canvas,
    top: f32,
    height: f32,
    /// As many letters of the usual width have room.
    columns: usize,
    /// How much less than its share of the row a letter has at the most, in width.
    narrower: f32,
    /// And how much less than the row's height; it stands anywhere in the rest.
    lower: f32,
}

impl Space {
    fn row(&self, characters: &[u8], tilt: f32, look: &Look, rng: &mut StdRng) -> Vec<Letter> {
        let &Self { canvas, top, height: tall, columns, narrower, lower } = self;
        let Canvas { width, height, unit } = canvas;
        let left = unit * rng.random_range(MARGIN.0..MARGIN.1);
        let room = width as f32 - left - unit * rng.random_range(MARGIN.0..MARGIN.1);
        let share = room * (1.0 - rng.random_range(0.0..narrower)) / columns as f32;
        let rise = Rise::pick(rng);
        let widening = rng.random_range(-look.widening..=look.widening);
        let last = characters.len().saturating_sub(1).max(1) as f32;
        let letter = |(n, &character): (usize, &u8)| {
            let glyph = glyphs::pick(character, rng);
            // From -1 at the left end of the row to 1 at the right.
            let along = n as f32 / last * 2.0 - 1.0;
            let lower = rng.random_range(0.0..=lower);
            let down = tall * (rng.random_range(look.height.0..look.height.1) - lower) / CAPITAL;
            // Small letters need thin strokes.
            let bold = unit * (tall * (1.0 - lower) / unit / FULL).clamp(THIN, 1.0);
            let wider = rng.random_range(-look.width..look.width) + widening * along;
            let across = share * expf(wider) / glyph.ink_width();
            let off = 0.02 + lower / 2.0;
            let rise = look.rise * rise.at(n, along) + rng.random_range(-off..off);
            let slant = rng.random_range(-look.slant..look.slant);
            let turn = tilt + rng.random_range(-look.turn..look.turn);
            let mut letter = Letter {
                glyph,
                centre: (0.0, top + tall * (0.5 + rise)),
                scale: (across.clamp(PROPORTION.0 * down, PROPORTION.1 * down), down),
                slant,
                turn: (sinf(turn), cosf(turn)),
                stroke: bold * rng.random_range(look.stroke.0..look.stroke.1),
            };
            // Turned and slanted letters are higher; none is to cover those of other rows.
            letter.scale.1 *= (tall / 2.0 / letter.reach().1).min(1.0);
            letter
        };
        let mut letters: Vec<Letter> = characters.iter().enumerate().map(letter).collect();
        let (least, most) = look.overlap;
        let overlaps: Vec<f32> =
            letters.iter().map(|_| unit * rng.random_range(least..most)).collect();
        // Set side by side, and again after the letters were stretched to their share of the row;
        // the space between them stays.
        let space = -overlaps.iter().skip(1).sum::<f32>();
        let set = |letters: &mut [Letter]| set(letters, &overlaps, look.arms, height as f32);
        let asked = share * letters.len() as f32;
        let stretch = ((asked - space) / (set(&mut letters) - space).max(1.0)).clamp(0.6, 1.4);
        letters.iter_mut().for_each(|letter| letter.scale.0 *= stretch);
        let mut wide = set(&mut letters);
        if wide > room {
            letters.iter_mut().for_each(|letter| letter.scale.0 *= room / wide);
            wide = set(&mut letters);
        }
        let free = room - wide;
        spread(&mut letters, left, free.max(0.0), rng);
        letters
    }
}

/// Divides what is free of a row, in pixels, into what stands before, between and behind the letters:
/// most of it in one or two places.
fn spread(letters: &mut [Letter], left: f32, free: f32, rng: &mut StdRng) {
    let parts: Vec<f32> =
        (0..=letters.len()).map(|_| rng.random_range(0.0..1.0_f32).powi(3)).collect();
    let each = free / parts.iter().sum::<f32>().max(f32::EPSILON);
    let mut shift = left;
    for (letter, part) in letters.iter_mut().zip(parts) {
        shift += each * part;
        letter.centre.0 += shift;
    }
}

/// How the letters of a row rise and fall.
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

    /// How far down the letter of this number stands, from -1 to 1; `along` is where in the row it
    /// is, from -1 to 1 as well.
    fn at(self, n: usize, along: f32) -> f32 {
        match self {
            Self::Zigzag(side) => side * if n.is_multiple_of(2) { 1.0 } else { -1.0 },
            Self::Slope(side) => side * along,
            Self::Arch(side) => side * (2.0 * along * along - 1.0),
        }
    }
}

impl Letter {
    /// Turns the letter's place around this one, by an angle of this sine and cosine.
    fn turn_around(&mut self, x: f32, y: f32, (sin, cos): (f32, f32)) {
        let (across, down) = (self.centre.0 - x, self.centre.1 - y);
        self.centre = (x + across * cos - down * sin, y + across * sin + down * cos);
    }

    /// Moves the letter to where all of it is on a picture of this size, with room around it.
    fn keep_within(&mut self, width: f32, height: f32, room: f32) {
        let (across, down) = self.reach();
        let within = |at: f32, reach: f32, length: f32| {
            let reach = (reach + room).min(length / 2.0);
            at.clamp(reach, length - reach)
        };
        self.centre = (within(self.centre.0, across, width), within(self.centre.1, down, height));
    }
}
