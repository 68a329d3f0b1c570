//! What live picture codes cost in memory.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use serde_json::{Value, json};
use tokio::{task::LocalSet, time::sleep};

use super::{
    Outcome,
    http::Connection,
    redis::Redis,
    requests,
    servers::{self, Served, StoreKind},
};

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Live picture codes
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub codes: u32,

    /// Clients that ask for them; each is counted for a minute
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=131_072))]
    pub clients: u32,
}

/// Requests at once.
const CONNECTIONS: u32 = 32;

/// Issues the codes, prints what the server and its store hold before and after, and gives the
/// figures.
pub async fn run(
    servers: &servers::Options,
    store: StoreKind,
    options: &Options,
) -> Outcome<Value> {
    let Options { codes, clients } = *options;
    let capacity = codes.to_string();
    let settings = [
        ("IMAGE_CODE_TTL", "3600"),
        ("IMAGE_CODES_PER_MINUTE", "1000000"),
        ("MEMORY_STORE_CAPACITY", &capacity),
    ];
    let served = Served::start(servers, store, &settings).await?;
    // Whatever a start leaves behind is gone by then.
    sleep(Duration::from_secs(2)).await;
    let idle = served.server.usage()?.memory;
    let mut redis = match &served.redis {
        Some(redis) => Some(Redis::connect(redis.address).await?),
        None => None,
    };
    let used = match &mut redis {
        Some(redis) => Some(redis.used_memory().await?),
        None => None,
    };
    let start = Instant::now();
    let state = Rc::new(RefCell::new((0, 0)));
    let asking = LocalSet::new();
    for _ in 0..CONNECTIONS {
        let (state, address) = (Rc::clone(&state), served.server.address);
        asking.spawn_local(async move {
            let (mut connection, mut request) = (Connection::new(address), Vec::new());
            loop {
                let number = state.borrow().0;
                if number >= codes {
                    return;
                }
                state.borrow_mut().0 += 1;
                let client = u64::from(number % clients);
                requests::picture(&mut request, &ImageCodeId::random(), client);
                let answer = connection.exchange(&request).await;
                if !answer.is_ok_and(|answer| answer.status == 200) {
                    state.borrow_mut().1 += 1;
                }
            }
        });
    }
    asking.await;
    let failed = state.borrow().1;
    if failed > 0 {
        return Err(format!("{failed} of {codes} pictures were not answered").into());
    }
    sleep(Duration::from_secs(2)).await;
    let full = served.server.usage()?.memory;
    println!(
        "memory, {store} store, {codes} live picture codes of {clients} clients, issued in {:.0} s",
        start.elapsed().as_secs_f64()
    );
    println!(
        "  server: {:.1} MB idle, {:.1} MB with the codes",
        idle as f64 / 1e6,
        full as f64 / 1e6
    );
    let per_code = match (&mut redis, used) {
        (Some(redis), Some(before)) => {
            let per_code =
                (redis.used_memory().await?.saturating_sub(before)) as f64 / f64::from(codes);
            println!(
                "  redis: {per_code:.1} bytes for each live code (used_memory, before and after)"
            );
            for (kind, (count, bytes)) in super::keys::kinds(redis).await? {
                println!(
                    "  redis: keys {kind}: {:.0} bytes each (MEMORY USAGE, without its place in the index)",
                    bytes as f64 / count as f64
                );
            }
            Some(per_code)
        }
        _ => None,
    };
    Ok(json!({
        "store": store.to_string(), "codes": codes, "clients": clients,
        "server_idle": idle, "server_full": full, "redis_bytes_per_code": per_code,
    }))
}
