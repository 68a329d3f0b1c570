//! A real Sentinel set for one test: a master, two replicas, three sentinels that watch them.

use std::time::{Duration, Instant};

use crate::{redis_server::pause, support::RedisServer};

/// Of the servers and of the sentinels; the one in an address must not do for the other.
const PASSWORD: &str = "p@ss of the servers";
const SENTINEL_PASSWORD: &str = "another/one&of=sentinels";
const NAME: &str = "menshen";

/// Every process ends when it is dropped. The first server is the master of the beginning.
pub struct SentinelSet {
    pub servers: Vec<RedisServer>,
    pub sentinels: Vec<RedisServer>,
}

impl SentinelSet {
    pub fn start() -> Self {
        let mut servers: Vec<RedisServer> = Vec::new();
        for _ in 0..3 {
            let always = ["--requirepass", PASSWORD, "--masterauth", PASSWORD];
            let quick = ["--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"];
            let mut server = RedisServer::start_with(&[always, quick].concat());
            server.login = login(PASSWORD);
            if let Some(master) = servers.first() {
                server.command(&["REPLICAOF", "127.0.0.1", &master.port().to_string()]);
            }
            servers.push(server);
        }
        let config = format!(
            "requirepass {SENTINEL_PASSWORD:?}\n\
             sentinel monitor {NAME} 127.0.0.1 {} 2\n\
             sentinel auth-pass {NAME} {PASSWORD:?}\n\
             sentinel down-after-milliseconds {NAME} 1000\n\
             sentinel failover-timeout {NAME} 3000\n\
             sentinel parallel-syncs {NAME} 2\n",
            servers[0].port()
        );
        let sentinel = || {
            let mut sentinel = RedisServer::sentinel(&config);
            sentinel.login = login(SENTINEL_PASSWORD);
            sentinel
        };
        let set = Self { servers, sentinels: (0..3).map(|_| sentinel()).collect() };
        set.until("the replicas are in step and the sentinels know all", |set| {
            let master = set.servers[0].command(&["INFO", "replication"]);
            let in_step = master.matches("state=online").count() == 2;
            let known = set.sentinels.iter().all(|sentinel| {
                let said = sentinel.command(&["INFO", "sentinel"]);
                said.contains("slaves=2,sentinels=3")
            });
            in_step && known
        });
        set
    }

    /// What `REDIS_URL` is for this set.
    pub fn url(&self) -> String {
        self.url_with(&format!(":{}", encoded(PASSWORD)), "", SENTINEL_PASSWORD)
    }

    /// The same for a user that has one password everywhere.
    pub fn url_as(&self, user: &str, password: &str) -> String {
        let login = format!("{user}:{}", encoded(password));
        self.url_with(&login, &format!("&sentinelUsername={user}"), password)
    }

    fn url_with(&self, login: &str, sentinel_user: &str, sentinel_password: &str) -> String {
        let port = |n: usize| self.sentinels[n].port();
        format!(
            "redis-sentinel://{login}@127.0.0.1:{}?node=127.0.0.1:{}&node=127.0.0.1:{}\
             &sentinelServiceName={NAME}{sentinel_user}&sentinelPassword={}",
            port(0),
            port(1),
            port(2),
            encoded(sentinel_password)
        )
    }

    /// Which server each sentinel takes for the master.
    pub fn masters(&self) -> Vec<u16> {
        let asked = self.sentinels.iter().filter_map(|sentinel| {
            let said = sentinel.try_command(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME]).ok()?;
            said.lines().nth(1)?.parse().ok()
        });
        asked.collect()
    }

    /// Whether all sentinels agree on a master other than this one, and it is one.
    pub fn has_replaced(&self, gone: usize) -> bool {
        let (gone, masters) = (self.servers[gone].port(), self.masters());
        let Some(&master) = masters.first() else { return false };
        let Some(server) = self.servers.iter().find(|server| server.port() == master) else {
            return false;
        };
        master != gone
            && masters.iter().all(|&other| other == master)
            && server.try_command(&["ROLE"]).is_ok_and(|role| role.starts_with("master"))
    }

    fn until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let give_up = Instant::now() + Duration::from_secs(30);
        while !done(self) {
            assert!(Instant::now() < give_up, "{what}: not within 30 s");
            pause();
        }
    }
}

fn login(password: &str) -> Vec<String> {
    ["--no-auth-warning", "-a", password].map(str::to_owned).into()
}

/// As it has to stand in an address.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
