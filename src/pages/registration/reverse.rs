//! A message that the person is to send: hidden until it is asked for. It all works by plain HTML; where there
//! are islands the page asks by itself whether it has come.

use leptos::prelude::*;

use crate::{api::Reverse, components::Id, model::Language};

#[component]
pub(super) fn ReversePanel(
    /// The language of every text.
    language: Language,
    /// What is to be sent, where that is asked for.
    asked: Option<Reverse>,
    /// The person says that it is sent, and it has not come.
    is_early: bool,
    /// The number that it is to come from.
    mobile: String,
    /// Where the form goes that asks whether it has come.
    action: String,
    /// What the forms of a frame carry.
    children: Children,
) -> impl IntoView {
    let texts = &language.catalogue().reverse;
    let is_asked = asked.is_some();
    let Reverse { to, text, handle, link, qr_size, qr_path, .. } = asked.unwrap_or_default();
    let status = if is_early { texts.not_yet } else { texts.waiting };
    view! {
        <section
            id=Id::REVERSE
            class="step-up"
            hidden=!is_asked
            aria-labelledby=Id::REVERSE_TITLE
        >
            <h2 id=Id::REVERSE_TITLE tabindex="-1">
                {texts.title}
            </h2>
            <p>{texts.lead}</p>
            <div class="field">
                <label for=Id::REVERSE_TO>{texts.to}</label>
                <input id=Id::REVERSE_TO readonly dir="ltr" value=to />
                <button type="button" id=Id::COPY_TO class="quiet scripted">
                    {texts.copy_to}
                </button>
            </div>
            <div class="field">
                <label for=Id::REVERSE_TEXT>{texts.text}</label>
                <input id=Id::REVERSE_TEXT readonly dir="auto" value=text />
                <button type="button" id=Id::COPY_TEXT class="quiet scripted">
                    {texts.copy_text}
                </button>
            </div>
            <p>
                <a
                    id=Id::REVERSE_LINK
                    class="button"
                    // None before it is asked for: an empty one would be the page itself.
                    href=(!link.is_empty()).then_some(link)
                >
                    {texts.open}
                </a>
            </p>
            <p class="hint">{texts.open_hint}</p>
            <figure>
                <svg
                    id=Id::REVERSE_QR
                    role="img"
                    aria-label=texts.qr_alt
                    viewBox=format!("0 0 {qr_size} {qr_size}")
                >
                    <path id=Id::REVERSE_QR_PATH d=qr_path></path>
                </svg>
                <figcaption>{texts.scan}</figcaption>
            </figure>
            <p class="warning">{texts.warning}</p>
            <form id=Id::REVERSE_FORM method="post" action=action novalidate>
                {children()}
                <input type="hidden" name="mobile" value=mobile />
                <input type="hidden" id=Id::REVERSE_HANDLE name="reverse_handle" value=handle />
                <button class="primary">{texts.sent_it}</button>
            </form>
            <p id=Id::REVERSE_STATUS role="status">
                {is_asked.then_some(status)}
            </p>
        </section>
    }
}
