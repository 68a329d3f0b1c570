//! Scripts that only some pages load: for pictures that are pointed at and work that begins early, and for pictures that
//! move.

use std::sync::{Arc, LazyLock};

use leptos::{nonce::use_nonce, prelude::*};

use super::frame::{Script, compact};

/// Where [`POINTING`] is.
pub(crate) const POINTING_PATH: &str = "/page/pointing.js";

/// Learns what a picture asks for before it is shown, fills in the answer to one that is pointed at, and says when the
/// browser may begin to work.
pub(crate) static POINTING: LazyLock<Script> =
    LazyLock::new(|| Script::new(compact(include_str!("pointing.js"))));

/// Where [`MOVING`] is.
pub(crate) const MOVING_PATH: &str = "/page/moving.js";

/// Stops a picture that moves, and lets it go on.
pub(crate) static MOVING: LazyLock<Script> =
    LazyLock::new(|| Script::new(compact(include_str!("moving.js"))));

/// Loads one of them, under a name that changes with it.
#[component]
pub(super) fn PageScript(
    /// The path that the server is under.
    base: Arc<str>,
    /// Where the script is.
    path: &'static str,
    script: &'static Script,
) -> impl IntoView {
    let src = format!("{base}{path}?{}", script.tag);
    use_nonce().map(|nonce| view! { <script type="module" nonce=nonce src=src></script> })
}
