//! Which autonomous system an address is in, by the operator's file (`ASN_DATABASE`): MaxMind's format, which DB-IP
//! and others have as well.
//!
//! All of it is kept in memory and looked at again each minute: whoever brings a new one renames it into its place.
//! One that can't be read leaves the one before it where it is.

use std::{
    fs::{self, File},
    io::Read,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use maxminddb::{Reader, path};
use tokio::{
    task::spawn_blocking,
    time::{MissedTickBehavior, interval},
};

use super::{gate::Systems, metrics::Metrics};

/// Six times as large as any such file today.
const LARGEST: u64 = 64 << 20;
/// Between two looks at the file.
const PERIOD: Duration = Duration::from_secs(60);

/// The database as it was read last.
pub(crate) struct AsnDatabase {
    path: PathBuf,
    held: Mutex<Held>,
}

struct Held {
    systems: Arc<Reader<Vec<u8>>>,
    /// The file that was looked at last, be it good or not.
    looked_at: Stamp,
}

/// Tells one file from the next of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed: SystemTime,
    length: u64,
}

impl AsnDatabase {
    /// Reads the file.
    ///
    /// # Errors
    /// What it should be.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let looked_at = stamp(path)?;
        let held = Held { systems: Arc::new(read(path)?), looked_at };
        Ok(Self { path: path.to_owned(), held: Mutex::new(held) })
    }

    /// Reads it again if it has changed since; `None` when it has not.
    fn reload(&self) -> Option<Result<(), String>> {
        let now = match stamp(&self.path) {
            Ok(now) if now == self.held().looked_at => return None,
            Ok(now) => now,
            // Gone for a moment, or for good: the next look tells.
            Err(_) => return None,
        };
        let systems = read(&self.path);
        let mut held = self.held();
        held.looked_at = now;
        Some(systems.map(|systems| held.systems = Arc::new(systems)))
    }

    /// Looks at the file for as long as the server runs.
    pub(crate) async fn watch(self: Arc<Self>, metrics: Arc<Metrics>) {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let database = Arc::clone(&self);
            let Ok(Some(reloaded)) = spawn_blocking(move || database.reload()).await else {
                continue;
            };
            metrics.asn_database_reloaded(reloaded.is_ok());
            match reloaded {
                Ok(()) => tracing::info!("ASN_DATABASE was read again"),
                Err(should) => {
                    tracing::warn!(
                        should,
                        "ASN_DATABASE has changed and can't be read; the one before it stays"
                    );
                }
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Systems for AsnDatabase {
    fn system_of(&self, address: IpAddr) -> Option<u32> {
        let systems = Arc::clone(&self.held().systems);
        // An error is a file without IPv6, or a broken one: then the system is not known.
        let found = systems.lookup(address.to_canonical()).ok()?;
        found.decode_path(&path!["autonomous_system_number"]).ok().flatten()
    }
}

fn stamp(path: &Path) -> Result<Stamp, String> {
    let file = fs::metadata(path).map_err(unreadable)?;
    Ok(Stamp { changed: file.modified().map_err(unreadable)?, length: file.len() })
}

fn read(path: &Path) -> Result<Reader<Vec<u8>>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("a file of {} MiB at most", LARGEST >> 20));
    }
    let systems = Reader::from_source(bytes);
    let systems = systems.map_err(|_| "a database in MaxMind's format (.mmdb)".to_owned())?;
    let kind = &systems.metadata().database_type;
    if ["ASN", "ISP", "Enterprise"].iter().all(|known| !kind.contains(known)) {
        return Err(format!(
            "a database of autonomous systems, such as GeoLite2-ASN; this is {kind}"
        ));
    }
    Ok(systems)
}

fn unreadable(error: std::io::Error) -> String {
    format!("a file that can be read ({error})")
}

#[cfg(test)]
#[path = "../../tests/support/asn_file.rs"]
mod asn_file;

#[cfg(test)]
mod tests {
    use super::{asn_file::asn_file, *};

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("menshen-{}-{name}.mmdb", std::process::id()))
    }

    fn system(database: &AsnDatabase, address: &str) -> Option<u32> {
        database.system_of(address.parse().unwrap())
    }

    /// Another time than the one before, whatever the file system can tell apart.
    fn put(path: &Path, bytes: &[u8], second: u64) {
        fs::write(path, bytes).unwrap();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
        File::options().write(true).open(path).unwrap().set_modified(changed).unwrap();
    }

    #[test]
    fn an_address_has_the_system_of_its_network_and_others_have_none() {
        let path = file("networks");
        let networks = [("192.0.2.0/24", 64_500), ("198.51.100.128/25", 4_200_000_000)];
        put(&path, &asn_file("Test-ASN", &networks), 1);
        let database = AsnDatabase::open(&path).unwrap();
        for (address, number) in [
            ("192.0.2.0", Some(64_500)),
            ("::ffff:192.0.2.255", Some(64_500)),
            ("192.0.3.0", None),
            ("198.51.100.128", Some(4_200_000_000)),
            ("198.51.100.127", None),
            ("2001:db8::1", None),
        ] {
            assert_eq!(system(&database, address), number, "{address}");
        }
    }

    #[test]
    fn a_changed_file_is_read_again_and_a_broken_one_leaves_what_was_known() {
        let path = file("reload");
        put(&path, &asn_file("Test-ASN", &[("192.0.2.0/24", 1)]), 1);
        let database = AsnDatabase::open(&path).unwrap();
        assert!(database.reload().is_none());
        put(&path, &asn_file("Test-ASN", &[("192.0.2.0/24", 2)]), 2);
        assert_eq!(database.reload(), Some(Ok(())));
        assert_eq!(system(&database, "192.0.2.1"), Some(2));
        for (second, bytes) in
            [(3, vec![0; 100]), (4, asn_file("Test-City", &[("192.0.2.0/24", 3)]))]
        {
            put(&path, &bytes, second);
            assert!(matches!(database.reload(), Some(Err(_))), "{second}");
            assert!(database.reload().is_none(), "it is told of once");
            assert_eq!(system(&database, "192.0.2.1"), Some(2));
        }
        fs::remove_file(&path).unwrap();
        assert!(database.reload().is_none());
        assert_eq!(system(&database, "192.0.2.1"), Some(2));
        put(&path, &asn_file("Test-ASN", &[("192.0.2.0/24", 5)]), 5);
        assert_eq!(database.reload(), Some(Ok(())));
        assert_eq!(system(&database, "192.0.2.1"), Some(5));
    }

    #[test]
    fn what_is_no_database_of_systems_is_told_by_what_it_should_be() {
        let path = file("wrong");
        put(&path, b"no database", 1);
        for (bytes, should) in [
            (b"no database".to_vec(), "MaxMind's format"),
            (asn_file("GeoLite2-City", &[]), "this is GeoLite2-City"),
            (vec![0; LARGEST as usize + 1], "64 MiB at most"),
        ] {
            put(&path, &bytes, 2);
            let error = AsnDatabase::open(&path).err().unwrap();
            assert!(error.contains(should), "{error}");
        }
        assert!(AsnDatabase::open(&file("none")).err().unwrap().contains("can be read"));
        fs::remove_file(&path).unwrap();
    }
}
