//! The processes that are measured, each on a free port of the loopback, and what they use of the
//! machine (proc(5)).

use std::{
    env, fs, io,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{Outcome, http::Connection};

/// How long a process may take until it answers.
const START: Duration = Duration::from_secs(20);

/// A process; killed when dropped.
pub struct Process {
    pub address: SocketAddr,
    child: Child,
}

impl Process {
    /// Starts a program that serves HTTP and waits until `path` is answered with 200. It sees none
    /// of this process's settings; those that it is given come with its address.
    pub async fn serving(
        program: &Path,
        path: &str,
        settings: impl FnOnce(SocketAddr) -> Vec<(String, String)>,
        arguments: &[&str],
    ) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(program);
        command.env_clear().envs(env::vars_os().filter(|(name, _)| name == "PATH"));
        command.envs(settings(address)).args(arguments).stdout(Stdio::null());
        let child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let mut process = Self { address, child };
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
        process
            .until(async |address| {
                let mut connection = Connection::new(address);
                let answer = connection.exchange(request.as_bytes()).await;
                answer.is_ok_and(|answer| answer.status == 200)
            })
            .await?;
        Ok(process)
    }

    /// Starts a redis-server that keeps nothing on disk.
    pub async fn redis() -> Outcome<Self> {
        let address = free_address()?;
        let child = Command::new("redis-server")
            .args(["--port", &address.port().to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "no", "--dir"])
            .arg(env::temp_dir())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("redis-server (scripts/setup redis): {error}"))?;
        let mut process = Self { address, child };
        process
            .until(async |address| tokio::net::TcpStream::connect(address).await.is_ok())
            .await?;
        Ok(process)
    }

    async fn until(&mut self, is_there: impl AsyncFn(SocketAddr) -> bool) -> Outcome<()> {
        let give_up = Instant::now() + START;
        while Instant::now() < give_up {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("a process to be measured ended at once: {status}").into());
            }
            if is_there(self.address).await {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(format!("a process to be measured does not answer at {}", self.address).into())
    }

    pub fn usage(&self) -> Outcome<Usage> {
        Usage::of(&self.child.id().to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process has used so far.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Time on a core, in user and system mode.
    pub cpu: Duration,
    /// Resident memory in bytes (VmRSS).
    pub memory: u64,
}

impl Usage {
    /// Of this process itself.
    pub fn own() -> Outcome<Self> {
        Self::of("self")
    }

    fn of(process: &str) -> Outcome<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        Self::parse(&stat, &status).ok_or_else(|| "/proc can't be read".into())
    }

    fn parse(stat: &str, status: &str) -> Option<Self> {
        // The name of the program, which may have blanks in it, ends with the last bracket. Then
        // utime and stime are the fields 14 and 15 of the line, in hundredths of a second.
        let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: u64 =
            fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let memory: u64 = memory.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(Self { cpu: Duration::from_millis(ticks * 10), memory: memory * 1024 })
    }
}

/// An address that is free now; whoever takes it in between makes the start fail, with a message.
fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
