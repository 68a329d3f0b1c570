//! The families of looks. Each picture is of one, with parameters of its own.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use super::{
    letters::{self, Canvas, Drawn, Look, Rows},
    plane::Plane,
    texture::{Lines, Ribbon, bands, cuts, patches},
};

/// How hard a picture is, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Level {
    /// Quick to read: letters nearly upright in two rows, in few large pieces of light and dark
    Easy,
    /// Letters turn and bend in two rows or three, each in four pieces of light and dark
    #[default]
    Normal,
    /// For the time of an attack: letters turn, bend and overlap more, among ribbons that look like
    /// strokes; people need longer
    Hard,
}

/// What the ground is made of: the families of looks. Letters have no pattern of their own, which is
/// what people read best, and an edge to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Lines,
    Zigzag,
    Dots,
    Checks,
    Grid,
    /// Lines in three directions.
    Mesh,
}

const FEW: &[Pattern] = &[Pattern::Lines, Pattern::Dots, Pattern::Checks, Pattern::Grid];
const ALL: &[Pattern] = &[
    Pattern::Lines,
    Pattern::Zigzag,
    Pattern::Dots,
    Pattern::Checks,
    Pattern::Grid,
    Pattern::Mesh,
];

/// Lengths in units (see [`Canvas`]), from the least to the most.
type Range = (f32, f32);

/// What a level draws from.
struct Ranges {
    patterns: &'static [Pattern],
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
            height: (0.82, 0.92),
            rise: 0.04,
            arms: 0.25,
            rows: Rows::Halves,
            uneven: 0.1,
            tilt: 0.0,
        };
        match self {
            Self::Easy => Ranges {
                patterns: FEW,
                look: Look { turn: 0.1, bend: 2.0, wave: 80.0, ..look },
                edge: (1.0, 2.0),
                period: (3.8, 5.6),
                patch: Some((32.0, 42.0)),
                ribbons: 0,
            },
            Self::Normal => Ranges {
                patterns: ALL,
                look: Look {
                    turn: 0.2,
                    slant: 0.15,
                    wave: 60.0,
                    width: 0.2,
                    widening: 0.15,
                    stroke: (4.6, 6.0),
                    rise: 0.03,
                    arms: 0.5,
                    rows: Rows::Any,
                    uneven: 0.11,
                    tilt: 0.08,
                    ..look
                },
                edge: (1.0, 1.2),
                period: (4.5, 6.0),
                patch: None,
                ribbons: 0,
            },
            Self::Hard => Ranges {
                patterns: ALL,
                look: Look {
                    overlap: (-3.0, 3.0),
                    turn: 0.4,
                    slant: 0.25,
                    bend: 7.0,
                    wave: 40.0,
                    width: 0.4,
                    widening: 0.3,
                    stroke: (4.4, 6.0),
                    rise: 0.08,
                    arms: 0.5,
                    rows: Rows::Any,
                    uneven: 0.15,
                    tilt: 0.12,
                    ..look
                },
                edge: (1.0, 1.4),
                period: (4.5, 6.5),
                patch: None,
                ribbons: 3,
            },
        }
    }
}

/// Draws the characters on a pattern and with parameters that the generator picks.
pub(super) fn compose(characters: &[u8], canvas: Canvas, level: Level, rng: &mut StdRng) -> Plane {
    let Ranges { patterns, look, edge, period, patch, ribbons } = level.ranges();
    let within = |(least, most): Range, rng: &mut StdRng| rng.random_range(least..most);
    let size = (canvas.width, canvas.height);
    let look = Look { edge: within(edge, rng), ..look };
    let pattern = patterns.choose(rng).copied().unwrap_or(Pattern::Lines);
    let lines = |rng: &mut StdRng| Lines {
        period: canvas.unit * within(period, rng),
        share: rng.random_range(0.35..0.5),
        angle: rng.random_range(-1.3..1.3),
        fold: None,
    };
    let mut drawn = Drawn::blank(canvas);
    if ribbons > 0 {
        let band = pattern.other(rng).draw(lines(rng), size, rng);
        for n in 0..ribbons {
            let at = canvas.width as f32 * (n as f32 + rng.random_range(0.0..1.0)) / ribbons as f32;
            let half_width = canvas.unit * within(look.stroke, rng);
            let ribbon = Ribbon::draw(size, at, half_width, canvas.unit * look.edge, rng);
            drawn = drawn.lay(&ribbon, &band);
        }
    }
    let rows = letters::draw(characters, canvas, &look, &mut drawn, rng);
    let ground = pattern.draw(lines(rng), size, rng);
    let whole = drawn.figure.or(&ground.and_not(&drawn.inside));
    let pieces = match patch.map(|patch| canvas.unit * within(patch, rng)) {
        None => cuts(size, &rows, rng),
        Some(patch) if rng.random_range(0..8) == 0 => bands(size, 1.6 * patch, rng),
        Some(patch) => patches(size, patch, rng),
    };
    whole.xor(&pieces)
}

impl Drawn {
    /// Lays a ribbon over what is there.
    fn lay(self, ribbon: &Ribbon, fill: &Plane) -> Self {
        let edge = ribbon.whole.clone().and_not(&ribbon.inside);
        let filled = ribbon.inside.clone().and(fill);
        let figure = self.figure.and_not(&ribbon.whole).or(&edge).or(&filled);
        Self { figure, inside: self.inside.or(&ribbon.whole) }
    }
}

impl Pattern {
    /// Any other one.
    fn other(self, rng: &mut StdRng) -> Self {
        let place = rng.random_range(0..ALL.len());
        let turned = ALL.iter().cycle().skip(place);
        turned.copied().find(|&pattern| pattern != self).unwrap_or(self)
    }

    /// The pattern all over the picture.
    fn draw(self, lines: Lines, size: (usize, usize), rng: &mut StdRng) -> Plane {
        match self {
            Self::Lines => lines.draw(size, rng),
            Self::Zigzag => {
                lines.folded(size.1 as f32 * rng.random_range(0.12..0.3)).draw(size, rng)
            }
            Self::Dots => {
                let dots = lines.with_share(0.68);
                dots.draw(size, rng).and(&dots.across().draw(size, rng))
            }
            Self::Checks => {
                let checks = Lines { period: 1.6 * lines.period, ..lines.with_share(0.5) };
                checks.draw(size, rng).xor(&checks.across().draw(size, rng))
            }
            Self::Grid => {
                let grid = lines.with_share(0.25);
                grid.draw(size, rng).or(&grid.across().draw(size, rng))
            }
            Self::Mesh => {
                let mesh = Lines { period: 1.3 * lines.period, ..lines.with_share(0.2) };
                let third = Lines { angle: mesh.angle + mesh.across().angle, ..mesh };
                let two = mesh.draw(size, rng).or(&mesh.across().draw(size, rng));
                two.or(&third.draw(size, rng))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::{LENGTHS, Style, text::DEFAULT_CHARSET};

    /// Whoever reads row by row types the text: no letter of a row stands as low as one of the next,
    /// and within a row none stands left of the one before.
    #[test]
    fn the_order_of_the_letters_is_plain_at_every_level_and_length() {
        for level in [Level::Easy, Level::Normal, Level::Hard] {
            let look = level.ranges().look;
            for (length, seed) in LENGTHS.flat_map(|n| (0..300).map(move |seed| (n, seed))) {
                let mut rng = StdRng::seed_from_u64(seed);
                let text: Vec<u8> = (0..length)
                    .filter_map(|_| DEFAULT_CHARSET.as_bytes().choose(&mut rng).copied())
                    .collect();
                let Style { height, .. } = Style::default();
                let width = Style::default().size(length).width as usize;
                let canvas = Canvas { width, height: height as usize, unit: 1.0 };
                let mut drawn = Drawn::blank(canvas);
                let rows = letters::draw(&text, canvas, &look, &mut drawn, &mut rng);
                let name = format!("{level:?}, {length} characters, seed {seed}");
                for row in &rows {
                    let apart = row.letters.windows(2).map(|two| two[1].centre.0 - two[0].centre.0);
                    assert!(apart.fold(f32::MAX, f32::min) > 6.0, "{name}");
                }
                for two in rows.windows(2) {
                    let above =
                        two[0].letters.iter().fold(f32::MIN, |low, of| low.max(of.centre.1));
                    let below =
                        two[1].letters.iter().fold(f32::MAX, |high, of| high.min(of.centre.1));
                    assert!(below - above > 8.0, "{name}: {above} {below}");
                }
            }
        }
    }
}
