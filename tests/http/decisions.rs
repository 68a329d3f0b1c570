//! What is decided about messages by what became of those before them, on the embedded store and through two
//! processes on one Redis.

use crate::support::site::{address, lonely, sites};

#[tokio::test]
async fn an_address_whose_messages_nobody_answers_is_asked_for_more_or_only_told_of() {
    for (policy, status) in [("enforce", 428), ("record", 200)] {
        let policy = format!("--sms-policy={policy}");
        for (name, site) in sites(&["--sms-per-address-hour=20", &policy]).await {
            let from = address();
            for _ in 0..10 {
                site.sends(&from, &lonely()).await;
            }
            let next = site.send(&from, &lonely()).await;
            assert_eq!(next.status, status, "{name} {policy}: {}", next.text());
        }
    }
}

#[tokio::test]
async fn who_answers_is_asked_for_nothing_more() {
    for (name, site) in sites(&["--sms-per-address-hour=20"]).await {
        let from = address();
        for n in 0..15 {
            let number = lonely();
            let sent = site.send(&from, &number).await;
            assert_eq!(sent.status, 200, "{name} {n}: {}", sent.text());
            let code = site.webhook.last().code;
            assert_eq!(site.server().verify(&number, &code).await.status, 200, "{name}");
        }
    }
}
