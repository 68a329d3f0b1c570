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

    /// Makes what it holds older, as if so much time had passed: times to live, and the times that
    /// are written down.
    pub fn pass(&self, time: Duration) {
        let time = time.as_millis().to_string();
        assert_eq!(self.command(&["EVAL", PASS, "0", &time]), "0");
    }

    /// The names of all that it holds.
    pub fn keys(&self) -> Vec<String> {
        self.command(&["KEYS", "*"]).lines().map(str::to_owned).collect()
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
        let value = |name: &str| match self.command(&["TYPE", name]).as_str() {
            "hash" => self.command(&["HGETALL", name]),
            "zset" => self.command(&["ZRANGE", name, "0", "-1", "WITHSCORES"]),
            _ => self.command(&["GET", name]),
        };
        self.keys().into_iter().map(|name| (name.clone(), value(&name))).collect()
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

/// Times stand in the scores of sorted sets, in the names of a hash's fields after a letter, and in
/// a field `until`.
const PASS: &str = r"
local ms = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key).ok
  if kind == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
      redis.call('ZINCRBY', key, -ms, member)
    end
  elseif kind == 'hash' then
    local fields = redis.call('HGETALL', key)
    for i = 1, #fields, 2 do
      local letter, time = string.match(fields[i], '^(%a)(%d+)$')
      if fields[i] == 'until' then
        redis.call('HINCRBY', key, 'until', -ms)
      elseif letter then
        redis.call('HDEL', key, fields[i])
        redis.call('HSET', key, letter .. string.format('%d', time - ms), fields[i + 1])
      end
    end
  end
  local left = redis.call('PTTL', key)
  if left > ms then
    redis.call('PEXPIRE', key, left - ms)
  elseif left >= 0 then
    redis.call('DEL', key)
  end
end
return 0";

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
