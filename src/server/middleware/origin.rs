//! Other sites' pages may not use the forms in a person's name.

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method, StatusCode, Uri,
        header::{HOST, ORIGIN},
    },
    middleware::Next,
    response::Response,
};

use crate::server::problem;

/// Refuses what another site's page makes a browser send: 403. What is no browser says nothing
/// about where it comes from, and has no person to harm.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD].contains(request.method());
    if safe || is_own(request.headers()) {
        return next.run(request).await;
    }
    problem::plain(StatusCode::FORBIDDEN, "Only Menshen's own page may call this.")
}

/// `Sec-Fetch-Site` where the browser says it (all since 2023): a proxy that changes `Host` can't
/// spoil it. Else `Origin` has to name our host.
fn is_own(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let origin = origin.as_ref().and_then(Uri::authority);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    origin.is_some_and(|origin| host.is_some_and(|host| origin.as_str() == host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(lines: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "sms.example.com".parse().unwrap());
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        is_own(&headers)
    }

    #[test]
    fn sec_fetch_site_decides_where_there_is_one() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "https://inside.example")]));
        for other in ["cross-site", "same-site", ""] {
            let origin = ("origin", "https://sms.example.com");
            assert!(!own(&[("sec-fetch-site", other), origin]), "{other}");
        }
    }

    #[test]
    fn without_it_the_origin_has_to_be_our_host() {
        assert!(own(&[]));
        assert!(own(&[("origin", "https://sms.example.com")]));
        for other in ["https://example.com", "https://sms.example.com:8443", "null", ""] {
            assert!(!own(&[("origin", other)]), "{other}");
        }
    }
}
