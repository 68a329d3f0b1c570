//! What the providers that speak HTTP share: one client that neither follows nor repeats, and what
//! an answer, or none, says about whether the message left.

use std::{error::Error, iter, time::Duration};

use async_trait::async_trait;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    message::{SmsMessage, SmsProvider},
    send_error::SendError,
};

/// A name to look up, a connection and a TLS handshake take less, or the provider is out of reach.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection that has idled longer is not used again: the other end may be closing it just then,
/// and a request that is lost in it counts as perhaps sent.
const IDLE: Duration = Duration::from_secs(10);
/// No provider's answer comes near; what is longer is not read to its end.
const LONGEST_ANSWER: usize = 16 * 1024;

/// A client for such addresses, with the time-outs that all providers share.
///
/// # Errors
/// Why `https://` can't be used: this machine has no certificates of authorities. Nobody is asked for
/// any by `http://`.
pub fn client(scheme: &str) -> Result<Client, String> {
    let builder = Client::builder();
    let builder = match scheme {
        "https" => builder,
        _ => builder.tls_certs_only([]),
    };
    builder
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE)
        // A redirect could carry a code to where the operator did not send it.
        .redirect(Policy::none())
        // So could a proxy of HTTP_PROXY or ALL_PROXY, which is meant for something else.
        .no_proxy()
        // Never again on its own: the first try may have been acted on.
        .retry(reqwest::retry::never())
        .user_agent(concat!("menshen/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| cause(&error))
}

/// An API that takes messages by HTTP, without the sending: what is asked follows from its arguments,
/// and the outcome from the answer.
pub(crate) trait HttpApi: Send + Sync + 'static {
    /// What is asked for.
    fn request(&self, message: &SmsMessage, stamp: &Stamp) -> ApiRequest;

    /// What an answer says about whether the message left.
    fn outcome(&self, answer: &ApiAnswer) -> Result<(), SendError>;

    /// Whether the outcome needs the body of the answer; otherwise nobody waits for it.
    fn reads_body(&self) -> bool {
        true
    }
}

/// What makes one request differ from the next one of the same message.
pub(crate) struct Stamp {
    pub(crate) now: OffsetDateTime,
    /// Nobody can guess it, and it never comes again.
    pub(crate) nonce: u128,
}

/// A POST of this.
pub(crate) struct ApiRequest {
    pub(crate) url: Url,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// Sends what an API asks for.
pub(crate) struct HttpProvider {
    name: &'static str,
    client: Client,
    api: Box<dyn HttpApi>,
}

impl HttpProvider {
    pub(crate) fn new(name: &'static str, client: Client, api: Box<dyn HttpApi>) -> Self {
        Self { name, client, api }
    }
}

#[async_trait]
impl SmsProvider for HttpProvider {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError> {
        let stamp = Stamp { now: OffsetDateTime::now_utc(), nonce: rand::random() };
        let request = self.api.request(message, &stamp);
        let response = post(&self.client, request, within).await?;
        self.api.outcome(&ApiAnswer::read(response, self.api.reads_body()).await)
    }
}

/// Sends, and waits for the head of the answer; the time goes on running while its body is read.
async fn post(
    client: &Client,
    request: ApiRequest,
    within: Duration,
) -> Result<Response, SendError> {
    let ApiRequest { url, headers, body } = request;
    let headers = header_map(headers)
        .ok_or_else(|| SendError::NotSent("the request can't be made".to_owned()))?;
    let request = client.post(url).headers(headers).body(body).timeout(within);
    request.send().await.map_err(|error| {
        if error.is_builder() {
            SendError::NotSent("the request can't be made".to_owned())
        } else if error.is_connect() {
            SendError::NotSent(format!("no connection: {}", cause(&error)))
        } else if error.is_timeout() {
            SendError::Unknown("no answer in time".to_owned())
        } else {
            SendError::Unknown("the connection broke off".to_owned())
        }
    })
}

/// `None` where something can't stand in a header. None of them is shown by whatever logs them.
fn header_map(headers: Vec<(&'static str, String)>) -> Option<HeaderMap> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        map.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    Some(map)
}

/// Why there is no connection: the innermost cause. The outermost would show the address, which in
/// some APIs has the number and the code in it; what is below knows the host at most.
pub fn cause(error: &reqwest::Error) -> String {
    let causes = iter::successors(error.source(), |&error| error.source());
    causes.last().map_or_else(|| "unknown".to_owned(), ToString::to_string)
}

/// An answer, as far as it can be understood.
pub(crate) struct ApiAnswer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<u32>,
    /// `Value::Null` when it broke off, is too long or is no JSON.
    pub(crate) body: Value,
}

impl ApiAnswer {
    /// Reads the body where it is asked for; it may not be what it should be.
    async fn read(mut response: Response, with_body: bool) -> Self {
        let mut bytes = Vec::new();
        let whole = with_body
            && loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                    Ok(None) => break true,
                    Err(_) => break false,
                }
                if bytes.len() > LONGEST_ANSWER {
                    break false;
                }
            };
        let body = whole.then(|| serde_json::from_slice(&bytes).ok()).flatten();
        Self {
            status: response.status(),
            retry_after: retry_after(&response),
            body: body.unwrap_or_default(),
        }
    }

    /// A limit of the provider's own, by this error code.
    pub(crate) fn limited(&self, code: &str) -> SendError {
        SendError::Limited { why: shown(code), retry_after: self.retry_after }
    }

    /// What the status alone says: for answers whose body says nothing.
    pub(crate) fn by_status(&self) -> Result<(), SendError> {
        by_status(self.status, self.retry_after)
    }
}

/// The header in seconds; its other form, a date, is not understood.
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// What a status says about whether the message left. Who refuses a request (3xx, 4xx) has not
/// acted on it; who fails half-way (5xx) may have passed it on.
fn by_status(status: StatusCode, retry_after: Option<u32>) -> Result<(), SendError> {
    let why = format!("it answered {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Ok(()),
        429 => Err(SendError::Limited { why, retry_after }),
        300..=499 => Err(SendError::NotSent(why)),
        _ => Err(SendError::Unknown(why)),
    }
}

/// A provider's error code, for the log: only what looks like one, so that neither a phone number
/// nor a message code can slip in.
pub(crate) fn shown(code: &str) -> String {
    const LONGEST: usize = 64;
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_code = !code.is_empty()
        && code.len() <= LONGEST
        && code.chars().all(plain)
        && code.split(|c: char| !c.is_ascii_digit()).all(|digits| digits.len() < 6);
    if is_code { code.to_owned() } else { "an unreadable error code".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_answer_counts_as_not_sent() {
        let of = |status| by_status(StatusCode::from_u16(status).unwrap(), Some(7));
        assert_eq!(of(204), Ok(()));
        assert!(matches!(of(302), Err(SendError::NotSent(_))));
        assert!(matches!(of(404), Err(SendError::NotSent(_))));
        assert!(matches!(of(429), Err(SendError::Limited { retry_after: Some(7), .. })));
        assert!(matches!(of(500), Err(SendError::Unknown(_))));
        assert!(matches!(of(503), Err(SendError::Unknown(_))));
    }

    #[test]
    fn an_error_code_is_shown_and_a_number_in_its_place_is_not() {
        for code in ["isv.BUSINESS_LIMIT_CONTROL", "FailedOperation.X-1", "21211"] {
            assert_eq!(shown(code), code);
        }
        for code in ["", "13800138000", "to 1", "isv.123456", "验证码", &"a".repeat(65)] {
            assert_eq!(shown(code), "an unreadable error code", "{code}");
        }
    }
}
