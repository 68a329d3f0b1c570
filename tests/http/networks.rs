//! A flood from one network, as a proxy tells it, into an embedded store that it fills.

use menshen::model::ImageCodeId;
use reqwest::Method;

use crate::support::{
    Answer, Menshen,
    menshen::{mobile, other_than},
};

const CAPACITY: u32 = 100;

async fn from(menshen: &Menshen, address: &str, id: ImageCodeId) -> Answer {
    let path = format!("/image_codes/{id}/");
    menshen.call(Method::GET, &path, &[("x-forwarded-for", address)], String::new()).await
}

/// One address after the other of a /56, which has 256 networks of one household each.
fn of_the_flood(n: u32) -> String {
    format!("2001:db8:1:{:x}::{n:x}", n % 256)
}

#[tokio::test]
async fn i6_a_flood_of_pictures_from_one_network_closes_the_store_for_nobody_else() {
    let capacity = format!("--memory-store-capacity={CAPACITY}");
    let menshen = Menshen::start(&[&capacity, "--trusted-proxies=127.0.0.1/32"]).await;
    // Here before the flood, in the middle of it, and after it.
    let mut people = Vec::new();
    for n in 0..10 * CAPACITY {
        if n % CAPACITY == 0 {
            let (address, id) = (format!("192.0.{}.7", people.len()), ImageCodeId::random());
            assert_eq!(from(&menshen, &address, id).await.status, 200, "{address}");
            people.push((address, id));
        }
        // Its own addresses are counted together once there are more than places.
        let answer = from(&menshen, &of_the_flood(n), ImageCodeId::random()).await;
        assert!([200, 429].contains(&answer.status), "{}", answer.text());
    }
    for (address, id) in people {
        let text = menshen.store.image_code(&id).await.unwrap().expect("it is still there");
        let number = mobile();
        let body = serde_json::json!({
            "mobile": number, "image_code": text.as_str(), "image_code_id": id,
        });
        let headers = [("content-type", "application/json"), ("x-forwarded-for", &address)];
        let sent =
            menshen.call(Method::POST, "/api/v1/sms-codes", &headers, body.to_string()).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let code = menshen.webhook.last().code;
        assert_eq!(menshen.verify_from(&address, "api", &number, &code).await.status, 200);
    }
}

#[tokio::test]
async fn i6_a_flood_of_codes_that_are_handed_in_from_one_network_keeps_the_others_limits() {
    let settings = [
        &format!("--memory-store-capacity={CAPACITY}"),
        "--trusted-proxies=127.0.0.1/32",
        "--sms-checks-per-minute=2",
    ];
    let menshen = Menshen::start(&settings).await;
    let number = mobile();
    let check = async |address: &str| {
        menshen.verify_from(address, "api", &number, &other_than("000000")).await.problem()
    };
    let person = "192.0.2.7";
    assert_eq!(check(person).await, "sms-code-wrong");
    for n in 0..3 * CAPACITY {
        check(&of_the_flood(n)).await;
    }
    // Whoever comes after it is counted, and who was counted before it still is.
    assert_eq!(check("198.51.100.7").await, "sms-code-wrong");
    assert_eq!(check(person).await, "sms-code-wrong");
    assert_eq!(check(person).await, "too-many-checks");
}
