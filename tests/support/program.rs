//! The real program in a process of its own, with everything that it prints. `MENSHEN` names another
//! one than that of this build, such as `target/release/menshen`.

use std::{
    ffi::OsString,
    io::Read,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::redis_server::pause;

/// Killed when dropped.
pub struct Program {
    pub url: String,
    process: Child,
    output: Vec<JoinHandle<String>>,
}

/// How it ended, and what it printed.
pub struct Ended {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// Starts it with these environment variables and arguments, on a free port.
    pub fn start(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::under(&[], environment, arguments)
    }

    /// The same, started by another program that becomes it.
    pub fn under(by: &[&str], environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let program = std::env::var_os("MENSHEN");
        let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_menshen").into());
        let mut words = by.iter().map(OsString::from).chain([program]);
        let mut process = Command::new(words.next().unwrap())
            .args(words)
            .env("LEPTOS_SITE_ADDR", &address)
            // Many run at once, so none can have the default's port.
            .env("METRICS_ADDR", "public")
            .envs(environment.iter().copied())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output =
            vec![collect(process.stdout.take().unwrap()), collect(process.stderr.take().unwrap())];
        Self { url: format!("http://{address}"), process, output }
    }

    /// Waits until it takes connections, for a minute at most.
    pub fn until_serving(&self) {
        self.until_listening(self.url.trim_start_matches("http://"));
    }

    /// Waits for a listener beside the main one, which may come a moment later.
    pub fn until_listening(&self, address: &str) {
        let give_up = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < give_up, "it does not serve");
            pause();
        }
    }

    /// Asks it to stop, as an operator would, and waits.
    pub fn stop(self) -> Ended {
        self.signal("TERM");
        self.ended()
    }

    /// Sends it a signal, by its name without `SIG`.
    pub fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Its resident memory in bytes.
    pub fn memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Waits until it has ended by itself, for a minute at most.
    pub fn ended(mut self) -> Ended {
        let give_up = Instant::now() + Duration::from_secs(60);
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < give_up, "it still runs");
            pause();
        };
        let mut output = self.output.drain(..).map(|output| output.join().unwrap());
        let (stdout, stderr) = (output.next().unwrap(), output.next().unwrap());
        drop(output);
        Ended { success: status.success(), stdout, stderr }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        text
    })
}
