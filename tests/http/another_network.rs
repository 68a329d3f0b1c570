//! A picture that was issued to one network and comes back from another, on the embedded store and through two processes
//! on one Redis.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer,
    menshen::mobile,
    scrape::Scrape,
    site::{Site, elsewhere, lonely, sites},
};

const SECONDS_UNTIL_KNOWN: u32 = 3 * 3600;
/// Until no message is young, and half of none is forgiven.
const SECONDS_UNTIL_OLD: u32 = 900;

/// A network where somebody has answered, hours ago.
async fn known(site: &Site) -> String {
    let address = elsewhere();
    site.verifies(&address).await;
    address
}

/// Messages that nobody answers, until each server asks strangers for more.
async fn attack(site: &Site) {
    site.is_attacked().await;
    site.pass(SECONDS_UNTIL_OLD).await;
    for _ in 0..4 {
        site.send(&elsewhere(), &lonely()).await;
    }
}

/// Gets a picture at one address and asks for a message at each of these, until it is sent.
async fn asks(site: &Site, gets: &str, asks: &[&str]) -> Vec<Answer> {
    let (id, text) = site.server().picture_with(&[("x-forwarded-for", gets)]).await;
    let body = json!({"mobile": mobile(), "image_code": text, "image_code_id": id}).to_string();
    let mut answers = Vec::new();
    for address in asks {
        let headers = [("content-type", "application/json"), ("x-forwarded-for", *address)];
        let call = site.server().call(Method::POST, "/api/v1/sms-codes", &headers, body.clone());
        answers.push(call.await);
    }
    answers
}

/// Decisions that the servers have made for this reason first.
async fn decided(site: &Site) -> f64 {
    let mut sum = 0.0;
    for _ in 0..2 {
        let scrape = Scrape::of(site.server()).await;
        let of = |(name, value): (&String, &f64)| {
            name.contains("reason=\"another-network\"").then_some(*value)
        };
        sum += scrape.0.iter().filter_map(of).sum::<f64>();
    }
    sum
}

#[tokio::test]
async fn under_pressure_a_picture_from_another_network_takes_more_and_on_calm_days_nothing() {
    for (name, site) in sites(&[]).await {
        let (home, mobile_data) = (known(&site).await, known(&site).await);
        site.pass(SECONDS_UNTIL_KNOWN).await;
        let calm = asks(&site, &home, &[&mobile_data]).await;
        assert_eq!(calm[0].status, 200, "{name}: {}", calm[0].text());
        assert_eq!(decided(&site).await, 0.0, "{name}");

        attack(&site).await;
        // The picture is kept, and goes on to be its network's.
        let pressed = asks(&site, &home, &[&mobile_data, &mobile_data, &home]).await;
        let statuses: Vec<_> = pressed.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [428, 428, 200], "{name}: {}", pressed[2].text());
        assert_eq!(pressed[0].json()["step_up"]["kind"], "work", "{name}");
        assert!(decided(&site).await >= 2.0, "{name}");
    }
}
