//! The second step: where the message went, its code, and the way to another one.

use leptos::prelude::*;

use super::field::{FieldKind, FieldState, LabelledField};
use crate::{
    components::Id,
    model::{FormStep, Language, in_groups},
};

/// Where the message went, or will; and the button for another number. It belongs to the form of the code.
#[component]
pub(super) fn Summary(
    /// The language of every text.
    language: Language,
    /// At which step.
    step: FormStep,
    /// The phone number as typed.
    mobile: String,
    /// Where the form for another step goes.
    action: String,
) -> impl IntoView {
    let texts = &language.catalogue().steps;
    let mobile = isolated(&mobile);
    let summary = match step {
        FormStep::Ask | FormStep::Verified => String::new(),
        FormStep::Reverse => mobile,
        FormStep::Sent | FormStep::Test | FormStep::Again => texts.sent_to.fill([&mobile]),
    };
    view! {
        // Enter in a field presses a form's first button, which is not to be the one for another number.
        <button
            class="default"
            form=Id::VERIFY_FORM
            tabindex="-1"
            aria-hidden="true"
        ></button>
        <p class="summary">
            <span id=Id::SENT_TO>{summary}</span>
            <button
                id=Id::CHANGE
                class="link"
                form=Id::VERIFY_FORM
                formaction=action
                name="to"
                value=FormStep::Ask.name()
                aria-describedby=Id::SENT_TO
            >
                {texts.change}
            </button>
        </p>
    }
}

/// The number from left to right, whatever the language around it (U+2066, U+2069).
fn isolated(mobile: &str) -> String {
    format!("\u{2066}{}\u{2069}", in_groups(mobile))
}

#[component]
pub(super) fn CodeForm(
    /// The language of every text.
    language: Language,
    /// The phone number as typed.
    mobile: String,
    /// What the send was answered with.
    handle: String,
    /// Where the form goes, and where the one for another step.
    actions: [String; 2],
    /// How long until the next message, where there are no islands to count.
    wait: Option<String>,
    kind: FieldKind,
    state: FieldState,
    /// What the forms of a frame carry.
    children: Children,
) -> impl IntoView {
    let texts = &language.catalogue().steps;
    let [action, to_step] = actions;
    let resend = view! {
        <button id=Id::RESEND formaction=to_step name="to" value=FormStep::Again.name()>
            {texts.resend}
        </button>
    };
    // The island says there that it hands the code in by itself.
    let hint = view! { <p id=Id::CODE_HINT class="hint"></p> };
    view! {
        <form id=Id::VERIFY_FORM method="post" action=action novalidate>
            {children()}
            <input type="hidden" name="mobile" value=mobile />
            <input type="hidden" id=Id::HANDLE name="handle" value=handle />
            <LabelledField kind state after=resend.into_any() hint=hint.into_any() />
            {wait.map(|wait| view! { <p id=Id::RESEND_IN class="hint">{wait}</p> })}
            <button id=Id::VERIFY class="primary">
                {language.catalogue().page.verify}
            </button>
        </form>
    }
}
