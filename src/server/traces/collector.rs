//! The way to the collector, and what the log says of one that takes no traces: once when it begins,
//! and once when it is over.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use axum::http::HeaderMap;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::StatusCode;
use tokio::runtime::Handle;

use crate::server::sms::http;

/// It is over when messages are taken and none has failed for this long: a collector with too much
/// to do takes some all the time.
const OVER: Duration = Duration::from_secs(30);

/// The client that all of the server uses, for a thread that is none of Tokio's.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    headers: HeaderMap,
    patience: Duration,
    runtime: Handle,
    outage: CollectorOutage,
}

impl Client {
    /// Sends these headers too, and waits so long for an answer.
    pub(super) fn new(
        scheme: &str,
        headers: HeaderMap,
        patience: Duration,
    ) -> Result<Self, String> {
        let (http, runtime) = (http::client(scheme)?, Handle::current());
        Ok(Self { http, headers, patience, runtime, outage: CollectorOutage::default() })
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let mut request = reqwest::Request::try_from(request)?;
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        *request.timeout_mut() = Some(self.patience);
        let http = self.http.clone();
        // What a collector says beside its status is of no use, and may be long.
        let sent = async move { http.execute(request).await.map(|answer| answer.status()) };
        // An error is the end of the runtime, and no fault of the collector's.
        let answer = self.runtime.spawn(sent).await?;
        match &answer {
            Ok(status) if status.is_success() => self.outage.over(Instant::now()),
            failed => self.outage.begins(Instant::now(), || why(failed)),
        }
        Ok(Response::builder().status(answer?).body(Bytes::new())?)
    }
}

/// Why a message was not taken, without the address and without what was answered.
fn why(failed: &Result<StatusCode, reqwest::Error>) -> String {
    match failed {
        Ok(status) => format!("it answered {}", status.as_u16()),
        Err(error) if error.is_connect() => format!("no connection: {}", http::cause(error)),
        Err(error) if error.is_timeout() => "no answer in time".to_owned(),
        Err(_) => "the connection broke off".to_owned(),
    }
}

/// When a message was last not taken, while that lasts.
#[derive(Debug, Default)]
struct CollectorOutage(Mutex<Option<Instant>>);

impl CollectorOutage {
    fn begins(&self, now: Instant, why: impl FnOnce() -> String) {
        if self.note_failure(now) {
            let why = why();
            tracing::warn!(why, "the collector takes no traces; they are dropped until it does");
        }
    }

    fn over(&self, now: Instant) {
        if self.note_success(now) {
            tracing::info!("the collector takes traces again");
        }
    }

    /// Whether it begins.
    fn note_failure(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.replace(now).is_none()
    }

    /// Whether it is over.
    fn note_success(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.take_if(|last| now.saturating_duration_since(*last) >= OVER).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_said_when_it_begins_and_when_it_is_over() {
        let (outage, start) = (CollectorOutage::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(!outage.note_success(at(0)));
        assert!(outage.note_failure(at(1)));
        for second in 2..100 {
            assert!(!outage.note_failure(at(second)));
            // Some messages are taken all the time.
            assert!(!outage.note_success(at(second)));
        }
        assert!(!outage.note_success(at(128)));
        assert!(outage.note_success(at(129)));
        assert!(!outage.note_success(at(130)));
        assert!(outage.note_failure(at(131)));
    }
}
