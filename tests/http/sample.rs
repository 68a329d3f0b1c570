//! `menshen sample`

use std::{collections::BTreeMap, fs, path::PathBuf};

use menshen::model::ImageCodeView;
use regex::Regex;

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
fn a_sheet_of_moving_pictures_shows_all_their_frames_for_less_than_five_seconds() {
    let files = sample("sample-moving", &["--count=3", "--kind=motion", "--sheet"]);
    let sheet = &files["sheet.png"];
    let chunks: Vec<usize> =
        (0..sheet.len()).filter(|&n| sheet[n..].starts_with(b"fcTL")).collect();
    let control = sheet.windows(4).position(|name| name == b"acTL").unwrap() + 4;
    let number = |at: usize| u32::from_be_bytes(sheet[at..at + 4].try_into().unwrap());
    let (frames, plays) = (number(control), number(control + 4));
    assert_eq!((frames, chunks.len()), (11, 11));
    let part = |at: usize| u32::from(u16::from_be_bytes([sheet[at], sheet[at + 1]]));
    // Numerator and denominator of how long a frame is shown.
    let shown = chunks.iter().map(|at| 1000 * part(at + 24) / part(at + 26));
    let all = plays * shown.sum::<u32>();
    assert!((1..5000).contains(&all), "{all}");
    assert!(sheet.len() < 3 * 32 * 1024, "{}", sheet.len());
}

#[test]
fn a_sheet_of_pages_has_every_picture_by_day_and_by_night() {
    let files = sample("sample-pages", &["--count=2", "--scale=1", "--sheet=pages"]);
    let sheet = image::load_from_memory(&files["sheet.png"]).unwrap().into_rgb8();
    let ImageCodeView { width, height, .. } = ImageCodeView::default();
    let gap = 8;
    let below = height + 2 * gap;
    assert_eq!(sheet.dimensions(), (2 * width + 3 * gap, 2 * below));
    for left in [gap, width + 2 * gap] {
        let both =
            |x: u32, y: u32| [gap, gap + below].map(|top| sheet.get_pixel(left + x, top + y).0);
        // The corners are round.
        assert_eq!(both(0, 0), [[255; 3], [0x1f, 0x21, 0x24]]);
        for (x, y) in (12..width - 12).flat_map(|x| (0..height).map(move |y| (x, y))) {
            let [by_day, by_night] = both(x, y);
            assert_eq!(by_day, by_night, "{x} {y}");
        }
    }
}

#[test]
fn the_sheet_is_the_same_whatever_the_format_of_the_files() {
    let of = |format: &str| {
        let format = format!("--format={format}");
        let files = sample("sample-format", &["--count=7", &format, "--sheet=pages"]);
        files["sheet.png"].clone()
    };
    let png = of("png");
    assert_eq!(image::load_from_memory(&png).unwrap().color().channel_count(), 3);
    for format in ["jpeg", "webp"] {
        assert!(of(format) == png, "{format}");
    }
}

#[test]
fn a_folder_that_can_not_be_written_is_told_by_its_name() {
    let ended = Program::start(&[], &["sample", "--out", "/dev/null/pictures"]).ended();
    assert!(!ended.success && ended.stderr.contains("/dev/null/pictures"), "{}", ended.stderr);
}

/// The page for people, written with these arguments.
fn reading_test(name: &str, arguments: &[&str]) -> String {
    let page = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let arguments = [&["sample", "--reading-test", page.to_str().unwrap()], arguments].concat();
    let ended = Program::start(&[], &arguments).ended();
    assert!(ended.success, "{}", ended.stderr);
    fs::read_to_string(page).unwrap()
}

#[test]
fn the_reading_test_is_one_page_whose_elements_are_all_closed() {
    let page = reading_test("reading-test.html", &["--count=3", "--kind=pick", "--level=hard"]);
    let scripts = Regex::new("(?s)(<(?:script|style)[^>]*>).*?</").unwrap();
    let page = scripts.replace_all(&page, "$1</");
    let tags = Regex::new("<(/?)([a-z0-9]+)[^<>]*>").unwrap();
    let mut open = Vec::new();
    for tag in tags.captures_iter(&page) {
        match (&tag[1], tag[2].to_owned()) {
            ("", name) if ["meta", "img", "input"].contains(&name.as_str()) => {}
            ("", name) => open.push(name),
            (_, name) => assert_eq!(open.pop(), Some(name)),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(
        page.matches('<').count(),
        tags.find_iter(&page).count() + "<!DOCTYPE".matches('<').count()
    );
}

#[test]
fn the_reading_test_has_the_pictures_of_its_seed_and_not_their_texts() {
    let arguments = ["--count=4", "--seed=7"];
    let page = reading_test("reading-test-seed.html", &arguments);
    let files = sample("sample-reading-test", &arguments);
    let labels = String::from_utf8(files["labels.csv"].clone()).unwrap();
    assert_eq!(page.matches("\"bytes\":").count(), 4);
    let pictures = Regex::new("\"bytes\":\"[^\"]*\"").unwrap();
    let page = pictures.replace_all(&page, "");
    for (_, label) in labels.lines().skip(1).map(|row| row.split_once(',').unwrap()) {
        assert!(!page.contains(label), "{label}");
    }
}

#[test]
fn samples_go_to_a_folder_or_on_a_page_and_one_of_both_has_to_be_named() {
    for (arguments, named) in [
        (&["sample"][..], "--out"),
        (&["sample", "--out=one", "--reading-test=other.html"], "--reading-test"),
    ] {
        let ended = Program::start(&[], arguments).ended();
        assert!(!ended.success && ended.stderr.contains(named), "{}", ended.stderr);
    }
}
