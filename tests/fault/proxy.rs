//! The network between Menshen and Redis: a TCP proxy that can be slow, silent or gone.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream, tcp::OwnedReadHalf},
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// What it does with what Redis answers. Ends with the test's runtime.
pub struct Proxy {
    address: SocketAddr,
    redis: u16,
    delay: Arc<Mutex<Duration>>,
    /// The listener and its connections; none while connections are refused.
    serving: Option<JoinSet<()>>,
}

impl Proxy {
    /// In front of the redis-server at this port.
    pub async fn start(redis: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut proxy = Self { address, redis, delay: Arc::default(), serving: None };
        proxy.serve(listener);
        proxy
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Every answer comes so much later from now on.
    pub fn delay(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    /// Breaks every connection off, and refuses new ones.
    pub async fn refuse(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            // Its address is free then.
            serving.shutdown().await;
        }
    }

    /// Takes connections again.
    pub fn serve_again(&mut self) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        self.serve(socket.listen(1024).unwrap());
    }

    fn serve(&mut self, listener: TcpListener) {
        let (redis, delay) = (self.redis, Arc::clone(&self.delay));
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            // Ends with the one that takes them.
            let mut connections = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                connections.spawn(carry(client, redis, Arc::clone(&delay)));
            }
        });
        self.serving = Some(serving);
    }
}

async fn carry(client: TcpStream, redis: u16, delay: Arc<Mutex<Duration>>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", redis)).await else { return };
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let asked = tokio::io::copy(&mut from_client, &mut to_server);
    let answered = async {
        let (queue, mut due) = mpsc::channel(1024);
        let read = read(from_server, delay, queue);
        let write = async {
            while let Some((at, bytes)) = due.recv().await {
                sleep_until(at).await;
                let bytes: Vec<u8> = bytes;
                if to_client.write_all(&bytes).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! { () = read => {} () = write => {} }
    };
    tokio::select! { _ = asked => {} () = answered => {} }
}

/// Notes for each piece when it may go on.
async fn read(
    mut from: OwnedReadHalf,
    delay: Arc<Mutex<Duration>>,
    queue: mpsc::Sender<(Instant, Vec<u8>)>,
) {
    let mut piece = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let at = Instant::now() + *delay.lock().unwrap();
        if queue.send((at, piece[..length].to_owned())).await.is_err() {
            break;
        }
    }
}
