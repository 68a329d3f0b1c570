//! The parts of the page. [`RegistrationForm`] is the island; the others stand inside it.

mod countdown;
mod field;
mod image_code;
mod registration_form;
mod sound;

pub use registration_form::RegistrationForm;
