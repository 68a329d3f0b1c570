//! Who wants no motion gets a still picture.

use leptos::prelude::*;

use crate::components::{
    dom::data,
    ids::{DataAttr, Id},
};

/// What an address of a new picture ends in.
pub(super) fn wish() -> &'static str {
    let wants_no_motion = || {
        let query = window().match_media("(prefers-reduced-motion: reduce)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    let moves = data(Id::GATE, DataAttr::MOVES).is_some();
    if moves && wants_no_motion() { "?still" } else { "" }
}
