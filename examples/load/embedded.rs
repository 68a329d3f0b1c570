//! Menshen with its embedded store, as a library in a process of its own. The server itself tells
//! nobody what a picture shows, so the store is asked here, where the server is put together, and
//! answers as Redis would: to `GET image_code:UUID`.

use std::{net::SocketAddr, sync::Arc};

use clap::Parser;
use menshen::server::{Server, Settings, init_telemetry, open_store, store::Store};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::Outcome;

/// Serves until the process is killed. Settings come from the environment.
pub async fn serve(texts: SocketAddr) -> Outcome<()> {
    let settings = Settings::try_parse_from(["menshen"])?;
    init_telemetry(&settings);
    let store = open_store(&settings)?;
    let listener = TcpListener::bind(texts).await?;
    let server = Server::bind(&settings, Arc::clone(&store)).await?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Ends when the user hangs up.
            tokio::spawn(tell(stream, Arc::clone(&store)));
        }
    });
    Ok(server.run(std::future::pending()).await?)
}

async fn tell(stream: TcpStream, store: Arc<dyn Store>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut stream = BufReader::new(stream);
    loop {
        // An array of two: a length and `GET`, a length and the key.
        let mut line = String::new();
        for _ in 0..5 {
            line.clear();
            stream.read_line(&mut line).await.ok().filter(|&read| read > 0)?;
        }
        let id = line.trim_end().strip_prefix("image_code:")?.parse().ok()?;
        let answer = match store.image_code(&id).await.ok()? {
            Some(text) => format!("${}\r\n{}\r\n", text.as_str().len(), text.as_str()),
            None => "$-1\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
}
