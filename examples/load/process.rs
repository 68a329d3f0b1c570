//! The processes that are measured, each on a free port of the loopback, and what they use of the
//! machine (proc(5)).

use std::{
    env, fs,
    io::{self, PipeReader, Read},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
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
    /// The last that it said.
    said: Said,
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
        command.envs(settings(address)).args(arguments);
        let mut process = Self::start(command, program, address)?;
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
        let mut command = Command::new("redis-server");
        command.args(["--port", &address.port().to_string(), "--bind", "127.0.0.1", "--save", ""]);
        command.args(["--appendonly", "no", "--dir"]).arg(env::temp_dir());
        let mut process = Self::start(command, Path::new("redis-server"), address)?;
        process
            .until(async |address| tokio::net::TcpStream::connect(address).await.is_ok())
            .await?;
        Ok(process)
    }

    fn start(mut command: Command, program: &Path, address: SocketAddr) -> Outcome<Self> {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer).stdin(Stdio::null());
        let child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let said = Said::default();
        thread::spawn({
            let said = Arc::clone(&said);
            move || listen(reader, &said)
        });
        Ok(Self { address, child, said })
    }

    /// What it said last, in one line.
    fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&said).trim().replace('\n', " | ")
    }

    async fn until(&mut self, is_there: impl AsyncFn(SocketAddr) -> bool) -> Outcome<()> {
        let give_up = Instant::now() + START;
        while Instant::now() < give_up {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("a process ended at once, {status}: {}", self.said()).into());
            }
            if is_there(self.address).await {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(format!("a process does not answer at {}: {}", self.address, self.said()).into())
    }

    pub fn usage(&self) -> Outcome<Usage> {
        self.watched().usage()
    }

    /// To be looked at from elsewhere.
    pub fn watched(&self) -> Watch {
        Watch(self.child.id())
    }
}

/// A process by its number.
#[derive(Clone, Copy)]
pub struct Watch(u32);

impl Watch {
    pub fn usage(self) -> Outcome<Usage> {
        Usage::of(&self.0.to_string())
    }
}

/// What all cores did so far, in hundredths of a second.
pub struct Machine {
    busy: u64,
    all: u64,
    at: Instant,
}

impl Machine {
    pub fn now() -> Outcome<Self> {
        let stat = fs::read_to_string("/proc/stat")?;
        let line = stat.lines().next().and_then(|line| line.strip_prefix("cpu "));
        let ticks = line.ok_or("/proc/stat can't be read")?.split_whitespace();
        // user nice system idle iowait irq softirq steal; what follows is part of the first two.
        let ticks: Vec<u64> = ticks.take(8).map_while(|ticks| ticks.parse().ok()).collect();
        let all = ticks.iter().sum();
        let idle: u64 = ticks.iter().skip(3).take(2).sum();
        Ok(Self { busy: all - idle, all, at: Instant::now() })
    }

    /// How many cores were busy since then, and how many there are.
    pub fn since(&self, then: &Self) -> (f64, f64) {
        let ticks = self.at.duration_since(then.at).as_secs_f64() * 100.0;
        let cores = (self.all - then.all) as f64 / ticks;
        ((self.busy - then.busy) as f64 / ticks, cores.round())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Said = Arc<Mutex<Vec<u8>>>;

/// Reads all that a process says, as whoever keeps a service's log would, and keeps the last of it.
fn listen(mut reader: PipeReader, said: &Said) {
    let mut chunk = [0; 4096];
    while let Ok(read) = reader.read(&mut chunk)
        && read > 0
    {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() > chunk.len() {
            said.clear();
        }
        said.extend_from_slice(&chunk[..read]);
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

/// While it lives, an answer that comes takes no core from the servers: this thread runs when one is
/// free, and then reads all answers that are there (`SCHED_BATCH`, sched(7)). Otherwise the system
/// would stop a server for each of them, which clients on other machines don't make it do. Where there
/// is no `chrt`, nothing changes.
pub struct Batch(());

impl Batch {
    pub fn begin() -> Self {
        schedule("--batch");
        Self(())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // What is started next inherits it.
        schedule("--other");
    }
}

fn schedule(policy: &str) {
    let own = std::process::id().to_string();
    let mut chrt = Command::new("chrt");
    chrt.args([policy, "--pid", "0", &own]).stdout(Stdio::null()).stderr(Stdio::null());
    // Best effort: the figures are right either way.
    let _ = chrt.status();
}

/// An address that is free now; whoever takes it in between makes the start fail, with a message.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
