//! A page on which people read pictures, one after the other, and which says how well they did.
//!
//! One file that asks for nothing over the network: pictures, words of every language, program and style are
//! in it. Answers stand in it as hashes, so that whoever looks at its source can still take the test. A hash
//! of a code is no secret from somebody who tries all codes: the page is for people who want to know.

mod right;
mod typed;

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::ValueEnum;
use menshen_challenge::{AnswerInput, Style};
use menshen_i18n::{Catalogue, Direction, Language};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::pictures::Drawn;
use crate::model::{Place, places};

const PAGE: &str = include_str!("reading_test/page.html");
const STYLE: &str = include_str!("reading_test/style.css");
const PROGRAM: &str = include_str!("reading_test/program.js");

/// How often a hash is hashed again: all answers of a sum take a moment, not none.
const ROUNDS: u32 = 1000;

/// The whole page, for pictures of this style.
pub(super) fn page(pictures: &[Drawn], style: &Style) -> String {
    let size = style.size();
    let input = style.kind.presentation().input;
    let count = match input {
        AnswerInput::Points { count } => Some(count),
        _ => None,
    };
    let place =
        |Place { row, column, answer }| json!({"row": row, "column": column, "answer": answer});
    let places = count.map(|_| places(size.width, size.height).map(place));
    let data = json!({
        "kind": style.kind.name(),
        "level": style.difficulty.to_possible_value().map(|level| level.get_name().to_owned()),
        "media": pictures.first().map(|drawn| drawn.file.media_type),
        "width": size.width,
        "height": size.height,
        "inputMode": input.input_mode(),
        "clicks": count,
        "places": places.map(Iterator::collect::<Value>),
        "rounds": ROUNDS,
        "characters": typed::characters(),
        "languages": Language::all().map(|of| words(of.catalogue(), style)).collect::<Value>(),
        "pictures": pictures.iter().map(|drawn| picture(drawn, style)).collect::<Value>(),
    });
    // In an element `script` nothing but `</` could end it early.
    let data = data.to_string().replace('<', "\\u003c");
    let sum = |part: &str| STANDARD.encode(Sha256::digest(part));
    PAGE.replace("{script-sum}", &sum(PROGRAM))
        .replace("{style-sum}", &sum(STYLE))
        .replace("{style}", STYLE)
        .replace("{program}", PROGRAM)
        .replace("{data}", &data)
}

/// A picture with what tells a right answer from a wrong one.
fn picture(drawn: &Drawn, style: &Style) -> Value {
    let salt = STANDARD.encode(Sha256::digest(drawn.seed));
    let right = right::answers(&drawn.solution, style.kind, style.size());
    json!({
        "bytes": STANDARD.encode(&drawn.file.bytes),
        "hashes": right.iter().map(|answer| hash(&salt, answer)).collect::<Value>(),
        "salt": salt,
    })
}

/// What the page computes of an answer, too.
fn hash(salt: &str, answer: &str) -> String {
    let mut hash = Sha256::digest(format!("{salt} {answer}"));
    for _ in 0..ROUNDS {
        hash = Sha256::digest(hash);
    }
    hash.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// All that the page says in one language.
fn words(catalogue: &Catalogue, style: &Style) -> Value {
    let texts = &catalogue.reading_test;
    let of_kind = catalogue.challenges.of(style.kind.name());
    // No piece is drawn here: its place is read off the scale.
    let order = match style.kind.presentation().input {
        AnswerInput::Offset => Some(catalogue.pointing.scale),
        _ => of_kind.map(|texts| texts.order),
    };
    json!({
        "name": catalogue.name,
        "tag": catalogue.tag,
        "ownName": catalogue.own_name,
        "direction": match catalogue.direction {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        },
        "label": of_kind.map(|texts| texts.label),
        "order": order,
        "button": catalogue.pointing.place.text(),
        "chosen": catalogue.pointing.chosen.text(),
        "title": texts.title,
        "lead": texts.lead,
        "keys": texts.keys,
        "start": texts.start,
        "place": texts.place.text(),
        "picture": texts.picture.text(),
        "done": texts.done,
        "howHard": texts.how_hard,
        "easy": texts.easy,
        "hard": texts.hard,
        "guessed": texts.guessed,
        "finished": texts.finished,
        "result": texts.result.text(),
        "save": texts.save,
        "insecure": texts.insecure,
    })
}
