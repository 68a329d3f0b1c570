//! A real redis-server whose clock the simulation moves: libfaketime stands between it and the system's, and
//! reads from a file how far it has gone.

use std::{
    env,
    ffi::OsString,
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::Outcome;

/// Where Debian has it, by the machine's own name.
const FOLDERS: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib/faketime",
    "/usr/local/lib/faketime",
];

/// Stopped when dropped.
pub struct FastRedis {
    address: SocketAddr,
    process: Child,
    folder: PathBuf,
}

/// The file that its clock goes by.
pub struct ClockFile(PathBuf);

impl FastRedis {
    /// Starts one that keeps nothing on disk, and waits until it can be connected to.
    pub async fn start() -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = env::temp_dir().join(format!("menshen-simulate-{}", address.port()));
        fs::create_dir_all(&folder)?;
        ClockFile(folder.join("clock")).set(Duration::ZERO)?;
        let process = Command::new("redis-server")
            .args(["--port", &address.port().to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "no", "--dir"])
            .arg(&folder)
            .env("LD_PRELOAD", preloaded()?)
            .env("FAKETIME_TIMESTAMP_FILE", folder.join("clock"))
            .env("FAKETIME_NO_CACHE", "1")
            // What only measures how long something takes goes on at its own speed.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("redis-server: {error}"))?;
        let server = Self { address, process, folder };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("redis-server does not answer".into())
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its clock.
    pub fn clock(&self) -> ClockFile {
        ClockFile(self.folder.join("clock"))
    }
}

impl ClockFile {
    /// So much has passed since the start.
    pub fn set(&self, since_start: Duration) -> std::io::Result<()> {
        // Put into its place whole, for Redis reads it at any time.
        let fresh = self.0.with_extension("new");
        fs::write(&fresh, format!("+{:.3}", since_start.as_secs_f64()))?;
        fs::rename(fresh, &self.0)
    }
}

impl Drop for FastRedis {
    fn drop(&mut self) {
        // It may have ended by itself; of what it wrote nothing is needed any more.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// libfaketime, and the C library for its memory: jemalloc, which Redis comes with, asks for the time before
/// libfaketime can tell it.
fn preloaded() -> Outcome<OsString> {
    let of_folder = |folder: &str| Path::new(folder).join("libfaketime.so.1");
    let named = env::var_os("LIBFAKETIME").map(PathBuf::from);
    let found = named
        .or_else(|| FOLDERS.iter().map(|folder| of_folder(folder)).find(|file| file.is_file()));
    let found = found
        .ok_or("libfaketime is missing: install the package, or name the file in LIBFAKETIME")?;
    let mut preloaded = found.into_os_string();
    preloaded.push(" libc.so.6");
    Ok(preloaded)
}
