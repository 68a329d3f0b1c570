//! What the fuzz targets need from the providers.

use reqwest::StatusCode;

use super::{SendError, aliyun, http::Answer, tencent, twilio};

/// What each provider makes of an answer, with its name and the word without which nothing is a
/// success.
pub(crate) fn outcomes(
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
