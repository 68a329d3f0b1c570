//! Lists what a translator has to write: every text by its place in the catalogue, in English and, where one
//! is named, in another language.
//!
//! ```sh
//! cargo run --package menshen-i18n --example words          # all that a new language has to say
//! cargo run --package menshen-i18n --example words -- fr    # beside what French says
//! ```

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it prints is all that it is for"
)]

use std::{collections::BTreeMap, env, process::ExitCode};

use menshen_i18n::Language;

fn main() -> ExitCode {
    let english = texts(Language::OF_LOGS);
    let other = match env::args().nth(1) {
        None => BTreeMap::new(),
        Some(name) => match Language::from_name(&name) {
            Some(language) => texts(language),
            None => {
                let known: Vec<_> = Language::all().map(Language::name).collect();
                eprintln!("words: no language is called {name}; there are {}", known.join(", "));
                return ExitCode::FAILURE;
            }
        },
    };
    for (place, text) in &english {
        println!("{place}\n    {text}");
        if let Some(text) = other.get(place) {
            println!("    {text}");
        }
    }
    for (place, text) in other.iter().filter(|(place, _)| !english.contains_key(*place)) {
        println!("{place}\n    {text}");
    }
    println!("\n{} texts; crates/i18n/src/catalogue says where each is shown", english.len());
    ExitCode::SUCCESS
}

/// Each text by its place, such as `page.title`, out of the catalogue's `Debug`: one line a text there, and
/// what encloses it above.
fn texts(language: Language) -> BTreeMap<String, String> {
    let catalogue = format!("{:#?}", language.catalogue());
    let (mut texts, mut places) = (BTreeMap::new(), Vec::<String>::new());
    for line in catalogue.lines() {
        let line = line.trim().trim_end_matches(',');
        let (name, value) =
            line.split_once(": ").filter(|_| !line.starts_with('"')).unwrap_or(("", line));
        if value.ends_with(['{', '(', '[']) {
            places.push(name.to_owned());
        } else if matches!(value, "}" | ")" | "]") {
            places.pop();
        } else if let Some(text) = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            let place = places.iter().map(String::as_str).chain([name]);
            let place = place.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".");
            let more = texts.keys().filter(|known: &&String| known.starts_with(&place)).count();
            let place =
                if texts.contains_key(&place) { format!("{place} ({more})") } else { place };
            texts.insert(place, text.to_owned());
        }
    }
    texts
}
