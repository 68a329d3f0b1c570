//! Tallies: a hash for each scope. Those of a site lie in one slot, so that a message is counted in all by one
//! script. Messages are few beside pictures, which stay spread.

use std::sync::Arc;

use fred::types::Value;

use super::{Connection, KeyNames, Script, unexpected};
use crate::{
    NewTally, StoreResult, Tallied, TallyReceipt, TallyScope,
    tally::{
        Buckets, COUNTRIES, DAY, FORTNIGHT, FRESH_OF_NETWORK, HOUR, OF_ONE_NETWORK, STEP,
        UNTIL_KNOWN, YOUNG, left,
    },
};

/// Scopes of one message: an address, the networks that it is in, and room for two more than there are.
const SCOPES: usize = 10;

pub(super) struct Tallies {
    connection: Arc<Connection>,
    keys: KeyNames,
    tally: Script,
    untally: Script,
    verified: Script,
}

impl Tallies {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            tally: Script::repeated(include_str!("tally.lua"), SCOPES),
            untally: Script::repeated(include_str!("untally.lua"), SCOPES),
            verified: Script::repeated(include_str!("tally_verified.lua"), SCOPES),
        }
    }

    pub(super) async fn tally(&self, new: &NewTally) -> StoreResult<Tallied> {
        let country = new.country.code();
        let names: Vec<_> = new.scopes.iter().map(TallyScope::name).collect();
        let mut args = vec![country.to_owned()];
        let lengths = [HOUR, STEP, DAY, DAY, YOUNG, FORTNIGHT, UNTIL_KNOWN];
        args.extend(lengths.map(|length| length.to_string()));
        args.push(COUNTRIES.to_string());
        args.extend([OF_ONE_NETWORK, FRESH_OF_NETWORK].map(|most| most.to_string()));
        args.extend(names.iter().map(|name| kind(name).to_owned()));
        let answer: Vec<Value> =
            self.connection.run(&self.tally, self.keys_of(&names)?, args).await?;
        let number = |n: usize| answer.get(n).and_then(Value::as_i64).ok_or_else(unexpected);
        let (hour, step, now) = (number(0)?, number(1)?, number(2)?);
        let counts_unknown = number(3)? == 1;
        let (mut scopes, mut tallies) = (Vec::new(), Vec::new());
        for (n, (scope, name)) in new.scopes.iter().zip(names).enumerate() {
            let fields = answer.get(n + 4).cloned().ok_or_else(unexpected)?;
            let fields: Vec<String> = fields.convert().map_err(|_| unexpected())?;
            if fields.is_empty() {
                continue;
            }
            tallies.push((scope.clone(), buckets(&fields).tally(now)));
            if *scope != TallyScope::Unknown || counts_unknown {
                scopes.push(name);
            }
        }
        let receipt = TallyReceipt { hour, step, country: country.to_owned(), scopes };
        Ok(Tallied { receipt, left: left(hour, now), tallies })
    }

    pub(super) async fn untally(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        let TallyReceipt { hour, step, country, .. } = receipt;
        let mut args = vec![hour.to_string(), step.to_string(), country.clone()];
        args.extend(receipt.scopes.iter().map(|_| "1".to_owned()));
        self.run(&self.untally, &receipt.scopes, args).await
    }

    pub(super) async fn verified(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        let TallyReceipt { hour, step, country, scopes } = receipt;
        let mut args = vec![
            hour.to_string(),
            step.to_string(),
            (hour - hour.rem_euclid(DAY)).to_string(),
            country.clone(),
            (FORTNIGHT + DAY).to_string(),
        ];
        args.extend(scopes.iter().map(|name| kind(name).to_owned()));
        self.run(&self.verified, scopes, args).await
    }

    async fn run(&self, script: &Script, scopes: &[String], args: Vec<String>) -> StoreResult<()> {
        if scopes.is_empty() {
            return Ok(());
        }
        let keys = self.keys_of(scopes)?;
        self.connection.run::<i64, _, _>(script, keys, args).await?;
        Ok(())
    }

    fn keys_of(&self, names: &[String]) -> StoreResult<Vec<String>> {
        if names.is_empty() || names.len() > SCOPES {
            return Err(unexpected());
        }
        Ok(names.iter().map(|name| self.keys.tally(name)).collect())
    }
}

/// What the scripts tell scopes apart by.
fn kind(name: &str) -> &'static str {
    match name.split(':').next() {
        Some("address") => "address",
        Some("network") => "network",
        Some("unknown") => "unknown",
        Some("fresh") => "fresh",
        _ => "other",
    }
}

/// Reads a scope's hash. What can't be read was not written by a script of this release, and is passed over.
fn buckets(fields: &[String]) -> Buckets {
    let mut buckets = Buckets::default();
    for field in fields.chunks_exact(2) {
        let (Some((kind, rest)), Ok(count)) = (field[0].split_at_checked(1), field[1].parse())
        else {
            continue;
        };
        put(&mut buckets, kind, rest, count);
    }
    buckets
}

fn put(buckets: &mut Buckets, kind: &str, rest: &str, count: i64) {
    let n = u32::try_from(count).unwrap_or_default();
    let at = rest.parse::<i64>();
    match (kind, at) {
        ("s", Ok(hour)) => buckets.hours.entry(hour).or_default().sent = n,
        ("v", Ok(hour)) => buckets.hours.entry(hour).or_default().verified = n,
        ("a", Ok(step)) => _ = buckets.asked.insert(step, n),
        ("n", Ok(step)) => _ = buckets.fresh.insert(step, n),
        ("y", Ok(step)) => _ = buckets.young.insert(step, n),
        ("d", Ok(day)) => buckets.days.entry(day).or_default().0 = n,
        ("h", Ok(day)) => buckets.days.entry(day).or_default().1 = n,
        ("w", _) => _ = buckets.verified_in.insert(rest.to_owned()),
        ("f", Ok(hour)) => buckets.first = Some(hour),
        ("c", _) => {
            let letters = rest.find(|c: char| c.is_ascii_uppercase()).unwrap_or(rest.len());
            if let (hour, country) = rest.split_at(letters)
                && let Ok(hour) = hour.parse()
            {
                buckets.countries.insert((hour, country.to_owned()), n);
            }
        }
        _ => {}
    }
}
