//! HTTP/1.1 connections within bounds, for any application of axum or tower.
//!
//! [`axum::serve()`] takes every connection and waits for each as long as it lasts. This listener bounds
//! what clients can hold: how many connections there are, how long each part of a request may take, and
//! how many bytes of answers wait to be read. Past a bound, whoever does least makes way: a flood of idle
//! connections keeps nobody out who comes with a request. TLS and HTTP/2 are for a proxy before it.
//!
//! Start at [`Connections`], which knows every connection of a listener; [`accept`] serves them and
//! [`drain`] ends them. What each of them does is one atomic word (`state`) that the connection itself
//! moves on (`io`, `answer`) and that is looked at four times a second, so that a time-out costs a request
//! nothing: no timer is set or reset for it.

mod answer;
mod connections;
mod host;
mod io;
mod ledger;
mod state;

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

pub use answer::Shared;
pub use connections::{Connections, Limits, Timeouts};
pub use ledger::{CloseCause, Observer};

use connections::ConnPermit;
use io::Watched;

/// The largest head of a request, and all that is read ahead of a handler. The longest that a
/// browser sends are cookies; nginx and Apache have 8 KiB for each line.
const HEAD_LIMIT: usize = 16 * 1024;
/// How long no connection is taken after the system could not make one: there are too many files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// What is said to connections for which there is no place.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    cache-control: no-store\r\ncontent-length: 0\r\n\r\n";

/// What answers requests; every `axum::Router<()>` does.
pub trait Application:
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

/// What is answered where no request reaches the application.
pub trait Refusals: Send + Sync + 'static {
    /// The request names no host, several, or one that is none: 400 (RFC 9112 §3.2). The connection is
    /// closed after it.
    fn host_invalid(&self) -> Response;

    /// Clients have too much yet to read of other answers for this one to be kept for them: 503 with
    /// `Retry-After`. Its body has to be short.
    fn too_much_unread(&self) -> Response;
}

/// Takes connections and serves them, each in a task of its own, for as long as it is polled.
pub async fn accept(
    listener: &TcpListener,
    app: &impl Application,
    connections: &Arc<Connections>,
) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => admit(stream, peer, app, connections),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                // Out of files, most likely: nothing gets better by trying at once, and what is idle
                // can go.
                tracing::error!(%error, "no connection can be taken");
                connections.make_room();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Takes the connections that the system has made already, and no more.
///
/// # Errors
/// When the listener, or a connection, can't be used without blocking.
pub fn accept_waiting(
    listener: TcpListener,
    app: &impl Application,
    connections: &Arc<Connections>,
) -> std::io::Result<()> {
    let listener = listener.into_std()?;
    while let Ok((stream, peer)) = listener.accept() {
        stream.set_nonblocking(true)?;
        admit(TcpStream::from_std(stream)?, peer, app, connections);
    }
    Ok(())
}

/// Waits until every connection has ended its request; those that wait for one are closed. Gives the
/// number of those that were cut off because they took too long.
pub async fn drain(connections: &Connections, until: Instant) -> usize {
    /// How often it is looked.
    const STEP: Duration = Duration::from_millis(10);
    loop {
        connections.close_idle();
        if connections.count() == 0 {
            return 0;
        }
        if Instant::now() >= until {
            return connections.close_all();
        }
        sleep(STEP).await;
    }
}

fn admit(
    stream: TcpStream,
    peer: SocketAddr,
    app: &impl Application,
    connections: &Arc<Connections>,
) {
    match connections.acquire() {
        Some(permit) => {
            let state = Arc::clone(permit.state());
            let task = tokio::spawn(serve_connection(stream, peer, app.clone(), permit));
            state.runs_in(task.abort_handle());
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
async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: impl Application,
    permit: ConnPermit,
) {
    // Answers are written whole; nothing is won by waiting for more.
    let _ = stream.set_nodelay(true);
    let stream = Watched::new(stream, Arc::clone(permit.state()));
    let permit = Arc::new(permit);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (mut app, permit) = (app.clone(), Arc::clone(&permit));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let begun = permit.state().work();
        async move {
            begun?;
            let connections = permit.connections();
            let mut response = match host::settle(&mut request) {
                Ok(()) => {
                    let Ok(response) = app.call(request).await;
                    response
                }
                Err(host::Invalid) => {
                    let mut response = connections.refusals().host_invalid();
                    response.headers_mut().insert(CONNECTION, CLOSE);
                    response
                }
            };
            if connections.is_stopping() {
                response.headers_mut().insert(CONNECTION, CLOSE);
            }
            Ok::<_, state::Closed>(answer::on(permit.state(), response, connections.refusals()))
        }
    });
    let connection = http1::Builder::new()
        // `Connections` keeps the time.
        .header_read_timeout(None)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::trace!(%error, "a connection ended early");
    }
}

const CLOSE: HeaderValue = HeaderValue::from_static("close");

/// Errors of a connection that was gone before it was taken.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
