//! A real redis-server for one test: on a free port of the loopback, without persistence.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Stopped when dropped.
pub struct RedisServer {
    port: u16,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        // Another process may take the port between the look and the start.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut server = Self { port, process: None };
            if server.try_start() {
                return server;
            }
        }
        panic!("redis-server did not start");
    }

    /// What `REDIS_URL` is for this server.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it as `kill -9` does; everything that it held is lost.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            process.wait().unwrap();
        }
    }

    /// Starts it again, empty, at the same address.
    pub fn start_again(&mut self) {
        assert!(self.try_start(), "redis-server did not start again");
    }

    /// Runs one command and gives the answer as redis-cli prints it to a program.
    pub fn command(&self, words: &[&str]) -> String {
        let port = self.port.to_string();
        let done = Command::new("redis-cli").args(["-p", &port]).args(words).output().unwrap();
        assert!(done.status.success());
        String::from_utf8(done.stdout).unwrap().trim_end().to_owned()
    }

    /// Every key with its value.
    pub fn dump(&self) -> Vec<(String, String)> {
        let names = self.command(&["KEYS", "*"]);
        let value = |name: &str| match self.command(&["TYPE", name]).as_str() {
            "hash" => self.command(&["HGETALL", name]),
            _ => self.command(&["GET", name]),
        };
        names.lines().map(|name| (name.to_owned(), value(name))).collect()
    }

    /// Whether it answers within 10 s.
    fn try_start(&mut self) -> bool {
        let process = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "no", "--dir"])
            .arg(std::env::temp_dir())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is missing: scripts/setup redis");
        let process = self.process.insert(process);
        let give_up = Instant::now() + Duration::from_secs(10);
        while Instant::now() < give_up && process.try_wait().unwrap().is_none() {
            if answers(self.port).unwrap_or(false) {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }
}

/// Whether a Redis listens there, and nothing else.
fn answers(port: u16) -> std::io::Result<bool> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(Duration::from_secs(1)))?;
    connection.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    connection.read_exact(&mut answer)?;
    Ok(&answer == b"+PONG")
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
