//! One letter: its face, size, weight, and how it leans.

use std::f32::consts::FRAC_PI_4;

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use super::{
    shape::Shape,
    warp::{self, Warp, WarpStyle},
};
use crate::{
    glyphs::{self, CAPITAL, Face, Glyph, SANS_A},
    rasterizer::{Point, Rasterizer},
};

/// What stands for the sign of a product.
pub(crate) const TIMES: u8 = b'*';

/// How much wider than a hyphen a minus is.
const MINUS: f32 = 1.7;

/// How far a sign of a sum turns either way, in radians.
const SIGN_ROTATION: f32 = 0.14;

/// What letters may be like; lengths are in units.
pub(crate) struct LetterStyle {
    /// What they are set in.
    pub(crate) faces: &'static [Face],
    /// Height of a capital, from the least to the most.
    pub(crate) height: (f32, f32),
    /// Half the width of strokes.
    pub(crate) stroke: (f32, f32),
    /// The widest that a letter may be.
    pub(crate) widest: f32,
    /// How far it turns either way, in radians.
    pub(crate) rotation: f32,
    /// How far its top leans either way, as a share of its height.
    pub(crate) shear: f32,
    /// How it is bent out of shape, if it is.
    pub(crate) warp: Option<WarpStyle>,
}

/// A letter that has yet to get its place.
pub(crate) struct Letter {
    glyph: &'static Glyph,
    /// From cells of the glyph to units: both rows of a matrix.
    matrix: [Point; 2],
    /// How far its outline moves outwards, in cells.
    dilate: f32,
    /// How it is bent, if it is.
    warp: Option<Warp>,
    /// What it stands on, if it does.
    base: Option<Base>,
    /// Half of how far it reaches across and down.
    reach: Point,
}

/// What a letter stands on.
struct Base {
    shape: Shape,
    corners: Vec<Point>,
    /// Half its width.
    radius: f32,
}

impl Letter {
    pub(crate) fn pick(character: u8, style: &LetterStyle, rng: &mut StdRng) -> Self {
        let face = style.faces.choose(rng).copied().unwrap_or(SANS_A);
        let height = rng.random_range(style.height.0..style.height.1);
        let stroke = rng.random_range(style.stroke.0..style.stroke.1);
        // A plus that leans far is a sign of times.
        let most = if character.is_ascii_alphanumeric() { style.rotation } else { SIGN_ROTATION };
        let rotation = rng.random_range(-most..most);
        let shear = rng.random_range(-style.shear..style.shear);
        let warp = style.warp.as_ref().map(|style| (style, rng));
        Self::new(character, face, (height, style.widest, stroke), (rotation, shear), warp)
    }

    /// A letter that stands straight.
    pub(crate) fn upright(character: u8, face: Face, height: f32, stroke: f32) -> Self {
        Self::new(character, face, (height, height, stroke), (0.0, 0.0), None)
    }

    fn new(
        character: u8,
        face: Face,
        (height, widest, stroke): (f32, f32, f32),
        (rotation, shear): (f32, f32),
        warp: Option<(&WarpStyle, &mut StdRng)>,
    ) -> Self {
        // The fonts have no sign for times: it is a plus that lies on its side.
        let (drawn, rotation) =
            if character == TIMES { (b'+', rotation + FRAC_PI_4) } else { (character, rotation) };
        let glyph = glyphs::glyph(drawn, face);
        let down = height / CAPITAL;
        // Hyphens are shorter than the sign that they stand for.
        let wide = if character == b'-' { MINUS * down } else { down };
        let across = wide.min(widest / glyph.ink().0);
        let warp = warp.map(|(style, rng)| Warp::pick(style, glyph.ink(), rng));
        // The inner of two outlines has its lightest weight at the least.
        let line = warp.as_ref().and_then(|warp| warp.line).unwrap_or(0.0);
        let dilate = stroke / down - glyph.stroke;
        let dilate = dilate.clamp(glyphs::LIGHTEST + line, glyphs::HEAVIEST);
        let (cos, sin) = (cosf(rotation), sinf(rotation));
        let matrix = [
            (across * cos, down * (-shear * cos - sin)),
            (across * sin, down * (cos - shear * sin)),
        ];
        let mut letter = Self { glyph, matrix, dilate, warp, base: None, reach: (0.0, 0.0) };
        letter.reach = letter.measure();
        letter
    }

    /// Puts it on a shape.
    pub(super) fn put_on(&mut self, shape: Shape, radius: f32, rotation: f32) {
        self.base = Some(Base { shape, corners: shape.corners(rotation), radius });
        self.matrix = self.matrix.map(|(x, y)| (x * shape.room(), y * shape.room()));
        self.reach = self.measure();
    }

    /// Makes it smaller.
    pub(crate) fn scale(&mut self, factor: f32) {
        if let Some(base) = &mut self.base {
            base.radius *= factor;
        }
        let scaled = |(x, y): Point| (x * factor, y * factor);
        self.matrix = self.matrix.map(scaled);
        self.reach = scaled(self.reach);
    }

    /// Half of how far it reaches across and down.
    pub(crate) fn reach(&self) -> Point {
        self.reach
    }

    fn measure(&self) -> Point {
        let mut reach = (0.0_f32, 0.0_f32);
        let mut add = |(x, y): Point| reach = (reach.0.max(x.abs()), reach.1.max(y.abs()));
        if let Some(Base { shape, corners, radius }) = &self.base {
            shape.outline(corners, (0.0, 0.0), *radius).for_each(&mut add);
        }
        let off = self.offset();
        let contours = self.glyph.contours(self.dilate);
        for (&x, &y) in contours.across.iter().zip(&contours.down) {
            let (x, y) = self.point(x, y);
            add((x + off.0, y + off.1));
        }
        reach
    }

    /// Where its own middle is, from the middle of it and what it stands on.
    fn offset(&self) -> Point {
        self.base.as_ref().map_or((0.0, 0.0), |base| base.shape.letter(base.radius))
    }

    fn point(&self, x: f32, y: f32) -> Point {
        let (x, y) = self.warp.map_or((x, y), |warp| warp.point((x, y)));
        let [(a, b), (c, d)] = self.matrix;
        (a * x + b * y, c * x + d * y)
    }

    /// Adds its outline, with its middle there.
    pub(crate) fn draw(&self, centre: Point, rasterizer: &mut Rasterizer) {
        if let Some(Base { shape, corners, radius }) = &self.base {
            shape.draw(corners, centre, *radius, rasterizer);
        }
        let off = self.offset();
        let centre = (centre.0 + off.0, centre.1 + off.1);
        self.outline(self.dilate, centre, rasterizer);
        if let Some(line) = self.warp.and_then(|warp| warp.line) {
            self.outline(self.dilate - line, centre, rasterizer);
        }
    }

    /// Adds its outline, moved outwards by so many cells.
    fn outline(&self, dilate: f32, centre: Point, rasterizer: &mut Rasterizer) {
        let contours = self.glyph.contours(dilate);
        let place = |(x, y): Point| {
            let (x, y) = self.point(x, y);
            (centre.0 + x, centre.1 + y)
        };
        let mut start = 0;
        for &end in &contours.ends {
            let corners = contours.across[start..end].iter().zip(&contours.down[start..end]);
            let corners = corners.map(|(&x, &y)| (x, y));
            if self.warp.is_some() {
                rasterizer.outline(warp::with_more_corners(corners).into_iter().map(place));
            } else {
                rasterizer.outline(corners.map(place));
            }
            start = end;
        }
    }
}
