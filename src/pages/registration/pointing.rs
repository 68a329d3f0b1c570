//! Pictures that are clicked: a button over each place, with scripts or without. Those that are slid get what moves
//! their piece from a script; without it a number is typed.

use leptos::{attr::custom::custom_attribute, prelude::*};

use crate::{
    components::{DataAttr, Id},
    model::{CLICKS, ImageCodeView, Language, Place, places},
};

/// A button over each place of the picture, row by row.
#[component]
pub(super) fn Places(
    pictures: ImageCodeView,
    /// The language of every text.
    language: Language,
    /// The answer so far.
    answer: String,
    /// Where a place that is clicked goes when there are no scripts.
    action: String,
) -> impl IntoView {
    let catalogue = language.catalogue();
    let texts = &catalogue.pointing;
    let button = |Place { row, column, answer: value }: Place| {
        let label = texts.place.fill([&row.to_string(), &column.to_string()]);
        let at = answer.split_whitespace().position(|clicked| clicked == value);
        view! {
            <button
                formaction=action.clone()
                name="place"
                value=value
                aria-label=label
                aria-pressed=if at.is_some() { "true" } else { "false" }
                {..DataAttr::PLACE.is(at.map(|at| at + 1))}
            ></button>
        }
    };
    let buttons: Vec<_> = places(pictures.width, pictures.height).map(button).collect();
    let described_by = [Id::PICTURE_ORDER, Id::IMAGE_CODE_ERROR].map(Id::as_str).join(" ");
    view! {
        <div
            id=Id::PLACES
            role="group"
            {..custom_attribute("data-count", CLICKS)}
            {..custom_attribute("data-chosen", texts.chosen.text())}
            {..custom_attribute("data-words", words(language))}
            aria-label=catalogue.challenges.click.label
            aria-describedby=described_by
        >
            {buttons}
        </div>
    }
}

/// What is said of each kind, for the script that learns which one there is: its name, label, alternative text
/// and order, a line each.
fn words(language: Language) -> String {
    let challenges = &language.catalogue().challenges;
    let kinds = ["text", "pick", "math", "motion", "click", "slide", "work"];
    let texts = kinds.iter().filter_map(|kind| Some((*kind, challenges.of(kind)?)));
    let lines = texts.flat_map(|(name, texts)| [name, texts.label, texts.alt, texts.order]);
    lines.collect::<Vec<_>>().join("\n")
}

/// How many places are clicked; empty before the first is.
pub(super) fn chosen(answer: &str, language: Language) -> String {
    match answer.split_whitespace().count() {
        0 => String::new(),
        count => {
            let texts = &language.catalogue().pointing;
            texts.chosen.fill([&count.to_string(), &CLICKS.to_string()])
        }
    }
}

/// What else can be done: take back a place, or copy characters, which have a sound.
#[component]
pub(super) fn Others(
    /// The language of every text.
    language: Language,
    /// Where the form for a place goes, and that for another picture.
    actions: [String; 2],
) -> impl IntoView {
    let texts = &language.catalogue().pointing;
    let [to_place, to_picture] = actions;
    view! {
        <button id=Id::UNDO class="quiet" formaction=to_place name="undo" value="1">
            {texts.undo}
        </button>
        <button
            id=Id::BY_CHARACTERS
            class="quiet"
            formaction=to_picture
            name="by_characters"
            value="1"
        >
            {texts.by_characters}
        </button>
    }
}
