//! What must hold for every answer of every provider, for fuzzers and tests.

use reqwest::StatusCode;

use crate::{SendError, aliyun, http::Answer, tencent, twilio};

/// The first line is the status, the rest the body. Only the word for success is a success; no
/// error shows what could be a phone number or a message code.
///
/// # Panics
/// Where that does not hold.
pub fn answers(bytes: &[u8]) {
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
    let (status, body) = bytes.split_at(line);
    let status = std::str::from_utf8(status).ok().and_then(|status| status.parse::<u16>().ok());
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else { return };
    let body = body.get(1..).unwrap_or_default();
    for (name, word, outcome) in outcomes(status, body) {
        match outcome {
            Ok(()) => {
                assert!(!status.is_server_error(), "{name}: {status} was taken for a success");
                let body = String::from_utf8_lossy(body);
                let said = body.contains(word) || body.contains('\\');
                assert!(said, "{name}: nothing in it says that it was sent");
            }
            Err(error) => {
                let shown = error.to_string();
                let longest = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
                assert!(longest.is_none_or(|digits| digits < 6), "{name}: digits are shown");
                assert!(shown.len() < 160 && !shown.contains('\n'), "{name}: a long error");
            }
        }
    }
}

/// What each provider makes of an answer, with its name and the word without which nothing is a
/// success.
fn outcomes(
    status: StatusCode,
    body: &[u8],
) -> [(&'static str, &'static str, Result<(), SendError>); 3] {
    let body = serde_json::from_slice(body).unwrap_or_default();
    let answer = Answer { status, retry_after: None, body };
    [
        ("aliyun", "OK", aliyun::outcome(&answer)),
        ("tencent", "Ok", tencent::outcome(&answer)),
        ("twilio", "sid", twilio::outcome(&answer)),
    ]
}
