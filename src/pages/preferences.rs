//! Below every page: the other languages, and the colours. Links, so that they need no script; the
//! server remembers what they ask for in a cookie.

use leptos::prelude::*;

use crate::{
    components::{DataAttr, Id},
    model::{Language, Theme},
};

/// The other languages, behind the name of this one.
#[component]
pub fn Languages(
    /// The language of the page.
    language: Language,
    /// What the links begin with, up to where a parameter may follow.
    asks: String,
) -> impl IntoView {
    let others = Language::all().filter(move |other| *other != language);
    let links = others.map(|other| {
        let href = format!("{asks}lang={}", other.name());
        let dir = (other.dir() != language.dir()).then(|| other.dir());
        view! {
            <a href=href lang=other.tag() dir=dir rel="nofollow">
                {other.own_name()}
            </a>
        }
    });
    let (own, label) = (language.own_name(), language.catalogue().preferences.language);
    view! {
        <details>
            <summary aria-label=format!("{label}: {own}")>{own}</summary>
            {links.collect_view()}
        </details>
    }
}

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
    let asks = format!("{home}?");
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
            <Languages language asks />
            <span id=Id::THEMES role="group" aria-label=texts.colours>
                {themes.collect_view()}
            </span>
        </footer>
    }
}
