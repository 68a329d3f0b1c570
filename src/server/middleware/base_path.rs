//! The path that everything is under, taken off before the routes see it.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use axum::{extract::Request, http::Uri};
use tower::Service;

/// Routes that know nothing of the path that they are under. A request without it reaches them, too:
/// there are proxies that take it off, and whoever asks the server itself need not know it.
#[derive(Clone)]
pub(crate) struct Under<S> {
    base: Arc<str>,
    routes: S,
}

impl<S> Under<S> {
    pub(crate) fn new(base: &Arc<str>, routes: S) -> Self {
        Self { base: Arc::clone(base), routes }
    }
}

impl<S: Service<Request>> Service<Request> for Under<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.routes.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        if let Some(uri) = stripped(request.uri(), &self.base) {
            *request.uri_mut() = uri;
        }
        self.routes.call(request)
    }
}

fn stripped(uri: &Uri, base: &str) -> Option<Uri> {
    if base.is_empty() {
        return None;
    }
    let rest = uri.path_and_query()?.as_str().strip_prefix(base)?;
    let rest = match rest.as_bytes().first() {
        Some(b'/') => rest.to_owned(),
        None | Some(b'?') => format!("/{rest}"),
        // Another path that only begins with the same letters.
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_taken_off_once_where_it_is_whole() {
        for (uri, base, seen) in [
            ("/menshen", "/menshen", "/"),
            ("/menshen/", "/menshen", "/"),
            ("/menshen?lang=en", "/menshen", "/?lang=en"),
            ("/menshen/embed?a=b", "/menshen", "/embed?a=b"),
            ("/menshen/menshen/x", "/menshen", "/menshen/x"),
            ("http://a.example/menshen/x", "/menshen", "http://a.example/x"),
            ("/a/b/c", "/a/b", "/c"),
            ("/menshens/x", "/menshen", "/menshens/x"),
            ("/x/menshen", "/menshen", "/x/menshen"),
            ("/x", "", "/x"),
            ("*", "/menshen", "*"),
        ] {
            let uri: Uri = uri.parse().unwrap();
            let seen_here = stripped(&uri, base).unwrap_or_else(|| uri.clone());
            assert_eq!(seen_here.to_string(), seen, "{uri} {base}");
        }
    }

    #[test]
    fn what_is_left_never_names_another_host() {
        let uri: Uri = "/menshen//evil.example/x".parse().unwrap();
        let left = stripped(&uri, "/menshen").unwrap();
        assert_eq!((left.host(), left.path()), (None, "//evil.example/x"));
    }
}
