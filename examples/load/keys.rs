//! What kinds of keys a Redis holds, and how large they are.

use std::collections::BTreeMap;

use super::{
    Outcome,
    redis::{Answer, Redis},
};

/// Keys that are looked at; their order is Redis's own, which is as good as chance.
const LOOKED_AT: usize = 20_000;

/// How many keys of each kind were seen, and how many bytes they take together (`MEMORY USAGE`).
pub async fn kinds(redis: &mut Redis) -> Outcome<BTreeMap<String, (u64, u64)>> {
    let mut kinds: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let (mut cursor, mut seen) = ("0".to_owned(), 0);
    loop {
        let Answer::List(answer) = redis.call(&["SCAN", &cursor, "COUNT", "500"]).await? else {
            return Err("an unreadable answer of SCAN".into());
        };
        let mut answer = answer.into_iter();
        cursor = answer.next().and_then(Answer::text).ok_or("SCAN without a cursor")?;
        let keys = match answer.next() {
            Some(Answer::List(keys)) => keys,
            _ => Vec::new(),
        };
        for key in keys.into_iter().filter_map(Answer::text) {
            // It may be gone by now.
            let bytes = redis.call(&["MEMORY", "USAGE", &key]).await?.number();
            let Some(bytes) = bytes.and_then(|bytes| u64::try_from(bytes).ok()) else { continue };
            let kind = kinds.entry(kind(&key)).or_default();
            kind.0 += 1;
            kind.1 += bytes;
            seen += 1;
        }
        if cursor == "0" || seen >= LOOKED_AT {
            return Ok(kinds);
        }
    }
}

/// A key without what is different in each of its kind: what stands in braces, or after the first
/// colon.
fn kind(key: &str) -> String {
    let (before, rest) = key.split_once(':').unwrap_or((key, ""));
    match rest.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
        // Counters of addresses, prefixes, countries and the site are told apart by their first word.
        Some((inside, after)) => {
            let word = inside.split_once(':').map_or("…", |(word, _)| word);
            format!("{before}:{{{word}}}{after}")
        }
        None => {
            let word = rest.split_once(':').map_or("…", |(word, _)| word);
            format!("{before}:{word}")
        }
    }
}
