//! Everything that only the server has.
//!
//! The flow is the gate's, in a crate of its own. `router` lists every route, `settings` everything an
//! operator can set, `config` what that comes to, `startup` how the parts are put together. The page's own
//! calls come in by `page_calls`. What operators look at: `metrics`, `store_gauges`, `usage`, `traces`, which are told what
//! happens as events of the gate, and `console`. What they do there, or by its API, `operators` does and writes down.

mod admission;
mod asn_database;
mod cache;
mod client_doubts;
mod config;
mod console;
mod cookies;
mod file_contents;
mod first_challenge;
mod form_state;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod gzip;
mod headers;
mod health_check;
mod lifecycle;
mod log_throttle;
mod metrics;
mod middleware;
mod open_files;
mod openapi;
mod operators;
mod page_calls;
mod problem;
mod router;
mod routes;
mod sample;
mod settings;
mod site;
mod site_logo;
mod startup;
mod state;
mod store_gauges;
mod telemetry;
mod time_text;
mod traces;
mod usage;

pub(crate) use menshen_gate as gate;
pub(crate) use menshen_gate::{
    clock, login_throttle, renderer, site_secret, switch_service, ticket,
};
pub(crate) use menshen_phone as phone;
pub(crate) use menshen_sms as sms;
pub(crate) use menshen_spans as spans;

pub use config::Config;
pub use health_check::{HealthCheck, Unhealthy};
pub use menshen_gate::{Gate, SendRequest, VerifyRequest, keys};
pub use menshen_store as store;
pub use open_files::raise as raise_open_files;
pub use router::api_description;
pub use routes::embed::element_module;
pub use sample::{Sample, SampleError};
pub use settings::{Settings, SettingsError, empty_variables, without_values};
pub use startup::{Server, StartError, Stop, open_stores};
pub use telemetry::init as init_telemetry;
