//! What a server answers.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// Sends the request and reads all of the answer.
    pub async fn to(request: reqwest::RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await.unwrap().to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The last part of a problem's `type`, after a check that it is a problem at all.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status, "{body}");
        assert!(!body["title"].as_str().unwrap().is_empty(), "{body}");
        assert!(!body["detail"].as_str().unwrap().is_empty(), "{body}");
        body["type"].as_str().unwrap().rsplit(':').next().unwrap().to_owned()
    }

    /// The handle of a send that went well.
    pub fn handle(&self) -> String {
        let handle = self.json()["handle"].as_str().map(str::to_owned);
        handle.unwrap_or_else(|| panic!("a send: {}", self.text()))
    }

    /// The ticket of a code that was right.
    pub fn ticket(&self) -> String {
        let ticket = self.json()["ticket"].as_str().map(str::to_owned);
        ticket.unwrap_or_else(|| panic!("a ticket: {}", self.text()))
    }

    /// `Retry-After` in seconds, which the body has to repeat.
    pub fn retry_after(&self) -> u32 {
        let seconds = self.header("retry-after").parse().expect("Retry-After");
        assert_eq!(self.json()["retry_after"], seconds);
        seconds
    }
}
