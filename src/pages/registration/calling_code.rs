//! What stands before the phone number: the calling code of the one country that is served, or a choice.

use std::sync::Arc;

use leptos::{nonce::use_nonce, prelude::*};

use crate::{
    components::Id,
    model::{CallingCode, Language, SiteView},
};

/// Browsers know what countries are called in every language; without scripts their codes stand there. The calling code
/// comes first, so that a narrow field shows all of it.
const NAMES: &str = "try{const n=new Intl.DisplayNames(document.documentElement.lang,{type:'region',style:'short'});\
    for(const o of document.querySelectorAll('#country option'))\
    o.text=`${o.value} ${n.of(o.text.slice(-2))}`}catch{}";

/// The chosen code and the rest of a number that was typed behind it.
pub(super) fn split(site: &SiteView, mobile: &str) -> (Option<u16>, String) {
    let chosen = site.calling_codes.iter().find_map(|CallingCode { code, .. }| {
        let rest = mobile.strip_prefix(&format!("+{code} "))?;
        Some((Some(*code), rest.to_owned()))
    });
    chosen.filter(|_| site.calling_codes.len() > 1).unwrap_or((None, mobile.to_owned()))
}

/// It says what a number without one is taken to be; nobody has to use it.
#[component]
pub(super) fn CallingCodes(
    language: Language,
    site: Arc<SiteView>,
    /// The one that is chosen; by default the first.
    chosen: Option<u16>,
) -> impl IntoView {
    let label = language.catalogue().site.country;
    let codes = site.calling_codes.clone();
    if let [CallingCode { code, .. }] = codes[..] {
        let code = view! {
            <span id=Id::CALLING_CODE class="prefix" dir="ltr">
                {format!("+{code}")}
            </span>
        };
        return code.into_any();
    }
    let chosen = chosen.or_else(|| codes.first().map(|first| first.code));
    // Of countries that share a code the first is shown.
    let mut is_open = true;
    let options = codes.into_iter().map(|CallingCode { country, code }| {
        let is_chosen = is_open && chosen == Some(code);
        is_open &= !is_chosen;
        view! {
            <option value=format!("+{code}") selected=is_chosen>
                {format!("+{code} {}", country.code())}
            </option>
        }
    });
    let options = options.collect_view();
    view! {
        <select
            id=Id::COUNTRY
            name=Id::COUNTRY
            aria-label=label
            dir="ltr"
            autocomplete="tel-country-code"
        >
            {options}
        </select>
        {use_nonce().map(|nonce| view! { <script type="module" nonce=nonce>{NAMES}</script> })}
    }
    .into_any()
}
