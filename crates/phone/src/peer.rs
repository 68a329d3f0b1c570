//! Google's libphonenumber (as the package `phonenumbers` of PyPI) and Menshen hold the same numbers
//! for mobile numbers, and the plans that are built in are those of that package.

use std::{collections::BTreeMap, env, process::Command};

use serde::Deserialize;

use super::*;

/// Numbers of each kind that are tried in each country.
const SAMPLES: &str = "250";

/// What `tests/clients/phone_numbers.py` tells of a country.
#[derive(Deserialize)]
struct Samples {
    country: String,
    /// Numbers that get messages, each in several forms; the first is that of E.164.
    good: Vec<Vec<String>>,
    /// Landlines and services, each in several forms.
    bad: Vec<Vec<String>>,
    /// What is no mobile number.
    none: Vec<String>,
}

/// What a program in Python prints; `None` where its packages are not installed.
#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
fn python(program: &str, arguments: &[&str]) -> Option<String> {
    let Some(python) = env::var_os("MENSHEN_PYTHON") else {
        eprintln!(
            "skipped: MENSHEN_PYTHON is no Python with tests/clients/requirements.txt; see \
             scripts/setup clients"
        );
        return None;
    };
    let program = format!("{}/../../{program}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python).arg(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_plans_that_are_built_in_are_those_of_the_package() {
    let arguments = ["--installed", "--output", "-"];
    let Some(plans) = python("scripts/phone-metadata", &arguments) else { return };
    // Not `assert_eq!`, which would print both.
    assert!(
        plans == include_str!("plans.json"),
        "run scripts/phone-metadata, and look at the change"
    );
}

#[test]
fn no_good_number_of_a_served_country_is_refused_and_no_other_is_taken() {
    let Some(samples) = python("tests/clients/phone_numbers.py", &[SAMPLES]) else { return };
    let mut wrong = BTreeMap::<_, Vec<String>>::new();
    let (mut countries, mut numbers) = (0, 0);
    for line in samples.lines() {
        let Samples { country, good, bad, none } = serde_json::from_str(line).unwrap();
        let parser = PhoneParser::new(country.parse().unwrap(), Plans::built_in());
        let read = |typed: &str| parser.parse(typed).map(|mobile| mobile.e164().to_owned());
        let mut wrong = |kind: &str, typed: &str, read: Result<String, GateError>| {
            let of_country = wrong.entry(format!("{country} {kind}")).or_default();
            of_country.push(format!("{typed}: {read:?}"));
        };
        countries += 1;
        numbers += good.len();
        for forms in good {
            for typed in &forms {
                let number = read(typed);
                if number.as_ref() != Ok(&forms[0]) {
                    wrong("refused", typed, number);
                }
            }
        }
        for typed in bad.into_iter().flatten().chain(none) {
            let number = read(&typed);
            if number.is_ok() {
                wrong("taken", &typed, number);
            }
        }
    }
    assert!(countries >= 245 && numbers > 40_000, "{countries} countries, {numbers} numbers");
    let shown = wrong
        .iter()
        .map(|(what, all)| format!("{what}: {}, {:?}\n", all.len(), &all[..all.len().min(4)]));
    assert!(wrong.is_empty(), "{}", shown.collect::<String>());
}
