//! Gives what libFuzzer makes up to the target that has this program's name.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use menshen::server::fuzz::{Target, target};

static TARGET: LazyLock<Target> =
    LazyLock::new(|| target(env!("CARGO_BIN_NAME")).expect("a target of this name"));

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
