//! The letters and digits as they were recorded: one voice, one length of silence, one loudness.
//!
//! They come from the `captcha` crate, cut free and stored as telephones do (µ-law, 16 kHz, 181 KB
//! in all); `voices/README.md` says how, and why the crate's own `as_wav` can't be used.

use std::sync::OnceLock;

/// What of each file is not samples: the headers of a WAV with µ-law.
const HEADER: usize = 58;

macro_rules! files {
    ($($name:literal)*) => {
        [$(include_bytes!(concat!("voices/", $name, ".wav")) as &[u8]),*]
    };
}
/// In the order of [`place`].
static FILES: [&[u8]; 36] = files! {
    "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
    "a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m"
    "n" "o" "p" "q" "r" "s" "t" "u" "v" "w" "x" "y" "z"
};

/// Where the recording of a letter or digit stands among all; no other character has one.
pub(super) fn place(character: char) -> Option<usize> {
    character.to_digit(36).map(|place| place as usize)
}

/// Every recording at [`super::SAMPLE_RATE`], within ±1. The first call decodes them, which takes
/// half a millisecond; they stay, with 0.7 MB.
pub(super) fn all() -> &'static [Vec<f32>] {
    static DECODED: OnceLock<Vec<Vec<f32>>> = OnceLock::new();
    DECODED.get_or_init(|| FILES.iter().map(|file| decode(file)).collect())
}

fn decode(file: &[u8]) -> Vec<f32> {
    file.iter().skip(HEADER).map(|&byte| expand(byte)).collect()
}

/// One sample of µ-law (ITU-T G.711): sign, three bits of exponent and four of mantissa, inverted.
fn expand(byte: u8) -> f32 {
    let bits = !byte;
    let magnitude = (((i32::from(bits) & 0x0f) << 3) + 0x84) << (bits >> 4 & 7);
    let magnitude = (magnitude - 0x84) as f32 / 32768.0;
    if bits & 0x80 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::DEFAULT_CHARSET;

    #[test]
    fn every_character_of_the_charset_and_every_digit_has_a_recording_in_either_case() {
        for character in DEFAULT_CHARSET.chars().chain('0'..='9') {
            for case in [character, character.to_ascii_lowercase()] {
                assert!(place(case).is_some_and(|place| place < all().len()), "{case}");
            }
        }
        for other in [' ', '+', '-', 'é', '三', 'Ａ'] {
            assert_eq!(place(other), None, "{other}");
        }
    }

    #[test]
    fn recordings_are_about_equally_loud_and_begin_and_end_in_silence() {
        for (place, samples) in all().iter().enumerate() {
            let seconds = samples.len() as f32 / 16_000.0;
            assert!((0.2..=0.51).contains(&seconds), "{place}: {seconds} s");
            let mean = samples.iter().map(|sample| sample * sample).sum::<f32>();
            let loudness = (mean / samples.len() as f32).sqrt();
            assert!((0.08..0.16).contains(&loudness), "{place}: {loudness}");
            assert!(samples.iter().all(|sample| sample.abs() < 1.0), "{place}");
            for edge in [samples[0], samples[samples.len() - 1]] {
                assert!(edge.abs() < 0.02, "{place}: {edge}");
            }
        }
    }

    #[test]
    fn mu_law_is_expanded_as_the_standard_says() {
        // G.711 table 2a, in steps of a 14-bit number; here 16 bits stand for 1.
        for (byte, value) in [(0xff, 0), (0x7f, 0), (0xfe, 8), (0x80, 32124), (0x00, -32124)] {
            assert_eq!(expand(byte), value as f32 / 32768.0, "{byte:#x}");
        }
    }
}
