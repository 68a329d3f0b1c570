//! An authority and a certificate of it, made by openssl for one test.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::redis_server::folder;

/// For a key that is quick to make, and two days.
const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";

/// Its files go when it is dropped.
pub struct Certificates {
    folder: PathBuf,
}

impl Certificates {
    /// For these names, such as `DNS:localhost,IP:127.0.0.1`.
    pub fn naming(names: &str) -> Self {
        let folder = folder();
        fs::write(folder.join("names.ext"), format!("subjectAltName={names}")).unwrap();
        openssl(
            &folder,
            &format!("req -x509 {KEY} -subj /CN=authority -keyout ca.key -out ca.crt"),
        );
        openssl(&folder, &format!("req {KEY} -subj /CN=redis -keyout redis.key -out redis.csr"));
        openssl(
            &folder,
            "x509 -req -in redis.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
             -extfile names.ext -out redis.crt",
        );
        Self { folder }
    }

    /// What `REDIS_CA_FILE` is for whoever trusts this authority.
    pub fn authority(&self) -> String {
        self.file("ca.crt")
    }

    /// The settings of a redis-server with this certificate, which need no certificate of clients.
    /// Masters and whatever a sentinel watches are reached by TLS.
    pub fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("tls-cert-file", self.file("redis.crt")),
            ("tls-key-file", self.file("redis.key")),
            ("tls-ca-cert-file", self.authority()),
            ("tls-auth-clients", "no".to_owned()),
            ("tls-replication", "yes".to_owned()),
        ]
    }

    /// The same as arguments, before these.
    pub fn arguments(&self, more: &[&str]) -> Vec<String> {
        let settings = self.settings().into_iter();
        let settings = settings.flat_map(|(name, value)| [format!("--{name}"), value]);
        settings.chain(more.iter().map(|&argument| argument.to_owned())).collect()
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let mut openssl = Command::new("openssl");
    let done = openssl.args(arguments.split_whitespace()).current_dir(folder).output();
    let done = done.expect("openssl is missing: scripts/setup redis");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

impl Drop for Certificates {
    fn drop(&mut self) {
        // Nothing that is needed is left in it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
