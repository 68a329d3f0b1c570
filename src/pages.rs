//! The pages, one file each, rendered on the server.

mod not_found;
mod registration;

pub use not_found::NotFoundPage;
pub use registration::RegistrationPage;
