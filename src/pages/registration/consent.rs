//! What people agree to before a message is sent: in a line, or by a box that they have to tick themselves.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    components::Id,
    model::{Consent, Language, SiteView},
};

#[component]
pub(super) fn ConsentLine(
    language: Language,
    site: Arc<SiteView>,
    /// The person has ticked the box before.
    agreed: bool,
    /// They have not, and it was asked for.
    is_missing: bool,
) -> impl IntoView {
    let texts = &language.catalogue().site;
    let link = |url: &Option<String>, text: &'static str| {
        url.clone().map(|url| view! { <a href=url target="_blank" rel="noopener">{text}</a> })
    };
    let links = view! {
        {link(&site.terms_url, texts.terms)}
        " "
        {link(&site.privacy_url, texts.privacy)}
    };
    match site.consent {
        Consent::None => None,
        Consent::Sentence => {
            let line = view! { <p class="hint of-ask consent">{texts.by_asking} " " {links}</p> };
            Some(line.into_any())
        }
        Consent::Box => {
            let error = is_missing.then_some(texts.agree_missing);
            let line = view! {
                <div class="field of-ask">
                    <div class="consent">
                        <label for=Id::CONSENT>
                            <input
                                type="checkbox"
                                id=Id::CONSENT
                                name=Id::CONSENT
                                value="1"
                                checked=agreed
                                aria-describedby=Id::CONSENT_ERROR.as_str()
                                aria-invalid=is_missing.then_some("true")
                                autofocus=is_missing
                            />
                            {texts.agree}
                        </label>
                        {links}
                    </div>
                    <div class="said">
                        <p class="error" id=Id::CONSENT_ERROR>
                            {error}
                        </p>
                    </div>
                </div>
            };
            Some(line.into_any())
        }
    }
}
