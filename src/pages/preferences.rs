//! Below every page: the other languages, and the colours. Links, so that they need no script; the
//! server remembers what they ask for in a cookie.

use leptos::prelude::*;

use crate::{
    components::{DataAttr, Id},
    model::{Language, Theme},
};

/// The choices that a person has on every page.
#[component]
pub fn Preferences(
    /// The language of the page.
    language: Language,
    /// The colours of the page.
    theme: Theme,
    /// Where the page is.
    home: String,
) -> impl IntoView {
    let texts = &language.catalogue().preferences;
    let others = Language::all().filter(move |other| *other != language);
    let languages = others.map(|other| {
        let href = format!("{home}?lang={}", other.name());
        view! {
            <a href=href hreflang=other.tag() lang=other.tag() dir=other.dir() rel="nofollow">
                {other.own_name()}
            </a>
        }
    });
    let themes = Theme::ALL.map(|choice| {
        let text = match choice {
            Theme::System => texts.theme_system,
            Theme::Light => texts.theme_light,
            Theme::Dark => texts.theme_dark,
        };
        view! {
            <a
                href=format!("{home}?theme={}", choice.name())
                {..DataAttr::THEME.is(choice.name())}
                aria-current=(choice == theme).then_some("true")
                rel="nofollow"
            >
                {text}
            </a>
        }
    });
    view! {
        <footer>
            {languages.collect_view()}
            <span id=Id::THEMES role="group" aria-label=texts.colours>
                {themes.collect_view()}
            </span>
        </footer>
    }
}
