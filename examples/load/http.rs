//! A keep-alive HTTP/1.1 client of few instructions: it shares the machine with what it measures.
//! It knows as much as the answers of axum need: a status, `Content-Length` and a body.

use std::{fmt, io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than the server itself allows a request.
const PATIENCE: Duration = Duration::from_secs(15);
/// A picture with its head, with room to spare; the buffer grows for what is larger.
const BUFFER: usize = 16 * 1024;
/// What is longer is no answer of Menshen's.
const LONGEST: usize = 4 * 1024 * 1024;

/// One connection, opened when it is first used and again after it broke.
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer, read to its end. Its body lies in the connection's buffer.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Failure {
    NoConnection,
    BrokeOff,
    TooLate,
    Unreadable,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoConnection => "no connection",
            Self::BrokeOff => "connection broke off",
            Self::TooLate => "no answer within 15 s",
            Self::Unreadable => "unreadable answer",
        })
    }
}

impl Connection {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: Vec::with_capacity(BUFFER) }
    }

    /// Sends a whole request and reads the whole answer.
    ///
    /// # Errors
    /// See [`Failure`]; the next call connects anew.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>, Failure> {
        let Self { address, stream, buffer } = self;
        // Taken out: whatever goes wrong below, also when this future is dropped, closes it.
        let taken = stream.take();
        let exchange = async {
            let mut open = match taken {
                Some(open) => open,
                None => connect(*address).await.map_err(|_| Failure::NoConnection)?,
            };
            open.write_all(request).await.map_err(|_| Failure::BrokeOff)?;
            let head = read(&mut open, buffer).await?;
            Ok((open, head))
        };
        let (open, head) = timeout(PATIENCE, exchange).await.unwrap_or(Err(Failure::TooLate))?;
        *stream = head.keep_alive.then_some(open);
        Ok(Answer { status: head.status, body: &buffer[head.length..head.length + head.body] })
    }
}

async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// What the head of an answer says, with its own length in bytes.
struct Head {
    length: usize,
    status: u16,
    body: usize,
    keep_alive: bool,
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Head, Failure> {
    buffer.clear();
    let mut head: Option<Head> = None;
    loop {
        if head.is_none() {
            head = Head::find(buffer)?;
        }
        if let Some(head) = head.take_if(|head| buffer.len() >= head.length + head.body) {
            // Nothing was asked for that could follow.
            let whole = buffer.len() == head.length + head.body;
            return if whole { Ok(head) } else { Err(Failure::Unreadable) };
        }
        if buffer.len() > LONGEST {
            return Err(Failure::Unreadable);
        }
        match stream.read_buf(buffer).await {
            Ok(0) | Err(_) => return Err(Failure::BrokeOff),
            Ok(_) => {}
        }
    }
}

impl Head {
    /// `None` while its end has not come.
    fn find(bytes: &[u8]) -> Result<Option<Self>, Failure> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        Self::parse(&bytes[..end], end + 4).map(Some).ok_or(Failure::Unreadable)
    }

    fn parse(head: &[u8], length: usize) -> Option<Self> {
        let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let (mut body, mut keep_alive) = (None, true);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("content-length") {
                body = value.parse().ok();
            } else if name.eq_ignore_ascii_case("connection") {
                keep_alive = !value.eq_ignore_ascii_case("close");
            }
        }
        let body = if status == 204 { 0 } else { body? };
        (body <= LONGEST).then_some(Self { length, status, body, keep_alive })
    }
}
