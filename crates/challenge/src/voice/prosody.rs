//! How one letter is said: slower or faster, higher or lower, with a glide in it.

use rand::{Rng, rngs::StdRng};

/// Grains are three periods of the voice long and overlap by half.
const HOP: usize = 240;
const GRAIN: usize = 2 * HOP;
/// How far a grain may be moved to fit the one before, in samples: half a period of the voice.
const SEEK: usize = 80;
/// A finer search is not heard.
const SEEK_STEP: usize = 2;

/// Who says the letters of one sound; each letter then varies around it.
pub(super) struct Speaker {
    pitch: f32,
    slowness: f32,
}

/// How one letter is said.
pub(super) struct Prosody {
    /// How many times as long as recorded.
    slowness: f32,
    /// How many times as high as recorded, at the start and at the end.
    pitch: (f32, f32),
}

impl Speaker {
    pub(super) fn random(rng: &mut StdRng) -> Self {
        Self { pitch: rng.random_range(0.90..1.12), slowness: rng.random_range(1.2..1.4) }
    }

    /// The next letter's.
    pub(super) fn prosody(&self, rng: &mut StdRng) -> Prosody {
        let pitch = self.pitch * rng.random_range(0.95..1.05);
        let glide = rng.random_range(0.95..1.05);
        Prosody {
            slowness: self.slowness * rng.random_range(0.93..1.07),
            pitch: (pitch, pitch * glide),
        }
    }
}

impl Prosody {
    /// Says the recorded letter this way.
    pub(super) fn synthesize(&self, recording: &[f32]) -> Vec<f32> {
        let (start, end) = self.pitch;
        // A higher voice is a shorter one as well; what it takes away is stretched before.
        let stretched = stretch(recording, self.slowness * (start + end) / 2.0);
        resample(&stretched, start, end)
    }
}

/// Longer or shorter at the same pitch: overlapping grains, each taken from where it continues the
/// one before best (WSOLA; Verhelst and Roelands, ICASSP 1993).
fn stretch(recording: &[f32], factor: f32) -> Vec<f32> {
    let length = (recording.len() as f32 * factor) as usize;
    // Silence in front, so that the first grain has faded in when the letter begins.
    let front = HOP + SEEK;
    let mut source = vec![0.0; front + recording.len() + 2 * GRAIN + SEEK];
    source[front..front + recording.len()].copy_from_slice(recording);
    let last = source.len() - GRAIN;

    let mut stretched = vec![0.0; length + HOP + GRAIN];
    let mut from = SEEK;
    for (number, at) in (0..length + HOP).step_by(HOP).enumerate() {
        if number > 0 {
            let ideal = SEEK + ((number * HOP) as f32 / factor) as usize;
            let natural = &source[(from + HOP).min(last)..][..HOP];
            from = best_fit(&source, natural, ideal.min(last - SEEK));
        }
        let (fading_in, fading_out) = source[from..from + GRAIN].split_at(HOP);
        let (first, second) = stretched[at..at + GRAIN].split_at_mut(HOP);
        for (step, place) in first.iter_mut().enumerate() {
            *place += fading_in[step] * (step as f32 / HOP as f32);
        }
        for (step, place) in second.iter_mut().enumerate() {
            *place += fading_out[step] * (1.0 - step as f32 / HOP as f32);
        }
    }
    stretched.drain(..HOP);
    stretched.truncate(length);
    stretched
}

/// Where, around `ideal`, the source is most like what would naturally come next.
fn best_fit(source: &[f32], natural: &[f32], ideal: usize) -> usize {
    let mut best = (f32::NEG_INFINITY, ideal);
    for from in (ideal - SEEK..=ideal + SEEK).step_by(SEEK_STEP) {
        let likeness = product(&source[from..from + HOP], natural);
        if likeness > best.0 {
            best = (likeness, from);
        }
    }
    best.1
}

/// The inner product, in eight sums that a compiler can keep side by side.
fn product(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (one, other) in one.chunks_exact(8).zip(other.chunks_exact(8)) {
        for (sum, (one, other)) in sums.iter_mut().zip(one.iter().zip(other)) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

/// Plays the samples at another speed, which glides from `start` to `end`; a cubic curve through
/// the four samples around each place (Catmull and Rom).
pub(super) fn resample(samples: &[f32], start: f32, end: f32) -> Vec<f32> {
    let length = (samples.len() as f32 * 2.0 / (start + end)) as usize;
    let growth = (end - start) / length.max(1) as f32;
    let (mut place, mut speed) = (1.0_f64, f64::from(start));
    let mut played = Vec::with_capacity(length);
    while let Some([a, b, c, d]) = samples.get(place as usize - 1..).and_then(<[f32]>::first_chunk)
    {
        let t = (place - place.floor()) as f32;
        let curve = 3.0 * (b - c) + d - a;
        played.push(b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * curve)));
        place += speed;
        speed += f64::from(growth);
    }
    played
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// A tone with this many samples in a period.
    fn tone(period: f32, length: usize) -> Vec<f32> {
        let step = std::f32::consts::TAU / period;
        (0..length).map(|at| (at as f32 * step).sin()).collect()
    }

    /// Samples from one rise through zero to the next, on average.
    fn period(samples: &[f32]) -> f32 {
        let rises: Vec<usize> =
            (1..samples.len()).filter(|&at| samples[at - 1] < 0.0 && samples[at] >= 0.0).collect();
        (rises[rises.len() - 1] - rises[0]) as f32 / (rises.len() - 1) as f32
    }

    #[test]
    fn stretching_changes_the_length_and_not_the_pitch() {
        for factor in [0.9, 1.0, 1.3, 1.6] {
            let stretched = stretch(&tone(120.0, 6000), factor);
            assert_eq!(stretched.len(), (6000.0 * factor) as usize);
            let period = period(&stretched[HOP..stretched.len() - GRAIN]);
            assert!((118.0..122.0).contains(&period), "{factor}: {period}");
            let middle = &stretched[2000..4000];
            let loudness = middle.iter().map(|sample| sample * sample).sum::<f32>() / 2000.0;
            assert!((0.4..0.55).contains(&loudness), "{factor}: {loudness}");
        }
    }

    #[test]
    fn resampling_changes_the_pitch_as_it_glides() {
        let played = resample(&tone(120.0, 6000), 1.0, 1.2);
        let half = played.len() / 2;
        let (first, second) = (period(&played[..half]), period(&played[half..]));
        assert!((110.0..118.0).contains(&first), "{first}");
        assert!((100.0..108.0).contains(&second), "{second}");
    }

    #[test]
    fn a_letter_of_no_or_few_samples_is_said_without_a_panic() {
        let mut rng = StdRng::seed_from_u64(1);
        for length in [0, 1, 2, 3, 4, 5, 239, 240, 241, 481] {
            let speaker = Speaker::random(&mut rng);
            let said = speaker.prosody(&mut rng).synthesize(&tone(50.0, length));
            assert!(said.len() <= 2 * length, "{length}: {}", said.len());
        }
    }
}
