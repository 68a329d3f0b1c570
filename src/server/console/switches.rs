//! How each switch stands, who turned it, and the way to turn it.

use leptos::prelude::*;
use menshen_i18n::{ConsoleTexts, SwitchTexts};
use strum::VariantArray;

use crate::server::store::{KillSwitch, Switches};
use crate::server::time_text::moment;

pub(super) fn texts_of(texts: &'static ConsoleTexts, switch: KillSwitch) -> &'static SwitchTexts {
    match switch {
        KillSwitch::Stop => &texts.stop,
        KillSwitch::Raise => &texts.raise,
    }
}

/// How each switch stands, who turned it, and the way to turn it, at this address.
pub(super) fn all(
    texts: &'static ConsoleTexts,
    switches: &Switches,
    to: &str,
) -> impl IntoView + use<> {
    let each = KillSwitch::VARIANTS.iter().map(|&switch| {
        let (words, on) = (texts_of(texts, switch), switches.is_on(switch));
        let turned = switches.get(switch).map(|turned| {
            let by = texts.turned_by.fill([&turned.by, &moment(turned.at / 1000)]);
            view! { <p class="muted">{by}</p> }
        });
        let href = format!("{to}?switch={}&on={}", switch.name(), !on);
        let turn = if on { words.turn_off } else { words.turn_on };
        view! {
            <div class=if on { "switch on" } else { "switch" }>
                <p>
                    <strong>{words.name}</strong> " "
                    <span class="state">{if on { words.is_on } else { words.is_off }}</span>
                </p>
                {turned}
                <p><a class="button" href=href>{turn}</a></p>
            </div>
        }
    });
    view! {
        <section id="switches" aria-labelledby="switches-title">
            <h2 id="switches-title">{texts.switches}</h2>
            {each.collect_view()}
        </section>
    }
}
