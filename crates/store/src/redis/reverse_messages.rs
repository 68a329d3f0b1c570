//! Messages that people send to the site: one key each, with who asks for it and how far it has come.

use std::{sync::Arc, time::Duration};

use fred::{
    interfaces::KeysInterface,
    types::{Expiration, SetOptions},
};

use super::{Connection, KeyNames, RedisClient, Script, duration, millis, unexpected};
use crate::{Arrival, AwaitedMessage, Holder, Receipt, ReverseKey, SealedAnswer, StoreResult};

pub(super) struct ReverseScripts {
    connection: Arc<Connection>,
    keys: KeyNames,
    receive: Script,
    take: Script,
}

impl ReverseScripts {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        let receive = Script::new(include_str!("receive_reverse.lua"));
        Self { connection, keys, receive, take: Script::new(include_str!("take_reverse.lua")) }
    }

    pub(super) async fn put(
        &self,
        key: &ReverseKey,
        awaited: &AwaitedMessage,
    ) -> StoreResult<bool> {
        let (key, life) = (&self.keys.reverse_message(key), millis(awaited.life));
        let value = &format!("{} awaited", awaited.holder.as_text());
        let set = |client: RedisClient| async move {
            let life = Some(Expiration::PX(life));
            client.set(key, value, life, Some(SetOptions::NX), false).await
        };
        let set: Option<String> = self.connection.call(set).await?;
        Ok(set.is_some())
    }

    pub(super) async fn receive(&self, key: &ReverseKey, keep: Duration) -> StoreResult<Receipt> {
        let key = self.keys.reverse_message(key);
        match self.connection.run(&self.receive, key, millis(keep)).await? {
            0 => Ok(Receipt::Unknown),
            1 => Ok(Receipt::Awaited),
            2 => Ok(Receipt::Again),
            _ => Err(unexpected()),
        }
    }

    pub(super) async fn take(
        &self,
        key: &ReverseKey,
        holder: &Holder,
        repeat: Duration,
    ) -> StoreResult<Arrival> {
        let args = vec![
            holder.handle.as_text(),
            holder.answer.as_str().to_owned(),
            millis(repeat).to_string(),
        ];
        let key = self.keys.reverse_message(key);
        match self.connection.run::<(i64, i64, String), _, _>(&self.take, key, args).await? {
            (0, left, _) => Ok(Arrival::Awaited(duration(left))),
            (1, ..) => Ok(Arrival::Taken),
            (2, _, answer) => Ok(Arrival::Repeated(SealedAnswer::stored(answer))),
            (3, ..) => Ok(Arrival::Expired),
            _ => Err(unexpected()),
        }
    }
}
