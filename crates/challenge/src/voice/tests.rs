use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::*;
use crate::{CodeSpec, charset::DEFAULT_CHARSET};

const CHARSET: &[u8] = DEFAULT_CHARSET.as_bytes();

mod listener;

fn seed(number: u32) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    seed
}

/// The sound of a code.
fn spoken(code: &str, seed: [u8; 32]) -> Vec<u8> {
    speak(Kind::default(), &Solution::stored(code.to_owned()), seed).unwrap()
}

fn code(number: u32) -> String {
    let solution =
        Kind::default().generate(&CodeSpec::default(), &mut StdRng::from_seed(seed(number)));
    solution.as_str().to_owned()
}

/// The samples of a file, after a look at everything before them.
fn samples(file: &[u8]) -> &[u8] {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    assert_eq!((&file[..4], number(4) as usize + 8), (&b"RIFF"[..], file.len()));
    assert_eq!(&file[8..20], b"WAVEfmt \x10\0\0\0");
    assert_eq!(file[20..24], [1, 0, 1, 0], "PCM, one channel");
    assert_eq!((number(24), number(28)), (SAMPLE_RATE, SAMPLE_RATE));
    assert_eq!(file[32..36], [1, 0, 8, 0], "one byte for each sample");
    assert_eq!(&file[36..40], b"data");
    let length = number(40) as usize;
    assert_eq!(44 + length + length % 2, file.len());
    &file[44..44 + length]
}

#[test]
fn the_same_arguments_give_the_same_bytes_on_every_machine() {
    assert_eq!(spoken("ACD34", seed(1)), spoken("ACD34", seed(1)));
    assert_eq!(spoken("ACD34", seed(1)), spoken("acd34", seed(1)));
    assert_ne!(spoken("ACD34", seed(1)), spoken("ACD34", seed(2)));
    assert_ne!(spoken("ACD34", seed(1)), spoken("ACD36", seed(1)));
    // Servers of one version have to agree: when this changes, so does what a person hears who
    // asks two of them during an upgrade.
    let hash = Sha256::digest(spoken("ACD34", seed(1)));
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "c71764c9c0c0b876");
}

#[test]
fn a_sound_is_a_wav_of_at_most_20_kb_for_each_character_and_of_a_length_that_is_easy_to_follow() {
    // Nothing is longer than W.
    for (codes, characters) in [("W", 1), ("WW", 2), ("3AWH", 4), ("WWWWW", 5), ("WWWWWWWW", 8)] {
        for number in 0..20 {
            let file = spoken(codes, seed(number));
            let seconds = samples(&file).len() as f32 / SAMPLE_RATE as f32;
            assert!(file.len() <= 12_844 + 17_400 * characters, "{codes}: {} bytes", file.len());
            assert!(seconds > 0.55 + 0.6 * characters as f32, "{codes}: {seconds} s");
        }
    }
    for &character in CHARSET {
        let five = String::from(char::from(character)).repeat(5);
        assert!(spoken(&five, seed(character.into())).len() <= 100_000, "{five}");
    }
}

#[test]
fn nothing_is_cut_off_and_the_sound_is_as_loud_as_it_may_be() {
    for number in 0..50 {
        let file = spoken(&code(number), seed(number));
        let loudest = samples(&file).iter().map(|sample| sample.abs_diff(128)).max();
        assert!((100..=125).contains(&loudest.unwrap()), "{loudest:?}");
    }
}

#[test]
fn any_text_from_the_store_is_said_without_a_panic_as_far_as_it_has_letters_and_digits() {
    let letters = |said: &str| compose(said, seed(1)).1.len();
    for (said, count) in [
        ("", 0),
        ("-7", 1),
        ("12", 2),
        ("a b", 2),
        ("汉字", 0),
        ("Ａ１", 0),
        ("\u{0}é\u{10ffff}x", 1),
        ("ABCDEFGH", 8),
        (&"A".repeat(10_000), 8),
    ] {
        assert_eq!(letters(said), count, "{said}");
        samples(&spoken(said, seed(1)));
    }
}

#[test]
fn two_sounds_of_one_code_share_no_run_of_24_samples_at_any_offset() {
    const RUN: usize = 24;
    for number in 0..4 {
        let [one, other] = [2 * number, 2 * number + 1].map(|number| spoken("AAD34", seed(number)));
        let runs: HashSet<&[u8]> = samples(&one).windows(RUN).collect();
        let shared = samples(&other).windows(RUN).filter(|run| runs.contains(run)).count();
        assert_eq!(shared, 0);
    }
}

#[test]
fn a_letter_twice_in_one_code_is_said_in_two_ways() {
    for number in 0..20 {
        let (_, letters) = compose("AA", seed(number));
        let [one, other] = &letters[..] else { panic!("{} letters", letters.len()) };
        assert_ne!(one.samples, other.samples);
        assert!(other.at - one.at >= one.samples.len() + GAP);
    }
}

#[test]
fn the_masking_noise_is_there_from_the_first_sample_to_the_last_and_well_below_the_letters() {
    let loudness = |samples: &[u8]| {
        let sum: f32 = samples.iter().map(|&sample| (f32::from(sample) - 128.0).powi(2)).sum();
        (sum / samples.len() as f32).sqrt()
    };
    let mut decibels = Vec::new();
    for number in 0..30 {
        let code = code(number);
        let (track, letters) = compose(&code, seed(number));
        let mut noise = track.clone();
        for letter in letters.iter().rev() {
            noise.drain(letter.at..letter.at + letter.samples.len() + 320);
        }
        for tenth in noise.chunks_exact(SAMPLE_RATE as usize / 10) {
            assert!(loudness(tenth) > 0.8, "a tenth of a second is silent");
        }
        for letter in &letters {
            let letter = &track[letter.at..letter.at + letter.samples.len()];
            decibels.push(20.0 * (loudness(letter) / loudness(&noise)).log10());
        }
    }
    decibels.sort_by(f32::total_cmp);
    let (least, half) = (decibels[0], decibels[decibels.len() / 2]);
    assert!(least > 5.0 && (10.0..15.0).contains(&half), "least {least} dB, half {half} dB");
}

#[test]
fn every_letter_of_a_code_is_heard_in_its_sound() {
    let listener = listener::Listener::new();
    let (mut heard, mut all) = (0, 0);
    let mut misheard = String::new();
    for number in 0..16 {
        let code = code(number);
        let (track, letters) = compose(&code, seed(number));
        assert_eq!(letters.len(), 6);
        for (letter, &right) in letters.iter().zip(code.as_bytes()) {
            let said = &track[letter.at..letter.at + letter.samples.len()];
            let best = listener.best(said);
            all += 1;
            if best == right {
                heard += 1;
            } else {
                misheard.push_str(&format!("{}{} ", char::from(right), char::from(best)));
            }
        }
    }
    assert!(heard * 10 >= all * 9, "{heard} of {all}; taken for another: {misheard}");
}
