//! A listener that knows every recording and says which one a piece of sound is most like.
//!
//! Both are turned into loudness in bands of the ear, one column every 15 ms, and compared along
//! the best path through both (dynamic time warping), at several heights of the voice.

use std::f32::consts::TAU;

use super::{CHARSET, prosody, recordings};

const BANDS: usize = 20;
const FRAME: usize = 512;
const HOP: usize = 240;
/// How high a voice may be beside the recording.
const HEIGHTS: [f32; 5] = [0.86, 0.94, 1.0, 1.07, 1.16];

type Column = [f32; BANDS];

pub(super) struct Listener(Vec<(u8, Vec<Column>)>);

impl Listener {
    pub(super) fn new() -> Self {
        let mut known = Vec::new();
        for &character in CHARSET {
            let recording = &recordings::all()[recordings::place(character.into()).unwrap()];
            for height in HEIGHTS {
                known.push((character, columns(&prosody::resample(recording, height, height))));
            }
        }
        Self(known)
    }

    /// The character whose recording is most like it.
    pub(super) fn best(&self, said: &[u8]) -> u8 {
        let said: Vec<f32> = said.iter().map(|&sample| f32::from(sample) / 128.0 - 1.0).collect();
        let said = columns(&said);
        let known = self.0.iter().map(|(character, known)| (distance(known, &said), *character));
        known.min_by(|one, other| one.0.total_cmp(&other.0)).unwrap().1
    }
}

fn columns(samples: &[f32]) -> Vec<Column> {
    let mut padded = vec![0.0; FRAME / 2];
    padded.extend(samples);
    padded.resize(padded.len() + FRAME / 2, 0.0);
    let mut columns: Vec<Column> = padded.windows(FRAME).step_by(HOP).map(column).collect();
    // What a filter or a volume adds to a whole letter says nothing.
    for band in 0..BANDS {
        let mean = columns.iter().map(|column| column[band]).sum::<f32>() / columns.len() as f32;
        columns.iter_mut().for_each(|column| column[band] -= mean);
    }
    columns
}

fn column(frame: &[f32]) -> Column {
    let window = |at: usize| 0.5 - 0.5 * (TAU * at as f32 / FRAME as f32).cos();
    let frame: Vec<_> = (0..FRAME).map(|at| (frame[at] * window(at), 0.0)).collect();
    let mut bands = [0.0; BANDS];
    for (tone, (real, imaginary)) in fourier(&frame).into_iter().enumerate().take(230).skip(4) {
        // Bark (Traunmüller 1990): about 20 bands up to 7 kHz.
        let hertz = tone as f32 * 31.25;
        let bark = 26.81 * hertz / (1960.0 + hertz) - 0.53;
        bands[(bark.max(0.0) as usize).min(BANDS - 1)] += real * real + imaginary * imaginary;
    }
    // Below this is what lies under the letters.
    bands.map(|power| (power + FLOOR).ln())
}
const FLOOR: f32 = 0.1;

/// The fast Fourier transform.
fn fourier(samples: &[(f32, f32)]) -> Vec<(f32, f32)> {
    if samples.len() < 2 {
        return samples.to_vec();
    }
    let half =
        |from: usize| fourier(&samples.iter().copied().skip(from).step_by(2).collect::<Vec<_>>());
    let (even, odd) = (half(0), half(1));
    let turned = odd.iter().enumerate().map(|(at, &(real, imaginary))| {
        let (sine, cosine) = (-TAU * at as f32 / samples.len() as f32).sin_cos();
        (real * cosine - imaginary * sine, real * sine + imaginary * cosine)
    });
    let turned: Vec<_> = turned.collect();
    let sum = even.iter().zip(&turned).map(|(a, b)| (a.0 + b.0, a.1 + b.1));
    sum.chain(even.iter().zip(&turned).map(|(a, b)| (a.0 - b.0, a.1 - b.1))).collect()
}

/// The mean difference of two columns along the best path.
fn distance(one: &[Column], other: &[Column]) -> f32 {
    let mut above = vec![f32::INFINITY; other.len() + 1];
    above[0] = 0.0;
    for a in one {
        let mut row = vec![f32::INFINITY; other.len() + 1];
        for (at, b) in other.iter().enumerate() {
            let unlike: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
            // A step along both counts as two.
            row[at + 1] =
                (above[at] + 2.0 * unlike).min(above[at + 1] + unlike).min(row[at] + unlike);
        }
        above = row;
    }
    above[other.len()] / (one.len() + other.len()) as f32
}
