//! From listeners to requests: who may connect, how long each may take, and how it all ends.
//!
//! HTTP/1.1 alone: what stands before a server of this kind ends TLS and HTTP/2. A connection's
//! `phase` is one atomic word that the connection itself moves on (`io`, `answer`); `open` knows all
//! connections and looks at those words four times a second. So a time-out costs a request nothing:
//! no timer is set or reset for it.

mod answer;
mod host;
mod io;
mod open;
mod phase;

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header::CONNECTION},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{Instant, sleep},
};
use tower::Service;

pub(crate) use answer::Shared;
pub(crate) use open::{Open, Patience};

use io::Watched;
use open::Place;

/// The largest head of a request, and all that is read ahead of a handler. The longest that a
/// browser sends are cookies; nginx and Apache have 8 KiB for each line.
const HEAD_LIMIT: usize = 16 * 1024;
/// How long no connection is taken after the system could not make one: there are too many files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// What is said to connections for which there is no place.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    cache-control: no-store\r\ncontent-length: 0\r\n\r\n";

/// What answers requests.
pub(crate) trait Application:
    Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<A> Application for A where
    A: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// Takes connections and serves them, each in a task of its own, for as long as it is polled.
pub(crate) async fn accept(
    listener: &TcpListener,
    app: &impl Application,
    open: &Arc<Open>,
) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => admit(stream, peer, app, open),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                // Out of files, most likely: nothing gets better by trying at once, and what is idle
                // can go.
                tracing::error!(%error, "no connection can be taken");
                open.make_room();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Takes the connections that the system has made already, and no more.
pub(crate) fn accept_waiting(
    listener: TcpListener,
    app: &impl Application,
    open: &Arc<Open>,
) -> std::io::Result<()> {
    let listener = listener.into_std()?;
    while let Ok((stream, peer)) = listener.accept() {
        stream.set_nonblocking(true)?;
        admit(TcpStream::from_std(stream)?, peer, app, open);
    }
    Ok(())
}

/// Waits until every connection has ended its request; those that wait for one are closed. Gives the
/// number of those that were cut off because they took too long.
pub(crate) async fn drain(open: &Open, until: Instant) -> usize {
    /// How often it is looked.
    const STEP: Duration = Duration::from_millis(10);
    loop {
        open.close_idle();
        if open.count() == 0 {
            return 0;
        }
        if Instant::now() >= until {
            return open.close_all();
        }
        sleep(STEP).await;
    }
}

fn admit(stream: TcpStream, peer: SocketAddr, app: &impl Application, open: &Arc<Open>) {
    match open.enter() {
        Some(place) => {
            let watch = Arc::clone(place.watch());
            let task = tokio::spawn(converse(stream, peer, app.clone(), place));
            watch.runs_in(task.abort_handle());
        }
        None => refuse(stream),
    }
}

/// Says why, without waiting for anything.
fn refuse(stream: TcpStream) {
    if let Ok(mut stream) = stream.into_std() {
        // Best effort: the connection ends either way.
        let _ = std::io::Write::write(&mut stream, FULL);
    }
}

/// One connection from its first request to its last.
async fn converse(stream: TcpStream, peer: SocketAddr, app: impl Application, place: Place) {
    // Answers are written whole; nothing is won by waiting for more.
    let _ = stream.set_nodelay(true);
    let stream = Watched::new(stream, Arc::clone(place.watch()));
    let watch = Arc::clone(place.watch());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (mut app, watch) = (app.clone(), Arc::clone(&watch));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let begun = watch.work();
        async move {
            begun?;
            let mut response = match host::settle(&mut request) {
                Ok(()) => {
                    let Ok(response) = app.call(request).await;
                    response
                }
                Err(refusal) => refusal,
            };
            if watch.open().is_stopping() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, phase::Closed>(answer::on(&watch, response))
        }
    });
    let connection = http1::Builder::new()
        // `Open` keeps the time.
        .header_read_timeout(None)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::trace!(%error, "a connection ended early");
    }
}

/// Errors of a connection that was gone before it was taken.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
