//! `GET /metrics`.

#[path = "metrics/funnel.rs"]
mod funnel;
#[path = "metrics/readers.rs"]
mod readers;
#[path = "metrics/server.rs"]
mod server;
#[path = "metrics/told_by_all.rs"]
mod told_by_all;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::TcpListener,
    process::Command,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use menshen::{
    model::ImageCodeId,
    server::store::{KillSwitch, SwitchState},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Foreign, Menshen, Program, RedisServer, Scrape, Vendor, Webhook, client,
    menshen::{SITE_SECRET, mobile, other_than},
    site::lonely,
    until,
    vendor::{self, ALIYUN, TWILIO},
    webhook::Next,
};

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const PICTURE: &str = "menshen_pictures_total";
const RIGHT: &str = "menshen_image_codes_taken_total{outcome=\"right\"}";
const SENT: &str = "menshen_messages_sent_total{provider=\"webhook\",country=\"CN\"}";
const ASKED: &str = "menshen_provider_duration_seconds_count{provider=\"webhook\"}";

/// What the flow moved since then, without requests, calls of the store, and what the store tells.
fn flow<'a>(now: &'a Scrape, then: &Scrape) -> BTreeMap<&'a str, f64> {
    let mut moved = now.since(then);
    moved.retain(|name, _| {
        let aside = [
            "menshen_http_",
            "menshen_store_",
            "menshen_connections",
            "menshen_unread_answers_bytes",
            "menshen_budget_",
            "menshen_country_budget_",
        ];
        !aside.iter().any(|beginning| name.starts_with(beginning))
    });
    moved
}

/// Each of these once.
fn once<'a>(names: &[&'a str]) -> BTreeMap<&'a str, f64> {
    names.iter().map(|&name| (name, 1.0)).collect()
}

/// What was counted since the last look.
struct Watch<'a>(&'a Menshen, Scrape);

impl<'a> Watch<'a> {
    async fn on(menshen: &'a Menshen) -> Self {
        Self(menshen, Scrape::of(menshen).await)
    }

    /// Just these parts of the flow were counted, each once.
    async fn moved(&mut self, names: &[&str]) {
        let now = Scrape::of(self.0).await;
        assert_eq!(flow(&now, &self.1), once(names));
        self.1 = now;
    }
}
