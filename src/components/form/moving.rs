//! Who wants no motion gets a still picture.

use crate::components::{
    dom::{data, holds},
    ids::{DataAttr, Id},
};

/// What an address of a new picture ends in.
pub(super) fn wish() -> &'static str {
    let moves = data(Id::GATE, DataAttr::MOVES).is_some();
    if moves && holds("(prefers-reduced-motion: reduce)") { "?still" } else { "" }
}
