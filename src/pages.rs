//! The pages, one file each, rendered on the server.

mod icon;
mod not_found;
mod not_own;
mod preferences;
mod registration;
mod title;

pub use not_found::NotFoundPage;
pub use not_own::NotOwnPage;
pub use preferences::{Languages, Preferences};
pub use registration::RegistrationPage;
pub use title::title;
