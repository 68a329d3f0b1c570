//! The families of looks. Each picture is of one, with parameters of its own.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use super::{
    letters::{self, Canvas, Drawn, Look},
    plane::Plane,
    texture::{Lines, Ribbon, bands, patches},
};

/// How hard a picture is, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Level {
    /// Quick to read: letters stand apart and nearly upright
    Easy,
    /// Letters turn, touch and overlap
    #[default]
    Normal,
    /// The same with more overlap, more bending and smaller pieces
    Hard,
}

/// What fills a letter, or the ground behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Blank,
    Lines,
    Dots,
    Checks,
    Grid,
}

/// What fills the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    /// The same in all.
    All(Pattern),
    /// Lines, in another direction for each letter.
    OwnLines,
    /// Another pattern for each letter.
    Mixed,
}

/// What fills the letters, and what the ground. All leave the letters an edge to follow.
type Family = (Fill, Pattern);

const EASY: &[Family] = &[
    (Fill::All(Pattern::Lines), Pattern::Blank),
    (Fill::All(Pattern::Dots), Pattern::Blank),
    (Fill::All(Pattern::Checks), Pattern::Blank),
    (Fill::All(Pattern::Blank), Pattern::Lines),
];
const NORMAL: &[Family] = &[
    (Fill::All(Pattern::Lines), Pattern::Blank),
    (Fill::All(Pattern::Dots), Pattern::Blank),
    (Fill::All(Pattern::Checks), Pattern::Blank),
    (Fill::OwnLines, Pattern::Blank),
    (Fill::Mixed, Pattern::Blank),
    (Fill::All(Pattern::Blank), Pattern::Lines),
];
const HARD: &[Family] = &[
    (Fill::All(Pattern::Dots), Pattern::Blank),
    (Fill::All(Pattern::Checks), Pattern::Blank),
    (Fill::OwnLines, Pattern::Blank),
    (Fill::Mixed, Pattern::Blank),
    (Fill::Mixed, Pattern::Lines),
    (Fill::All(Pattern::Blank), Pattern::Lines),
    (Fill::All(Pattern::Blank), Pattern::Dots),
    (Fill::All(Pattern::Blank), Pattern::Grid),
    (Fill::All(Pattern::Lines), Pattern::Lines),
];

/// Lengths in units (see [`Canvas`]), from the least to the most.
type Range = (f32, f32);

/// What a level draws from.
struct Ranges {
    families: &'static [Family],
    look: Look,
    /// Half the width of the edge. Wide edges are what ready-made solvers read best.
    edge: Range,
    /// From one line of a pattern to the next.
    period: Range,
    /// Half the size of the pieces that invert figure and ground alike.
    patch: Range,
    /// How many ribbons run behind the letters, at the least and at the most. They look like
    /// strokes of letters: who sees what lies in front tells them apart, a network learns it
    /// slowly.
    ribbons: (usize, usize),
}

/// Half the width of a stroke. All faces are brought to it: thin strokes have no room for a
/// pattern, and fat ones none for their holes.
const STROKE: Range = (3.4, 4.6);

impl Level {
    fn ranges(self) -> Ranges {
        let look = Look {
            edge: 0.0,
            halo: 1.0,
            overlap: (-4.0, -1.0),
            stroke: STROKE,
            turn: 0.13,
            slant: 0.13,
            bend: 3.0,
            wave: 80.0,
            width: 0.2,
        };
        match self {
            Self::Easy => Ranges {
                families: EASY,
                look: Look { overlap: (-6.0, -3.0), turn: 0.1, slant: 0.1, bend: 2.0, ..look },
                edge: (0.6, 1.0),
                period: (4.6, 7.0),
                patch: (34.0, 44.0),
                ribbons: (0, 0),
            },
            Self::Normal => Ranges {
                families: NORMAL,
                look,
                edge: (0.55, 0.75),
                period: (4.8, 7.2),
                patch: (24.0, 31.0),
                ribbons: (1, 1),
            },
            Self::Hard => Ranges {
                families: HARD,
                look: Look {
                    overlap: (-1.0, 5.0),
                    turn: 0.42,
                    slant: 0.25,
                    bend: 7.0,
                    wave: 36.0,
                    width: 0.45,
                    stroke: (4.2, 6.0),
                    ..look
                },
                edge: (0.5, 1.0),
                period: (5.0, 9.0),
                patch: (24.0, 32.0),
                ribbons: (3, 3),
            },
        }
    }
}

/// Draws the characters in a family and with parameters that the generator picks.
pub(super) fn compose(characters: &[u8], canvas: Canvas, level: Level, rng: &mut StdRng) -> Plane {
    let Ranges { families, look, edge, period, patch, ribbons } = level.ranges();
    let within = |(least, most): Range, rng: &mut StdRng| rng.random_range(least..most);
    let size = (canvas.width, canvas.height);
    let look = Look { edge: within(edge, rng), ..look };
    let (fill, ground) = *families.choose(rng).unwrap_or(&NORMAL[0]);
    let lines = |rng: &mut StdRng| Lines {
        period: canvas.unit * within(period, rng),
        share: rng.random_range(0.35..0.5),
        angle: rng.random_range(-1.3..1.3),
    };
    let first = lines(rng);
    let fills: Vec<Option<Plane>> = match fill {
        Fill::All(pattern) => vec![draw(pattern, first, size, rng)],
        Fill::OwnLines => characters.iter().map(|_| Some(lines(rng).draw(size, rng))).collect(),
        Fill::Mixed => characters
            .iter()
            .map(|_| {
                const PATTERNS: [Pattern; 5] =
                    [Pattern::Lines, Pattern::Lines, Pattern::Dots, Pattern::Checks, Pattern::Grid];
                let pattern = PATTERNS.choose(rng).copied().unwrap_or(Pattern::Lines);
                draw(pattern, lines(rng), size, rng)
            })
            .collect(),
    };
    let fill_of = |n: usize| fills.get(n).or(fills.last()).and_then(Option::as_ref);
    let mut drawn = Drawn::blank(canvas);
    let count = rng.random_range(ribbons.0..=ribbons.1);
    if count > 0 {
        let band = draw(fill.other(rng), lines(rng), size, rng);
        for n in 0..count {
            let at = canvas.width as f32 * (n as f32 + rng.random_range(0.0..1.0)) / count as f32;
            let half_width = canvas.unit * within(look.stroke, rng);
            let ribbon = Ribbon::draw(size, at, half_width, canvas.unit * look.edge, rng);
            drawn = drawn.lay(&ribbon, band.as_ref());
        }
    }
    letters::draw(characters, canvas, &look, fill_of, &mut drawn, rng);
    let whole = match draw(ground, first.across(), size, rng) {
        Some(ground) => drawn.figure.or(&ground.and_not(&drawn.inside)),
        None => drawn.figure,
    };
    let patch = canvas.unit * within(patch, rng);
    // Blank letters are cut into light and dark by the pieces: larger ones leave more of a letter.
    let patch = if fill == Fill::All(Pattern::Blank) { 1.1 * patch } else { patch };
    let pieces = if rng.random_range(0..8) == 0 {
        bands(size, 1.6 * patch, rng)
    } else {
        patches(size, patch, rng)
    };
    whole.xor(&pieces)
}

impl Fill {
    /// A pattern that the letters don't have, as far as there is one.
    fn other(self, rng: &mut StdRng) -> Pattern {
        const PATTERNS: [Pattern; 4] =
            [Pattern::Lines, Pattern::Dots, Pattern::Checks, Pattern::Grid];
        let own = match self {
            Self::All(pattern) => pattern,
            Self::OwnLines | Self::Mixed => Pattern::Lines,
        };
        let place = rng.random_range(0..PATTERNS.len());
        let turned = PATTERNS.iter().cycle().skip(place);
        turned.copied().find(|&pattern| pattern != own).unwrap_or(Pattern::Dots)
    }
}

impl Drawn {
    /// Lays a ribbon over what is there.
    fn lay(self, ribbon: &Ribbon, fill: Option<&Plane>) -> Self {
        let edge = ribbon.whole.clone().and_not(&ribbon.inside);
        let mut figure = self.figure.and_not(&ribbon.whole).or(&edge);
        if let Some(fill) = fill {
            figure = figure.or(&ribbon.inside.clone().and(fill));
        }
        Self { figure, inside: self.inside.or(&ribbon.whole) }
    }
}

/// The pattern all over the picture; `None` where there is nothing to draw.
fn draw(pattern: Pattern, lines: Lines, size: (usize, usize), rng: &mut StdRng) -> Option<Plane> {
    Some(match pattern {
        Pattern::Blank => return None,
        Pattern::Lines => lines.draw(size, rng),
        Pattern::Dots => {
            let dots = lines.with_share(0.55);
            dots.draw(size, rng).and(&dots.across().draw(size, rng))
        }
        Pattern::Checks => {
            let checks = Lines { period: 2.0 * lines.period, ..lines.with_share(0.5) };
            checks.draw(size, rng).xor(&checks.across().draw(size, rng))
        }
        Pattern::Grid => {
            let grid = lines.with_share(0.25);
            grid.draw(size, rng).or(&grid.across().draw(size, rng))
        }
    })
}
