//! A real redis-server for one test: on a free port of the loopback, without persistence.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use super::patience::{PATIENCE, wait_until};

/// Stopped when dropped.
pub struct RedisServer {
    port: u16,
    process: Option<Child>,
    /// Whether that port speaks TLS; then there is no other.
    tls: bool,
    /// What it is started with, besides the address.
    arguments: Vec<String>,
    /// What redis-cli needs to be let in.
    pub login: Vec<String>,
    /// Its own folder, for the files that it can't do without.
    folder: PathBuf,
}

/// What can be made older.
pub trait Ages: Send + Sync {
    /// Shifts what it holds by so many milliseconds into the past, as if so much time had passed: times to
    /// live, and the times that are written down. A negative number makes it younger, as if its clock had
    /// been set back.
    fn shift(&self, millis: i64);
}

impl Ages for RedisServer {
    fn shift(&self, millis: i64) {
        assert_eq!(self.command(&["EVAL", PASS, "0", &millis.to_string()]), "0");
    }
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one with these arguments as well.
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::until_started(false, |_| owned(arguments))
    }

    /// Starts one that speaks TLS alone; the certificate is among the arguments.
    pub fn start_tls(arguments: &[&str]) -> Self {
        Self::until_started(true, |_| owned(arguments))
    }

    /// A sentinel, which keeps what it knows in a file.
    pub fn sentinel(tls: bool, config: &str) -> Self {
        Self::until_started(tls, |folder| {
            let path = folder.join("sentinel.conf");
            std::fs::write(&path, config).unwrap();
            owned(&[path.to_str().unwrap(), "--sentinel"])
        })
    }

    /// Starts one with the arguments that are made for its folder.
    fn until_started(tls: bool, arguments: impl Fn(&Path) -> Vec<String>) -> Self {
        // Another process may take the port between the look and the start.
        for _ in 0..5 {
            let folder = folder();
            let arguments = arguments(&folder);
            let (port, login) = (free_port(), Vec::new());
            let mut server = Self { port, process: None, tls, arguments, login, folder };
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

    pub fn port(&self) -> u16 {
        self.port
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

    /// Stops it as a machine that hangs: connections stay, nothing is answered.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets a frozen one go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().expect("a process").id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Makes what it holds older, as [`Ages`] says.
    pub fn pass(&self, time: Duration) {
        self.shift(time.as_millis() as i64);
    }

    /// The names of all that it holds.
    pub fn keys(&self) -> Vec<String> {
        self.command(&["KEYS", "*"]).lines().map(str::to_owned).collect()
    }

    /// Runs one command and gives the answer as redis-cli prints it to a program.
    pub fn command(&self, words: &[&str]) -> String {
        self.try_command(words).unwrap_or_else(|error| panic!("redis-cli {words:?}: {error}"))
    }

    /// The same for a server that may be gone.
    pub fn try_command(&self, words: &[&str]) -> Result<String, String> {
        let port = self.port.to_string();
        let mut cli = Command::new("redis-cli");
        cli.args(["-p", &port]).args(&self.login);
        if self.tls {
            // Whom the certificate names is not what is asked here.
            cli.args(["--tls", "--insecure"]);
        }
        let done = cli.args(words).output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap().trim_end().to_owned();
        let failed = String::from_utf8(done.stderr).unwrap();
        if done.status.success() { Ok(said) } else { Err(said + &failed) }
    }

    /// Every key with its value.
    pub fn dump(&self) -> Vec<(String, String)> {
        let value = |name: &str| match self.command(&["TYPE", name]).as_str() {
            "hash" => self.command(&["HGETALL", name]),
            "zset" => self.command(&["ZRANGE", name, "0", "-1", "WITHSCORES"]),
            _ => self.command(&["GET", name]),
        };
        self.keys().into_iter().map(|name| (name.clone(), value(&name))).collect()
    }

    fn runs(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.try_wait().unwrap().is_none())
    }

    /// Whether it answers, and has not ended.
    fn try_start(&mut self) -> bool {
        let port = self.port.to_string();
        let port = match self.tls {
            true => vec!["--tls-port", &port, "--port", "0"],
            false => vec!["--port", &port],
        };
        // A sentinel's file of settings has to come first.
        let process = Command::new("redis-server")
            .args(&self.arguments)
            .args(port)
            .args(["--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--dir"])
            .arg(&self.folder)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is missing: scripts/setup redis");
        self.process = Some(process);
        let (mut runs, mut there) = (true, false);
        wait_until("redis-server answers", || {
            runs = self.runs();
            there = match self.tls {
                // One that asks for a password is there as well, and redis-cli well again.
                true => self.try_command(&["PING"]).is_ok(),
                false => answers(self.port).unwrap_or(false),
            };
            there || !runs
        });
        runs && there
    }
}

/// A port that nobody listens on just now. It is none of those from 32768 on, which the system gives to
/// whoever asks for any: one of thousands of connections would have it before it is listened on.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        // Tests of two processes begin at different places.
        let n =
            std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 10_000 + (n % 22_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A new folder among the system's temporary ones.
pub fn folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (process, n) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(format!("menshen-redis-{process}-{n}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|&argument| argument.to_owned()).collect()
}

/// Whether a Redis listens there, and nothing else.
fn answers(port: u16) -> std::io::Result<bool> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    connection.read_exact(&mut answer)?;
    // One that asks for a password is there as well.
    Ok([b"+PONG", b"-NOAU"].contains(&&answer))
}

/// Times stand in the scores of sorted sets, in the names of a hash's fields after a letter, and in
/// a field `until`.
const PASS: &str = r#"
local ms = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  -- A hash whose only field gets another name is a new one for a moment, without an end.
  local left = redis.call('PTTL', key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
      redis.call('ZINCRBY', key, -ms, member)
    end
  elseif kind == 'hash' then
    local fields = redis.call('HGETALL', key)
    for i = 1, #fields, 2 do
      local letter, time, of = string.match(fields[i], '^(%a)(%d+)(%u*)$')
      if fields[i] == 'until' or fields[i] == 'k' then
        redis.call('HINCRBY', key, fields[i], -ms)
      elseif fields[i] == 'live' then
        local older = string.gsub(fields[i + 1], '("till":)(%d+)', function(name, till)
          return name .. string.format('%d', tonumber(till) - ms)
        end)
        redis.call('HSET', key, 'live', older)
      elseif letter then
        redis.call('HDEL', key, fields[i])
        redis.call('HSET', key, letter .. string.format('%d', time - ms) .. of, fields[i + 1])
      end
    end
  end
  if left >= 0 and left > ms then
    redis.call('PEXPIRE', key, left - ms)
  elseif left >= 0 then
    redis.call('DEL', key)
  end
end
return 0"#;

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        // Of what it wrote nothing is needed any more.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
