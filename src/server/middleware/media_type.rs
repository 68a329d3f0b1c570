//! The media type of a body, in the one way of writing it that extractors compare with.

use axum::http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

/// Type and subtype without parameters; empty when nothing says so.
pub(crate) fn essence(headers: &HeaderMap) -> &str {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}

/// Writes it in lower case: it has no case (RFC 9110 §8.3.1), but axum compares a form's as it stands.
/// Parameters go, since of forms and JSON they mean nothing here, but for the boundary of multipart.
pub(super) fn settle(headers: &mut HeaderMap) {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return };
    let plain = essence(headers).to_ascii_lowercase();
    let is_multipart = plain.starts_with("multipart/");
    let settled = match kind.split_once(';').filter(|_| is_multipart) {
        Some((_, parameters)) => format!("{plain};{parameters}"),
        None => plain,
    };
    if settled != kind
        && let Ok(settled) = HeaderValue::try_from(settled)
    {
        headers.insert(CONTENT_TYPE, settled);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_is_written_in_one_way_and_a_boundary_stays_as_it_is() {
        for (kind, settled) in [
            ("application/json", "application/json"),
            ("Application/JSON ; charset=UTF-8", "application/json"),
            ("application/x-www-form-urlencoded;", "application/x-www-form-urlencoded"),
            ("Multipart/Form-Data; Boundary=AaB", "multipart/form-data; Boundary=AaB"),
            ("multipart/form-data", "multipart/form-data"),
            ("", ""),
        ] {
            let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            settle(&mut headers);
            assert_eq!(headers[CONTENT_TYPE], settled, "{kind}");
        }
        let unreadable = HeaderValue::from_bytes(b"application/\xff").unwrap();
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, unreadable.clone())]);
        settle(&mut headers);
        assert_eq!((&headers[CONTENT_TYPE], essence(&headers)), (&unreadable, ""));
    }
}
