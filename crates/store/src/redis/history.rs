//! The history that all servers share.
//!
//! Its keys share one hash tag, so that one script adds to all that a count belongs to. A page of the
//! console is read key by key, in one go. The time is that of the server that counts: a script must be told
//! its keys, so it can't make them from Redis's own.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::try_join_all;

use super::{Connection, KeyNames, Script};
use crate::{
    Counts, History as Shown, PrefixCounts, Span, Step, StoreError, StoreResult,
    history::{PREFIXES, hours},
};

pub(super) struct History {
    connection: Arc<Connection>,
    keys: KeyNames,
    add: Script,
}

impl History {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self { connection, keys, add: Script::new(include_str!("add_history.lua")) }
    }

    pub(super) async fn add(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        let (minute, hour) = (at / Span::Minutes.seconds(), at / Span::Hours.seconds());
        let [prefixes, of_prefixes] = self.keys.prefixes(hour);
        let keys = vec![
            self.keys.step(Span::Minutes, minute),
            self.keys.step(Span::Hours, hour),
            prefixes,
            of_prefixes,
        ];
        let kept = |span: Span| (span.kept() * 1000).to_string();
        let mut args = vec![
            kept(Span::Minutes),
            kept(Span::Hours),
            PREFIXES.to_string(),
            counts.named.len().to_string(),
        ];
        args.extend(counts.named.iter().flat_map(|(name, n)| [name.clone(), n.to_string()]));
        args.extend(counts.prefixes.iter().flat_map(|(prefix, counts)| {
            [prefix.clone(), counts.sent.to_string(), counts.verified.to_string()]
        }));
        self.connection.run::<i64, _, _>(&self.add, keys, args).await?;
        Ok(())
    }

    pub(super) async fn show(&self, at: u64, span: Span) -> StoreResult<Shown> {
        let steps = try_join_all(span.numbers(at).map(|number| async move {
            let named = self.fields(self.keys.step(span, number)).await?;
            Ok::<_, StoreError>(Step { began: number * span.seconds(), named })
        }));
        let prefixes = try_join_all(hours(at, span).map(|hour| self.prefixes(hour)));
        let (steps, prefixes) = tokio::try_join!(steps, prefixes)?;
        Ok(Shown::new(steps, prefixes.into_iter().flatten()))
    }

    async fn prefixes(&self, hour: u64) -> StoreResult<Vec<(String, PrefixCounts)>> {
        let [prefixes, of_prefixes] = self.keys.prefixes(hour);
        let sent = self.connection.command("ZRANGE", prefixes, &["0", "-1", "WITHSCORES"]);
        let (sent, known): (Vec<String>, _) = tokio::try_join!(sent, self.fields(of_prefixes))?;
        let known = |letter: char, prefix: &str| {
            known.get(&format!("{letter}{prefix}")).copied().unwrap_or_default()
        };
        let counts = sent.chunks_exact(2).map(|counted| {
            let (verified, over) = (known('v', &counted[0]), known('o', &counted[0]));
            // What stands there is counted by scripts alone.
            let sent = counted[1].parse().unwrap_or_default();
            (counted[0].clone(), PrefixCounts { sent, verified, over })
        });
        Ok(counts.collect())
    }

    async fn fields(&self, key: String) -> StoreResult<BTreeMap<String, u64>> {
        self.connection.command("HGETALL", key, &[]).await
    }
}
