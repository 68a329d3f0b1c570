//! What Redis can do to Menshen: every engine that it runs on, and every fault that those have. Few
//! tests at a time, because most of them run a dozen processes. `make fault` runs the slow ones as well,
//! one after the other, and holds how soon all is well again against what is promised.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests stop so")]
#![expect(clippy::print_stdout, reason = "says what was measured")]

#[expect(dead_code, unused_imports, reason = "what only the tests over HTTP need")]
mod support;

#[path = "fault/acl.rs"]
mod acl;
#[path = "fault/causes.rs"]
mod causes;
#[path = "fault/certificates.rs"]
mod certificates;
#[path = "fault/cluster.rs"]
mod cluster;
#[path = "fault/cluster_proxy.rs"]
mod cluster_proxy;
#[path = "fault/engines.rs"]
mod engines;
#[path = "support/lua_rule.rs"]
mod lua_rule;
#[path = "fault/proxy.rs"]
mod proxy;
#[path = "support/redis_cluster.rs"]
mod redis_cluster;
#[path = "fault/sentinel.rs"]
mod sentinel;
#[path = "fault/sentinel_set.rs"]
mod sentinel_set;
#[path = "fault/server.rs"]
mod server;
#[path = "fault/strict_proxy.rs"]
mod strict_proxy;
#[path = "fault/tls.rs"]
mod tls;
#[path = "fault/traffic.rs"]
mod traffic;

use support::{patience, redis_server};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Held by each test that runs.
async fn place() -> SemaphorePermit<'static> {
    static PLACES: Semaphore = Semaphore::const_new(3);
    PLACES.acquire().await.unwrap()
}
