//! The documents: their links lead somewhere, the maps show what is there, both languages say the same,
//! and the references of settings, calls and refusals are those of the program.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests stop so")]

#[path = "documents/calls.rs"]
mod calls;
#[path = "documents/element.rs"]
mod element;
#[path = "documents/errors.rs"]
mod errors;
#[path = "documents/languages.rs"]
mod languages;
#[path = "documents/links.rs"]
mod links;
#[path = "documents/made.rs"]
mod made;
#[path = "documents/map.rs"]
mod map;
#[path = "documents/providers.rs"]
mod providers;
#[path = "documents/refusals.rs"]
mod refusals;
#[path = "documents/settings.rs"]
mod settings;

use std::{
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

/// Every text that people read, by its path from the root.
fn all() -> Vec<PathBuf> {
    let crates = fs::read_dir("crates").unwrap().map(|entry| entry.unwrap().path());
    let folders = [".", "docs", "docs/zh"].map(PathBuf::from).into_iter();
    let folders = folders.chain(crates).chain(packages());
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let mut texts: Vec<_> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .map(|path| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path))
        .filter(is_text)
        .collect();
    texts.sort();
    texts
}

/// The folder of the packages for other people's code, and theirs.
fn packages() -> Vec<PathBuf> {
    let folders = fs::read_dir("clients").unwrap().map(|entry| entry.unwrap().path());
    let is_package = |path: &PathBuf| path.join("README.md").exists();
    [PathBuf::from("clients")].into_iter().chain(folders.filter(is_package)).collect()
}

/// A text without its blocks of code.
fn prose(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let block = Regex::new(r"(?ms)^```.*?^```$").unwrap();
    block.replace_all(&text, "```").into_owned()
}

/// Headings by their levels, blocks of code, and rows of tables, in their order.
fn shape(path: &Path) -> Vec<String> {
    let of_line = |line: &str| {
        let level = line.chars().take_while(|&letter| letter == '#').count();
        match line.chars().next()? {
            '#' if level < 7 => Some("#".repeat(level)),
            '|' => Some(format!("row of {} cells", line.matches(" | ").count() + 1)),
            '`' if line == "```" => Some("code".to_owned()),
            _ => None,
        }
    };
    prose(path).lines().filter_map(of_line).collect()
}

#[test]
fn each_document_is_there_in_both_languages_and_leads_to_the_other() {
    let names = |folder: &str| -> Vec<_> {
        let texts = all().into_iter().filter(|path| path.parent() == Some(Path::new(folder)));
        texts.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("docs/zh"), names("docs"));
    let says = |path: String, line: String| {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().nth(2), Some(line.as_str()), "{path}");
    };
    for name in names("docs") {
        says(format!("docs/{name}"), format!("**English** · [简体中文](zh/{name})"));
        says(format!("docs/zh/{name}"), format!("[English](../{name}) · **简体中文**"));
    }
}

#[test]
fn what_is_written_in_both_languages_has_the_same_parts() {
    let chinese: Vec<_> = all().into_iter().filter(|path| path.starts_with("docs/zh")).collect();
    assert!(chinese.len() >= 8, "{chinese:?}");
    let english = chinese.iter().map(|path| Path::new("docs").join(path.file_name().unwrap()));
    let readme = [("README.md".into(), "README.zh-CN.md".into())];
    let packages = packages().into_iter();
    let packages = packages.map(|path| (path.join("README.md"), path.join("README.zh-CN.md")));
    for (english, chinese) in english.zip(chinese.clone()).chain(readme).chain(packages) {
        assert_eq!(shape(&chinese), shape(&english), "{}", chinese.display());
    }
}

#[test]
fn each_package_is_introduced_in_both_languages_by_the_same_code() {
    let block = Regex::new(r"(?ms)^```\w+\n(.*?)^```$").unwrap();
    // What people read in it: comments, and the word on a button.
    let words = Regex::new(r"\s*(#|//) .*|Register|注册").unwrap();
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let blocks = block.captures_iter(&text).map(|found| found[1].to_owned());
        blocks.map(|code| words.replace_all(&code, "").into_owned()).collect::<Vec<_>>()
    };
    let packages = packages();
    assert!(packages.len() > 7, "{packages:?}");
    for package in packages {
        let [english, chinese] = ["README.md", "README.zh-CN.md"].map(|name| package.join(name));
        for (path, line) in [
            (&english, "**English** · [简体中文](README.zh-CN.md)"),
            (&chinese, "[English](README.md) · **简体中文**"),
        ] {
            let text = fs::read_to_string(path).unwrap();
            assert_eq!(text.lines().nth(2), Some(line), "{}", path.display());
        }
        assert_eq!(code(&chinese), code(&english), "{}", chinese.display());
        // npm takes README.md along unasked.
        if let Ok(manifest) = fs::read_to_string(package.join("package.json")) {
            assert!(
                !manifest.contains("\"files\"") || manifest.contains("\"README.zh-CN.md\""),
                "{} leaves the Chinese README out",
                package.display()
            );
        }
    }
}

#[test]
fn a_readme_can_be_read_at_one_sitting() {
    for readme in ["README.md", "README.zh-CN.md"] {
        let lines = fs::read_to_string(readme).unwrap().lines().count();
        assert!(lines <= 150, "{readme} has {lines} lines; what is more belongs into docs");
    }
}
