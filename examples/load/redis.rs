//! As much of Redis's protocol (RESP2) as it takes to ask for a text or a figure.

use std::{future::Future, io::Write, net::SocketAddr, pin::Pin};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::Outcome;

pub struct Redis {
    stream: BufReader<TcpStream>,
    request: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Answer {
    Text(String),
    Number(i64),
    List(Vec<Self>),
    Nothing,
}

impl Answer {
    pub fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl Redis {
    pub async fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), request: Vec::new() })
    }

    pub async fn call(&mut self, words: &[&str]) -> Outcome<Answer> {
        self.request.clear();
        write!(self.request, "*{}\r\n", words.len())?;
        for word in words {
            write!(self.request, "${}\r\n{word}\r\n", word.len())?;
        }
        self.stream.write_all(&self.request).await?;
        self.answer().await
    }

    fn answer(&mut self) -> Pin<Box<dyn Future<Output = Outcome<Answer>> + '_>> {
        Box::pin(async move {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            let line = line.strip_suffix("\r\n").ok_or("Redis closed the connection")?;
            let Some((kind, rest)) = line.split_at_checked(1) else {
                return Err("an unreadable answer of Redis".into());
            };
            Ok(match kind {
                "+" => Answer::Text(rest.to_owned()),
                ":" => Answer::Number(rest.parse()?),
                "$" | "*" if rest.starts_with('-') => Answer::Nothing,
                "$" => {
                    let mut text = vec![0; rest.parse::<usize>()? + 2];
                    self.stream.read_exact(&mut text).await?;
                    text.truncate(text.len() - 2);
                    Answer::Text(String::from_utf8(text)?)
                }
                "*" => {
                    let mut list = Vec::new();
                    for _ in 0..rest.parse::<usize>()? {
                        list.push(self.answer().await?);
                    }
                    Answer::List(list)
                }
                _ => return Err(format!("Redis: {rest}").into()),
            })
        })
    }

    /// A figure in a section of `INFO`, such as `used_memory`.
    pub async fn info(&mut self, section: &str) -> Outcome<Vec<(String, String)>> {
        let text = self.call(&["INFO", section]).await?.text().unwrap_or_default();
        let pairs = text.lines().filter_map(|line| line.split_once(':'));
        Ok(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Bytes that Redis has allocated.
    pub async fn used_memory(&mut self) -> Outcome<u64> {
        let info = self.info("memory").await?;
        let used = info.iter().find(|(name, _)| name == "used_memory");
        Ok(used.ok_or("no used_memory")?.1.parse()?)
    }
}
