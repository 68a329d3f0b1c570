//! Which host a request is for (RFC 9112 §3.2), over bare TCP.

use crate::support::{Menshen, Program, Wire, console::TOKEN};

/// What a request with this head is answered.
async fn answered(url: &str, head: &str) -> String {
    let mut wire = Wire::to(url).await;
    wire.say(&format!("{head}\r\n\r\n")).await;
    wire.answer().await
}

async fn refused(url: &str, head: &str) {
    let mut wire = Wire::to(url).await;
    // What follows is not read as a request any more.
    wire.say(&format!("{head}\r\n\r\nGET /healthz HTTP/1.1\r\nhost: menshen\r\n\r\n")).await;
    let answer = wire.end().await;
    assert_eq!(answer.matches("HTTP/1.").count(), 1, "{head}: {answer}");
    assert_eq!(&answer[8..24], " 400 Bad Request", "{head}: {answer}");
    assert!(answer.contains("\r\ncontent-type: application/problem+json\r\n"), "{head}: {answer}");
    assert!(answer.contains("\r\nx-content-type-options: nosniff\r\n"), "{head}: {answer}");
    assert!(answer.contains("Host"), "{head}: {answer}");
}

#[tokio::test]
async fn a_request_without_one_host_or_with_a_host_that_is_none_is_refused_and_the_connection_ends()
{
    let menshen = Menshen::start(&[]).await;
    for path in ["/healthz", "/", "/nothing", "/image_codes/no-uuid"] {
        refused(&menshen.url, &format!("GET {path} HTTP/1.1")).await;
    }
    let long = format!("host: {}", "a.".repeat(127) + "example");
    for lines in [
        "host: a.example\r\nhost: a.example",
        "host: a.example\r\nhost: b.example",
        "host: a.example, b.example",
        "host: a.example,b.example",
        "host:",
        "host: :3000",
        "host: me@a.example",
        "host: a.example/",
        "host: a.example?b",
        "host: http://a.example",
        "host: a b",
        "host: a..example",
        "host: .",
        "host: a.example:port",
        "host: a.example:65536",
        "host: a.example:-1",
        "host: a.example:80:80",
        "host: ::1",
        "host: [::1",
        "host: [::1]a",
        "host: [fe80::1%eth0]",
        "host: [127.0.0.1]",
        "host: 门神.example",
        &long,
    ] {
        refused(&menshen.url, &format!("GET /healthz HTTP/1.1\r\n{lines}")).await;
    }
    // Also where no Host is asked for, or where the target names one itself.
    refused(&menshen.url, "GET /healthz HTTP/1.0\r\nhost: a.example\r\nhost: b.example").await;
    refused(&menshen.url, "GET /healthz HTTP/1.0\r\nhost: a b").await;
    refused(&menshen.url, "GET http://a.example/healthz HTTP/1.1").await;
    refused(&menshen.url, "GET http://me@a.example/healthz HTTP/1.1\r\nhost: a.example").await;
}

#[tokio::test]
async fn what_names_one_host_is_answered() {
    let menshen = Menshen::start(&[]).await;
    for head in [
        "GET /healthz HTTP/1.0",
        "GET /healthz HTTP/1.1\r\nhost: a.example",
        "GET /healthz HTTP/1.1\r\nhost: A.Example:3000",
        "GET /healthz HTTP/1.1\r\nhost: a.example.:443",
        "GET /healthz HTTP/1.1\r\nhost:  a.example \t",
        "GET /healthz HTTP/1.1\r\nhost: a.example:",
        "GET /healthz HTTP/1.1\r\nhost: my_service-1:3000",
        "GET /healthz HTTP/1.1\r\nhost: xn--vcsx3x.example",
        "GET /healthz HTTP/1.1\r\nhost: 192.0.2.1:80",
        "GET /healthz HTTP/1.1\r\nhost: [::1]",
        "GET /healthz HTTP/1.1\r\nhost: [2001:db8::1]:3000",
        "GET http://a.example/healthz HTTP/1.1\r\nhost: a.example",
    ] {
        let answer = answered(&menshen.url, head).await;
        assert!(
            answer.starts_with("HTTP/1.") && answer.contains(" 200 OK\r\n"),
            "{head}: {answer}"
        );
    }
}

/// RFC 9112 §3.2.2: whoever passed the request on may have looked at the target alone.
#[tokio::test]
async fn of_a_target_that_names_a_host_and_a_header_that_names_another_the_target_holds() {
    let menshen = Menshen::start(&[]).await;
    let to = |target: &str, host: &str, origin: &str| {
        format!(
            "POST {target} HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 0"
        )
    };
    let target = "http://a.example:3000/page/picture";
    let answer = answered(&menshen.url, &to(target, "b.example", "http://a.example:3000")).await;
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let answer = answered(&menshen.url, &to(target, "b.example", "http://b.example")).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}

#[tokio::test]
async fn every_listener_asks_for_a_host() {
    let (metrics, console) = (Menshen::free_address(), Menshen::free_address());
    let settings = ["--metrics-addr", &metrics, "--admin-token", TOKEN, "--admin-addr", &console];
    let program = Program::start(&[], &settings);
    program.until_listening(&metrics);
    program.until_listening(&console);
    refused(&format!("http://{metrics}"), "GET /metrics HTTP/1.1").await;
    refused(&format!("http://{console}"), "GET /admin HTTP/1.1\r\nhost: a\r\nhost: a").await;
    let answer =
        answered(&format!("http://{console}"), "GET /admin HTTP/1.1\r\nhost: localhost").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}
