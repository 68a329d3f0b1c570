//! The connections to Redis: how long a call may take, and how a script is run.

use std::{future::Future, time::Duration};

use fred::{
    clients::{Client, Pool, WithOptions},
    interfaces::{ClientLike, LuaInterface},
    types::{
        Builder, FromValue, MultipleKeys, MultipleValues,
        config::{Config, Options, ReconnectPolicy, UnresponsiveConfig},
    },
};

use crate::server::store::{StoreError, StoreResult};

/// How long a command may take, connection included. A person waits for it, and the answer to a
/// dead store has to come within a second.
const COMMAND_TIMEOUT: Duration = Duration::from_millis(500);
/// Connections; commands are pipelined on each.
const CONNECTIONS: usize = 2;
/// Commands that may wait on one connection before the next is refused.
const WAITING_COMMANDS: usize = 4096;
/// Reconnection: exponential from 20 ms to 1 s with jitter, for ever.
const RECONNECT: (u32, u32, u32, u32) = (0, 20, 1000, 2);

/// A few connections; each connects again by itself whenever it is lost.
pub(super) struct Connection(Pool);

/// A Lua script and the name under which a server keeps it.
pub(super) struct Script {
    source: &'static str,
    sha1: String,
}

impl Script {
    pub(super) fn new(source: &'static str) -> Self {
        Self { source, sha1: fred::util::sha1_hash(source) }
    }
}

impl Connection {
    /// Starts to connect; until then, and again whenever the connection is lost, every call is
    /// [`StoreError::Down`].
    ///
    /// # Errors
    /// When the configuration can't be used at all.
    pub(super) fn new(config: Config) -> StoreResult<Self> {
        let (attempts, min_delay, max_delay, base) = RECONNECT;
        let pool = Builder::from_config(Config {
            // Of the first connection: tried again like every other.
            fail_fast: false,
            ..config
        })
        .with_performance_config(|performance| {
            performance.default_command_timeout = COMMAND_TIMEOUT;
        })
        .with_connection_config(|connection| {
            connection.connection_timeout = Duration::from_secs(2);
            connection.internal_command_timeout = Duration::from_secs(2);
            // Never send a command twice: it may have been done before the connection broke.
            connection.max_command_attempts = 1;
            connection.max_command_buffer_len = WAITING_COMMANDS;
            connection.unresponsive = UnresponsiveConfig {
                max_timeout: Some(Duration::from_secs(2)),
                interval: Duration::from_millis(500),
            };
            connection.tcp.nodelay = Some(true);
        })
        .set_policy(ReconnectPolicy::new_exponential(attempts, min_delay, max_delay, base))
        .build_pool(CONNECTIONS)?;
        // The task ends when the pool is dropped; its result says nothing that the commands don't.
        drop(pool.connect());
        Ok(Self(pool))
    }

    /// Runs a script by its name, and by its text where the server does not know it yet.
    pub(super) async fn run<R, K, V>(&self, script: &Script, keys: K, args: V) -> StoreResult<R>
    where
        R: FromValue,
        K: Into<MultipleKeys> + Send,
        V: TryInto<MultipleValues> + Send,
        V::Error: Into<fred::error::Error> + Send,
    {
        let keys: MultipleKeys = keys.into();
        let args: MultipleValues =
            args.try_into().map_err(|_| StoreError::Down("arguments of a script".to_owned()))?;
        let client = self.client();
        within(async {
            match client.evalsha(&script.sha1, keys.clone(), args.clone()).await {
                // A server that has just started; EVAL also loads it for the next time.
                Err(error) if error.details().starts_with("NOSCRIPT") => {
                    client.eval(script.source, keys, args).await
                }
                done => done,
            }
        })
        .await
    }

    /// A connection whose commands fail at once while it is down. They must not wait in a queue:
    /// one that is run later, when its caller has long said 503, would surprise everybody.
    pub(super) fn client(&self) -> WithOptions<Client> {
        self.0.next_connected().with_options(&Options { fail_fast: true, ..Options::default() })
    }
}

/// Bounds a call as a whole: with a script that has to be loaded it is three commands, and while
/// the connection is being made fred's own time-out does not run yet.
pub(super) async fn within<R>(
    call: impl Future<Output = Result<R, fred::error::Error>>,
) -> StoreResult<R> {
    match tokio::time::timeout(COMMAND_TIMEOUT, call).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(StoreError::Down("time-out".to_owned())),
    }
}

/// Only the kind of error is kept: details may repeat keys and values.
impl From<fred::error::Error> for StoreError {
    fn from(error: fred::error::Error) -> Self {
        Self::Down(error.kind().to_str().to_owned())
    }
}
