//! The load program: it walks the whole flow with every limit on, and its figures are those of what
//! it did. A debug server says nothing about speed.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

/// Runs it on the server of these tests and reads what it wrote.
fn load(arguments: &[&str]) -> Value {
    let server = Path::new(env!("CARGO_BIN_EXE_menshen"));
    let program = server.parent().unwrap().join("examples/load");
    assert!(program.is_file(), "it is not built: cargo build --features ssr --example load");
    let name = format!("menshen-load-{}-{}.json", std::process::id(), arguments.join(""));
    let figures = std::env::temp_dir().join(name);
    let done = Command::new(program)
        .args(arguments)
        .args(["--server".as_ref(), server.as_os_str(), "--json".as_ref(), figures.as_os_str()])
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    let text = fs::read_to_string(&figures).unwrap();
    fs::remove_file(&figures).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[0].clone()
}

/// That every flow came to its end, with as many of each step.
fn is_whole(figures: &Value) {
    assert_eq!(figures["failures"], serde_json::json!({}), "{figures}");
    let flows = figures["flow"]["count"].as_u64().unwrap();
    assert!(flows > 0, "{figures}");
    for step in ["picture", "send", "check", "redeem"] {
        assert_eq!(figures["steps"][step]["count"], flows, "{step}");
    }
    assert!(figures["memory"]["idle"].as_u64().unwrap() > 1_000_000);
}

#[test]
fn people_in_a_closed_loop_get_their_tickets_redeemed_with_redis() {
    // So many that the policy would take strangers for an attack.
    let run = ["flow", "--users=30", "--seconds=3", "--warm-up=0", "--think=0", "--store=redis"];
    let figures = load(&run);
    is_whole(&figures);
    assert_eq!(figures["loop"], "closed");
    // What a flow asks of Redis: among others a picture is put and taken once.
    let calls = &figures["redis"]["calls"];
    assert!(calls["getdel"].as_u64().unwrap() >= figures["flow"]["count"].as_u64().unwrap());
}

#[test]
fn people_in_an_open_loop_come_at_their_rate_with_the_embedded_store() {
    let run = ["flow", "--users=16", "--seconds=4", "--warm-up=0", "--think=0", "--rate=8"];
    let figures = load(&[&run[..], &["--store=embedded"]].concat());
    is_whole(&figures);
    assert_eq!(figures["loop"], "open");
    // 32 are expected; fewer than 10 or more than 70 come once in many millions of runs.
    let flows = figures["flow"]["count"].as_u64().unwrap();
    assert!((10..70).contains(&flows), "{flows}");
}

#[test]
fn pictures_are_measured_beside_a_bare_route_of_their_size() {
    let run = ["picture", "--stores=embedded", "--connections=2", "--turn=0.4", "--turns=2"];
    let figures = load(&run);
    assert_eq!(figures["ratios"].as_array().unwrap().len(), 2);
    for route in ["bare", "picture"] {
        assert_eq!(figures[route]["errors"], serde_json::json!({}));
        assert!(figures[route]["latency"]["count"].as_u64().unwrap() > 0, "{route}");
    }
    let ratio = figures["ratio"].as_f64().unwrap();
    // How large it is says how busy the machine is.
    assert!(ratio > 0.0, "{ratio}");
    assert!(figures["bytes"].as_u64().unwrap() > 500);
}
