//! Autonomous systems by the operator's file: what messages count for, what decisions name, what operators deny.

use crate::{
    asn_file::asn_file,
    support::{Console, Menshen, console::TOKEN, menshen::mobile, until},
};

const NUMBER: u32 = 64_500;

/// A server with a console and a file of systems, of which it knows one network.
async fn with_systems() -> (Menshen, String) {
    let path = std::env::temp_dir().join(format!("menshen-systems-{}.mmdb", std::process::id()));
    std::fs::write(&path, asn_file("Test-ASN", &[("192.0.2.0/24", NUMBER)])).unwrap();
    let (address, database) =
        (Menshen::free_address(), format!("--asn-database={}", path.display()));
    let settings = ["--admin-token", TOKEN, "--admin-addr", &address, &database];
    let menshen =
        Menshen::start(&[&settings[..], &["--trusted-proxies=127.0.0.1/32"]].concat()).await;
    (menshen, address)
}

#[tokio::test]
async fn a_system_is_denied_whole_and_each_decision_names_the_system_of_its_address() {
    let (menshen, at) = with_systems().await;
    let console = Console::of(&at, "Lin").await;
    assert!(console.get("/admin/rules").await.text().contains("value=\"system\""));
    assert_eq!(menshen.solve_and_send_from("192.0.2.7", &mobile()).await.status, 200);
    let fields = [("kind", "system"), ("value", "AS64500"), ("effect", "deny")];
    assert_eq!(console.post("/admin/rules", &fields, &[]).await.status, 303);
    let refused = menshen.solve_and_send_from("192.0.2.8", &mobile()).await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "not-allowed"));
    assert_eq!(menshen.solve_and_send_from("198.51.100.7", &mobile()).await.status, 200);
    let decisions = menshen.store.decisions(10);
    until("decisions", async || menshen.store.decisions(10).await.unwrap().len() == 2).await;
    let systems: Vec<_> = decisions.await.unwrap().iter().map(|decision| decision.system).collect();
    assert_eq!(systems, [None, Some(NUMBER)]);
}

#[tokio::test]
async fn without_a_file_no_entry_about_a_system_is_taken() {
    let address = Menshen::free_address();
    let _menshen = Menshen::start(&["--admin-token", TOKEN, "--admin-addr", &address]).await;
    let console = Console::of(&address, "Lin").await;
    assert!(!console.get("/admin/rules").await.text().contains("value=\"system\""));
    let fields = [("kind", "system"), ("value", "AS64500"), ("effect", "deny")];
    assert_eq!(console.post("/admin/rules", &fields, &[]).await.status, 422);
}
