//! What all pages of the console have in common: the document around each.

use std::sync::Arc;

use leptos::prelude::*;
use menshen_i18n::{ConsoleTexts, OperatorTexts};

use super::Session;
use crate::{
    model::{Language, PageContext, Theme},
    pages::Languages,
};

/// What all pages have in common.
pub(crate) struct Document {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// The address that the links to languages and colours stay at.
    pub(crate) path: String,
    /// What stands before the path of every address.
    base: Arc<str>,
    /// What the browser calls it.
    title: &'static str,
}

impl Document {
    /// For the page of this request, at this address.
    pub(crate) fn new(context: &PageContext, path: impl AsRef<str>) -> Self {
        let (language, theme, base) = (context.language, context.theme, Arc::clone(&context.base));
        let path = format!("{base}{}", path.as_ref());
        Self { language, theme, path, base, title: language.catalogue().console.title }
    }

    /// The same with a title of its own.
    pub(super) fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// The address of this path.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) fn texts(&self) -> &'static ConsoleTexts {
        &self.language.catalogue().console
    }

    pub(super) fn operator_texts(&self) -> &'static OperatorTexts {
        &self.language.catalogue().operators
    }

    /// The title of a page, and who is logged in.
    pub(super) fn header(&self, title: &'static str, session: &Session) -> impl IntoView + use<> {
        let (texts, log_out) = (self.texts(), self.at("/admin/log-out"));
        let name = texts.logged_in_as.fill([&session.name]);
        view! {
            <header>
                <h1>{title}</h1>
                <form method="post" action=log_out>
                    <span>{name}</span>
                    <button>{texts.log_out}</button>
                </form>
            </header>
        }
    }

    /// The whole document as text.
    pub(super) fn html(self, body: impl IntoView) -> String {
        let Self { language, theme, title, .. } = self;
        let style = self.at("/admin/style.css");
        let scheme = if theme == Theme::System { "light dark" } else { theme.name() };
        let preferences = self.preferences();
        let document = view! {
            <!DOCTYPE html>
            <html lang=language.tag() dir=language.dir() data-theme=theme.name()>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content=scheme />
                    <meta name="robots" content="noindex" />
                    <title>{format!("{title} · Menshen")}</title>
                    <link rel="stylesheet" href=style />
                    // No icon, and no request for one.
                    <link rel="icon" href="data:," />
                </head>
                <body>{body} {preferences}</body>
            </html>
        };
        document.to_html()
    }

    fn preferences(&self) -> impl IntoView + use<> {
        let (path, theme) = (self.path.clone(), self.theme);
        let texts = &self.language.catalogue().preferences;
        let join = if path.contains('?') { '&' } else { '?' };
        let (language, asks) = (self.language, format!("{path}{join}"));
        let themes = Theme::ALL.map(|choice| {
            let text = match choice {
                Theme::System => texts.theme_system,
                Theme::Light => texts.theme_light,
                Theme::Dark => texts.theme_dark,
            };
            let href = format!("{path}{join}theme={}", choice.name());
            view! { <a href=href aria-current=(choice == theme).then_some("true")>{text}</a> }
        });
        view! {
            <footer>
                <Languages language asks />
                <span role="group" aria-label=texts.colours>{themes.collect_view()}</span>
            </footer>
        }
    }
}
