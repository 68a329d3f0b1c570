//! What lies under the letters: pieces of other letters that say nothing, and noise.

use rand::{Rng, RngCore, rngs::StdRng};

/// Voices that murmur at once.
const LAYERS: usize = 3;
/// How long a piece of a recording is, in samples: 80 to 170 ms, too short to be understood.
const PIECE: std::ops::RangeInclusive<usize> = 1_280..=2_720;
/// Over which a piece comes and goes.
const FADE: usize = 240;
/// Places between two samples of a recording are counted in parts of this many bits.
const FRACTION: u32 = 16;

/// Mixes the noise under the whole track. A letter's own loudness is 0.14; together babble and noise
/// come to about a quarter of that, 12 dB less.
pub(super) fn mix(track: &mut [f32], recordings: &[Vec<f32>], rng: &mut StdRng) {
    for _ in 0..LAYERS {
        murmur(track, recordings, rng);
    }
    hiss(track, rng);
}

/// One voice: pieces of recordings after one another, forwards or backwards, each at its own pitch
/// and loudness.
fn murmur(track: &mut [f32], recordings: &[Vec<f32>], rng: &mut StdRng) {
    let mut at = 0;
    while at < track.len() {
        let length = rng.random_range(PIECE);
        let recording = &recordings[rng.random_range(0..recordings.len())];
        // 0.7 to 1.4 times the pitch.
        let step = rng.random_range((7 << FRACTION) / 10..(14 << FRACTION) / 10_usize);
        let loudness = rng.random_range(0.06..0.14);
        let backwards = rng.random::<bool>();
        let most = (recording.len() - 2) << FRACTION;
        let length = length.min(most / step).min(track.len() - at);
        let span = length * step;
        let start = rng.random_range(0..=most - span);
        let piece = &mut track[at..at + length];
        let fade = FADE.min(length / 2).max(1);
        let mut place = if backwards { start + span } else { start };
        for (number, sample) in piece.iter_mut().enumerate() {
            let near_edge = number.min(length - number).min(fade);
            let (whole, part) = (place >> FRACTION, place & ((1 << FRACTION) - 1));
            let (here, next) = (recording[whole], recording[whole + 1]);
            let value = here + (next - here) * (part as f32 / (1 << FRACTION) as f32);
            *sample += value * loudness * (near_edge as f32 / fade as f32);
            place = if backwards { place - step } else { place + step };
        }
        at += (length - length / 5).max(1);
    }
}

/// Noise of a colour of its own, fresh in every sample.
fn hiss(track: &mut [f32], rng: &mut StdRng) {
    let mut random = vec![0; track.len()];
    rng.fill_bytes(&mut random);
    let loudness = rng.random_range(0.010..0.018);
    // A low pass of the first order, and how much of it there is beside the white noise.
    let pole: f32 = rng.random_range(0.08..0.5);
    let dark = rng.random_range(0.3..1.0);
    // Of random bytes, and of what the low pass leaves of them.
    let (white, low) = (73.9_f32, (pole / (2.0 - pole)).sqrt());
    let (white, low) = (loudness * (1.0 - dark) / white, loudness * dark / (white * low));
    let mut smooth = 0.0;
    for (sample, byte) in track.iter_mut().zip(random) {
        let value = f32::from(byte.cast_signed());
        smooth += pole * (value - smooth);
        *sample += white * value + low * smooth;
    }
}
