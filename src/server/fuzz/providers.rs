//! Answers of providers.

use reqwest::StatusCode;

use crate::server::sms::fuzz::outcomes;

/// The first line is the status, the rest the body. Only the word for success is a success; no
/// error shows what could be a phone number or a message code.
pub(super) fn answers(bytes: &[u8]) {
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
    let (status, body) = bytes.split_at(line);
    let status = super::text(status).parse::<u16>().ok();
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else { return };
    let body = body.get(1..).unwrap_or_default();
    for (name, word, outcome) in outcomes(status, body) {
        match outcome {
            Ok(()) => {
                assert!(!status.is_server_error(), "{name}: {status} was taken for a success");
                let said = |word: &str| super::text(body).contains(word) || body.contains(&b'\\');
                assert!(said(word), "{name}: nothing in it says that it was sent");
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
