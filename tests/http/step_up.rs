//! What a send has to bring beside its picture, on the embedded store and through two processes on one Redis.

use futures::future::join_all;
use menshen::model::ImageCodeId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer,
    menshen::WRONG,
    site::{Site, address, lonely, sites},
};

const SECOND: &str = "--sms-step-up=challenge";

/// Somebody at an address, with a number and a solved picture.
struct Person<'a> {
    site: &'a Site,
    address: String,
    mobile: String,
    picture: ImageCodeId,
    text: String,
}

impl<'a> Person<'a> {
    async fn new(site: &'a Site) -> Self {
        let (picture, mut person) = (ImageCodeId::random(), Self::without_picture(site));
        person.text = person.read(&picture.to_string()).await;
        person.picture = picture;
        person
    }

    fn without_picture(site: &'a Site) -> Self {
        let (address, mobile, picture) = (address(), lonely(), ImageCodeId::random());
        Self { site, address, mobile, picture, text: String::new() }
    }

    async fn image(&self, id: &str) -> Vec<u8> {
        let headers = [("x-forwarded-for", self.address.as_str())];
        let path = format!("/image_codes/{id}/");
        let answer = self.site.server().call(Method::GET, &path, &headers, String::new()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.body.to_vec()
    }

    /// Asks for the picture of this name; gives its text.
    async fn read(&self, id: &str) -> String {
        self.image(id).await;
        self.site.server().text(&id.parse().unwrap()).await.unwrap()
    }

    /// Sends what it has, and these fields.
    async fn sends(&self, more: Value) -> Answer {
        let headers = [("content-type", "application/json"), ("x-forwarded-for", &self.address)];
        let mut body = json!({
            "mobile": self.mobile, "image_code": self.text, "image_code_id": self.picture,
        });
        let more = more.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(more);
        let server = self.site.server();
        server.call(Method::POST, "/api/v1/sms-codes", &headers, body.to_string()).await
    }

    /// The name of the second picture that it is asked for.
    async fn is_asked(&self, more: Value, again: bool) -> String {
        let asked = self.sends(more).await;
        assert_eq!((asked.status, asked.problem().as_str()), (428, "step-up-required"));
        let step_up = &asked.json()["step_up"];
        assert_eq!(step_up["kind"], "challenge");
        assert_eq!(step_up["again"], again);
        step_up["image_code_id"].as_str().unwrap().to_owned()
    }
}

fn second(id: &str, text: &str) -> Value {
    json!({"second_image_code": text, "second_image_code_id": id})
}

#[tokio::test]
async fn a_send_without_the_second_picture_is_told_so_and_keeps_the_first() {
    for (name, site) in sites(&[SECOND]).await {
        let person = Person::new(&site).await;
        let id = person.is_asked(json!({}), false).await;
        assert!(site.webhook.messages().is_empty(), "{name}");
        let text = person.read(&id).await;
        let sent = person.sends(second(&id, &text)).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
        assert_eq!(site.webhook.messages().len(), 1, "{name}");
        // Both are spent.
        let again = person.sends(second(&id, &text)).await;
        assert_eq!(again.problem(), "image-code-expired", "{name}");
        assert_eq!(site.server().text(&id.parse().unwrap()).await, None, "{name}");
    }
}

#[tokio::test]
async fn what_a_send_that_is_asked_for_more_was_counted_for_is_given_back() {
    let limits = ["--sms-per-address-hour=1", "--sms-per-prefix-hour=1", "--sms-budget-hour=1"];
    for (name, site) in sites(&[&[SECOND], &limits[..]].concat()).await {
        let person = Person::new(&site).await;
        for _ in 0..3 {
            person.is_asked(json!({}), false).await;
        }
        let id = person.is_asked(json!({}), false).await;
        let text = person.read(&id).await;
        let sent = person.sends(second(&id, &text)).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
    }
}

#[tokio::test]
async fn a_second_picture_that_is_wrong_or_gone_or_not_of_the_servers_making_is_none() {
    for (name, site) in sites(&[SECOND]).await {
        let person = Person::new(&site).await;
        let own = ImageCodeId::random().to_string();
        let text = person.read(&own).await;
        let first = person.is_asked(second(&own, &text), true).await;
        assert!(site.server().text(&own.parse().unwrap()).await.is_some(), "{name}: is spent");
        person.read(&first).await;
        let next = person.is_asked(second(&first, WRONG), true).await;
        assert_ne!(first, next, "{name}");
        person.is_asked(second(&first, WRONG), true).await;
        person.is_asked(second("no name", WRONG), true).await;
        // The first picture is no second one, even under a name that the server has made.
        let mut other = Person::without_picture(&site);
        other.text = other.read(&next).await;
        other.picture = next.parse().unwrap();
        other.is_asked(second(&next, &other.text), true).await;
        assert!(site.webhook.messages().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn wrong_answers_to_second_pictures_are_wrong_answers_of_their_address() {
    for (name, site) in sites(&[SECOND, "--image-code-wrong-per-10-minutes=1"]).await {
        let person = Person::new(&site).await;
        let mut id = person.is_asked(json!({}), false).await;
        for _ in 0..2 {
            person.read(&id).await;
            id = person.is_asked(second(&id, WRONG), true).await;
        }
        let text = person.read(&id).await;
        let refused = person.sends(second(&id, &text)).await;
        assert_eq!(refused.problem(), "too-many-answers", "{name}");
        site.pass(600).await;
    }
}

#[tokio::test]
async fn one_solved_picture_is_told_what_else_is_asked_for_ten_times_at_most() {
    for (name, site) in sites(&[SECOND]).await {
        let mut person = Person::new(&site).await;
        for _ in 0..10 {
            person.is_asked(json!({}), false).await;
            // Another number learns nothing more by it.
            person.mobile = lonely();
        }
        let refused = person.sends(json!({})).await;
        assert_eq!(refused.problem(), "image-code-expired", "{name}");
        let again = person.sends(json!({})).await;
        assert_eq!(again.problem(), "image-code-expired", "{name}");
    }
}

#[tokio::test]
async fn i2_of_racing_sends_with_the_same_two_pictures_one_sends() {
    for (name, site) in sites(&[SECOND]).await {
        let person = Person::new(&site).await;
        let id = person.is_asked(json!({}), false).await;
        let text = person.read(&id).await;
        // Some bring one picture alone, and each of those puts it back.
        let brought = |n| if n % 5 == 0 { json!({}) } else { second(&id, &text) };
        let answers = join_all((0..30).map(|n| person.sends(brought(n)))).await;
        let sent = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(site.webhook.messages().len(), sent, "{name}");
        assert!(sent <= 1, "{name}: {sent}");
    }
}

#[tokio::test]
async fn a_second_picture_is_drawn_at_the_hardest_level_and_no_client_can_name_one() {
    for (name, site) in sites(&[SECOND, "--image-code-level=easy"]).await {
        let person = Person::new(&site).await;
        let id = person.is_asked(json!({}), false).await;
        let [hard, again] = [person.image(&id).await, person.image(&id).await];
        assert!(hard == again, "{name}");
        let easy = person.image(&ImageCodeId::random().to_string()).await;
        // A mosaic has many more edges than soft blobs.
        assert!(hard.len() > easy.len() * 5 / 4, "{name}: {} and {}", hard.len(), easy.len());
    }
}

#[tokio::test]
async fn the_tutorials_front_end_is_told_in_its_own_form_and_may_send_both() {
    for (name, site) in sites(&[SECOND]).await {
        let person = Person::new(&site).await;
        let get = async |more: &str| {
            let path = format!(
                "/sms_codes/{}/?image_code={}&image_code_id={}{more}",
                person.mobile, person.text, person.picture
            );
            let headers = [("x-forwarded-for", person.address.as_str())];
            site.server().call(Method::GET, &path, &headers, String::new()).await
        };
        let asked = get("").await;
        let told = json!({"code": 400, "errmsg": "发送前还需再确认一次：请再看一张图片"});
        assert_eq!((asked.status, asked.json()), (200, told), "{name}");
        let id = person.is_asked(json!({}), false).await;
        let text = person.read(&id).await;
        let more = format!("&second_image_code={text}&second_image_code_id={id}");
        assert_eq!(get(&more).await.json(), json!({"code": 0, "errmsg": "ok"}), "{name}");
    }
}
