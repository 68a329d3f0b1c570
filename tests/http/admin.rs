//! `/admin`: who gets in, what the console shows, and what its switches do on every server.

#[path = "admin/access.rs"]
mod access;
#[path = "admin/numbers.rs"]
mod numbers;
#[path = "admin/switches.rs"]
mod switches;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use menshen::model::ImageCodeId;
use menshen_challenge::Difficulty;
use tokio::{net::TcpStream, task::JoinSet};

use crate::support::{
    Console, Menshen, RedisServer, Webhook,
    console::TOKEN,
    level,
    menshen::{WRONG, mobile},
    site::{abroad, lonely},
    until,
};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// All requests have one address.
const MANY: [&str; 4] = [
    "--image-codes-per-minute=100000",
    "--sms-per-address-hour=off",
    "--sms-per-prefix-hour=off",
    "--sms-countries=CN,HK",
];

/// A server with a console.
async fn embedded(settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    (Menshen::start(&[&of_console[..], settings].concat()).await, address)
}

/// A process with a console, on a Redis that others share.
async fn process(redis: &RedisServer, webhook: &Webhook, settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    let settings = [&of_console[..], &MANY, settings].concat();
    (Menshen::process(redis, webhook.clone(), &settings).await, address)
}
