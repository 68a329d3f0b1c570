//! The pages of the console: the form to log in, the front page, and the question before a switch is
//! turned. Plain HTML: no script, no style in the page.

use leptos::prelude::*;

use super::{
    Document, Report, Session, panels,
    records::{self, Page},
    switches,
};
use crate::server::{
    clock::since_1970,
    store::{KillSwitch, Span, Switches},
    store_gauges::StoreSnapshot,
    time_text::moment,
};

/// The form to log in, after a refusal with the words for it.
pub(crate) fn log_in_page(document: Document, refusal: Option<String>) -> String {
    let texts = document.texts();
    let is_wrong = refusal.is_some();
    let log_in = document.at("/admin/log-in");
    document.html(view! {
        <main class="narrow">
            <h1>{texts.title}</h1>
            <p class="muted">{texts.log_in_lead}</p>
            <form method="post" action=log_in>
                <label for="name">{texts.name}</label>
                <input id="name" name="name" required maxlength="40" autocomplete="username"
                    aria-describedby="name-hint" />
                <p id="name-hint" class="muted">{texts.name_hint}</p>
                <label for="token">{texts.token}</label>
                <input id="token" name="token" type="password" required
                    autocomplete="current-password" aria-invalid=is_wrong.then_some("true")
                    aria-describedby="token-refused" />
                <p id="token-refused" class="wrong" role="alert">{refusal}</p>
                <button>{texts.log_in}</button>
            </form>
        </main>
    })
}

/// The question before a switch is turned.
pub(crate) fn confirm_page(document: Document, switch: KillSwitch, on: bool) -> String {
    let texts = document.texts();
    let words = switches::texts_of(texts, switch);
    let (to_switch, front) = (document.at("/admin/switch"), document.at("/admin"));
    let (ask, turn) =
        if on { (words.ask_on, words.turn_on) } else { (words.ask_off, words.turn_off) };
    document.html(view! {
        <main class="narrow">
            <h1>{words.name}</h1>
            <p>{ask}</p>
            <form method="post" action=to_switch>
                <input type="hidden" name="switch" value=switch.name() />
                <input type="hidden" name="on" value=on.to_string() />
                <button class=on.then_some("danger")>{turn.trim_end_matches('…')}</button>
            </form>
            <p><a class="button" href=front>{texts.cancel}</a></p>
        </main>
    })
}

/// A switch that perhaps does not stand as it was told to, and the way back to look.
pub(crate) fn not_turned_page(document: Document, switch: KillSwitch) -> String {
    let texts = document.texts();
    let title = switches::texts_of(texts, switch).name;
    failure_page(document, title, texts.not_turned.to_owned())
}

/// A change of lists and caps that perhaps was not kept, and the way back to look.
pub(crate) fn not_saved_page(document: Document, text: &'static str) -> String {
    let title = document.operator_texts().rules.title;
    failure_page(document, title, text.to_owned())
}

/// A session that perhaps has not ended, and the way back.
pub(crate) fn not_logged_out_page(document: Document) -> String {
    let texts = document.texts();
    failure_page(document, texts.log_out, texts.not_logged_out.to_owned())
}

/// Nothing was done, since it can't be told whether the session still holds.
pub(crate) fn store_down_page(document: Document) -> String {
    let texts = document.texts();
    failure_page(document, texts.title, texts.store_down.to_owned())
}

/// A form came from elsewhere, or seems so, and the way back.
pub(crate) fn not_own_page(document: Document, text: String) -> String {
    let title = document.language.catalogue().page.not_own;
    failure_page(document, title, text)
}

fn failure_page(document: Document, title: &'static str, text: String) -> String {
    let (back, front) = (document.texts().title, document.at("/admin"));
    document.html(view! {
        <main class="narrow">
            <h1>{title}</h1>
            <p class="wrong" role="alert">{text}</p>
            <p><a class="button" href=front>{back}</a></p>
        </main>
    })
}

/// Everything at one look. Without a report the store did not answer.
pub(crate) fn front_page(
    document: Document,
    session: &Session,
    standing: &Switches,
    report: Option<&Report>,
    snapshot: &StoreSnapshot,
    span: Span,
) -> String {
    let (texts, language) = (document.texts(), document.language);
    let spans = [
        (Span::Minutes, document.at("/admin"), texts.last_hour),
        (Span::Hours, document.at("/admin?span=hours"), texts.two_days),
    ];
    let spans = spans.map(|(of, href, text)| {
        view! { <a href=href aria-current=(of == span).then_some("page")>{text}</a> }
    });
    let here = document.path.clone();
    let (header, pages) =
        (document.header(texts.title, session), records::pages(&document, Page::Overview));
    let switches = switches::all(texts, standing, &document.at("/admin/switch"));
    let now = since_1970().as_secs();
    let numbers = match report {
        None => view! { <p class="wrong" role="alert">{texts.store_down}</p> }.into_any(),
        Some(report) => panels::all(language, report, snapshot).into_any(),
    };
    document.html(view! {
        {header}
        <main>
            {pages}
            {switches}
            <nav aria-label=texts.span>{spans.collect_view()} <a href=here>{texts.reload}</a></nav>
            <p class="muted">{texts.as_of.fill([&moment(now)])}</p>
            {numbers}
        </main>
    })
}
