//! `menshen sample`

use std::{collections::BTreeMap, fs, path::PathBuf};

use menshen::model::ImageCodeView;

use crate::support::Program;

/// Every file that it writes, by name.
fn sample(folder: &str, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    // What an earlier run has left.
    let _ = fs::remove_dir_all(&out);
    let arguments = [&["sample", "--out", out.to_str().unwrap()], arguments].concat();
    let ended = Program::start(&[], &arguments).ended();
    assert!(ended.success, "{}", ended.stderr);
    let files = fs::read_dir(&out).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn pictures_are_named_by_their_texts_and_listed_with_labels() {
    let files = sample("sample-labels", &["--count=12", "--length=6", "--level=hard", "--sheet"]);
    let labels = String::from_utf8(files["labels.csv"].clone()).unwrap();
    let mut lines = labels.lines();
    assert_eq!(lines.next(), Some("file,label"));
    let rows: Vec<_> = lines.map(|line| line.split_once(',').unwrap()).collect();
    assert_eq!(rows.len(), 12);
    for (number, (file, label)) in rows.into_iter().enumerate() {
        assert_eq!((file, label.len()), (format!("{label}_{number}.png").as_str(), 6));
        assert!(files[file].starts_with(b"\x89PNG"));
    }
    assert!(files["sheet.png"].starts_with(b"\x89PNG"));
    assert_eq!(files.len(), 14);
}

#[test]
fn they_are_as_large_as_the_pictures_of_a_server_with_the_default_settings() {
    let ImageCodeView { width, height, .. } = ImageCodeView::default();
    for (file, bytes) in sample("sample-size", &["--count=2"]) {
        if file.ends_with(".png") {
            assert_eq!(bytes[16..20], (2 * width).to_be_bytes(), "{file}");
            assert_eq!(bytes[20..24], (2 * height).to_be_bytes(), "{file}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_files_and_another_gives_others() {
    let one = sample("sample-one", &["--count=5", "--seed=7", "--format=webp"]);
    assert_eq!(one, sample("sample-same", &["--count=5", "--seed=7", "--format=webp"]));
    assert_ne!(one, sample("sample-other", &["--count=5", "--seed=8", "--format=webp"]));
}

#[test]
fn sounds_lie_beside_their_pictures_which_are_the_same_without_them() {
    let with = sample("sample-audio", &["--count=3", "--seed=7", "--audio"]);
    assert_eq!(with, sample("sample-audio-same", &["--count=3", "--seed=7", "--audio"]));
    let without = sample("sample-silent", &["--count=3", "--seed=7"]);
    assert_eq!(with.len(), without.len() + 3);
    for (name, bytes) in &without {
        assert_eq!(with[name], *bytes, "{name}");
        if let Some(name) = name.strip_suffix(".png") {
            assert!(with[&format!("{name}.wav")].starts_with(b"RIFF"), "{name}");
        }
    }
}

#[test]
fn a_folder_that_can_not_be_written_is_told_by_its_name() {
    let ended = Program::start(&[], &["sample", "--out", "/dev/null/pictures"]).ended();
    assert!(!ended.success && ended.stderr.contains("/dev/null/pictures"), "{}", ended.stderr);
}
