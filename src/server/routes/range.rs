//! Parts of a file. Safari plays no sound from a server that can't answer for its first two bytes
//! alone.

use std::ops::Range;

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_RANGES, CONTENT_RANGE, IF_RANGE, RANGE},
    },
    response::{IntoResponse, Response},
};

/// The part that the request asks for (RFC 9110 §14), or the whole when it asks for none, for
/// several or for what can't be read.
pub(crate) fn answer(request: &HeaderMap, whole: Vec<u8>) -> Response {
    let accept = [(ACCEPT_RANGES, HeaderValue::from_static("bytes"))];
    // There is nothing that `If-Range` could match.
    let asked = request.get(RANGE).filter(|_| !request.contains_key(IF_RANGE));
    let length = whole.len();
    match asked.and_then(|value| parse(value.to_str().ok()?, length)) {
        None => (accept, whole).into_response(),
        Some(range) if range.is_empty() => {
            let content = [(CONTENT_RANGE, format!("bytes */{length}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, accept, content).into_response()
        }
        Some(range) => {
            let content = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let part = whole.get(range).unwrap_or_default().to_vec();
            (StatusCode::PARTIAL_CONTENT, accept, [(CONTENT_RANGE, content)], part).into_response()
        }
    }
}

/// The one range in the header, cut to what there is; empty when nothing of it is there.
fn parse(header: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // One that does not fit is past the end of every file.
        digits.then(|| text.parse().unwrap_or(usize::MAX))
    };
    if first.is_empty() {
        return Some(length.saturating_sub(number(last)?)..length);
    }
    let start = number(first)?;
    let end = if last.is_empty() { length } else { number(last)?.saturating_add(1).min(length) };
    // The last byte before the first is no range at all; a start past the end is one without bytes.
    if start >= length {
        return Some(length..length);
    }
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_everything_else_is_the_whole() {
        for (header, range) in [
            ("bytes=0-1", Some(0..2)),
            ("bytes=0-", Some(0..100)),
            ("bytes=40-99", Some(40..100)),
            ("bytes=40-1000", Some(40..100)),
            ("bytes=40-99999999999999999999999", Some(40..100)),
            ("bytes=-10", Some(90..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=100-", Some(100..100)),
            ("bytes=-0", Some(100..100)),
            ("bytes=99999999999999999999999-", Some(100..100)),
            ("bytes=2-1", None),
            ("bytes=0-1,5-6", None),
            ("bytes=-", None),
            ("bytes=+1-2", None),
            ("lines=0-1", None),
            ("", None),
        ] {
            assert_eq!(parse(header, 100), range, "{header}");
        }
    }
}
