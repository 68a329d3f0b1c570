//! A connection that says what it likes, byte by byte, and waits for what the server does.

use std::{io::ErrorKind, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use super::PATIENCE;

pub struct Wire(pub TcpStream);

impl Wire {
    /// To a server at `http://…`.
    pub async fn to(url: &str) -> Self {
        Self(TcpStream::connect(url.trim_start_matches("http://")).await.unwrap())
    }

    /// One that can hold next to nothing of what it is sent.
    pub async fn narrow(url: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1024).unwrap();
        let address = url.trim_start_matches("http://").parse().unwrap();
        Self(socket.connect(address).await.unwrap())
    }

    pub async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// The start of a request whose body is to come, until the server has read that much of it.
    pub async fn begin(&mut self, start: &str) {
        self.say(&start.replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1)).await;
        let told = self.answer().await;
        assert!(told.starts_with("HTTP/1.1 100 "), "{told}");
    }

    /// A GET on a connection that is to be kept.
    pub async fn get(&mut self, path: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nhost: menshen\r\n\r\n")).await;
        self.answer().await
    }

    /// The next bytes, so many.
    pub async fn some<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let mut bytes = [0; COUNT];
        timeout(PATIENCE, self.0.read_exact(&mut bytes)).await.expect("bytes in time").unwrap();
        bytes
    }

    /// The next answer with a length, head and body.
    pub async fn answer(&mut self) -> String {
        let read = async {
            let mut answer = Vec::new();
            while !answer.ends_with(b"\r\n\r\n") {
                answer.push(self.0.read_u8().await.expect("an answer"));
            }
            let head = String::from_utf8(answer).unwrap();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
            self.0.read_exact(&mut body).await.unwrap();
            head + &String::from_utf8_lossy(&body)
        };
        timeout(PATIENCE, read).await.expect("an answer in time")
    }

    /// All that comes until the server closes the connection.
    pub async fn end(&mut self) -> String {
        let mut rest = Vec::new();
        // Also when it is reset, as when the server has not read all.
        let _ = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await.expect("an end in time");
        String::from_utf8_lossy(&rest).into_owned()
    }

    /// Whether the server has closed it already.
    pub async fn is_closed(&self) -> bool {
        // What has come is seen only after a look at the sockets.
        let readable = timeout(Duration::from_millis(1), self.0.readable()).await;
        let read = readable.ok().map(|_| self.0.try_read(&mut [0; 1024]));
        match read {
            Some(Ok(read)) => read == 0,
            // A look at what was read before says `WouldBlock`.
            Some(Err(error)) => error.kind() != ErrorKind::WouldBlock,
            None => false,
        }
    }
}
