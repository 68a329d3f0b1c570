//! From requests to calls of the gate, and from its answers to responses. Nothing is decided here.

pub(super) mod admin;
pub(super) mod challenges;
pub mod embed;
pub(super) mod fallback;
pub(super) mod files;
pub(super) mod forms;
pub(super) mod health;
pub(super) mod image_codes;
pub(super) mod inbound;
pub(super) mod json_body;
pub(super) mod metrics;
pub(super) mod not_own;
mod picture_name;
pub(super) mod range;
pub(super) mod reverse_messages;
mod schemas;
pub(super) mod site_logo;
pub(super) mod siteverify;
pub(super) mod sms_codes;
pub(super) mod work;
