//! What breaks figure and ground: hatching, patches and bands, each as a plane of bits.

use std::f32::consts::{PI, TAU};

use rand::{Rng, rngs::StdRng};

use super::plane::Plane;

/// Parallel lines, gently waved. `period` and the line's share of it decide how dense they are;
/// `angle` is from the vertical, in radians.
pub(super) fn hatch(
    (width, height): (usize, usize),
    period: f32,
    share: f32,
    angle: f32,
    rng: &mut StdRng,
) -> Plane {
    // Beyond this the lines are flat and a row would reach too far.
    let angle = angle.clamp(-1.38, 1.38);
    let along = period / angle.cos();
    let per_row = angle.tan();
    let (wave, phase) = (rng.random_range(0.0..1.5), rng.random_range(0.0..TAU));
    let shift = |y: usize| {
        let straight = if per_row < 0.0 { height - y } else { y } as f32 * per_row.abs();
        straight + wave * along / period * (1.0 + (y as f32 / 11.0 + phase).sin())
    };
    let longest = width + (height as f32 * per_row.abs() + 4.0 * along) as usize + 64;
    // Every row is a piece of the same long row.
    let mut long = vec![0_u64; longest.div_ceil(64) + 1];
    for x in 0..longest {
        let line = (x as f32 / along).fract() < share;
        long[x / 64] |= u64::from(line) << (63 - x % 64);
    }
    let mut plane = Plane::new(width, height);
    for y in 0..height {
        let shift = shift(y) as usize;
        let (word, bit) = (shift / 64, (shift % 64) as u32);
        for (n, out) in plane.row_mut(y).iter_mut().enumerate() {
            let (here, next) = (
                long.get(word + n).copied().unwrap_or(0),
                long.get(word + n + 1).copied().unwrap_or(0),
            );
            *out = here << bit | next.checked_shr(64 - bit).unwrap_or(0);
        }
    }
    plane
}

/// Smooth blots of about `size` pixels, each the inverse of what it covers.
pub(super) fn patches((width, height): (usize, usize), size: f32, rng: &mut StdRng) -> Plane {
    let mut plane = Plane::new(width, height);
    let area = (width * height) as f32;
    // As many as cover the picture about once.
    let count = (area / (PI * size * size)).ceil() as usize + 1;
    for n in 0..count {
        // Spread along the picture, so that no letter is left alone.
        let cell = width as f32 / count as f32;
        let x = cell * (n as f32 + rng.random_range(0.0..1.0));
        let y = rng.random_range(0.0..height as f32);
        let (rx, ry) = (size * rng.random_range(0.7..1.5), size * rng.random_range(0.6..1.3));
        let lean = rng.random_range(-0.7..0.7);
        let rows = (y - ry).max(0.0) as usize..((y + ry) as usize + 1).min(height);
        for row in rows {
            let dy = (row as f32 - y) / ry;
            let half = rx * (1.0 - dy * dy).max(0.0).sqrt();
            let middle = x + lean * (row as f32 - y);
            plane.flip_run(row, middle - half, middle + half);
        }
    }
    plane
}

/// Broad stripes with wavy borders, `period` pixels from one to the next.
pub(super) fn bands((width, height): (usize, usize), period: f32, rng: &mut StdRng) -> Plane {
    let mut plane = Plane::new(width, height);
    let lean = rng.random_range(-0.9..0.9);
    let (amplitude, length) = (period * rng.random_range(0.1..0.35), rng.random_range(25.0..60.0));
    let (phase, start) = (rng.random_range(0.0..TAU), rng.random_range(0.0..period));
    for y in 0..height {
        let bent = amplitude * (y as f32 / length * TAU + phase).sin() + lean * y as f32;
        let mut x = (bent + start).rem_euclid(period) - period;
        while x < width as f32 {
            plane.flip_run(y, x, x + period / 2.0);
            x += period;
        }
    }
    plane
}
