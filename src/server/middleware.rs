//! What happens to every request around its handler.

pub(super) mod bounds;
pub(super) mod cache;
mod client_ip;
mod language;
pub(super) mod log;
pub(super) mod origin;
pub(super) mod visit;

pub(super) use client_ip::ClientIp;
pub(crate) use language::Accepted;
