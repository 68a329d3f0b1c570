//! A labelled field with its error beside it.

use leptos::prelude::*;

use crate::{components::Id, model::Field};

/// What a field is, as the browser should know it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldKind {
    pub(super) field: Field,
    pub(super) label: &'static str,
    /// Says which keyboard a phone shows.
    pub(super) input_mode: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) max_length: u32,
    /// The element that says more about it.
    pub(super) described_by: Option<Id>,
}

/// Label, input and error.
#[component]
pub(super) fn LabelledField(
    kind: FieldKind,
    value: String,
    error: Option<String>,
    /// Whether the person goes on here.
    is_next: bool,
) -> impl IntoView {
    let FieldKind { field, label, input_mode, autocomplete, max_length, described_by } = kind;
    let (id, error_id) = (Id::of_input(field), Id::of_error(Some(field)));
    let described_by = [error_id].into_iter().chain(described_by).map(Id::as_str);
    let described_by = described_by.collect::<Vec<_>>().join(" ");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                inputmode=input_mode
                autocomplete=autocomplete
                autocapitalize="off"
                // Numbers and codes, whatever the language around them.
                dir="ltr"
                spellcheck="false"
                maxlength=max_length
                value=(!value.is_empty()).then_some(value)
                aria-describedby=described_by
                aria-invalid=error.is_some().then_some("true")
                autofocus=is_next
            />
            <p class="error" id=error_id role="alert">
                {error}
            </p>
        </div>
    }
}
