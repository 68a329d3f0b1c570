//! The parts of the page that live in the browser. [`LiveForm`] is the one island.

mod live_form;

pub use live_form::LiveForm;
