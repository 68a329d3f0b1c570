//! A server with one route, until Ctrl-C: `hello [ADDRESS]`.

#![expect(clippy::print_stdout, reason = "it says where it is")]

use std::{env, error::Error, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::get,
};
use menshen_listener::{Connections, Limits, Refusals, Timeouts, accept, drain};
use tokio::{net::TcpListener, signal::ctrl_c, time::Instant};

struct Plain;

impl Refusals for Plain {
    fn host_invalid(&self) -> Response {
        (StatusCode::BAD_REQUEST, "name one host").into_response()
    }

    fn too_much_unread(&self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")], "busy").into_response()
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let app: Router = Router::new().route("/", get(async || "hello\n"));
    let timeouts = Timeouts {
        head: Duration::from_secs(10),
        work: Duration::from_secs(30),
        answer: Duration::from_secs(60),
        keep_alive: Duration::from_secs(75),
    };
    let limits = Limits { connections: 1000, timeouts };
    let connections = Connections::new(limits, Plain, Arc::new(()));
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("http://{}/", listener.local_addr()?);
    tokio::select! {
        never = accept(&listener, &app, &connections) => match never {},
        () = connections.keep_time() => {}
        stopped = ctrl_c() => stopped?,
    }
    connections.stop();
    drain(&connections, Instant::now() + Duration::from_secs(9)).await;
    Ok(())
}
