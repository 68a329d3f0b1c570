//! A labelled field with its error beside it.

use leptos::{html::Input, prelude::*};

use crate::model::{Field, GateError, Language};

/// The one refusal that the form shows at a time: at which field (none: below the form), and the
/// words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) field: Option<Field>,
    pub(super) text: String,
}

impl Refusal {
    pub(super) fn at(field: Field, text: impl Into<String>) -> Self {
        Self { field: Some(field), text: text.into() }
    }

    pub(super) fn of(error: &GateError, language: Language) -> Self {
        Self { field: error.field(), text: error.message(language) }
    }
}

/// What a field is, as the browser should know it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldKind {
    pub(super) field: Field,
    /// `id` and `name` of the input.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// Says which keyboard a phone shows.
    pub(super) input_mode: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) max_length: u32,
}

/// Label, input and error. The children stand beside the input.
///
/// What is typed stays in the input and is read from there: it may have been typed before the page
/// was woken, or come back with the browser's back button.
#[component]
pub(super) fn LabelledField(
    kind: FieldKind,
    refusal: RwSignal<Option<Refusal>>,
    input: NodeRef<Input>,
    #[prop(optional)] on_input: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let FieldKind { field, name, label, input_mode, autocomplete, max_length } = kind;
    let error_id = format!("{name}-error");
    let text = move || {
        refusal.get().filter(|refusal| refusal.field == Some(field)).map(|refusal| refusal.text)
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="row">
                <input
                    id=name
                    name=name
                    type="text"
                    inputmode=input_mode
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    maxlength=max_length
                    aria-describedby=error_id.clone()
                    aria-invalid=move || text().is_some().then_some("true")
                    node_ref=input
                    on:input=move |_| {
                        if let Some(on_input) = on_input {
                            on_input.run(());
                        }
                    }
                />
                {children.map(|children| children())}
            </div>
            <p class="error" id=error_id role="alert">
                {text}
            </p>
        </div>
    }
}
