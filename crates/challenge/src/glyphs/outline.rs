//! From the outline of a letter in a font to a filled mask.

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::distance::Mask;

/// The fonts, subsets of open ones: see `README.md` beside them for origin and licences.
pub(super) const FONTS: [&[u8]; 10] = [
    include_bytes!("fonts/serif-a.ttf"),
    include_bytes!("fonts/serif-b.ttf"),
    include_bytes!("fonts/sans-a.ttf"),
    include_bytes!("fonts/sans-b.ttf"),
    include_bytes!("fonts/slab.ttf"),
    include_bytes!("fonts/script-a.ttf"),
    include_bytes!("fonts/script-b.ttf"),
    include_bytes!("fonts/condensed.ttf"),
    include_bytes!("fonts/mono.ttf"),
    include_bytes!("fonts/display.ttf"),
];

/// Straight pieces of one curve. A curve of a letter spans at most 40 cells; eight pieces stay
/// within a quarter of a cell of it.
const PIECES: u32 = 8;

/// Fills the letter so that capitals of its font are `capital` cells high, with `border` cells
/// around it.
pub(super) fn mask(font: &[u8], character: char, capital: f32, border: usize) -> Mask {
    // Some fonts do not say how high their capitals are; H is.
    let scale = |face: &Face, _| {
        let capitals = face.glyph_index('H').and_then(|h| face.glyph_bounding_box(h));
        capital / capitals.map_or(700.0, |bounds| f32::from(bounds.y_max))
    };
    scaled(font, character, scale, border)
}

/// Fills the character so that the larger of its width and height is `size` cells.
pub(super) fn whole_mask(font: &[u8], character: char, size: f32, border: usize) -> Mask {
    let scale = |face: &Face, glyph| {
        let bounds = face.glyph_bounding_box(glyph);
        size / bounds.map_or(size, |bounds| f32::from(bounds.width().max(bounds.height())))
    };
    scaled(font, character, scale, border)
}

fn scaled(
    font: &[u8],
    character: char,
    scale: impl FnOnce(&Face, GlyphId) -> f32,
    border: usize,
) -> Mask {
    let mut outline = Outline::default();
    if let Ok(face) = Face::parse(font, 0)
        && let Some(glyph) = face.glyph_index(character)
    {
        outline.scale = scale(&face, glyph);
        face.outline_glyph(glyph, &mut outline);
    }
    fill(&outline.edges, border)
}

/// Straight edges; y grows downwards.
#[derive(Default)]
struct Outline {
    scale: f32,
    start: (f32, f32),
    at: (f32, f32),
    edges: Vec<[(f32, f32); 2]>,
}

impl Outline {
    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (x * self.scale, -y * self.scale)
    }

    fn line(&mut self, to: (f32, f32)) {
        self.edges.push([self.at, to]);
        self.at = to;
    }

    fn curve(&mut self, point: impl Fn(f32) -> (f32, f32)) {
        for piece in 1..=PIECES {
            self.line(point(piece as f32 / PIECES as f32));
        }
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.point(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.point(x, y);
        self.line(to);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (p0, p1, p2) = (self.at, self.point(x1, y1), self.point(x, y));
        let at = |t: f32, a: f32, b: f32, c: f32| {
            let s = 1.0 - t;
            s * s * a + 2.0 * s * t * b + t * t * c
        };
        self.curve(|t| (at(t, p0.0, p1.0, p2.0), at(t, p0.1, p1.1, p2.1)));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (p0, p1) = (self.at, self.point(x1, y1));
        let (p2, p3) = (self.point(x2, y2), self.point(x, y));
        let at = |t: f32, a: f32, b: f32, c: f32, d: f32| {
            let s = 1.0 - t;
            s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
        };
        self.curve(|t| (at(t, p0.0, p1.0, p2.0, p3.0), at(t, p0.1, p1.1, p2.1, p3.1)));
    }

    fn close(&mut self) {
        let start = self.start;
        self.line(start);
    }
}

/// Fills by the non-zero rule, which is that of fonts: a cell is inside when the edges left of its
/// centre do not cancel out.
fn fill(edges: &[[(f32, f32); 2]], border: usize) -> Mask {
    let points = || edges.iter().flatten();
    let bound = |of: fn(&(f32, f32)) -> f32| {
        let values = points().map(of);
        values.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    if edges.is_empty() {
        return Mask { width: 1, height: 1, inside: vec![false] };
    }
    let ((left, right), (top, bottom)) = (bound(|p| p.0), bound(|p| p.1));
    let width = (right - left).ceil() as usize + 2 * border;
    let height = (bottom - top).ceil() as usize + 2 * border;
    let mut inside = vec![false; width * height];
    let mut crossings: Vec<(f32, i32)> = Vec::new();
    for (y, row) in inside.chunks_exact_mut(width).enumerate() {
        let level = y as f32 + 0.5 - border as f32 + top;
        crossings.clear();
        for &[(x0, y0), (x1, y1)] in edges {
            if (y0 <= level) != (y1 <= level) {
                let x = x0 + (level - y0) / (y1 - y0) * (x1 - x0);
                crossings.push((x - left + border as f32, if y1 > y0 { 1 } else { -1 }));
            }
        }
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding != 0 {
                let (start, end) = ((pair[0].0 + 0.5) as usize, (pair[1].0 + 0.5) as usize);
                row[start.min(width)..end.min(width)].fill(true);
            }
        }
    }
    Mask { width, height, inside }
}
