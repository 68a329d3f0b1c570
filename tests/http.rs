//! Black-box tests over HTTP, one module for each area. What more than one server or both stores
//! have to do stands in `races`, `outage`, `killed`, `limits`, `breaker` and `refunds`.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests stop so")]

mod support;

#[path = "support/asn_file.rs"]
mod asn_file;
#[path = "support/collector.rs"]
mod collector;
#[path = "support/inbound.rs"]
mod inbound;

#[path = "http/admin.rs"]
mod admin;
#[path = "http/another_network.rs"]
mod another_network;
#[path = "http/back_ends.rs"]
mod back_ends;
#[path = "http/base_path.rs"]
mod base_path;
#[path = "http/bounds.rs"]
mod bounds;
#[path = "http/breaker.rs"]
mod breaker;
#[path = "http/challenges.rs"]
mod challenges;
#[path = "http/clients.rs"]
mod clients;
#[path = "http/crowd.rs"]
mod crowd;
#[path = "http/decisions.rs"]
mod decisions;
#[path = "http/embed.rs"]
mod embed;
#[path = "http/enumeration.rs"]
mod enumeration;
#[path = "http/forms.rs"]
mod forms;
#[path = "http/guesses.rs"]
mod guesses;
#[path = "http/handles.rs"]
mod handles;
#[path = "http/health_check.rs"]
mod health_check;
#[path = "http/host.rs"]
mod host;
#[path = "http/image_code_sounds.rs"]
mod image_code_sounds;
#[path = "http/image_codes.rs"]
mod image_codes;
#[path = "http/killed.rs"]
mod killed;
#[path = "http/legacy.rs"]
mod legacy;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/load.rs"]
mod load;
#[path = "http/logs.rs"]
mod logs;
#[path = "http/media_types.rs"]
mod media_types;
#[path = "http/metrics.rs"]
mod metrics;
#[path = "http/motion.rs"]
mod motion;
#[path = "http/networks.rs"]
mod networks;
#[path = "http/openapi.rs"]
mod openapi;
#[path = "http/operators.rs"]
mod operators;
#[path = "http/outage.rs"]
mod outage;
#[path = "http/phone_numbers.rs"]
mod phone_numbers;
#[path = "http/provider_order.rs"]
mod provider_order;
#[path = "http/providers.rs"]
mod providers;
#[path = "http/proxies.rs"]
mod proxies;
#[path = "http/races.rs"]
mod races;
#[path = "http/refunds.rs"]
mod refunds;
#[path = "http/reverse_messages.rs"]
mod reverse_messages;
#[path = "http/sample.rs"]
mod sample;
#[path = "http/security_headers.rs"]
mod security_headers;
#[path = "http/settings.rs"]
mod settings;
#[path = "http/site.rs"]
mod site;
#[path = "http/site_page.rs"]
mod site_page;
#[path = "http/siteverify.rs"]
mod siteverify;
#[path = "http/sms_codes.rs"]
mod sms_codes;
#[path = "http/step_up.rs"]
mod step_up;
#[path = "http/stop.rs"]
mod stop;
#[path = "http/systems.rs"]
mod systems;
#[path = "http/test_numbers.rs"]
mod test_numbers;
#[path = "http/traces.rs"]
mod traces;
#[path = "http/vendors.rs"]
mod vendors;
#[path = "http/walkthrough.rs"]
mod walkthrough;
