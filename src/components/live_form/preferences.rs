//! The colours by a click, without losing what is typed.

use leptos::{
    prelude::document,
    wasm_bindgen::{JsCast, JsValue},
};
use web_sys::{Element, js_sys::Reflect};

use crate::components::{
    dom::{self, listen},
    ids::{DataAttr, Id},
};

const CHOSEN: &str = "[aria-current]";

/// Without the island each choice is a link to the page in its colours, and the server sets the
/// same cookie.
pub(super) fn wake() {
    listen(Id::THEMES, "click", |event| {
        let link = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = link.and_then(|link| link.closest("a").ok().flatten());
        let theme = link.as_ref().and_then(|link| link.get_attribute(DataAttr::THEME.as_str()));
        let (Some(link), Some(theme)) = (link, theme) else { return };
        event.prevent_default();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute(DataAttr::THEME.as_str(), &theme);
        }
        let themes = dom::element(Id::THEMES);
        let chosen = themes.and_then(|themes| themes.query_selector(CHOSEN).ok().flatten());
        if let Some(chosen) = chosen {
            let _ = chosen.remove_attribute("aria-current");
        }
        let _ = link.set_attribute("aria-current", "true");
        let base = dom::base();
        let path = if base.is_empty() { "/" } else { &base };
        let cookie =
            ["theme=", &theme, "; Path=", path, "; Max-Age=31536000; SameSite=Lax"].concat();
        let _ = Reflect::set(&document(), &JsValue::from_str("cookie"), &cookie.into());
    });
}
