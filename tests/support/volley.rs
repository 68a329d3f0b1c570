//! Requests that arrive at one moment: each waits on a connection of its own with all but its last
//! byte sent, until all of them do. Without that the first is long done when the last one comes.

use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Barrier,
    task::JoinSet,
};

use super::Answer;

/// Posts each body as JSON to its server, at `http://…`, and gives the answers in any order.
pub async fn volley(path: &str, calls: Vec<(String, Value)>) -> Vec<Answer> {
    let ready = Arc::new(Barrier::new(calls.len()));
    let mut racing = JoinSet::new();
    for (url, body) in calls {
        let address = url.trim_start_matches("http://").to_owned();
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\naccept-language: en\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        // One after the other: the system holds few that the server has not yet taken.
        let mut connection = TcpStream::connect(&address).await.unwrap();
        connection.set_nodelay(true).unwrap();
        let (start, last) = request.as_bytes().split_at(request.len() - 1);
        connection.write_all(start).await.unwrap();
        let (ready, last) = (Arc::clone(&ready), last.to_owned());
        racing.spawn(async move {
            ready.wait().await;
            connection.write_all(&last).await.unwrap();
            let mut answer = Vec::new();
            connection.read_to_end(&mut answer).await.unwrap();
            parse(&answer)
        });
    }
    racing.join_all().await
}

fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    Answer { status, headers, body: answer[end + 4..].to_vec() }
}
