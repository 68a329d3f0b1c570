//! The other end of a text message: an HTTP server on the loopback that checks a request as the
//! vendor would, from the bytes that arrived, and answers as the vendor would, or does not.
//!
//! Each vendor's signature is computed here once more; nothing of Menshen's own is used for it.

mod aliyun;
mod tencent;
mod twilio;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

pub use aliyun::ALIYUN;
pub use tencent::TENCENT;
pub use twilio::TWILIO;

/// One of the vendors: what tests have to know to play it.
pub struct Kind {
    /// Its name in `SMS_PROVIDER`.
    pub name: &'static str,
    /// What has to be set for it, besides the endpoint; names without `--sms-` and its name.
    pub settings: &'static [(&'static str, &'static str)],
    /// What of that must never be printed.
    pub secrets: &'static [&'static str],
    /// Checks signature, time and form of a request.
    check: fn(&Request) -> Result<Message, &'static str>,
    /// What it answers when all is well.
    ok: &'static str,
    /// How it says that the signature is wrong.
    denied: (u16, &'static str),
    /// How it says one of its error codes.
    error: fn(&str) -> (u16, String),
}

/// What happens to the next message.
#[derive(Clone, Debug)]
pub enum Next {
    Ok,
    /// All is well, but it takes its time.
    Late(Duration),
    /// Takes the message and says nothing.
    Never,
    /// A status and nothing else.
    Status(u16),
    /// 429 with `Retry-After`.
    TooMany(u32),
    /// 200 with something that only starts like an answer.
    Broken,
    /// 200 with an answer that has no end.
    Endless,
    /// Goes away in the middle of the answer.
    HalfWay,
    /// Goes away before the answer.
    Closed,
    /// One of the vendor's own error codes.
    Error(&'static str),
    /// The same, after a while.
    LateError(Duration, &'static str),
}

/// A message that was asked for in the right way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub to: String,
    /// Six digits.
    pub code: String,
    /// The template's name, or the text without the code.
    pub words: String,
}

/// A request, byte by byte as it came.
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice");
        value
    }
}

#[derive(Default)]
struct State {
    messages: Vec<Message>,
    /// Every request, right or wrong.
    requests: usize,
    next: VecDeque<Next>,
}

/// A running vendor. Ends with the test's runtime.
#[derive(Clone)]
pub struct Vendor {
    pub kind: &'static Kind,
    pub endpoint: String,
    state: Arc<Mutex<State>>,
}

impl Vendor {
    pub async fn start(kind: &'static Kind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let vendor = Self { kind, endpoint, state: Arc::default() };
        let running = vendor.clone();
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let vendor = running.clone();
                tokio::spawn(async move { vendor.serve(connection).await });
            }
        });
        vendor
    }

    /// The settings that make Menshen use it, but for `--sms-provider`.
    pub fn settings(&self) -> Vec<String> {
        let name = self.kind.name;
        let settings = self.kind.settings.iter();
        let mut flags: Vec<String> =
            settings.map(|(key, value)| format!("--sms-{name}-{key}={value}")).collect();
        flags.push(format!("--sms-{name}-endpoint={}", self.endpoint));
        flags
    }

    /// Chooses what happens to the next message that has no choice yet.
    pub fn next(&self, next: Next) {
        self.state.lock().unwrap().next.push_back(next);
    }

    /// Every message that was asked for in the right way.
    pub fn messages(&self) -> Vec<Message> {
        self.state.lock().unwrap().messages.clone()
    }

    pub fn last(&self) -> Message {
        self.messages().pop().expect("a message")
    }

    /// How often it was asked at all.
    pub fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
    }

    #[expect(clippy::print_stderr, reason = "says why a request is refused")]
    async fn serve(&self, mut connection: TcpStream) {
        while let Some(request) = read(&mut connection).await {
            self.state.lock().unwrap().requests += 1;
            let next = match (self.kind.check)(&request) {
                Ok(message) => {
                    let mut state = self.state.lock().unwrap();
                    state.messages.push(message);
                    state.next.pop_front().unwrap_or(Next::Ok)
                }
                Err(why) => {
                    eprintln!("{}: {why}", self.kind.name);
                    let (status, body) = self.kind.denied;
                    connection.write_all(answer(status, "", body).as_bytes()).await.unwrap();
                    continue;
                }
            };
            if !self.act(next, &mut connection).await {
                return;
            }
        }
    }

    /// Whether the connection goes on.
    async fn act(&self, next: Next, connection: &mut TcpStream) -> bool {
        let ok = |status| answer(status, "", self.kind.ok);
        let status = if self.kind.name == "twilio" { 201 } else { 200 };
        let (text, goes_on) = match next {
            Next::Ok => (ok(status), true),
            Next::Late(wait) => {
                sleep(wait).await;
                (ok(status), true)
            }
            Next::Never => {
                sleep(Duration::from_secs(60)).await;
                return false;
            }
            Next::Status(status) => (answer(status, "", ""), true),
            Next::TooMany(wait) => (answer(429, &format!("retry-after: {wait}\r\n"), ""), true),
            Next::Broken => (answer(200, "", &self.kind.ok[..self.kind.ok.len() / 2]), true),
            Next::Endless => {
                let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                if connection.write_all(head.as_bytes()).await.is_ok() {
                    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
                    while connection.write_all(chunk.as_bytes()).await.is_ok() {}
                }
                return false;
            }
            Next::HalfWay => {
                let whole = ok(status);
                (whole[..whole.len() - self.kind.ok.len() / 2].to_owned(), false)
            }
            Next::Closed => return false,
            Next::Error(code) => {
                let (status, body) = (self.kind.error)(code);
                (answer(status, "", &body), true)
            }
            Next::LateError(wait, code) => {
                sleep(wait).await;
                let (status, body) = (self.kind.error)(code);
                (answer(status, "", &body), true)
            }
        };
        // The client may have gone away.
        connection.write_all(text.as_bytes()).await.is_ok() && goes_on
    }
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-type: application/json\r\n{headers}\
         content-length: {length}\r\n\r\n{body}"
    )
}

/// `None` at the end of the connection.
async fn read(connection: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if connection.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let mut start = lines.next().unwrap().split(' ').map(str::to_owned);
    let (method, target) = (start.next().unwrap(), start.next().unwrap());
    let headers = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut request = Request { method, target, headers, body: String::new() };
    let length: usize = request.header("content-length").parse().unwrap_or(0);
    while bytes.len() < head + 4 + length {
        if connection.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    }
    request.body = String::from_utf8(bytes[head + 4..head + 4 + length].to_vec()).unwrap();
    Some(request)
}

fn hmac(key: &[u8], data: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(data.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sha256(data: &str) -> String {
    hex(&Sha256::digest(data.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `a=b&c=d` with everything decoded.
fn pairs(encoded: &str) -> Vec<(String, String)> {
    let address = reqwest::Url::parse(&format!("http://a/?{encoded}")).unwrap();
    address.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
}

fn is_fresh(seconds: i64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    now.abs_diff(seconds) < 300
}

/// Takes the code out of a text.
fn six_digits(text: &str) -> Option<(String, String)> {
    let code = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6)?;
    Some((code.to_owned(), text.replace(code, "######")))
}

fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}
