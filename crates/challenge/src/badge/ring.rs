//! Where the letters stand: around a ring, clockwise from the dot.

use std::{array, f32::consts::TAU, sync::OnceLock};

use libm::{cosf, sinf};
use rand::{Rng, rngs::StdRng};

use super::{HEIGHT, WIDTH, letter::Letter, marker::Marker};
use crate::rasterizer::Point;

/// What stays free along the border of the picture.
const MARGIN: f32 = 3.5;
/// Free between the dot and a letter, at the least.
const MARKER_GAP: f32 = 3.5;
/// Steps around the ring in which places are looked for.
const STEPS: usize = 200;
/// How often places are looked for before letters get smaller, and how much smaller they get.
const TRIES: usize = 3;
const SHRINK: f32 = 0.96;

/// How close letters stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spacing {
    /// Units between two letters at the least; less than 0, they may lie on one another by so many.
    pub(super) gap: f32,
    /// How far a letter may be moved inwards, as a share.
    pub(super) inwards: f32,
}

impl Spacing {
    /// Letters that do not touch.
    pub(super) const APART: Self = Self { gap: 2.0, inwards: 0.05 };
}

/// Cosine and sine of each step.
fn steps() -> &'static [Point; STEPS] {
    static AROUND: OnceLock<[Point; STEPS]> = OnceLock::new();
    AROUND.get_or_init(|| {
        array::from_fn(|step| {
            let angle = TAU / STEPS as f32 * step as f32;
            (cosf(angle), sinf(angle))
        })
    })
}

/// What stands on the ring: its middle, and half of how far it reaches across and down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) centre: Point,
    pub(super) reach: Point,
}

impl Place {
    /// Whether it lies between the middle of the picture and the other: the first letter and the last are told
    /// apart by the side of the dot that they stand on.
    fn is_in_direction_of(&self, other: &Self) -> bool {
        // The cosine of 0.3 radians.
        const NEAR: f32 = 0.9553;
        let from_middle = |(x, y): Point| (x - WIDTH / 2.0, y - HEIGHT / 2.0);
        let ((a, b), (c, d)) = (from_middle(self.centre), from_middle(other.centre));
        a * c + b * d > NEAR * ((a * a + b * b) * (c * c + d * d)).sqrt()
    }

    /// Whether there are so many units between the two, across or down.
    fn is_clear_of(&self, other: &Self, gap: f32) -> bool {
        let apart = |one: f32, other: f32| (one - other).abs();
        // Both are looked at, without a branch.
        (apart(self.centre.0, other.centre.0) >= self.reach.0 + other.reach.0 + gap)
            | (apart(self.centre.1, other.centre.1) >= self.reach.1 + other.reach.1 + gap)
    }
}

/// A ring between a circle and a square.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    /// Where the dot is, clockwise from the right: cosine and sine of the angle.
    start: Point,
    /// 0 for an ellipse, 1 for what nearly is a rectangle.
    squareness: f32,
    /// Each step of the ring, from the dot, in shares of half the picture: how far across, and how far down.
    across: [f32; STEPS],
    down: [f32; STEPS],
}

impl Ring {
    pub(super) fn pick(rng: &mut StdRng) -> Self {
        let start = rng.random_range(0.0..TAU);
        let start = (cosf(start), sinf(start));
        let squareness = rng.random_range(0.15..0.8);
        let mut ring = Self { start, squareness, across: [0.0; STEPS], down: [0.0; STEPS] };
        for (step, &angle) in steps().iter().enumerate() {
            (ring.across[step], ring.down[step]) = ring.direction(angle);
        }
        ring
    }

    /// Where the ring is at an angle from the dot, given by cosine and sine, in shares of half the picture.
    fn direction(&self, (cos, sin): Point) -> Point {
        let (cos, sin) =
            (cos * self.start.0 - sin * self.start.1, cos * self.start.1 + sin * self.start.0);
        let (c2, s2) = (cos * cos, sin * sin);
        let corner = 1.0 / (c2 * c2 + s2 * s2).sqrt().sqrt();
        let out = 1.0 + self.squareness * (corner - 1.0);
        (out * cos, out * sin)
    }

    /// The point at an angle from the dot, given by cosine and sine.
    fn point(&self, angle: Point, reach: Point, inwards: f32) -> Point {
        inside(self.direction(angle), reach, inwards)
    }

    /// The dot at the beginning of the ring.
    fn marker(&self) -> (Marker, Place) {
        // Clockwise, along the ring.
        let at = |angle: f32| self.point((cosf(angle), sinf(angle)), (12.0, 12.0), 0.0);
        let (one, other) = (at(-0.05), at(0.3));
        let (dx, dy) = (other.0 - one.0, other.1 - one.1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut marker = Marker { centre: (0.0, 0.0), direction: (dx / length, dy / length) };
        let (reach, middle) = marker.reach();
        let centre = self.point((1.0, 0.0), reach, 0.0);
        marker.centre = (centre.0 - middle.0, centre.1 - middle.1);
        (marker, Place { centre, reach })
    }

    /// Places the dot and, clockwise, each letter behind the one before, as the spacing has it. Letters shrink
    /// until they fit; what is then free of the ring goes between them.
    pub(super) fn place(
        &self,
        letters: &mut [Letter],
        spacing: &Spacing,
        rng: &mut StdRng,
    ) -> (Marker, Vec<Place>) {
        let (marker, dot) = self.marker();
        loop {
            let reaches: Vec<Point> = letters.iter().map(Letter::reach).collect();
            if let Some(places) = (0..TRIES).find_map(|_| self.fit(dot, &reaches, spacing, rng)) {
                return (marker, places);
            }
            letters.iter_mut().for_each(|letter| letter.scale(SHRINK));
        }
    }

    fn fit(
        &self,
        dot: Place,
        reaches: &[Point],
        &Spacing { gap: between, inwards }: &Spacing,
        rng: &mut StdRng,
    ) -> Option<Vec<Place>> {
        let inwards: Vec<f32> = reaches.iter().map(|_| rng.random_range(0.0..inwards)).collect();
        let place = |n: usize, angle: Point| Place {
            centre: self.point(angle, reaches[n], inwards[n]),
            reach: reaches[n],
        };
        let at = |n: usize, step: usize| Place {
            centre: inside((self.across[step], self.down[step]), reaches[n], inwards[n]),
            reach: reaches[n],
        };
        // As close together as they can stand.
        let mut steps = Vec::with_capacity(reaches.len());
        let (mut step, mut before, mut gap) = (0_usize, dot, MARKER_GAP);
        for n in 0..reaches.len() {
            step = self.first_clear(step, (reaches[n], inwards[n]), &before, gap)?;
            steps.push(step);
            (before, gap) = (at(n, step), between);
        }
        let Some(last) = reaches.len().checked_sub(1) else { return Some(Vec::new()) };
        let free =
            (step..STEPS).rev().find(|&step| at(last, step).is_clear_of(&dot, MARKER_GAP))? - step;
        // Turned on by a growing share of what is free; where the ring bends that may bring two too close.
        let mut shares: Vec<f32> = reaches.iter().map(|_| rng.random_range(0.6..1.4)).collect();
        let all: f32 = shares.iter().sum::<f32>() + rng.random_range(0.6..1.4);
        let mut sum = 0.0;
        for share in &mut shares {
            sum += *share;
            *share = sum / all;
        }
        let places: Vec<Place> = (0..reaches.len())
            .map(|n| {
                let angle = TAU / STEPS as f32 * (steps[n] as f32 + free as f32 * shares[n]);
                place(n, (cosf(angle), sinf(angle)))
            })
            .collect();
        let is_clear = |(n, place): (usize, &Place)| {
            place.is_clear_of(&dot, MARKER_GAP)
                && !place.is_in_direction_of(&dot)
                && places[..n].iter().all(|other| place.is_clear_of(other, between))
        };
        places.iter().enumerate().all(is_clear).then_some(places)
    }

    /// The first step from this one on at which there are so many units between a letter and the other.
    fn first_clear(
        &self,
        from: usize,
        (reach, inwards): (Point, f32),
        other: &Place,
        gap: f32,
    ) -> Option<usize> {
        const MANY: usize = 16;
        let mut is_clear = [false; MANY];
        let steps = self.across[from..].chunks(MANY).zip(self.down[from..].chunks(MANY));
        for (n, (across, down)) in steps.enumerate() {
            // Apart from the search, so that the compiler takes many at once.
            for (is_clear, (&x, &y)) in is_clear.iter_mut().zip(across.iter().zip(down)) {
                let place = Place { centre: inside((x, y), reach, inwards), reach };
                *is_clear = place.is_clear_of(other, gap);
            }
            if let Some(found) = is_clear[..across.len()].iter().position(|&is_clear| is_clear) {
                return Some(from + n * MANY + found);
            }
        }
        None
    }
}

/// The point of the picture in a direction of the ring, for what reaches so far from it, moved inwards by a
/// share.
fn inside(direction: Point, reach: Point, inwards: f32) -> Point {
    let at = |half: f32, direction: f32, reach: f32| {
        half + (half - MARGIN - reach) * (1.0 - inwards) * direction
    };
    (at(WIDTH / 2.0, direction.0, reach.0), at(HEIGHT / 2.0, direction.1, reach.1))
}

#[cfg(test)]
mod tests {
    use std::f32::consts::PI;

    use rand::{SeedableRng, seq::IndexedRandom};

    use super::*;
    use crate::{
        Difficulty, LENGTHS,
        badge::{DifficultyParams, SHAPE, SHAPE_ROTATION, Shape},
        charset::DEFAULT_CHARSET,
    };

    /// Every kind of letters around a ring.
    fn placed(
        difficulty: Difficulty,
        length: usize,
        seed: u64,
    ) -> (Marker, Vec<Letter>, Vec<Place>) {
        let mut rng = StdRng::seed_from_u64(seed);
        let DifficultyParams { letters: style, spacing, .. } = DifficultyParams::of(difficulty);
        let charset = DEFAULT_CHARSET.as_bytes();
        let mut letters: Vec<Letter> = (0..length)
            .map(|_| Letter::pick(*charset.choose(&mut rng).unwrap(), &style, &mut rng))
            .collect();
        let (marker, places) = Ring::pick(&mut rng).place(&mut letters, &spacing, &mut rng);
        (marker, letters, places)
    }

    /// Clockwise from the dot, in radians.
    fn turned(marker: &Marker, place: Point) -> f32 {
        let angle = |(x, y): Point| (y - HEIGHT / 2.0).atan2(x - WIDTH / 2.0);
        (angle(place) - angle(marker.centre)).rem_euclid(TAU)
    }

    #[test]
    fn letters_of_every_length_stand_clockwise_from_the_dot_without_a_touch_but_at_the_hard_level()
    {
        for difficulty in [Difficulty::Easy, Difficulty::Normal, Difficulty::Hard] {
            let Spacing { gap, .. } = DifficultyParams::of(difficulty).spacing;
            assert_eq!(gap < 0.0, difficulty == Difficulty::Hard);
            // The order of letters that lie on one another has to be clear all the same.
            let apart = if gap < 0.0 { 0.2 } else { 0.25 };
            for (length, seed) in LENGTHS.flat_map(|n| (0..100).map(move |seed| (n, seed))) {
                let name = format!("{difficulty:?}, {length} characters, seed {seed}");
                let (marker, letters, places) = placed(difficulty, length, seed);
                assert_eq!(places.len(), length);
                let angles: Vec<f32> =
                    places.iter().map(|place| turned(&marker, place.centre)).collect();
                assert!(angles.windows(2).all(|two| two[1] - two[0] > apart), "{name}: {angles:?}");
                assert!(angles[0] > 0.2 && angles[length - 1] < TAU - 0.2, "{name}: {angles:?}");
                let (reach, centre) = marker.reach();
                let dot = Place { centre, reach };
                for (n, place) in places.iter().enumerate() {
                    assert!(place.is_clear_of(&dot, MARKER_GAP - 0.01), "{name}: {n} and the dot");
                    for other in &places[..n] {
                        assert!(place.is_clear_of(other, gap), "{name}: {n} and another");
                    }
                    let is_inside = |at: f32, reach: f32, most: f32| {
                        at - reach >= MARGIN - 0.01 && at + reach <= most - MARGIN + 0.01
                    };
                    assert!(is_inside(place.centre.0, place.reach.0, WIDTH), "{name}: {n}");
                    assert!(is_inside(place.centre.1, place.reach.1, HEIGHT), "{name}: {n}");
                }
                let least = letters.iter().map(|letter| letter.reach().1).fold(f32::MAX, f32::min);
                // Letters that differ much in height are read by the higher ones beside them.
                let smaller = if difficulty == Difficulty::Hard { 2.0 } else { 0.0 };
                let most = if length > 6 { 13.0 } else { 17.0 } - smaller;
                assert!(least >= most, "{name}: {least}");
            }
        }
    }

    #[test]
    fn letters_on_shapes_and_above_marks_do_not_touch_and_stay_inside() {
        let params = DifficultyParams::of(Difficulty::Normal).on_shapes(Difficulty::Normal);
        for (shapes, seed) in Shape::FAMILIES.iter().flat_map(|of| (0..60).map(move |n| (of, n))) {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut letters: Vec<Letter> =
                (0..8).map(|_| Letter::pick(b'W', &params.letters, &mut rng)).collect();
            for (letter, &shape) in letters.iter_mut().zip(shapes.iter().cycle()) {
                letter.put_on(shape, SHAPE, SHAPE_ROTATION);
            }
            let (_, places) = Ring::pick(&mut rng).place(&mut letters, &params.spacing, &mut rng);
            for (n, place) in places.iter().enumerate() {
                let mut others = places[..n].iter();
                let gap = params.spacing.gap;
                assert!(others.all(|other| place.is_clear_of(other, gap)), "{shapes:?} {seed} {n}");
                let ((x, y), (across, down)) = (place.centre, place.reach);
                let is_inside = x.min(WIDTH - x) >= across && y.min(HEIGHT - y) >= down;
                assert!(is_inside, "{shapes:?} {seed} {n}");
            }
        }
    }

    #[test]
    fn the_arrow_points_clockwise_and_the_dot_begins_anywhere() {
        let mut quarters = [0; 4];
        for seed in 0..400 {
            let (marker, ..) = placed(Difficulty::Normal, 6, seed);
            let ahead = (
                marker.centre.0 + 10.0 * marker.direction.0,
                marker.centre.1 + 10.0 * marker.direction.1,
            );
            let turned = turned(&marker, ahead);
            assert!((0.03..0.3).contains(&turned), "{seed}: {turned}");
            let (x, y) = (marker.centre.0 - WIDTH / 2.0, marker.centre.1 - HEIGHT / 2.0);
            quarters[((y.atan2(x) + PI) / (PI / 2.0)) as usize % 4] += 1;
        }
        assert!(quarters.iter().all(|&count| count > 50), "{quarters:?}");
    }
}
