//! Menshen with its embedded store, as a library in a process of its own. The server itself tells
//! nobody what a picture shows, so the store is asked here, where the server is put together, and
//! answers as Redis would: to `GET image_code:UUID`.

use std::{net::SocketAddr, sync::Arc};

use clap::Parser;
use menshen::{
    model::SiteId,
    server::{Config, Server, Settings, init_telemetry, open_stores, store::Store},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::Outcome;

/// Serves until the process is killed. Settings come from the environment.
pub async fn serve(texts: SocketAddr) -> Outcome<()> {
    let settings = Settings::try_parse_from(["menshen"])?;
    let config = Config::from_settings(&settings)?;
    init_telemetry(&config);
    let stores = open_stores(&config)?;
    let store = stores.of_site(&SiteId::DEFAULT);
    let listener = TcpListener::bind(texts).await?;
    let server = Server::bind(config, stores).await?;
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
