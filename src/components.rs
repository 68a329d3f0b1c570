//! The parts of the page that live in the browser. [`LiveForm`] is the one island.

mod live_form;

pub use live_form::LiveForm;
#[cfg(feature = "hydrate")]
pub(crate) use live_form::call_under_base;
