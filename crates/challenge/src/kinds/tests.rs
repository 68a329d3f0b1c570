//! What every kind has to pass.

use std::collections::HashSet;

use rand::{SeedableRng, rngs::StdRng};

use super::*;
use crate::{Answer, EncodeError, HEIGHT, ImageFormat, LENGTHS, Style, draw};

fn named(name: &str) -> Kind {
    *KINDS.iter().find(|kind| kind.name() == name).unwrap()
}

fn spec(length: usize) -> CodeSpec {
    CodeSpec { length, ..CodeSpec::default() }
}

fn judge(kind: Kind, solution: &Solution, typed: &str) -> bool {
    let size = kind.size(HEIGHT);
    Answer::parse(typed).is_some_and(|answer| kind.judge(solution, &answer, size))
}

/// What is right at the default height.
fn right(kind: Kind, solution: &Solution) -> String {
    solution.answer(kind.name()).to_lowercase()
}

#[test]
fn names_are_unique_and_the_default_is_the_first() {
    let names: HashSet<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), KINDS.len());
    assert_eq!(KINDS.first(), Some(&Kind::default()));
    for kind in KINDS {
        assert!(kind.name().bytes().all(|c| c.is_ascii_lowercase()), "{kind:?}");
        assert!(kind.about().starts_with("To ") && !kind.about().ends_with('.'), "{kind:?}");
    }
}

#[test]
fn whatever_a_kind_makes_it_allows_and_its_own_answer_is_right() {
    for kind in Kind::drawn() {
        for spec in LENGTHS.map(spec) {
            for seed in 0..300 {
                let solution = kind.generate(&spec, &mut StdRng::seed_from_u64(seed));
                let answer = right(kind, &solution);
                assert!(kind.could_make(&spec, &solution), "{kind:?} {seed}");
                assert_eq!(kind.maker_of(&spec, &solution), kind, "{kind:?} {seed}");
                assert!(judge(kind, &solution, &answer), "{kind:?} {seed}");
                assert!(!judge(kind, &solution, &format!("{answer}A")), "{kind:?} {seed}");
                // Beside a place may still be on it.
                if kind.presentation().input.is_typed() {
                    assert!(!judge(kind, &solution, &answer[1..]), "{kind:?} {seed}");
                }
            }
        }
    }
}

#[test]
fn the_same_randomness_makes_the_same_challenge_and_other_randomness_others() {
    for kind in Kind::drawn() {
        let one = |seed| kind.generate(&spec(6), &mut StdRng::seed_from_u64(seed));
        assert_eq!(one(1), one(1), "{kind:?}");
        let all: HashSet<String> = (0..1000).map(|seed| one(seed).as_str().to_owned()).collect();
        assert!(all.len() >= 90, "{kind:?}: {}", all.len());
    }
}

#[test]
fn a_solution_of_another_kind_is_judged_by_the_kind_that_made_it() {
    let [text, pick, math] = ["text", "pick", "math"].map(named);
    let spec = spec(6);
    for (own, solution, maker) in [
        (text, "ACD369", text),
        (text, "427", math),
        (text, "ACD3", pick),
        (math, "ACD369", text),
        (math, "427", math),
        (pick, "ACD369", text),
        (pick, "427", math),
        // Nobody's: of other settings, or of another program that shares the store.
        (text, "ACK3", text),
        (pick, "42", pick),
        (math, "k7", math),
        (text, "", text),
    ] {
        let stored = Solution::stored(solution.to_owned());
        let found = own.maker_of(&spec, &stored);
        assert_eq!(found, maker, "{solution} on a server for {own:?}");
        assert_eq!(judge(found, &stored, solution), !solution.is_empty(), "{solution}");
    }
    for other in ["ACD3", "KCD369", "12", ""] {
        assert!(!text.could_make(&spec, &Solution::stored(other.to_owned())), "{other}");
    }
}

#[test]
fn what_is_said_is_letters_and_digits() {
    for kind in KINDS {
        for seed in 0..100 {
            let solution = kind.generate(&spec(8), &mut StdRng::seed_from_u64(seed));
            let Some(spoken) = kind.spoken(&solution) else {
                assert!(!kind.presentation().input.is_typed(), "{kind:?}");
                continue;
            };
            let fits = (1..=*LENGTHS.end()).contains(&spoken.len());
            assert!(fits && spoken.bytes().all(|c| c.is_ascii_alphanumeric()), "{kind:?} {seed}");
        }
    }
}

#[test]
fn the_solution_of_what_is_not_typed_has_its_kind_in_front_and_no_other_kind_takes_it_for_its_own()
{
    for kind in KINDS {
        for spec in LENGTHS.map(spec) {
            let solution = kind.generate(&spec, &mut StdRng::seed_from_u64(1));
            let has_name = solution.body(kind.name()).is_some();
            assert!(has_name || kind.presentation().input.is_typed(), "{kind:?}");
            for other in KINDS.iter().filter(|&other| has_name && other != kind) {
                assert!(!other.could_make(&spec, &solution), "{other:?} {kind:?}");
            }
        }
    }
}

#[test]
fn an_answer_that_a_kind_could_never_have_is_told_from_one_that_is_wrong() {
    for kind in Kind::drawn() {
        let check = |typed: &str| kind.check(&spec(6), &Answer::parse(typed).unwrap());
        for typed in ["?", "\u{1F600}", &"9".repeat(10_000), "1,2 3,4 5,6 7,8 9,10 11,12 13,14"] {
            assert!(check(typed).is_err(), "{kind:?} {typed}");
        }
        let solution = kind.generate(&spec(6), &mut StdRng::seed_from_u64(2));
        assert_eq!(check(&right(kind, &solution)), Ok(()), "{kind:?}");
    }
}

#[test]
fn a_kind_that_is_not_drawn_is_answered_by_no_text_and_has_no_media() {
    for kind in KINDS {
        let is_drawn = Kind::drawn().any(|drawn| drawn == *kind);
        assert_eq!(kind.media_type(ImageFormat::Png).is_some(), is_drawn, "{kind:?}");
        let input = kind.presentation().input;
        assert_eq!(kind.lengths(&spec(6)).is_some(), input.is_typed(), "{kind:?}");
        let solution = kind.generate(&spec(6), &mut StdRng::seed_from_u64(1));
        let drawn = draw(&solution, &spec(6), [1; 32], &Style { kind: *kind, ..Style::default() });
        match drawn {
            Ok(file) => {
                let told = kind.media_type(ImageFormat::Png);
                assert_eq!(Some(file.media_type), told, "{kind:?}");
            }
            Err(error) => assert!(!is_drawn && matches!(error, EncodeError::NoPicture)),
        }
        for typed in ["work", "work ", "1", "ACD369"] {
            assert!(is_drawn || !judge(*kind, &solution, typed), "{kind:?} {typed}");
        }
    }
}

#[test]
fn work_is_another_each_time_that_it_is_asked_for() {
    let work = named("work");
    let mut rng = StdRng::seed_from_u64(1);
    let made = work.generate(&spec(6), &mut rng);
    let [one, other] = [(), ()].map(|()| made.clone().with_look(&mut rng));
    assert!(one != other && work.could_make(&spec(6), &one));
    // What earlier releases have stored.
    for earlier in ["work ", "work 0123456789abcdef"] {
        assert!(work.could_make(&spec(6), &Solution::stored(earlier.to_owned())), "{earlier}");
    }
}

#[test]
fn what_is_typed_has_one_of_the_lengths_that_are_told() {
    for kind in KINDS {
        for spec in LENGTHS.map(spec) {
            let solution = kind.generate(&spec, &mut StdRng::seed_from_u64(3));
            let lengths = kind.lengths(&spec);
            let told =
                lengths.is_none_or(|lengths| lengths.contains(&right(*kind, &solution).len()));
            assert!(told, "{kind:?}");
        }
    }
}
