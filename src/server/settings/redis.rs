//! How to reach Redis: one server, a Sentinel set or a Cluster, with or without TLS.

use std::path::Path;

use fred::types::config::{
    ClusterDiscoveryPolicy, Config as RedisConfig, ServerConfig, TlsConnector,
};
use reqwest::Url;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::{Settings, SettingsError, error::wrong};

/// What an address may be, for whoever gave another one.
const SHOULD: &str = "an address such as redis://127.0.0.1:6379, or with rediss://, \
                      redis-cluster:// or redis-sentinel://…?sentinelServiceName=…";

/// What stands behind an address; with `rediss` instead of `redis` it is reached by TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Engine {
    Server,
    Cluster,
    Sentinel,
}

impl Engine {
    /// What may stand behind the `?`.
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Server => &[],
            Self::Cluster => &["node"],
            Self::Sentinel => {
                &["node", "sentinelServiceName", "sentinelUsername", "sentinelPassword"]
            }
        }
    }
}

impl Settings {
    /// How to reach Redis; `None` for the embedded store. Reads the certificates of authorities, for
    /// which the implementation of TLS has to be chosen already.
    pub(crate) fn redis(&self) -> Result<Option<RedisConfig>, SettingsError> {
        let Some(url) = &self.redis_url else {
            return match self.redis_ca_file {
                Some(_) => Err(wrong("REDIS_CA_FILE", "set only together with REDIS_URL")),
                None => Ok(None),
            };
        };
        let (engine, tls) = read(url.reveal()).map_err(|should| wrong("REDIS_URL", should))?;
        // fred would look for the system's certificates whether they are wanted or not.
        let plain = match tls {
            true => url.reveal().replacen("rediss", "redis", 1),
            false => url.reveal().to_owned(),
        };
        let config = RedisConfig::from_url(&plain).map_err(|_| wrong("REDIS_URL", SHOULD))?;
        let ca_file = self.redis_ca_file.as_deref();
        let tls = match (tls, ca_file) {
            (true, Some(path)) => Some(trusting(path)?),
            (true, None) => Some(trusting_as_the_system()?),
            (false, Some(_)) => {
                return Err(wrong("REDIS_CA_FILE", "set only with a REDIS_URL of rediss://"));
            }
            (false, None) => None,
        };
        let mut config = RedisConfig { tls: tls.map(Into::into), ..config };
        match (engine, &mut config.server) {
            // Nodes that were seen before are asked too: those that are named may all be gone.
            (Engine::Cluster, ServerConfig::Clustered { policy, .. }) => {
                *policy = ClusterDiscoveryPolicy::UseCache;
            }
            // fred goes on to the next sentinel when one does not let it in, but not when one does
            // not answer what it is asked then. So it logs in also where everybody is let in (any
            // password will do there): a sentinel that hangs is found out by that.
            (Engine::Sentinel, ServerConfig::Sentinel { username, password, .. })
                if password.is_none() =>
            {
                *username = Some("default".to_owned());
                *password = Some("none".to_owned());
            }
            _ => {}
        }
        Ok(Some(config))
    }
}

/// Which engine an address is of, and whether by TLS; else what it should be. What fred would pass
/// over in silence is refused here.
fn read(address: &str) -> Result<(Engine, bool), String> {
    let url = Url::parse(address).ok().filter(Url::has_host).ok_or(SHOULD)?;
    let (engine, tls) = match url.scheme() {
        "redis" => (Engine::Server, false),
        "rediss" => (Engine::Server, true),
        "redis-cluster" => (Engine::Cluster, false),
        "rediss-cluster" => (Engine::Cluster, true),
        "redis-sentinel" => (Engine::Sentinel, false),
        "rediss-sentinel" => (Engine::Sentinel, true),
        _ => return Err(SHOULD.to_owned()),
    };
    if !url.username().is_empty() && url.password().is_none_or(str::is_empty) {
        return Err("with a user's name its password as well: redis://name:password@…".to_owned());
    }
    let (mut named, mut sentinel_user, mut sentinel_password) = (false, false, false);
    for (name, value) in url.query_pairs() {
        if !engine.parameters().contains(&&*name) {
            // Not the name itself: it may be a piece of a password.
            let known = engine.parameters().join(", ");
            return Err(match known.is_empty() {
                true => "without anything behind a ?".to_owned(),
                false => format!("behind the ? nothing but {known}"),
            });
        }
        let port = value.rsplit_once(':').filter(|(host, _)| !host.is_empty());
        let port = port.and_then(|(_, port)| port.parse::<u16>().ok());
        if name == "node" && port.is_none() {
            return Err("with host and port in each node=…, such as node=10.0.0.2:6379".to_owned());
        }
        let given = |parameter: &str| name == parameter && !value.is_empty();
        named |= given("sentinelServiceName");
        sentinel_user |= name == "sentinelUsername";
        sentinel_password |= given("sentinelPassword");
    }
    if sentinel_user && !sentinel_password {
        return Err("with sentinelUsername a sentinelPassword as well".to_owned());
    }
    if engine == Engine::Sentinel && !named {
        return Err("with the name of what the sentinels watch: ?sentinelServiceName=…".to_owned());
    }
    if engine == Engine::Cluster && !matches!(url.path(), "" | "/") {
        return Err("without a path: a cluster has one database".to_owned());
    }
    Ok((engine, tls))
}

/// TLS that trusts the authorities that this machine trusts. A certificate that can't be read is
/// passed over, as all that is signed by it is then refused; fred would give up, or trust nobody.
fn trusting_as_the_system() -> Result<TlsConnector, SettingsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(wrong(
            "REDIS_CA_FILE",
            "a file of certificates, or install those of authorities (the package ca-certificates): \
             this machine has none",
        ));
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth().into())
}

/// TLS that trusts these authorities and no others. Names are verified, as always.
fn trusting(path: &Path) -> Result<TlsConnector, SettingsError> {
    let wrong = |what: &str| wrong("REDIS_CA_FILE", format!("{what}; {}", path.display()));
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|_| wrong("a file of certificates in PEM that can be read"))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate).map_err(|_| wrong("certificates that can be trusted"))?;
    }
    if roots.is_empty() {
        return Err(wrong("a file with a certificate in PEM at least"));
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth().into())
}
