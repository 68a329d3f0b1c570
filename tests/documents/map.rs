//! What the documents say of where things are.

use std::{fs, path::Path};

use regex::Regex;

use super::{all, prose};

#[test]
fn both_maps_show_every_crate() {
    let (architecture, library) = (prose(Path::new("ARCHITECTURE.md")), "src/lib.rs");
    let library = fs::read_to_string(library).unwrap();
    for entry in fs::read_dir("crates").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(architecture.contains(&format!("| [crates/{name}](")), "{name}: ARCHITECTURE.md");
        assert!(library.contains(&format!("//! - `crates/{name}` (")), "{name}: src/lib.rs");
    }
}

/// Paths that stand as code. `NAME` is for whoever reads to fill in; the changelog tells of the past.
#[test]
fn every_path_that_a_document_names_is_there() {
    let path =
        Regex::new("`((?:src|crates|tests|scripts|docs|deploy|fuzz|end2end)/[^`\n ]+)`").unwrap();
    let is_ours = |text: &Path| !text.starts_with("crates") && !text.starts_with("CHANGELOG.md");
    let (mut named, mut missing) = (0, Vec::new());
    for text in all().into_iter().filter(|text| is_ours(text)) {
        for found in path.captures_iter(&prose(&text)) {
            let target = &found[1];
            if target.contains(['*', '…']) || target.contains("NAME") || target.contains("LANGUAGE")
            {
                continue;
            }
            named += 1;
            if !Path::new(target).exists() {
                missing.push(format!("{}: {target}", text.display()));
            }
        }
    }
    assert!(named > 20, "only {named} paths were found");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_map_of_the_server_names_modules_that_there_are() {
    let text = prose(Path::new("ARCHITECTURE.md"));
    let (_, rows) = text.split_once("In `src/server`:").expect("the map of the server");
    let row = Regex::new(r"(?m)^\| (`[a-z_`, ]+`) \|").unwrap();
    let modules: Vec<_> = row
        .captures_iter(rows)
        .flat_map(|found| {
            found[1].replace('`', "").split(", ").map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert!(modules.len() > 15, "{modules:?}");
    for module in modules {
        let file = format!("src/server/{module}.rs");
        assert!(Path::new(&file).exists(), "there is no {file}");
    }
}
