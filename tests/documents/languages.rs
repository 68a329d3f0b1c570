//! What people read stands in `crates/i18n`, and nothing else names a language.

use std::{
    fs,
    path::{Path, PathBuf},
};

use menshen_i18n::Language;
use regex::Regex;

/// Sources of what runs, with their code: without comments, and without what only tests compile.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![PathBuf::from("src"), PathBuf::from("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_source(&path) {
                let code = code(&fs::read_to_string(&path).unwrap());
                sources.push((path, code));
            }
        }
    }
    sources
}

fn is_source(path: &Path) -> bool {
    let name = path.to_str().unwrap();
    let is_test = ["/tests", "/vectors.rs", "/fuzz", "/benches/", "/examples/"];
    (name.ends_with(".rs") || name.ends_with(".js"))
        && !name.starts_with("crates/i18n")
        && !is_test.iter().any(|part| name.contains(part))
}

fn code(text: &str) -> String {
    let (text, _) = text.split_once("#[cfg(test)]\nmod tests {").unwrap_or((text, ""));
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

fn with(what: &str) -> Vec<String> {
    let what = Regex::new(what).unwrap();
    let found = |(path, code): (PathBuf, String)| {
        let line = code.lines().find(|line| what.is_match(line))?.trim().to_owned();
        Some(format!("{}: {line}", path.display()))
    };
    sources().into_iter().filter_map(found).collect()
}

#[test]
fn nothing_else_names_a_language() {
    assert!(sources().len() > 150, "only {} sources were found", sources().len());
    let names = Language::all().flat_map(|language| [language.name(), language.tag()]);
    // Indonesian is called as what programs name everything by.
    let names = names.filter(|name| *name != "id");
    let names = names.map(regex::escape).collect::<Vec<_>>().join("|");
    let named = with(&format!(r#"["'`]({names})["'`]|Language::(Zh|En)\b"#));
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn nothing_else_has_words_in_chinese() {
    let said = with(r"\p{Han}");
    assert!(said.is_empty(), "{said:#?}");
}
