//! The families of looks. Each picture is of one, with parameters of its own.

use rand::{Rng, rngs::StdRng};

use super::{
    letters::{self, Look},
    plane::Plane,
    texture::{bands, hatch, patches},
};

/// How hard a picture is, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Level {
    /// Quick to read: letters stand apart, figure and ground are broken in a few places
    #[default]
    Easy,
    /// Figure and ground are broken in every picture
    Normal,
    /// The same with more overlap, more bending and finer patches
    Hard,
}

/// Ways to break figure and ground, all of which leave the letters an edge to follow.
const FAMILIES: usize = 6;
/// Those of the easy level, which break figure and ground in a few places only.
const EASY_FAMILIES: usize = 3;

/// Draws the letters in a family and with parameters that the generator picks.
pub(super) fn compose(
    letters: &[usize],
    size: (usize, usize),
    level: Level,
    rng: &mut StdRng,
) -> Plane {
    let hard = match level {
        Level::Easy => 0.0,
        Level::Normal => 0.35,
        Level::Hard => 1.0,
    };
    let look = Look {
        edge: rng.random_range(1.5..2.1),
        ring: rng.random_range(2.6..3.6),
        overlap: (-4.0 + 4.0 * hard, 1.0 + 5.0 * hard),
        turn: 0.14 + 0.2 * hard,
        bend: 3.0 + 4.0 * hard,
    };
    let drawn = letters::draw(letters, size, &look, rng);
    let angle = rng.random_range(-1.3..1.3);
    let lines = |period: f32, angle: f32, rng: &mut StdRng| {
        let share = rng.random_range(0.35..0.5);
        hatch(size, period, share, angle, rng)
    };
    if level == Level::Easy {
        let lines = |rng: &mut StdRng| lines(rng.random_range(6.0..9.0), angle, rng);
        let ground = patches(size, rng.random_range(32.0..44.0), rng);
        return match rng.random_range(0..EASY_FAMILIES) {
            // Filled letters over large blots.
            0 => drawn.odd.xor(&ground),
            // Hatched letters with an edge, over large blots.
            1 => drawn.inside.and(&lines(rng)).or(&drawn.edge).xor(&ground),
            // Blank letters with an edge on a hatched ground, inverted by large blots.
            _ => lines(rng).and_not(&drawn.inside).or(&drawn.edge).xor(&ground),
        };
    }
    let ground = |rng: &mut StdRng| patches(size, rng.random_range(24.0..34.0) - 6.0 * hard, rng);
    match rng.random_range(0..FAMILIES) {
        // Hatched letters with an edge, over blots that invert both.
        0 => drawn
            .inside
            .and(&lines(rng.random_range(6.0..9.0), angle, rng))
            .or(&drawn.edge)
            .xor(&ground(rng)),
        // Letters hatched one way, the ground another.
        1 => {
            let period = rng.random_range(6.0..9.0);
            let other = lines(period * rng.random_range(0.8..1.25), angle - 1.4, rng);
            let inside = drawn.inside.clone().and(&lines(period, angle, rng));
            inside.or(&other.and_not(&drawn.inside)).or(&drawn.edge)
        }
        // Letters of rings on a dappled ground, over blots.
        2 => {
            let dapples = patches(size, rng.random_range(10.0..14.0), rng);
            dapples.and_not(&drawn.inside).or(&drawn.rings).or(&drawn.edge).xor(&ground(rng))
        }
        // Outlines that invert the hatching of blots.
        3 => ground(rng).and(&lines(rng.random_range(5.0..9.0), angle, rng)).xor(&drawn.edge),
        // Hatched letters with an edge, inverted by bands.
        4 => {
            let inside = drawn.inside.and(&lines(rng.random_range(6.0..9.0), angle, rng));
            inside.or(&drawn.edge).xor(&bands(size, rng.random_range(34.0..54.0), rng))
        }
        // White letters with an edge on a hatched ground, inverted by blots.
        _ => {
            let lines = lines(rng.random_range(5.5..8.0), angle, rng);
            lines.and_not(&drawn.inside).or(&drawn.edge).xor(&ground(rng))
        }
    }
}
