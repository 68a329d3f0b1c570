//! What the providers that speak HTTP share: one client that neither follows nor repeats, and what
//! an answer, or none, says about whether the message left.

use std::{error::Error, fmt, iter, str::FromStr, time::Duration};

use reqwest::{
    Client, RequestBuilder, Response, StatusCode, Url, header::RETRY_AFTER, redirect::Policy,
};
use serde_json::Value;

use super::SendError;

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

/// Sends, and waits for the head of the answer; the time goes on running while its body is read.
pub(crate) async fn post(request: RequestBuilder, within: Duration) -> Result<Response, SendError> {
    request.timeout(within).send().await.map_err(|error| {
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

/// Why there is no connection: the innermost cause. The outermost would show the address, which in
/// some APIs has the number and the code in it; what is below knows the host at most.
pub fn cause(error: &reqwest::Error) -> String {
    let causes = iter::successors(error.source(), |&error| error.source());
    causes.last().map_or_else(|| "unknown".to_owned(), ToString::to_string)
}

/// An answer, as far as it can be understood.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<u32>,
    /// `Value::Null` when it broke off, is too long or is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    /// Reads the body, which may not be what it should be.
    pub(crate) async fn read(mut response: Response) -> Self {
        let mut bytes = Vec::new();
        let whole = loop {
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
pub(crate) fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// What a status says about whether the message left. Who refuses a request (3xx, 4xx) has not
/// acted on it; who fails half-way (5xx) may have passed it on.
pub(crate) fn by_status(status: StatusCode, retry_after: Option<u32>) -> Result<(), SendError> {
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

/// Where a provider's API is: scheme, host and port. `https://`, or `http://` on this machine,
/// where nobody reads along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// The address of a path, which starts with a slash, and of a query, percent-encoded.
    pub(crate) fn at(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.0.scheme()
    }

    /// What the header `Host` says.
    pub(crate) fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHOULD: &str = "an address such as https://api.example.com, without a path; http:// \
                              only on this machine";
        let url = Url::parse(text).map_err(|_| SHOULD)?;
        let local = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && local);
        if bare && safe && url.has_host() { Ok(Self(url)) } else { Err(SHOULD) }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
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

    #[test]
    fn an_endpoint_is_an_origin_that_nobody_reads_along_with() {
        let of = |text: &str| text.parse::<Endpoint>();
        assert_eq!(of("https://a.example").unwrap().host(), "a.example");
        assert_eq!(of("https://a.example:443/").unwrap().host(), "a.example");
        assert_eq!(of("http://127.0.0.1:9").unwrap().host(), "127.0.0.1:9");
        assert_eq!(of("https://a.example/").unwrap().to_string(), "https://a.example");
        for text in [
            "",
            "a.example",
            "http://a.example",
            "ftp://127.0.0.1",
            "https://a.example/v1",
            "https://a.example?x",
            "https://user@a.example",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
