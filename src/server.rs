//! Everything that only the server has.
//!
//! Start at `gate`: the flow, and the only way to a text message. `router` lists every route,
//! `settings` everything an operator can set, `startup` how the parts are put together. The page's own
//! calls come in by `page_calls`. What operators look at: `metrics`, `gauges`, `usage`, `traces`, which
//! are told what happens as events of the gate, and `console`, whose switches are `switchboard`.

mod admission;
mod cache;
mod client_doubts;
mod clock;
mod console;
mod cookies;
mod file_contents;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod gate;
mod gauges;
mod headers;
pub mod keys;
mod lifecycle;
mod log_throttle;
mod login_throttle;
mod metrics;
mod middleware;
mod notify;
mod open_files;
mod openapi;
mod page_calls;
mod phone;
mod problem;
mod progress;
mod renderer;
mod router;
mod routes;
mod sample;
mod seal;
mod settings;
mod site_secret;
mod spans;
mod startup;
mod state;
mod switchboard;
mod telemetry;
mod ticket;
mod traces;
mod usage;

pub(crate) use menshen_sms as sms;

pub use gate::{ConfirmRequest, Gate, SendRequest};
pub use menshen_store as store;
pub use open_files::raise as raise_open_files;
pub use sample::{Sample, SampleError};
pub use settings::{Settings, SettingsError, empty_variables, without_values};
pub use startup::{Server, StartError, Stop, open_store};
pub use telemetry::init as init_telemetry;
