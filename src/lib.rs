//! Menshen (门神): a self-hosted gate in front of SMS sign-up.
//!
//! A person reads a picture code, types it, and only then does a text message leave for their
//! phone; they type the code from the message, and the host site gets a ticket that says "this
//! phone number is verified".
//!
//! # Where things are
//! `ARCHITECTURE.md` is the map: all modules, how a request flows, where state lives, which tests hold
//! what is always true, and what it takes to add a provider, a challenge, a language or a site.
//! - `api`: the server functions, the page's door to the gate.
//! - `app`, `pages`: what people see, rendered on the server as plain forms that work by themselves.
//! - `components`: the islands that wake them in the browser.
//! - `server`: everything that only the server has.
//! - `crates/normalize` (`menshen-normalize`): which typed characters count as one.
//! - `crates/i18n` (`menshen-i18n`): all words that people read, one file a language.
//! - `crates/model` (`menshen-model`, here [`model`]): types that browser and server share; input is
//!   parsed into them once, at the edge.
//! - `crates/challenge` (`menshen-challenge`): picture codes, from a text to the bytes of a picture or
//!   a sound.
//! - `crates/gate` (`menshen-gate`): the flow, and the only way to a text message. Start reading here.
//! - `crates/work` (`menshen-work`): proof of work, checked here and done in a browser.
//! - `crates/phone` (`menshen-phone`): from what was typed to one number.
//! - `crates/spans` (`menshen-spans`): spans of a request's steps.
//! - `crates/store` (`menshen-store`): codes, counts and tickets until they expire, in memory or Redis.
//! - `crates/listener` (`menshen-listener`): HTTP/1.1 connections within bounds.
//! - `crates/sms` (`menshen-sms`): text messages and the providers that carry them.
//!
//! # Architecture invariants
//! - Who may import whom: `i18n` ← `model` ← `api` ← `components` ← `pages` ← `app` ← `server::router` ←
//!   `main`. The page knows nothing of `server`, which implements `api::PageCalls` for it.
//! - Modules import each other in no circle: `scripts/module-graph` fails on one.
//! - `menshen-model` and `menshen-challenge` do no I/O, read no clock, and know neither axum, fred,
//!   tokio nor leptos; the challenge gets its randomness from its caller.
//! - `server` is gated by the feature `ssr` here and nowhere else; each feature builds alone.
//! - Routes and server functions turn requests into calls of the gate and its answers into
//!   responses. They decide nothing.
//! - `menshen-store` and `menshen-gate` know neither axum nor leptos nor what is measured of them; the
//!   store does not know the gate.
//! - A store speaks of the flow (take a picture code, reserve a message), not of keys, so that each
//!   operation that must be atomic is one call.
//!
//! # What is always true
//! - I1: no text message without a challenge (a picture code, unless `CHALLENGE` says `work`) solved
//!   for that request. Store down, time-out, panic: nothing is sent.
//! - I2: one picture code buys at most one send, however many requests race with it.
//! - I3: one message code yields at most one ticket, and takes at most 5 attempts, however many
//!   requests race. Attempts by somebody who does not hold the send's handle have a small budget of
//!   their own and end nothing for who holds it.
//! - I4: nothing about a phone number is told before a picture code is solved.
//! - I5: secrets, message codes, picture texts and whole phone numbers never reach a log, a metric,
//!   a trace or an error text.
//! - I6: memory, Redis keys and queues stay bounded under any flood; work past the bound is refused
//!   with 429 or 503 and `Retry-After`.
//! - I7: nobody is locked out by others: a flood from one network closes nothing for the rest, and
//!   wrong tokens and secrets never keep the right ones out. Still open: strangers in two
//!   networks can use up the messages of a number.

// The types of nested views are deep.
#![recursion_limit = "256"]
#![cfg_attr(not(test), warn(unused_crate_dependencies))]

// Where a panic says more than "unreachable"; in a release that would be a tenth of the program.
#[cfg(all(feature = "hydrate", not(debug_assertions)))]
use console_error_panic_hook as _;

// What the program's memory comes from; see `main`.
#[cfg(all(feature = "ssr", target_env = "musl"))]
use mimalloc as _;

pub use menshen_model as model;

pub mod api;
#[cfg(feature = "ssr")]
pub mod app;
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
pub mod server;

/// Wakes the islands of a page that the server has rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    components::prepare();
}
