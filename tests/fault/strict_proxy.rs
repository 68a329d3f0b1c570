//! A proxy in front of a real cluster, as clouds sell it: one address, and clients that know nothing of
//! nodes. As strict as the documentation of Alibaba Cloud's can be read: one slot a call, for commands and
//! scripts; a script with keys, which stand where [`lua_rule`] says; and of commands those of the documented
//! list alone, without `CLIENT ID`.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use fred::util::redis_keyslot;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::{lua_rule, redis_cluster::RedisCluster};

const NO_KEYS: &str =
    "ERR for redis cluster, eval/evalsha number of keys can't be negative or zero";
pub const APART: &str = "ERR eval/evalsha command keys must be in same slot";
const SLOTS: usize = 16_384;

/// Ends with the test.
pub struct StrictProxy {
    address: SocketAddr,
    refused: Refused,
    _serving: JoinSet<()>,
}

/// What was refused: the command, and why.
type Refused = Arc<Mutex<Vec<(String, String)>>>;

impl StrictProxy {
    /// In front of a cluster of three masters.
    pub async fn before(cluster: &RedisCluster) -> Self {
        let masters: Vec<u16> = cluster.nodes[..3].iter().map(|node| node.port()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, refused) = (listener.local_addr().unwrap(), Refused::default());
        let mut serving = JoinSet::new();
        let seen = Arc::clone(&refused);
        serving.spawn(async move {
            let mut clients = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let (masters, seen) = (masters.clone(), Arc::clone(&seen));
                clients.spawn(async move {
                    // A client that goes ends it.
                    let _ = serve(client, masters, seen).await;
                });
            }
        });
        Self { address, refused, _serving: serving }
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    pub fn refused(&self) -> Vec<(String, String)> {
        self.refused.lock().unwrap().clone()
    }
}

async fn serve(client: TcpStream, masters: Vec<u16>, refused: Refused) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = BufReader::new(client);
    let mut nodes: HashMap<usize, BufReader<TcpStream>> = HashMap::new();
    loop {
        let command = read_command(&mut client).await?;
        let name = String::from_utf8_lossy(&command[0]).to_ascii_uppercase();
        let slot = match judge(&name, &command) {
            Ok(slot) => slot,
            Err(why) => {
                refused.lock().unwrap().push((name, why.clone()));
                client.write_all(format!("-{why}\r\n").as_bytes()).await?;
                continue;
            }
        };
        let place = (0..masters.len()).rev().find(|n| slot >= n * SLOTS / masters.len()).unwrap();
        let node = match nodes.entry(place) {
            Entry::Occupied(node) => node.into_mut(),
            Entry::Vacant(free) => {
                let node = TcpStream::connect(("127.0.0.1", masters[place])).await?;
                node.set_nodelay(true)?;
                free.insert(BufReader::new(node))
            }
        };
        node.write_all(&written(&command)).await?;
        let answer = read_answer(node).await?;
        client.write_all(&answer).await?;
    }
}

/// The slot in which the command is to be done, or why it is refused.
fn judge(name: &str, command: &[Vec<u8>]) -> Result<usize, String> {
    let argument =
        |n: usize| command.get(n).map_or("", |bytes| std::str::from_utf8(bytes).unwrap());
    let keys: &[Vec<u8>] = match name {
        "EVAL" | "EVALSHA" => {
            let count: usize = argument(2).parse().unwrap_or_default();
            if count == 0 {
                return Err(NO_KEYS.to_owned());
            }
            if name == "EVAL"
                && let Some(why) = lua_rule::refusal(argument(1))
            {
                return Err(why.to_owned());
            }
            &command[3..3 + count]
        }
        "AUTH" | "SELECT" => &[],
        _ => {
            let unknown = || format!("ERR command {name} not support for normal user");
            let keys = lua_rule::keys(name).ok_or_else(unknown)?;
            &command[1..=keys.min(command.len() - 1)]
        }
    };
    let mut slots = keys.iter().map(|key| usize::from(redis_keyslot(key)));
    let first = slots.next().unwrap_or_default();
    if slots.any(|slot| slot != first) { Err(APART.to_owned()) } else { Ok(first) }
}

type Peer = BufReader<TcpStream>;

async fn read_command(peer: &mut Peer) -> std::io::Result<Vec<Vec<u8>>> {
    let count = number(&read_line(peer).await?);
    let mut words = Vec::new();
    for _ in 0..count {
        let length = number(&read_line(peer).await?);
        let mut word = vec![0; length as usize + 2];
        peer.read_exact(&mut word).await?;
        word.truncate(length as usize);
        words.push(word);
    }
    Ok(words)
}

fn written(command: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", command.len()).into_bytes();
    for word in command {
        bytes.extend(format!("${}\r\n", word.len()).into_bytes());
        bytes.extend(word);
        bytes.extend(b"\r\n");
    }
    bytes
}

/// One answer, byte for byte.
async fn read_answer(peer: &mut Peer) -> std::io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut open = 1;
    while open > 0 {
        let line = read_line(peer).await?;
        open -= 1;
        match line[0] {
            b'*' => open += number(&line).max(0),
            b'$' if number(&line) >= 0 => {
                let mut bytes = vec![0; number(&line) as usize + 2];
                peer.read_exact(&mut bytes).await?;
                answer.extend(line);
                answer.extend(bytes);
                continue;
            }
            _ => {}
        }
        answer.extend(line);
    }
    Ok(answer)
}

async fn read_line(peer: &mut Peer) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    if peer.read_until(b'\n', &mut line).await? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}

/// The number behind the sign of a line.
fn number(line: &[u8]) -> i64 {
    std::str::from_utf8(&line[1..]).unwrap().trim_end().parse().unwrap()
}
