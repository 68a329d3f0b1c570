//! What breaks figure and ground: hatching, patches and bands, each as a plane of bits.

use std::{
    f32::consts::{PI, TAU},
    ops::Range,
};

use libm::{cosf, sinf, tanf};
use rand::{Rng, rngs::StdRng};

use super::{
    letters::{Letter, Row},
    plane::{Line, Plane},
    wave::Waves,
};

/// Parallel lines, gently waved.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    /// From one line to the next, in pixels.
    pub(super) period: f32,
    /// The line's share of it.
    pub(super) share: f32,
    /// From the vertical, in radians.
    pub(super) angle: f32,
    /// Rows after which the lines turn back, if they do.
    pub(super) fold: Option<f32>,
}

impl Lines {
    /// As many lines of another share.
    pub(super) fn with_share(self, share: f32) -> Self {
        Self { share, ..self }
    }

    /// The same lines, turning back after so many rows.
    pub(super) fn folded(self, rows: f32) -> Self {
        Self { fold: Some(rows), ..self }
    }

    /// The same lines, turned by nearly a right angle.
    pub(super) fn across(self) -> Self {
        let turn = if self.angle > 0.0 { -1.45 } else { 1.45 };
        Self { angle: self.angle + turn, ..self }
    }

    pub(super) fn draw(self, (width, height): (usize, usize), rng: &mut StdRng) -> Plane {
        let Self { period, share, angle, fold } = self;
        // Beyond this the lines are flat and a row would reach too far.
        let angle = angle.clamp(-1.38, 1.38);
        let along = period / cosf(angle);
        let per_row = tanf(angle);
        let (wave, phase) = (rng.random_range(0.0..1.5), rng.random_range(0.0..TAU));
        let wave = wave * along / period;
        let bent = Waves::new([(wave, 7.0 / height as f32, phase)]);
        let straight = |y: usize| {
            let down = if per_row < 0.0 { height - y } else { y } as f32;
            let down = fold.map_or(down, |rows| (down.rem_euclid(2.0 * rows) - rows).abs());
            down * per_row.abs()
        };
        let longest = width + (height as f32 * per_row.abs() + 4.0 * along) as usize + 64;
        // Every row is a piece of the same long row, which reaches a word further than any of them.
        let mut long = Plane::new(longest.next_multiple_of(64) + 64, 1);
        let mut start = 0.0;
        while start < longest as f32 {
            long.mark_run(0, start, start + along * share);
            start += along;
        }
        long.flip_between_marks();
        let long: Vec<u64> = long.row(0).collect();
        let shifts: Vec<u32> =
            (0..height).zip(bent).map(|(y, [bent])| (straight(y) + wave + bent) as u32).collect();
        let mut plane = Plane::new(width, height);
        for (n, column) in plane.columns_mut().enumerate() {
            for (out, shift) in column.iter_mut().zip(&shifts) {
                let (word, bit) = ((shift / 64) as usize + n, shift % 64);
                // In two steps, as none is by all 64.
                *out = long[word] << bit | long[word + 1] >> 1 >> (63 - bit);
            }
        }
        plane
    }
}

/// Smooth blots of about `size` pixels, each the inverse of what it covers.
pub(super) fn patches((width, height): (usize, usize), size: f32, rng: &mut StdRng) -> Plane {
    let mut plane = Plane::new(width, height);
    let area = (width * height) as f32;
    // As many as cover the picture about once.
    let count = (area / (PI * size * size)).ceil() as usize + 1;
    for n in 0..count {
        // Spread along the picture, so that no letter is left alone.
        let cell = width as f32 / count as f32;
        let x = cell * (n as f32 + rng.random_range(0.0..1.0));
        let y = rng.random_range(0.0..height as f32);
        let (rx, ry) = (size * rng.random_range(0.7..1.5), size * rng.random_range(0.6..1.3));
        let lean = rng.random_range(-0.7..0.7);
        let rows = (y - ry).max(0.0) as usize..((y + ry) as usize + 1).min(height);
        for row in rows {
            let dy = (row as f32 - y) / ry;
            let half = rx * (1.0 - dy * dy).max(0.0).sqrt();
            let middle = x + lean * (row as f32 - y);
            plane.mark_run(row, middle - half, middle + half);
        }
    }
    plane.flip_between_marks();
    plane
}

/// Height of a row, as a share of the picture's, in which letters are too small for four pieces.
const SMALL: f32 = 0.45;

/// Cuts each letter in two along a line near its centre, many of the large ones in four along another,
/// and inverts every other piece. Within a row the centres lie in columns of their own.
pub(super) fn cuts((width, height): (usize, usize), rows: &[Row], rng: &mut StdRng) -> Plane {
    let mut plane = Plane::new(width, height);
    let mut top = 0;
    for row in rows {
        let bottom = (row.bottom as usize).min(height);
        cut(&mut plane, top..bottom, &row.letters, SMALL * height as f32, rng);
        top = bottom;
    }
    plane.flip_between_marks();
    plane
}

/// Marks where the letters of one row, which takes up these rows of pixels, are cut: no higher than
/// `small`, always in two.
fn cut(plane: &mut Plane, rows: Range<usize>, letters: &[Letter], small: f32, rng: &mut StdRng) {
    let (top, height) = (rows.start as f32, rows.len() as f32);
    let lean = rng.random_range(-0.2..0.2_f32);
    // Whether what lies to the left is inverted, and where it ends.
    let (mut before, mut from) = (true, Line::new(0.0, 0.0));
    for (n, &Letter { centre: (x, y), .. }) in letters.iter().enumerate() {
        let right =
            letters.get(n + 1).map_or(plane.width() as f32 * 2.0, |next| (x + next.centre.0) / 2.0);
        let angle = rng.random_range(0.0..TAU);
        let second = angle + rng.random_range(0.8..2.3);
        let lines = [angle, second].map(|angle| {
            let (across, down) = (sinf(angle), cosf(angle));
            // Not quite level, so that it crosses each row.
            let slope = -down / if across.abs() < 0.05 { 0.05 } else { across };
            let off = height * 0.08;
            let (x, y) = (x + rng.random_range(-off..off), y + rng.random_range(-off..off));
            Line::new(x - slope * (y - top), slope)
        });
        let inverted = rng.random_range(0..2) == 0;
        let to = Line::new(right - lean * height / 2.0, lean);
        // Without a second line the second piece reaches to where the letter's column ends.
        let twice = height > small && rng.random();
        let lines = if twice { lines } else { [lines[0], to] };
        for (row, ((one, other), (from, to))) in
            rows.clone().zip(lines[0].zip(lines[1]).zip(from.zip(to)))
        {
            plane.mark(one.max(from).min(to) >> Line::POINT, row);
            plane.mark(other.max(from).min(to) >> Line::POINT, row);
            if inverted != before {
                plane.mark(from >> Line::POINT, row);
            }
        }
        (from, before) = (to, inverted);
    }
}

/// A ribbon that runs from the top of the picture to its bottom, as broad as a stroke of a letter.
pub(super) struct Ribbon {
    /// The ribbon with its edge.
    pub(super) whole: Plane,
    /// What the edge encloses.
    pub(super) inside: Plane,
}

impl Ribbon {
    /// A ribbon whose middle is near the column `at`; its half width and that of its edge are in
    /// pixels.
    pub(super) fn draw(
        (width, height): (usize, usize),
        at: f32,
        half_width: f32,
        edge: f32,
        rng: &mut StdRng,
    ) -> Self {
        let blank = || Plane::new(width, height);
        let (mut whole, mut inside) = (blank(), blank());
        let lean = rng.random_range(-2.2..2.2_f32);
        let amplitude = height as f32 * rng.random_range(0.05..0.3_f32);
        let frequency = TAU / (height as f32 * rng.random_range(0.8..1.8_f32));
        let phase = rng.random_range(0.0..TAU);
        for y in 0..height {
            let turn = y as f32 * frequency + phase;
            let x = at + lean * (y as f32 - height as f32 / 2.0) + amplitude * sinf(turn);
            // A row cuts a leaning ribbon at an angle.
            let slope = lean + amplitude * frequency * cosf(turn);
            let across = (1.0 + slope * slope).sqrt();
            let (out, within) = ((half_width + edge) * across, (half_width - edge) * across);
            whole.mark_run(y, x - out, x + out);
            inside.mark_run(y, x - within, x + within);
        }
        whole.flip_between_marks();
        inside.flip_between_marks();
        Self { whole, inside }
    }
}

/// Broad stripes with wavy borders, `period` pixels from one to the next.
pub(super) fn bands((width, height): (usize, usize), period: f32, rng: &mut StdRng) -> Plane {
    let mut plane = Plane::new(width, height);
    let lean = rng.random_range(-0.9..0.9);
    let (amplitude, length) =
        (period * rng.random_range(0.05..0.2), period * rng.random_range(0.8..1.5));
    let (phase, start) = (rng.random_range(0.0..TAU), rng.random_range(0.0..period));
    for (y, [bent]) in (0..height).zip(Waves::new([(amplitude, TAU / length, phase)])) {
        let mut x = (bent + lean * y as f32 + start).rem_euclid(period) - period;
        while x < width as f32 {
            plane.mark_run(y, x, x + period / 2.0);
            x += period;
        }
    }
    plane.flip_between_marks();
    plane
}
