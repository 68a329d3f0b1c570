//! How the page makes its calls.

use futures::{Sink, Stream};
use leptos::{
    prelude::*,
    server_fn::{
        Bytes,
        client::{Client, browser::BrowserClient},
        error::FromServerFnError,
        request::browser::BrowserRequest,
        response::browser::BrowserResponse,
    },
};

/// `fetch`, with a header that says that the page itself calls, and the language of the page as `Content-Language`: in a frame no cookie says it, and
/// another tab may have changed the cookie that there is.
pub struct InPageLanguage;

impl<E, I, O> Client<E, I, O> for InPageLanguage
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        let root = document().document_element();
        if let Some(language) = root.and_then(|root| root.get_attribute("lang")) {
            request.headers().set("content-language", &language);
        }
        request.headers().set(super::CSRF_HEADER, "1");
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
