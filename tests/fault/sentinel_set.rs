//! A real Sentinel set for one test: a master, two replicas, three sentinels that watch them.

use crate::{
    certificates::Certificates,
    support::{RedisServer, patience::wait_until},
};

/// Of the servers and of the sentinels; the one in an address must not do for the other.
const PASSWORD: &str = "p@ss of the servers";
const SENTINEL_PASSWORD: &str = "another/one&of=sentinels";
const NAME: &str = "menshen";

/// Every process ends when it is dropped. The first server is the master of the beginning.
pub struct SentinelSet {
    pub servers: Vec<RedisServer>,
    pub sentinels: Vec<RedisServer>,
    /// How an address of it begins, and the host in it.
    scheme: &'static str,
    host: &'static str,
    /// Empty where sentinels ask for none.
    sentinel_password: &'static str,
}

impl SentinelSet {
    pub fn start() -> Self {
        Self::known_as("127.0.0.1", SENTINEL_PASSWORD, None)
    }

    /// One whose sentinels let everybody in.
    pub fn with_open_sentinels() -> Self {
        Self::known_as("127.0.0.1", "", None)
    }

    /// One that speaks TLS alone; everybody in it is known as `localhost`.
    pub fn with_tls(certificates: &Certificates) -> Self {
        Self::known_as("localhost", SENTINEL_PASSWORD, Some(certificates))
    }

    fn known_as(
        host: &'static str,
        sentinel_password: &'static str,
        tls: Option<&Certificates>,
    ) -> Self {
        let tls_lines: String = tls
            .map(Certificates::settings)
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name} {value:?}\n"))
            .collect();
        let start = if tls.is_some() { RedisServer::start_tls } else { RedisServer::start_with };
        let mut servers: Vec<RedisServer> = Vec::new();
        for _ in 0..3 {
            let always = ["--requirepass", PASSWORD, "--masterauth", PASSWORD];
            let quick = ["--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"];
            let name = ["--replica-announce-ip", host];
            let tls = tls.map(|certificates| certificates.arguments(&[])).unwrap_or_default();
            let tls: Vec<_> = tls.iter().map(String::as_str).collect();
            let mut server = start(&[&always[..], &quick, &name, &tls].concat());
            server.login = login(PASSWORD);
            if let Some(master) = servers.first() {
                server.command(&["REPLICAOF", host, &master.port().to_string()]);
            }
            servers.push(server);
        }
        let config = format!(
            "{tls_lines}\
             requirepass {sentinel_password:?}\n\
             sentinel resolve-hostnames yes\n\
             sentinel announce-hostnames yes\n\
             sentinel announce-ip {host}\n\
             sentinel monitor {NAME} {host} {} 2\n\
             sentinel auth-pass {NAME} {PASSWORD:?}\n\
             sentinel down-after-milliseconds {NAME} 1000\n\
             sentinel failover-timeout {NAME} 3000\n\
             sentinel parallel-syncs {NAME} 2\n",
            servers[0].port()
        );
        let sentinel = || {
            let mut sentinel = RedisServer::sentinel(tls.is_some(), &config);
            if !sentinel_password.is_empty() {
                sentinel.login = login(sentinel_password);
            }
            sentinel
        };
        let sentinels = (0..3).map(|_| sentinel()).collect();
        let scheme = if tls.is_some() { "rediss-sentinel" } else { "redis-sentinel" };
        let set = Self { servers, sentinels, scheme, host, sentinel_password };
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
        let at_sentinels = match self.sentinel_password {
            "" => String::new(),
            password => format!("&sentinelPassword={}", encoded(password)),
        };
        self.url_with(&format!(":{}", encoded(PASSWORD)), &at_sentinels)
    }

    /// The same for a user that has one password everywhere.
    pub fn url_as(&self, user: &str, password: &str) -> String {
        let password = encoded(password);
        let at_sentinels = format!("&sentinelUsername={user}&sentinelPassword={password}");
        self.url_with(&format!("{user}:{password}"), &at_sentinels)
    }

    fn url_with(&self, login: &str, at_sentinels: &str) -> String {
        let sentinel = |n: usize| format!("{}:{}", self.host, self.sentinels[n].port());
        let (first, second, third) = (sentinel(0), sentinel(1), sentinel(2));
        format!(
            "{}://{login}@{first}?node={second}&node={third}&sentinelServiceName={NAME}\
             {at_sentinels}",
            self.scheme
        )
    }

    /// Whether all sentinels agree on a master other than this one, and it is one.
    pub fn has_replaced(&self, gone: usize) -> bool {
        self.has_replaced_say(&self.sentinels, gone)
    }

    /// The same for these sentinels.
    pub fn has_replaced_say(&self, sentinels: &[RedisServer], gone: usize) -> bool {
        let masters = sentinels.iter().filter_map(|sentinel| {
            let said = sentinel.try_command(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME]).ok()?;
            said.lines().nth(1)?.parse().ok()
        });
        let (gone, masters) = (self.servers[gone].port(), masters.collect::<Vec<u16>>());
        let Some(&master) = masters.first() else { return false };
        let Some(server) = self.servers.iter().find(|server| server.port() == master) else {
            return false;
        };
        master != gone
            && masters.iter().all(|&other| other == master)
            && server.try_command(&["ROLE"]).is_ok_and(|role| role.starts_with("master"))
    }

    fn until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        wait_until(what, || done(self));
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
