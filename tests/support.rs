//! What the black-box tests stand on: real servers, on free ports of the loopback.

mod answer;
pub mod client;
pub mod clock;
pub mod console;
mod doors;
pub mod foreign;
mod level;
pub mod menshen;
pub mod nginx;
pub mod patience;
pub mod program;
#[expect(dead_code, reason = "what only the tests of faults, or only the others need")]
pub mod redis_server;
pub mod scrape;
pub mod site;
pub mod vendor;
mod volley;
pub mod webhook;
pub mod wire;

pub use answer::Answer;
pub use client::client;
pub use clock::Clock;
pub use console::Console;
pub use foreign::Foreign;
pub use level::level;
pub use menshen::Menshen;
pub use nginx::Nginx;
pub use patience::{PATIENCE, until};
pub use program::Program;
pub use redis_server::RedisServer;
pub use scrape::Scrape;
pub use vendor::Vendor;
pub use volley::volley;
pub use webhook::Webhook;
pub use wire::Wire;
