//! The families of looks. Each picture is of one, with parameters of its own.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use super::{
    letters::{self, Canvas, Drawn, Look},
    plane::Plane,
    texture::{Lines, Ribbon, bands, cuts, patches},
};

/// How hard a picture is, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Level {
    /// Quick to read: letters nearly upright, in few large pieces of light and dark
    Easy,
    /// Letters turn and bend, each in four pieces of light and dark
    #[default]
    Normal,
    /// For the time of an attack: patterned letters that bend and overlap, among ribbons that look
    /// like strokes; people need several tries
    Hard,
}

/// What fills a letter, or the ground behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Blank,
    Lines,
    Zigzag,
    Dots,
    Checks,
    Grid,
    /// Lines in three directions.
    Mesh,
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

/// Letters without a pattern on ground with one: what people read best.
const EASY: &[Family] = &[
    (Fill::All(Pattern::Blank), Pattern::Lines),
    (Fill::All(Pattern::Blank), Pattern::Dots),
    (Fill::All(Pattern::Blank), Pattern::Checks),
    (Fill::All(Pattern::Blank), Pattern::Grid),
];
const NORMAL: &[Family] = &[
    (Fill::All(Pattern::Blank), Pattern::Lines),
    (Fill::All(Pattern::Blank), Pattern::Zigzag),
    (Fill::All(Pattern::Blank), Pattern::Dots),
    (Fill::All(Pattern::Blank), Pattern::Checks),
    (Fill::All(Pattern::Blank), Pattern::Grid),
    (Fill::All(Pattern::Blank), Pattern::Mesh),
];
const HARD: &[Family] = &[
    (Fill::All(Pattern::Lines), Pattern::Blank),
    (Fill::All(Pattern::Dots), Pattern::Blank),
    (Fill::All(Pattern::Checks), Pattern::Blank),
    (Fill::OwnLines, Pattern::Blank),
    (Fill::Mixed, Pattern::Blank),
    (Fill::All(Pattern::Blank), Pattern::Dots),
    (Fill::All(Pattern::Blank), Pattern::Grid),
    (Fill::All(Pattern::Blank), Pattern::Mesh),
];

/// Lengths in units (see [`Canvas`]), from the least to the most.
type Range = (f32, f32);

/// What a level draws from.
struct Ranges {
    families: &'static [Family],
    look: Look,
    /// The line around a letter. Wide ones are what ready-made solvers read best.
    edge: Range,
    /// From one line of a pattern to the next.
    period: Range,
    /// Half the size of the pieces that invert figure and ground alike; where there is none, each
    /// letter is cut in four instead.
    patch: Option<Range>,
    /// How many ribbons run behind the letters. They look like strokes of letters: who sees what
    /// lies in front tells them apart, a network learns it slowly.
    ribbons: usize,
}

impl Level {
    fn ranges(self) -> Ranges {
        let look = Look {
            edge: 0.0,
            halo: 1.0,
            overlap: (-6.0, -2.0),
            stroke: (4.4, 5.6),
            turn: 0.12,
            slant: 0.1,
            bend: 4.0,
            wave: 70.0,
            width: 0.2,
            widening: 0.0,
            height: (0.62, 0.8),
            rise: 0.04,
            arms: 0.25,
            gap: 0.0,
        };
        match self {
            Self::Easy => Ranges {
                families: EASY,
                look: Look { turn: 0.1, bend: 2.0, wave: 80.0, ..look },
                edge: (1.0, 2.0),
                period: (3.8, 5.6),
                patch: Some((32.0, 42.0)),
                ribbons: 0,
            },
            Self::Normal => Ranges {
                families: NORMAL,
                look: Look {
                    turn: 0.25,
                    slant: 0.15,
                    wave: 60.0,
                    width: 0.3,
                    widening: 0.3,
                    stroke: (4.6, 6.0),
                    height: (0.52, 0.64),
                    rise: 0.2,
                    arms: 0.5,
                    gap: 18.0,
                    ..look
                },
                edge: (1.0, 1.2),
                period: (4.5, 6.0),
                patch: None,
                ribbons: 0,
            },
            Self::Hard => Ranges {
                families: HARD,
                look: Look {
                    overlap: (-2.0, 4.0),
                    turn: 0.4,
                    slant: 0.25,
                    bend: 8.0,
                    wave: 34.0,
                    width: 0.45,
                    stroke: (4.2, 6.0),
                    ..look
                },
                edge: (1.0, 1.8),
                period: (5.0, 9.0),
                patch: Some((24.0, 32.0)),
                ribbons: 4,
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
        fold: None,
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
    if ribbons > 0 {
        let band = draw(fill.other(rng), lines(rng), size, rng);
        for n in 0..ribbons {
            let at = canvas.width as f32 * (n as f32 + rng.random_range(0.0..1.0)) / ribbons as f32;
            let half_width = canvas.unit * within(look.stroke, rng);
            let ribbon = Ribbon::draw(size, at, half_width, canvas.unit * look.edge, rng);
            drawn = drawn.lay(&ribbon, band.as_ref());
        }
    }
    let centres = letters::draw(characters, canvas, &look, fill_of, &mut drawn, rng);
    let whole = match draw(ground, first.across(), size, rng) {
        Some(ground) => drawn.figure.or(&ground.and_not(&drawn.inside)),
        None => drawn.figure,
    };
    let pieces = match patch.map(|patch| canvas.unit * within(patch, rng)) {
        None => cuts(size, &centres, rng),
        Some(patch) if rng.random_range(0..8) == 0 => bands(size, 1.6 * patch, rng),
        Some(patch) => patches(size, patch, rng),
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
        Pattern::Zigzag => {
            lines.folded(size.1 as f32 * rng.random_range(0.12..0.3)).draw(size, rng)
        }
        Pattern::Dots => {
            let dots = lines.with_share(0.68);
            dots.draw(size, rng).and(&dots.across().draw(size, rng))
        }
        Pattern::Checks => {
            let checks = Lines { period: 1.6 * lines.period, ..lines.with_share(0.5) };
            checks.draw(size, rng).xor(&checks.across().draw(size, rng))
        }
        Pattern::Grid => {
            let grid = lines.with_share(0.25);
            grid.draw(size, rng).or(&grid.across().draw(size, rng))
        }
        Pattern::Mesh => {
            let mesh = Lines { period: 1.3 * lines.period, ..lines.with_share(0.2) };
            let third = Lines { angle: mesh.angle + mesh.across().angle, ..mesh };
            let two = mesh.draw(size, rng).or(&mesh.across().draw(size, rng));
            two.or(&third.draw(size, rng))
        }
    })
}
