//! A labelled field with its error beside it.

use leptos::{attr::custom::custom_attribute, prelude::*};

use crate::{
    components::Id,
    model::{Field, Language},
};

/// What a field is, as the browser should know it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldKind {
    pub(super) field: Field,
    pub(super) label: &'static str,
    /// Says which keyboard a phone shows.
    pub(super) input_mode: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) max_length: u32,
    /// Whether it is filled in by pointing at a picture, and not typed.
    pub(super) is_pointed: bool,
    /// The element that says more about it.
    pub(super) described_by: Option<Id>,
}

/// What a field is at the moment.
#[derive(Debug, Clone, Default)]
pub(super) struct FieldState {
    pub(super) value: String,
    pub(super) error: Option<String>,
    /// Whether the person goes on here.
    pub(super) is_next: bool,
}

/// Label, input and error. The focus goes to a field that is refused, and what it is refused for is its
/// description: an alert would be read twice.
#[component]
pub(super) fn LabelledField(
    kind: FieldKind,
    state: FieldState,
    /// Stands between label and input.
    #[prop(optional, into)]
    above: Option<AnyView>,
    /// Stands in one line with the input, before it,
    #[prop(optional, into)]
    before: Option<AnyView>,
    /// and after it.
    #[prop(optional, into)]
    after: Option<AnyView>,
    /// Stands below it, as long as no error does.
    #[prop(optional, into)]
    hint: Option<AnyView>,
) -> impl IntoView {
    let FieldKind { field, label, input_mode, autocomplete, max_length, is_pointed, described_by } =
        kind;
    let FieldState { value, error, is_next } = state;
    let (id, error_id) = (Id::of_input(field), Id::of_error(Some(field)));
    let described_by = [error_id].into_iter().chain(described_by).map(Id::as_str);
    let described_by = described_by.collect::<Vec<_>>().join(" ");
    let is_answer = matches!(field, Field::ImageCode | Field::SecondImageCode);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {above}
            <div class="line">
                {before}
                <input
                    id=id
                    name=id
                    inputmode=input_mode
                    autocomplete=autocomplete
                    autocapitalize=if is_answer { "characters" } else { "off" }
                    {..custom_attribute("autocorrect", "off")}
                    // Answers are read out as what they are, in whatever language.
                    lang=is_answer.then_some(Language::OF_ANSWERS.tag())
                    // Numbers and codes, whatever the language around them.
                    dir="ltr"
                    spellcheck="false"
                    maxlength=max_length
                    value=(!value.is_empty()).then_some(value)
                    aria-describedby=described_by
                    aria-invalid=error.is_some().then_some("true")
                    tabindex=is_pointed.then_some("-1")
                    aria-hidden=is_pointed.then_some("true")
                    autofocus=is_next
                />
                {after}
            </div>
            <div class="said">
                {hint}
                <p class="error" id=error_id>
                    {error}
                </p>
            </div>
        </div>
    }
}
