//! The parts of the page that live in the browser, one file each.
//!
//! [`LiveForm`] wakes the form that the server has rendered, and the small islands inside it
//! ([`Picture`], [`PictureStatus`], [`NewPicture`], [`Sound`]) are what changes of a picture. They share
//! one `Form`: its signal is what they show. They read it in closures; derived signals would make
//! the browser's program 3 KB larger.

mod dom;
mod form;
mod ids;
mod labels;
mod live_form;
mod picture;
mod sound;

pub use ids::{DataAttr, Id};
pub use labels::{Label, Labels};
pub use live_form::LiveForm;
pub use picture::{NewPicture, Picture, PictureStatus};
pub use sound::Sound;

/// Gets the page ready for its islands: where their calls go, since addresses in the program have no
/// base path, and what they say.
#[cfg(feature = "hydrate")]
pub(crate) fn prepare() {
    let base = dom::base();
    if !base.is_empty() {
        // Set once, for as long as the page lives.
        leptos::server_fn::client::set_server_url(base.leak());
    }
    let labels = dom::data(Id::GATE, DataAttr::LABELS).unwrap_or_default();
    leptos::prelude::provide_context(Labels::read(&labels));
}
