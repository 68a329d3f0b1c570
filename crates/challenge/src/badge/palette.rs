//! The colours of a picture.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

/// Red, green and blue.
pub(crate) type Colour = [u8; 3];

/// A light tone, a dark one, and that of the dot, which differs from the ring around it by lightness as
/// well, so that it doesn't matter how somebody sees colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tones {
    pub(crate) paper: Colour,
    pub(crate) ink: Colour,
    pub(crate) dot: Colour,
}

/// The ring around the dot.
pub(super) const RING: Colour = [255; 3];
/// How far each part of a tone may be from those below.
const JITTER: i16 = 5;

const RED: Colour = [0xc4, 0x2a, 0x0c];
const MAGENTA: Colour = [0xb8, 0x12, 0x5c];
const BLUE: Colour = [0x14, 0x56, 0xb8];
const GREEN: Colour = [0x0a, 0x6e, 0x3e];

const fn tones(paper: u32, ink: u32, dot: Colour) -> Tones {
    const fn colour(hex: u32) -> Colour {
        [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
    }
    Tones { paper: colour(paper), ink: colour(ink), dot }
}

pub(super) const TONES: [Tones; 14] = [
    tones(0xfdf3e1, 0x1f3a5f, RED),
    tones(0xeaf4f4, 0x14505c, RED),
    tones(0xfff1e6, 0x7a2e1d, BLUE),
    tones(0xeef0ff, 0x35307a, RED),
    tones(0xf1f8e9, 0x22543d, MAGENTA),
    tones(0xfdeef4, 0x7b1e4b, BLUE),
    tones(0xf7f3e9, 0x3d3a35, RED),
    tones(0xe8f1fb, 0x12406e, RED),
    tones(0xf6efe4, 0x4a3520, GREEN),
    tones(0xf2eefb, 0x4b2a6b, RED),
    tones(0xe9f6ee, 0x0f4a4a, MAGENTA),
    tones(0xfbf6d9, 0x2f4020, MAGENTA),
    tones(0xf0f3f6, 0x2b3440, RED),
    tones(0xffeee0, 0x5b2333, BLUE),
];

impl Tones {
    /// One of them, a little moved.
    pub(crate) fn pick(rng: &mut StdRng) -> Self {
        let Self { paper, ink, dot } = TONES.choose(rng).copied().unwrap_or(TONES[0]);
        let mut moved = |colour: Colour| {
            colour.map(|part| {
                let part = i16::from(part) + rng.random_range(-JITTER..=JITTER);
                part.clamp(0, 255).unsigned_abs() as u8
            })
        };
        Self { paper: moved(paper), ink: moved(ink), dot }
    }

    /// What is `parts` quarters of `over`, and the rest of `under`.
    pub(crate) fn mix(under: Colour, over: Colour, parts: u16) -> Colour {
        let part = |n: usize| (u16::from(under[n]) * (4 - parts) + u16::from(over[n]) * parts) / 4;
        [part(0), part(1), part(2)].map(|part| part as u8)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// As WCAG 2 has it.
    fn contrast(one: Colour, other: Colour) -> f64 {
        let luminance = |[r, g, b]: Colour| {
            let linear = |c: u8| {
                let c = f64::from(c) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn letters_and_grounds_are_seven_to_one_apart_however_far_the_tones_move() {
        for Tones { paper, ink, dot } in TONES {
            let moved = |colour: Colour, by: i16| {
                colour.map(|part| (i16::from(part) + by).clamp(0, 255) as u8)
            };
            let least = contrast(moved(paper, -JITTER), moved(ink, JITTER));
            assert!(least >= 7.0, "{paper:x?} {ink:x?}: {least}");
            // The dot is told apart by its lightness from the ring, and the ring from ink.
            assert!(contrast(dot, RING) >= 4.5, "{dot:x?}");
            assert!(contrast(dot, moved(paper, -JITTER)) >= 4.5, "{dot:x?} {paper:x?}");
            assert!(contrast(moved(ink, JITTER), RING) >= 7.0, "{ink:x?}");
        }
        let picked: Vec<_> =
            (0..1000).map(|n| Tones::pick(&mut StdRng::seed_from_u64(n))).collect();
        assert!(picked.iter().all(|tones| contrast(tones.paper, tones.ink) >= 7.0));
    }

    #[test]
    fn a_mix_goes_from_one_tone_to_the_other() {
        let (black, white) = ([0; 3], [255; 3]);
        let mixed = [0, 1, 2, 3, 4].map(|parts| Tones::mix(black, white, parts)[0]);
        assert_eq!(mixed, [0, 63, 127, 191, 255]);
    }
}
