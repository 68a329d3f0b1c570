//! Bends the rows of letters, and draws each letter over the ones before it.

mod bent;
mod place;
mod rows;
mod side_by_side;

use std::cell::RefCell;

use rand::rngs::StdRng;

pub(super) use place::Row;
pub(super) use rows::{Rows, columns};

use super::{
    glyphs::{Contours, Glyph, HEAVIEST, LIGHTEST},
    plane::Plane,
    shape::Shape,
};
use bent::{Bent, Corners};

/// Where a picture is drawn.
#[derive(Clone, Copy)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels for one of the lengths that looks are given in: 1 at a height of 120 pixels.
    pub(super) unit: f32,
}

/// What stands before the ground.
pub(super) struct Drawn {
    /// Edges, and what fills the ribbons.
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
    /// How many times as wide as its share of the row a letter is at most, as a logarithm; one in
    /// as many at the least.
    pub(super) width: f32,
    /// How much of it the letters at one end of a row have more, those at the other less.
    pub(super) widening: f32,
    /// Height of a capital, at the least and at the most, as a share of its row's.
    pub(super) height: (f32, f32),
    /// How far letters stand above or below the middle of their row, as a share of its height.
    pub(super) rise: f32,
    /// The part of a letter that may stand within the arms of its neighbour, or above or below it.
    pub(super) arms: f32,
    /// How the characters are divided.
    pub(super) rows: Rows,
    /// How many times as high as its share of the picture a row is at most, as a logarithm; one in as
    /// many at the least.
    pub(super) uneven: f32,
    /// The largest angle that all rows together are turned by, in radians.
    pub(super) tilt: f32,
}

/// Draws the characters over what is there.
pub(super) fn draw(
    characters: &[u8],
    canvas: Canvas,
    look: &Look,
    drawn: &mut Drawn,
    rng: &mut StdRng,
) -> Vec<Row> {
    let bent = Bent::pick(canvas, look, rng);
    let rows = place::rows(characters, canvas, look, rng);
    PEN.with_borrow_mut(|pen| {
        for letter in rows.iter().flat_map(|row| &row.letters) {
            pen.draw(letter, &bent, look, canvas, drawn);
        }
    });
    rows
}

/// One letter with its own face, size, slant, turn, weight and place.
pub(super) struct Letter {
    glyph: &'static Glyph,
    /// Where its middle is, in pixels.
    pub(super) centre: (f32, f32),
    /// Pixels for one cell, across and down.
    scale: (f32, f32),
    /// Pixels to the right for each pixel up.
    slant: f32,
    /// Sine and cosine of the angle that it is turned by.
    turn: (f32, f32),
    /// Half the width of a stroke, in pixels.
    stroke: f32,
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

    /// How far the letter reaches from its centre at the most, across and down, in pixels.
    fn reach(&self) -> (f32, f32) {
        let (width, height) = self.glyph.ink();
        let (to_x, to_y) = self.to_pixels();
        let grown = self.weight().max(0.0) * self.pixels();
        let reach =
            |(across, down): (f32, f32)| (width * across.abs() + height * down.abs()) / 2.0 + grown;
        (reach(to_x), reach(to_y))
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

    /// Puts the corners of these contours where the letter stands.
    fn place(&self, contours: &Contours, corners: &mut Corners) {
        let ((cx, cy), (to_x, to_y)) = (self.centre, self.to_pixels());
        let cells = || contours.across.iter().zip(&contours.down);
        corners.x.clear();
        corners.x.extend(cells().map(|(u, v)| cx + u * to_x.0 + v * to_x.1));
        corners.y.clear();
        corners.y.extend(cells().map(|(u, v)| cy + u * to_y.0 + v * to_y.1));
    }
}

thread_local! {
    static PEN: RefCell<Pen> = RefCell::default();
}

/// What draws letters, one after the other. Nothing of one shows in the next, but the buffers stay.
#[derive(Default)]
struct Pen {
    corners: Corners,
    inside: Shape,
    /// The letter with its edge.
    edged: Shape,
    /// That with the free space around it.
    near: Shape,
}

impl Pen {
    fn draw(&mut self, letter: &Letter, bent: &Bent, look: &Look, canvas: Canvas, on: &mut Drawn) {
        let Self { corners, inside, edged, near } = self;
        let contours = letter.glyph.contours(letter.weight());
        letter.place(contours, corners);
        bent.bend(corners);
        let pixels = |length: f32| (canvas.unit * length + 0.5) as usize;
        let (edge, halo) = (pixels(look.edge).max(1), pixels(look.halo));
        let size = (canvas.width, canvas.height);
        inside.fill((&corners.x, &corners.y), &contours.ends, size, edge + halo);
        edged.grow(inside, edge);
        near.grow(edged, halo);
        for part in inside.parts(on.figure.columns(), on.figure.height()) {
            let figure = on.figure.words_mut(part.column, &part.rows).iter_mut();
            let covered = on.inside.words_mut(part.column, &part.rows).iter_mut();
            let shapes = inside.words(&part).zip(edged.words(&part)).zip(near.words(&part));
            for ((figure, covered), ((inside, edged), near)) in figure.zip(covered).zip(shapes) {
                *figure = *figure & !near | edged & !inside;
                *covered |= inside;
            }
        }
    }
}
