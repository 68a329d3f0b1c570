//! A picture that moves: it can be stopped, and who wants no motion gets a still one.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::Form;
use crate::components::{
    dom::{data, element},
    ids::{DataAttr, Id},
};

impl Form {
    /// Shows one frame in place of the picture, or the picture again.
    pub(in crate::components) fn pause_or_resume(self) {
        let is_paused = self.now(|state| state.is_paused);
        // What can't be drawn goes on.
        let stops = !is_paused && draw_frame().is_some();
        self.update(|state| state.is_paused = stops);
    }
}

/// Draws a frame of the picture: browsers take the first or the one that is shown, and none of them tells anything.
fn draw_frame() -> Option<()> {
    let image: HtmlImageElement = element(Id::PICTURE)?.unchecked_into();
    let canvas: HtmlCanvasElement = element(Id::STILL_FRAME)?.unchecked_into();
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    let (width, height) = (canvas.width().into(), canvas.height().into());
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height).ok()
}

/// What an address of a new picture ends in.
pub(super) fn wish() -> &'static str {
    let wants_no_motion = || {
        let query = window().match_media("(prefers-reduced-motion: reduce)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    let moves = data(Id::GATE, DataAttr::MOVES).is_some();
    if moves && wants_no_motion() { "?still" } else { "" }
}
