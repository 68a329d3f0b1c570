//! The corpus, and what a few changes by chance make of it. `make fuzz` looks further.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use menshen_challenge::{Answer, CodeSpec, Kind, Solution};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{TARGETS, Target, target, text};

/// What is stirred in: the words that the parsers look for.
const WORDS: &[&str] = &[
    "for=",
    "\"",
    "\\",
    ",",
    ";",
    "=",
    "[",
    "]",
    ":",
    "-",
    "+",
    "%",
    "%00",
    "%2F",
    "/",
    "\n",
    "\n\n",
    " ",
    "\0",
    "é",
    "门",
    "\u{2028}",
    "bytes=",
    "q=",
    "zh",
    "en",
    "0",
    "9",
    "99999999999999999999",
    "+86",
    "{",
    "}",
    "null",
    "\"Code\":",
    "OK",
    "true",
    "-1",
    "1e999",
    "lang=",
    "progress=",
    "192.0.2.1",
    "::ffff:",
    "http://",
    "content-type: application/json",
    "AAAA",
    "\t",
];

/// Inputs by chance for each target. Whole requests and settings take longer than the rest.
fn iterations(name: &str) -> u32 {
    match name {
        "requests" => 600,
        "settings" => 400,
        "phone" => 3_000,
        _ => 10_000,
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    // The order of a folder is anybody's guess.
    files.sort_unstable();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn hold(name: &str, target: Target, input: &[u8]) {
    let held = catch_unwind(AssertUnwindSafe(|| target(input)));
    assert!(held.is_ok(), "{name} does not hold for b\"{}\"", input.escape_ascii());
}

/// Another input, made of two of the corpus.
fn change(inputs: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
    let mut input = inputs.choose(rng).cloned().unwrap_or_default();
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..=input.len());
        let end = (at + rng.random_range(0..8)).min(input.len());
        match rng.random_range(0..6) {
            0 if at < input.len() => input[at] = rng.random(),
            1 if at < input.len() => input[at] ^= 1 << rng.random_range(0..8),
            2 => drop(input.drain(at..end)),
            3 => {
                let twice = input[at..end].to_vec();
                input.splice(at..at, twice);
            }
            4 => {
                let other = inputs.choose(rng).cloned().unwrap_or_default();
                let from = rng.random_range(0..=other.len());
                input.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let word = WORDS.choose(rng).copied().unwrap_or_default();
                input.splice(at..at, word.bytes());
            }
        }
    }
    input.truncate(4096);
    input
}

/// The same inputs each time, so that it fails for everybody or for nobody.
fn holds_for_the_corpus_and_by_chance(name: &str) {
    let target = target(name).unwrap();
    let inputs = corpus(name);
    assert!(inputs.len() > 1, "{name} has no corpus");
    for input in &inputs {
        hold(name, target, input);
    }
    let mut rng = StdRng::seed_from_u64(1);
    for _ in 0..iterations(name) {
        hold(name, target, &change(&inputs, &mut rng));
    }
}

macro_rules! each {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                holds_for_the_corpus_and_by_chance(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_tried() {
            assert_eq!(TARGETS.map(|(name, _)| name), [$(stringify!($name)),*]);
        }
    };
}
each!(accept_language client_ip codes cookies image_code_id inbound phone providers range requests settings site_host tickets);

#[test]
fn the_corpus_has_an_answer_for_each_kind_and_a_solution_of_each_that_is_not_typed() {
    let (spec, inputs) = (CodeSpec::default(), corpus("codes"));
    for kind in Kind::drawn() {
        let is_typed = kind.presentation().input.is_typed();
        let is_one = |typed: &str| {
            let could_be =
                Answer::parse(typed).is_some_and(|answer| kind.check(&spec, &answer).is_ok());
            could_be && (is_typed || kind.could_make(&spec, &Solution::of(kind.name(), typed)))
        };
        assert!(inputs.iter().any(|input| is_one(text(input))), "{kind:?}");
    }
}
