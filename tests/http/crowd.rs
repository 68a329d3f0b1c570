//! More connections than there may be (I6).

use std::{
    env,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    time::Instant,
};

use futures::future::join_all;
use menshen::{model::ImageCodeId, server::raise_open_files};
use tokio::net::TcpSocket;

use crate::support::{Menshen, PATIENCE, Program, Wire};

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: menshen\r\n\r\n";

/// What a new client is answered.
async fn get(program: &Program, path: &str) -> String {
    Wire::to(&program.url).await.get(path).await
}

/// What the program counts under this name.
async fn number(program: &Program, name: &str) -> usize {
    let text = get(program, "/metrics").await;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap().parse().unwrap()
}

/// How many connections the program has, as it says.
async fn open(program: &Program) -> usize {
    number(program, "menshen_connections").await
}

/// How many it has closed, or not taken, for this cause.
async fn closed(program: &Program, cause: &str) -> usize {
    number(program, &format!("menshen_connections_closed_total{{cause=\"{cause}\"}}")).await
}

/// How many of them are open; that more than these are is believed after a while.
async fn kept(crowd: &[Wire], most: usize) -> usize {
    let start = Instant::now();
    loop {
        let mut kept = 0;
        for wire in crowd {
            kept += usize::from(!wire.is_closed().await);
        }
        if kept <= most || start.elapsed() > PATIENCE {
            return kept;
        }
    }
}

async fn picture(program: &Program) {
    let picture = get(program, &format!("/image_codes/{}", ImageCodeId::random())).await;
    assert!(picture.starts_with("HTTP/1.1 200 "), "{picture}");
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_past_the_cap_idle_connections_make_way_and_requests_go_on() {
    const CAP: usize = 200;
    const CROWD: usize = 2000;
    /// What an idle connection may cost: hyper's buffer for reading has 8 KiB.
    const EACH: u64 = 24 * 1024;
    raise_open_files();
    let cap = CAP.to_string();
    let bounds = [
        ("MAX_CONNECTIONS", &*cap),
        ("HEADER_TIMEOUT", "60"),
        ("BODY_TIMEOUT", "60"),
        ("IMAGE_CODES_PER_MINUTE", "1000000"),
    ];
    let program = Program::start(&bounds, &[]);
    program.until_serving();
    // With what the first letters of each kind cost, and a drawing on each thread.
    for _ in 0..25 {
        join_all((0..8).map(|_| picture(&program))).await;
    }

    // One is in the middle of a request, and the last byte of that is to come.
    let mut busy = Wire::to(&program.url).await;
    busy.begin("POST /siteverify HTTP/1.1\r\nhost: menshen\r\ncontent-length: 2\r\n\r\n{").await;

    let before = program.memory();
    let mut crowd = Vec::new();
    for n in 0..CROWD {
        let mut wire = Wire::to(&program.url).await;
        match n % 3 {
            // As a browser leaves it, with half a head, and without a word.
            0 => assert!(wire.get("/healthz").await.ends_with("ok\n")),
            1 => wire.say("GET /healthz HTTP/1.1\r\n").await,
            _ => {}
        }
        crowd.push(wire);
        if n % 200 == 0 {
            // Whoever comes now is served, however many wait.
            picture(&program).await;
        }
    }
    let kept = kept(&crowd, CAP).await;
    assert!((CAP / 2..=CAP).contains(&kept), "{kept} of {CROWD} are open");
    let counted = open(&program).await;
    assert!((CAP / 2..=CAP).contains(&counted), "{counted}");
    assert!(closed(&program, "room").await >= CROWD - CAP);
    assert_eq!(closed(&program, "no_place").await, 0);
    let more = program.memory().saturating_sub(before);
    assert!(more < CAP as u64 * EACH, "{more} bytes more than before");

    busy.say("}").await;
    assert!(busy.answer().await.starts_with("HTTP/1.1 "), "the request under way was cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_where_all_are_in_the_middle_of_a_request_the_next_is_told_so() {
    let bounds = [("MAX_CONNECTIONS", "16"), ("HEADER_TIMEOUT", "1"), ("BODY_TIMEOUT", "10")];
    let program = Program::start(&bounds, &[]);
    program.until_serving();
    let mut busy = Vec::new();
    let refused = loop {
        let mut wire = Wire::to(&program.url).await;
        if busy.len() < 16 {
            wire.say("POST /siteverify HTTP/1.1\r\nhost: menshen\r\ncontent-length: 2\r\n\r\n{")
                .await;
            busy.push(wire);
            continue;
        }
        // Where a head was not read yet its connection has made way for this one, which then says
        // nothing for too long.
        let answer = wire.end().await;
        if !answer.is_empty() {
            break answer;
        }
        let mut open = Vec::new();
        for wire in busy {
            if !wire.is_closed().await {
                open.push(wire);
            }
        }
        busy = open;
    };
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("retry-after: 1\r\n"));
    // It ends by itself: their bodies do not come.
    for mut wire in busy {
        assert!(wire.answer().await.starts_with("HTTP/1.1 408 "));
    }
    picture(&program).await;
    assert!(closed(&program, "no_place").await >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_the_listeners_of_those_who_watch_have_bounds_too() {
    const MORE: usize = 100;
    let own = Menshen::free_address();
    let bounds = [("METRICS_ADDR", own.as_str()), ("HEADER_TIMEOUT", "1")];
    let program = Program::start(&bounds, &[]);
    program.until_listening(&own);
    let own = format!("http://{own}");
    let mut crowd = Vec::new();
    for _ in 0..MORE {
        let mut wire = Wire::to(&own).await;
        // Answered, and then kept: only for want of room is it closed this soon.
        assert!(wire.get("/metrics").await.starts_with("HTTP/1.1 200 "));
        crowd.push(wire);
    }
    let kept = kept(&crowd, 64).await;
    assert!((1..=64).contains(&kept), "{kept} of {MORE} are open");
    // And one that says nothing is not waited for.
    assert_eq!(Wire::to(&own).await.end().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_system_allows_few_open_files_there_are_fewer_connections_and_the_log_says_so() {
    let program = Program::under(&["prlimit", "--nofile=200:200"], &[], &[]);
    program.until_serving();
    let mut crowd = Vec::new();
    for _ in 0..300 {
        let mut wire = Wire::to(&program.url).await;
        // One after the other: what makes way is gone by then.
        assert!(wire.get("/healthz").await.ends_with("ok\n"));
        crowd.push(wire);
    }
    // Half of the files are for connections; whoever comes now is served.
    assert!((50..=100).contains(&open(&program).await));
    picture(&program).await;
    let ended = program.stop();
    assert!(ended.stderr.contains("fewer connections than MAX_CONNECTIONS"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("no connection can be taken"), "{}", ended.stderr);
}

/// The answer to each is longer than the system holds for a client.
#[tokio::test(flavor = "multi_thread")]
async fn i6_a_file_of_the_site_is_in_memory_once_however_many_are_slow_to_read_it() {
    const CROWD: u64 = 400;
    /// What one costs that has said nothing, with a margin; a piece of the file has 64 KiB.
    const EACH: u64 = 40 * 1024;
    raise_open_files();
    let program = Program::start(&[("ANSWER_TIMEOUT", "600"), ("MAX_REQUESTS", "1000")], &[]);
    program.until_serving();
    for path in ["/pkg/menshen.wasm", "/pkg/menshen.js"] {
        assert!(get(&program, path).await.starts_with("HTTP/1.1 200 "));
    }
    let before = program.memory();
    let mut crowd = Vec::new();
    for n in 0..CROWD {
        let mut wire = Wire::narrow(&program.url).await;
        let range = if n % 2 == 0 { "" } else { "range: bytes=100-\r\n" };
        // However its address is written.
        let path = ["/pkg/menshen.wasm", "//pkg/./menshen%2ewasm"][(n / 2 % 2) as usize];
        wire.say(&format!("GET {path} HTTP/1.1\r\nhost: menshen\r\n{range}\r\n")).await;
        crowd.push(wire);
    }
    for wire in &mut crowd {
        // It is on its way, and nothing more is taken of it.
        let status: [u8; 10] = wire.some().await;
        assert_eq!(&status, b"HTTP/1.1 2");
    }
    picture(&program).await;
    let more = program.memory().saturating_sub(before);
    assert!(more < CROWD * EACH, "{more} bytes more than before");
    assert!(open(&program).await > CROWD as usize, "some were closed");
}

/// Processes, each with as many connections as this system lets one have.
const HOLDERS: u8 = 6;
const HELD_BY_EACH: usize = 17_000;

/// A hundred thousand clients, of which each has asked once. `MENSHEN=target/release/menshen cargo
/// test --features ssr --test http -- --ignored --nocapture a_hundred_thousand` prints the figure.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute and twenty thousand open files in each of seven processes"]
#[expect(clippy::print_stdout, reason = "the figure is what it is for")]
async fn i6_a_hundred_thousand_idle_connections_cost_bounded_memory() {
    const CAP: u64 = 10_000;
    let program = Program::start(&[("KEEP_ALIVE_TIMEOUT", "3600")], &[]);
    program.until_serving();
    picture(&program).await;
    let before = program.memory();
    let mut holders: Vec<Holder> = (0..HOLDERS).map(|n| Holder::start(&program.url, n)).collect();
    for holder in &mut holders {
        holder.until_held();
    }
    picture(&program).await;
    let (memory, open) = (program.memory(), open(&program).await as u64);
    println!(
        "{} connections were made, {open} are open: {} KiB resident, {} before; {} bytes each",
        usize::from(HOLDERS) * HELD_BY_EACH,
        memory / 1024,
        before / 1024,
        (memory - before) / open
    );
    assert!((CAP - 100..=CAP).contains(&open), "{open}");
    assert!(memory - before < CAP * 24 * 1024, "{memory}");
}

/// A process of this test that holds connections. Killed when dropped.
struct Holder(Child);

impl Holder {
    fn start(url: &str, n: u8) -> Self {
        let address = url.trim_start_matches("http://");
        let process = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", "crowd::holds_connections", "--nocapture"])
            .env("CROWD_AT", address)
            // Each has ports of its own.
            .env("CROWD_FROM", Ipv4Addr::new(127, 0, 0, 10 + n).to_string())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self(process)
    }

    fn until_held(&mut self) {
        let mut held = [0; 4];
        self.0.stderr.as_mut().unwrap().read_exact(&mut held).unwrap();
        assert_eq!(&held, b"held", "it could not open them all");
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The other end of [`Holder`]; it does nothing when it is run by itself.
#[tokio::test]
#[ignore = "a part of the test of a hundred thousand"]
#[expect(clippy::disallowed_methods, reason = "so one test program tells the other what to do")]
async fn holds_connections() {
    let (Ok(at), Ok(from)) = (env::var("CROWD_AT"), env::var("CROWD_FROM")) else { return };
    let (at, from): (SocketAddr, Ipv4Addr) = (at.parse().unwrap(), from.parse().unwrap());
    raise_open_files();
    let mut held: Vec<TcpStream> = Vec::new();
    for _ in 0..HELD_BY_EACH {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((from, 0))).unwrap();
        let mut stream = socket.connect(at).await.unwrap().into_std().unwrap();
        stream.set_nonblocking(false).unwrap();
        // Some are closed in the rush before they are answered.
        if stream.write_all(REQUEST).is_ok() {
            let _ = stream.read(&mut [0; 1024]);
        }
        held.push(stream);
    }
    std::io::stderr().write_all(b"held").unwrap();
    // Until the other one ends.
    let _ = std::io::stdin().read(&mut [0]);
}
