//! Parts of documents that are made from the program: between two marks, where nobody writes by hand.

use std::{collections::BTreeMap, env, fs};

/// A file with a line `NAME = words` for each name.
pub struct Lines {
    path: &'static str,
    words: BTreeMap<String, String>,
}

impl Lines {
    pub fn of(path: &'static str) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pair = |line: &str| {
            let (name, words) = line.split_once(" = ").unwrap_or_else(|| panic!("{path}: {line}"));
            (name.to_owned(), words.to_owned())
        };
        Self { path, words: lines.map(pair).collect() }
    }

    /// The words of this name. A name without words fails the test.
    pub fn say(&self, name: &str) -> &str {
        let words = self.words.get(name);
        words.unwrap_or_else(|| panic!("{} says nothing of {name}", self.path))
    }

    /// Words of what there is not fail the test, too.
    pub fn are_of(&self, known: &[&str]) {
        let strange: Vec<_> =
            self.words.keys().filter(|name| !known.contains(&name.as_str())).collect();
        assert!(strange.is_empty(), "{} has lines for what is not there: {strange:?}", self.path);
    }
}

/// Holds what stands between the marks against what it has to be. With `UPDATE` it is written.
pub fn check(path: &str, made: &str) {
    let (begin, end) = ("<!-- Made by `make settings`. -->\n", "<!-- Here that ends. -->\n");
    let text = fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{path}: no {begin}"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("{path}: no {end}"));
    let right = format!("{before}{begin}\n{}\n\n{end}{after}", made.trim());
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &right).unwrap();
    } else {
        assert_eq!(text, right, "{path} is not what `make settings` writes");
    }
}
