//! From a text and a seed to a sound: the letters, said one after another over a murmur.
//!
//! `recordings` are the letters as they were spoken, `prosody` says how each is said this time, and
//! `masking_noise` is what lies under them. Only sums, products and square roots are used, which every
//! machine rounds alike (IEEE 754): the same arguments give the same bytes on every server.

mod masking_noise;
mod prosody;
mod recordings;

use std::ops::RangeInclusive;

use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{LENGTHS, kinds::Kind, solution::Solution};

use prosody::Speaker;

/// Samples in a second of every sound: the speech of a good telephone, up to 8 kHz.
pub const SAMPLE_RATE: u32 = 16_000;

// All lengths are in samples; a sample is one byte. Six characters come to 117 244 bytes at most:
// 44 + 8000 + 6 × 17 400 + 4800.
/// The noise alone, before the first letter: 0.35 to 0.5 s.
const LEAD: RangeInclusive<usize> = 5_600..=8_000;
/// The noise alone, after the last: 0.2 to 0.3 s.
const TAIL: RangeInclusive<usize> = 3_200..=4_800;
/// A letter and the gap behind it at most.
const LETTER_AND_GAP: usize = 17_400;
/// The gap at least: 0.3 s.
const GAP: usize = 4_800;
/// The loudest sample of a sound, of the 127 that there are.
const PEAK: RangeInclusive<f32> = 100.0..=124.0;

/// One letter and where it begins.
struct Said {
    at: usize,
    samples: Vec<f32>,
}

/// Says the solution, `None` where the kind has no sound; the same arguments give the same bytes, and another seed gives another sound from
/// its first sample to its last.
///
/// The answer is a WAV file: one channel, [`SAMPLE_RATE`], 8 bits, at most 20 KB for each
/// character. A character that is neither a letter nor a digit is not said, and of a solution that is
/// longer than codes are, only the beginning is.
pub fn speak(kind: Kind, solution: &Solution, seed: [u8; 32]) -> Option<Vec<u8>> {
    let (track, _) = compose(&kind.spoken(solution)?, seed);
    Some(wav(&track))
}

/// The whole sound as samples of a file, and the letters in it.
fn compose(spoken: &str, seed: [u8; 32]) -> (Vec<u8>, Vec<Said>) {
    // ChaCha: what one sound tells says nothing about the next.
    let mut rng = StdRng::from_seed(seed);
    let recordings = recordings::all();
    let speaker = Speaker::random(&mut rng);
    let mut at = rng.random_range(LEAD);
    let mut letters = Vec::new();
    let places = spoken.chars().filter_map(recordings::place);
    for place in places.take(*LENGTHS.end()) {
        let mut samples = speaker.prosody(&mut rng).synthesize(&recordings[place]);
        samples.truncate(LETTER_AND_GAP - GAP);
        let next = at + samples.len() + rng.random_range(GAP..=LETTER_AND_GAP - samples.len());
        letters.push(Said { at, samples });
        at = next;
    }
    let mut track = vec![0.0; at + rng.random_range(TAIL)];
    let room = Room::random(&mut rng);
    for letter in &letters {
        room.add(letter, rng.random_range(0.75..1.0), &mut track);
    }
    masking_noise::mix(&mut track, recordings, &mut rng);
    colour(&mut track, &mut rng);
    (quantise(&track, rng.random_range(PEAK)), letters)
}

/// Where it is said: two walls.
struct Room {
    echoes: [(usize, f32); 2],
}

impl Room {
    fn random(rng: &mut StdRng) -> Self {
        // 2 to 19 ms: heard as a room, not as an echo.
        let mut echo = |delay| (rng.random_range(delay), rng.random_range(0.08..0.22));
        Self { echoes: [echo(32..120), echo(150..300)] }
    }

    fn add(&self, letter: &Said, loudness: f32, track: &mut [f32]) {
        let voices = [(0, 1.0)].into_iter().chain(self.echoes);
        for (delay, share) in voices {
            // The gap behind a letter is longer than any delay.
            let under = &mut track[letter.at + delay..];
            for (under, sample) in under.iter_mut().zip(&letter.samples) {
                *under += sample * (loudness * share);
            }
        }
    }
}

/// Makes everything a little darker or brighter: a shelf of up to 3 dB above 0.5 to 2 kHz.
fn colour(track: &mut [f32], rng: &mut StdRng) {
    let pole = rng.random_range(0.18..0.55);
    let shelf = rng.random_range(0.7..1.4);
    let mut low = 0.0;
    for sample in track {
        low += pole * (*sample - low);
        *sample = low + shelf * (*sample - low);
    }
}

/// Eight bits, 128 in the middle. Nothing is cut off: the loudest sample is `peak` away from it.
fn quantise(track: &[f32], peak: f32) -> Vec<u8> {
    let loudest = track.iter().fold(0.1_f32, |loudest, sample| loudest.max(sample.abs()));
    let scale = peak / loudest;
    track.iter().map(|sample| (sample * scale + 128.5) as u8).collect()
}

/// The samples as a WAV file.
fn wav(samples: &[u8]) -> Vec<u8> {
    const HEADER: u32 = 44;
    let length = samples.len() as u32;
    // Chunks end at even places.
    let padding = length % 2;
    let mut file = Vec::with_capacity((HEADER + length + padding) as usize);
    file.extend(b"RIFF");
    file.extend((HEADER - 8 + length + padding).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0");
    // PCM, one channel; samples and bytes in a second; one byte, which is eight bits, each.
    file.extend([1, 0, 1, 0]);
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend([1, 0, 8, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    file.extend(vec![128; padding as usize]);
    file
}

#[cfg(test)]
mod tests;
