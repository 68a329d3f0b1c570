//! What the black-box tests stand on: real servers, on free ports of the loopback.

pub mod clock;
pub mod menshen;
pub mod program;
pub mod redis_server;
pub mod site;
pub mod vendor;
pub mod webhook;

pub use clock::Clock;
pub use menshen::{Answer, Menshen};
pub use program::Program;
pub use redis_server::RedisServer;
pub use vendor::Vendor;
pub use webhook::Webhook;
