//! How long a server takes to check work, in the memory that settings allow:
//! `cargo run --release -p menshen-work --example check`

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::time::Instant;

use menshen_work::{Fault, Memory};

const TIMES: u32 = 50;

fn main() -> Result<(), Fault> {
    for mib in [8, 16, 32] {
        let mut memory = Memory::new(mib * 1024)?;
        // The first one takes the pages from the system.
        memory.beginning("AAECAwQFBgcICQoLDA0ODw", "13800138000", 0)?;
        let mut times = Vec::new();
        for nonce in 0..TIMES {
            let start = Instant::now();
            memory.beginning("AAECAwQFBgcICQoLDA0ODw", "13800138000", nonce)?;
            times.push(start.elapsed());
        }
        times.sort();
        let [median, ninetieth] = [times[times.len() / 2], times[times.len() * 9 / 10]];
        println!("{mib:2} MiB: median {median:.1?}, nine of ten within {ninetieth:.1?}");
    }
    Ok(())
}
