//! The history that all servers share.
//!
//! Its keys share one hash tag, so that one script reads a whole page of the console. The time is that
//! of the server that counts: a script must be told its keys, so it can't make them from Redis's own.

use std::sync::Arc;

use super::{Connection, Script};
use crate::server::store::{
    Counts, History as Shown, PrefixCounts, Span, Step, StoreResult,
    history::{PREFIXES, hours},
};

pub(super) struct History {
    connection: Arc<Connection>,
    add: Script,
    show: Script,
}

impl History {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            add: Script::new(include_str!("add_history.lua")),
            show: Script::new(include_str!("history.lua")),
        }
    }

    pub(super) async fn add(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        let (minute, hour) = (at / Span::Minutes.seconds(), at / Span::Hours.seconds());
        let [prefixes, of_prefixes] = prefix_keys(hour);
        let keys = vec![
            step_key(Span::Minutes, minute),
            step_key(Span::Hours, hour),
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
        let mut steps: Vec<Step> = span
            .numbers(at)
            .map(|number| Step { began: number * span.seconds(), ..Step::default() })
            .collect();
        let keys = span.numbers(at).map(|number| step_key(span, number));
        let keys: Vec<_> = keys.chain(hours(at, span).flat_map(prefix_keys)).collect();
        let args = vec![steps.len().to_string()];
        let (counts, prefixes): (Vec<String>, Vec<String>) =
            self.connection.run(&self.show, keys, args).await?;
        for count in counts.chunks_exact(3) {
            let place = number(&count[0]) as usize;
            if let Some(step) = steps.get_mut(place) {
                step.named.insert(count[1].clone(), number(&count[2]));
            }
        }
        let prefixes = prefixes.chunks_exact(4).map(|known| {
            let [sent, verified, over] = [1, 2, 3].map(|place| number(&known[place]));
            (known[0].clone(), PrefixCounts { sent, verified, over })
        });
        Ok(Shown::new(steps, prefixes))
    }
}

fn step_key(span: Span, number: u64) -> String {
    let letter = if span == Span::Minutes { 'm' } else { 'h' };
    format!("{{history}}:{letter}:{number}")
}

fn prefix_keys(hour: u64) -> [String; 2] {
    [format!("{{history}}:prefixes:{hour}"), format!("{{history}}:of-prefixes:{hour}")]
}

/// What stands there is counted by scripts alone.
fn number(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}
