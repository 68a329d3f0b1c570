//! The script for pictures that are pointed at and for work that begins early, which other pages don't load.

use std::sync::{Arc, LazyLock};

use leptos::{nonce::use_nonce, prelude::*};

use super::frame::{Script, compact};

/// Where [`POINTING`] is.
pub(crate) const POINTING_PATH: &str = "/page/pointing.js";

/// Learns what a picture asks for before it is shown, fills in the answer to one that is pointed at, and says when the
/// browser may begin to work.
pub(crate) static POINTING: LazyLock<Script> =
    LazyLock::new(|| Script::new(compact(include_str!("pointing.js"))));

/// Loads it, under a name that changes with it.
#[component]
pub(super) fn Pointing(
    /// The path that the server is under.
    base: Arc<str>,
) -> impl IntoView {
    let src = format!("{base}{POINTING_PATH}?{}", POINTING.tag);
    use_nonce().map(|nonce| view! { <script type="module" nonce=nonce src=src></script> })
}
