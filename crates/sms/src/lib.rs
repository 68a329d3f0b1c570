//! Codes by text message: the code, the words around it, and the providers that carry it.
//!
//! A message is paid for and a person waits for it, so the one question that matters is whether it left.
//! Every provider's answers are read into [`SendError`], which tells "certainly not sent" from "perhaps
//! sent", and [`FailoverSender`] tries the next provider after the former alone.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use menshen_model::{Country, Language, MobileNumber};
//! use menshen_sms::{FailoverSender, SmsCode, SmsMessage, Values, provider};
//!
//! # async fn send() -> Option<()> {
//! // What each provider is set up with: SMS_TWILIO_ACCOUNT_SID and so on.
//! let values = Values::of_environment();
//! let twilio = provider("twilio")?.open(&values).ok()?;
//! let sender = FailoverSender::new(vec![twilio]);
//! let message = SmsMessage {
//!     mobile: MobileNumber::from_e164("+8613800138000".to_owned(), Country::from_code("CN")?),
//!     code: SmsCode::random(&mut rand::rng()),
//!     life: Duration::from_secs(300),
//!     language: Language::default(),
//! };
//! // `()` watches nothing; see `AttemptObserver`.
//! let outcome = sender.send(&message, &()).await;
//! println!("{}: {:?}", outcome.provider, outcome.result);
//! # Some(()) }
//! ```
//!
//! # Where things are
//! - `providers`: the registry, and one file or folder a provider, with all that there is to know of it.
//! - `provider`: what a provider has to say of itself; `setting`, what its operator has to say.
//! - `failover`: the providers in the operator's order.
//! - `inbound`: messages that people send to the operator, as providers hand them on.
//! - `per_language`: what there is one of for each language.
//! - `http`: how a request leaves and what an answer says about whether the message left; `sign`, `text`
//!   and `endpoint` are what providers share.
//!
//! Nothing that a provider answers reaches a log or an error but what looks like an error code.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

mod code;
mod endpoint;
mod failover;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
pub mod fuzz;
pub mod http;
mod inbound;
mod message;
mod per_language;
mod provider;
mod providers;
mod send_error;
mod setting;
mod sign;
mod text;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
mod vectors;

pub use code::SmsCode;
pub use endpoint::Endpoint;
pub use failover::{Attempt, AttemptObserver, BUDGET, FailoverSender, Outcome};
pub use inbound::{
    Accepted, Inbound, InboundError, InboundMessage, InboundRequest, InboundWebhook,
};
pub use message::{SmsMessage, SmsProvider};
pub use provider::{OpenError, Provider};
pub use providers::{PROVIDERS, provider, settings};
pub use send_error::SendError;
pub use setting::{Setting, SettingError, SettingKind, Values};
pub use text::MessageText;
