//! What stands where: a grid of cells below a strip, a thing in each.

use rand::{CryptoRng, Rng, rngs::StdRng, seq::index};

use super::COUNT;
use crate::{
    answer::Point,
    badge::Letter,
    canvas::Canvas,
    encode::Picture,
    glyphs::{PICTOGRAMS, SANS_A},
    scene::{self, Figure, HEIGHT, Strip, WIDTH},
};

/// Cells across and down.
const COLUMNS: usize = 4;
const ROWS: usize = 3;
pub(super) const CELLS: usize = COLUMNS * ROWS;
/// How high the strip with the order is, in units.
const STRIP: f32 = 44.0;
/// Where it ends in a line, and how thick that is.
const LINE: f32 = 1.4;
const CELL: (f32, f32) = (WIDTH / COLUMNS as f32, (HEIGHT - STRIP) / ROWS as f32);
/// How far a thing may be from the middle of its cell, across and down.
const MOVED: u32 = 3;
/// How large things are, and how far they turn.
const SIZE: (f32, f32) = (37.0, 43.0);
const ROTATION: f32 = 0.45;
/// How large the things of the strip are, and their numbers; where both are in their quarters.
const SIGN: f32 = 29.0;
const NUMBER: f32 = 13.0;
const SIGN_AT: f32 = 7.0;
const NUMBER_AT: f32 = -16.0;

/// A cell, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell(pub(super) usize);

impl Cell {
    /// The cell that a place is in.
    pub(super) fn at(place: Point) -> Self {
        let part = |at: f32, size: f32, most: usize| ((at / size) as usize).min(most - 1);
        let row = part(place.y as f32 - STRIP, CELL.1, ROWS);
        Self(row * COLUMNS + part(place.x as f32, CELL.0, COLUMNS))
    }

    fn middle(self) -> Point {
        let half = |n: usize, size: f32| (n as f32 + 0.5) * size;
        let (x, y) = (half(self.0 % COLUMNS, CELL.0), STRIP + half(self.0 / COLUMNS, CELL.1));
        Point { x: x as u32, y: y as u32 }
    }

    /// A place near its middle.
    pub(super) fn somewhere(self, rng: &mut dyn CryptoRng) -> Point {
        let mut near = |at: u32| at - MOVED + rng.random_range(0..=2 * MOVED);
        let Point { x, y } = self.middle();
        Point { x: near(x), y: near(y) }
    }

    /// Whether a thing of this cell may be there.
    pub(super) fn is_near(self, place: Point) -> bool {
        let Point { x, y } = self.middle();
        x.abs_diff(place.x) <= MOVED && y.abs_diff(place.y) <= MOVED
    }
}

/// All that the picture shows.
pub(super) struct Layout {
    /// Those to be clicked come first, in their order.
    figures: Vec<Figure>,
}

impl Layout {
    pub(super) fn of(places: &[Point], rng: &mut StdRng) -> Self {
        let taken: Vec<Cell> = places.iter().map(|&place| Cell::at(place)).collect();
        let free = (0..CELLS).map(Cell).filter(|cell| !taken.contains(cell));
        let free: Vec<Point> = free.map(|cell| cell.somewhere(rng)).collect();
        let pictograms = index::sample(rng, PICTOGRAMS, places.len() + free.len());
        let places = places.iter().chain(&free);
        let figures = places.zip(pictograms).map(|(&Point { x, y }, pictogram)| Figure {
            pictogram,
            centre: (x as f32, y as f32),
            size: rng.random_range(SIZE.0..SIZE.1),
            rotation: rng.random_range(-ROTATION..ROTATION),
        });
        Self { figures: figures.collect() }
    }

    pub(super) fn draw(&self, canvas: &Canvas, rng: &mut StdRng) -> Picture {
        let mut order = Strip::new(canvas, 0.0, STRIP);
        for (n, figure) in self.figures.iter().take(COUNT).enumerate() {
            let (middle, down) = ((n as f32 + 0.5) * CELL.0, (STRIP - LINE) / 2.0);
            let centre = (middle + SIGN_AT, down);
            Figure { centre, size: SIGN, rotation: 0.0, ..*figure }.draw(&mut order.rasterizer);
            Letter::upright(b'1' + n as u8, SANS_A, NUMBER, 1.1)
                .draw((middle + NUMBER_AT, down), &mut order.rasterizer);
        }
        let line = [(0.0, STRIP - LINE), (WIDTH, STRIP - LINE), (WIDTH, STRIP), (0.0, STRIP)];
        order.rasterizer.outline(line);
        let mut things = Strip::new(canvas, STRIP, HEIGHT);
        self.figures.iter().for_each(|figure| figure.draw(&mut things.rasterizer));
        things.background(canvas.difficulty, rng);
        scene::picture(
            [order.rasterizer.into_levels(), things.rasterizer.into_levels()],
            HEIGHT,
            canvas,
            rng,
        )
    }
}
