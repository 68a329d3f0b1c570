//! The real program in a process of its own, with everything that it prints. `MENSHEN` names another
//! one than that of this build, such as `target/release/menshen`.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use super::{menshen::PATIENT_MS, patience::wait_until, redis_server::free_port};

/// Killed when dropped.
pub struct Program {
    pub url: String,
    process: Child,
    output: Output,
    log: Output,
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
        let address = format!("127.0.0.1:{}", free_port());
        let program = std::env::var_os("MENSHEN");
        let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_menshen").into());
        let mut words = by.iter().map(OsString::from).chain([program]);
        let mut process = Command::new(words.next().unwrap())
            .args(words)
            .env("LEPTOS_SITE_ADDR", &address)
            // Many run at once, so none can have the default's port.
            .env("METRICS_ADDR", "public")
            // What is tested is what happens, not how soon; tests of time-outs set their own.
            .env("REDIS_TIMEOUT_MS", PATIENT_MS)
            .envs(environment.iter().copied())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = Output::of(process.stdout.take().unwrap());
        let log = Output::of(process.stderr.take().unwrap());
        Self { url: format!("http://{address}"), process, output, log }
    }

    /// Waits until it takes connections.
    pub fn until_serving(&self) {
        self.until_listening(self.url.trim_start_matches("http://"));
    }

    /// Waits for a listener beside the main one, which may come a moment later.
    pub fn until_listening(&self, address: &str) {
        wait_until("it serves", || TcpStream::connect(address).is_ok());
    }

    /// Waits until this is in its log.
    pub fn until_logged(&self, words: &str) {
        wait_until(words, || self.log.text.lock().unwrap().contains(words));
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

    /// Waits until it has ended by itself.
    pub fn ended(mut self) -> Ended {
        let mut status = None;
        wait_until("it ends", || {
            status = self.process.try_wait().unwrap();
            status.is_some()
        });
        let success = status.is_some_and(|status| status.success());
        Ended { success, stdout: self.output.whole(), stderr: self.log.whole() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What comes out of a pipe, so far.
struct Output {
    text: Arc<Mutex<String>>,
    /// Ends with the pipe.
    reader: Option<JoinHandle<()>>,
}

impl Output {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let text: Arc<Mutex<String>> = Arc::default();
        let so_far = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = String::new();
            while pipe.read_line(&mut line).unwrap() > 0 {
                so_far.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        Self { text, reader: Some(reader) }
    }

    /// All of it, once the pipe has ended.
    fn whole(&mut self) -> String {
        self.reader.take().expect("asked for once").join().unwrap();
        std::mem::take(&mut self.text.lock().unwrap())
    }
}
