//! What happens to every request around its handler.

pub(super) mod bounds;
pub(super) mod cache;
pub(super) mod client_ip;
pub(super) mod headers;
pub(super) mod language;
pub(super) mod log;
pub(super) mod origin;
pub(super) mod site_host;
pub(super) mod visit;

pub(crate) use client_ip::ClientIp;
pub(crate) use language::{Accepted, cookie};
pub(crate) use site_host::SiteHost;
