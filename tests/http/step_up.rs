//! What a send has to bring beside its picture, on the embedded store and through two processes on one Redis.

use futures::future::join_all;
use menshen::model::ImageCodeId;
use menshen_work::Memory;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Menshen, RedisServer,
    menshen::{WRONG, mobile},
    site::{Site, address, lonely, sites},
};

const SECOND: &str = "--sms-step-up=challenge";
/// With as little memory as a setting allows, so that a test takes little of it.
const WORK: [&str; 2] = ["--sms-step-up=work", "--sms-work-memory=8"];

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

    async fn solves_another(&mut self) {
        self.picture = ImageCodeId::random();
        self.text = self.read(&self.picture.to_string()).await;
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

    /// Does the work that it is asked for; gives the nonce and the name of the picture that would do as well.
    async fn works(&self) -> (String, String) {
        let asked = self.sends(json!({})).await;
        assert_eq!((asked.status, asked.problem().as_str()), (428, "step-up-required"));
        let step_up = &asked.json()["step_up"];
        assert_eq!(step_up["kind"], "work");
        let number = |of: &str| step_up[of].as_u64().unwrap().try_into().unwrap();
        let mut memory = Memory::new(number("memory_kib")).unwrap();
        let challenge = step_up["challenge"].as_str().unwrap();
        let nonce = memory.solve(challenge, &self.mobile, number("zero_bits")).unwrap();
        (nonce.to_string(), step_up["image_code_id"].as_str().unwrap().to_owned())
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
async fn beside_a_sum_the_second_picture_is_none() {
    for (name, site) in sites(&[SECOND, "--challenge=math"]).await {
        let person = Person::new(&site).await;
        let id = person.is_asked(json!({}), false).await;
        let text = person.read(&id).await;
        assert_eq!((person.text.len(), text.len()), (3, 6), "{name}: a sum, and characters");
        let sent = person.sends(second(&id, &text)).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
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
async fn a_second_picture_is_drawn_at_the_hardest_level_whatever_is_set() {
    let redis = RedisServer::start();
    let easy = Menshen::on(&redis, &["--image-code-level=easy", SECOND]).await;
    let hard = Menshen::on(&redis, &["--image-code-level=hard"]).await;
    let asked = easy.solve_and_send(&mobile()).await;
    let second = asked.json()["step_up"]["image_code_id"].as_str().unwrap().to_owned();
    for (id, is_hard) in [(second, true), (ImageCodeId::random().to_string(), false)] {
        let path = format!("/image_codes/{id}/");
        // One name has one text and seed, so a difference is the level's.
        let [by_easy, by_hard] = [easy.get(&path).await, hard.get(&path).await];
        assert_eq!((by_easy.status, by_hard.status), (200, 200));
        assert!((by_easy.body == by_hard.body) == is_hard, "{id}");
    }
}

#[tokio::test]
async fn the_tutorials_front_end_sends_two_pictures_one_after_the_other() {
    for least in ["--sms-step-up=work", SECOND] {
        for (name, site) in sites(&[least]).await {
            let mut person = Person::new(&site).await;
            let ask = async |person: &Person<'_>| {
                let Person { mobile, text, picture, .. } = person;
                let path =
                    format!("/sms_codes/{mobile}/?image_code={text}&image_code_id={picture}");
                let headers = [("x-forwarded-for", person.address.as_str())];
                let answer = site.server().call(Method::GET, &path, &headers, String::new()).await;
                assert_eq!(answer.status, 200, "{name}");
                answer.json()
            };
            let said = ask(&person).await;
            let [code, words] = ["code", "errmsg"].map(|field| said[field].clone());
            assert_eq!(code, 400, "{name}");
            assert_eq!(words, "发送前还需再确认一次：请再看一张图片", "{name}");
            // It was kept for this number and address alone, and not under its own name.
            let mut other = Person::new(&site).await;
            other.mobile.clone_from(&person.mobile);
            assert_eq!(ask(&other).await["code"], 400, "{name}: another address");
            assert_eq!(ask(&person).await["code"], 400, "{name}: the same picture");
            let mobile = std::mem::replace(&mut person.mobile, lonely());
            person.solves_another().await;
            assert_eq!(ask(&person).await["code"], 400, "{name}: another number");
            person.mobile = mobile;
            person.solves_another().await;
            assert_eq!(ask(&person).await, json!({"code": 0, "errmsg": "ok"}), "{name}");
            assert_eq!(site.webhook.messages().len(), 1, "{name}");
            // It is spent.
            site.pass(60).await;
            person.solves_another().await;
            assert_eq!(ask(&person).await["code"], 400, "{name}: a third one");
        }
    }
}

#[tokio::test]
async fn work_that_is_done_buys_the_message_and_no_other_does() {
    for (name, site) in sites(&WORK).await {
        let mut person = Person::new(&site).await;
        let (nonce, _) = person.works().await;
        // A nonce is one of eight by chance, so others are tried until one is none.
        let stranger = Person::new(&site).await;
        let (_, own) = stranger.works().await;
        for (work, why) in
            [("", "none"), ("x", "no number"), ("-1", "none"), ("4294967296", "too large")]
        {
            let refused = stranger.sends(json!({"work": work})).await;
            assert_eq!(refused.json()["step_up"]["kind"], "work", "{name}: {why}");
        }
        assert!(site.webhook.messages().is_empty(), "{name}");
        // A second picture does as well.
        let text = stranger.read(&own).await;
        let sent = stranger.sends(second(&own, &text)).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
        let sent = person.sends(json!({"work": nonce})).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
        // The picture is spent, and with it the work.
        let again = person.sends(json!({"work": nonce})).await;
        assert_eq!(again.problem(), "image-code-expired", "{name}");
        person.mobile = lonely();
        let other = person.sends(json!({"work": nonce})).await;
        assert_eq!(other.problem(), "image-code-expired", "{name}");
    }
}

#[tokio::test]
async fn work_for_another_number_picture_or_site_is_no_work() {
    for (name, site) in sites(&WORK).await {
        // By chance one nonce in eight is good for any: so several people try.
        let mut refused = [0; 2];
        for _ in 0..6 {
            let mut person = Person::new(&site).await;
            let (nonce, _) = person.works().await;
            let other = Person::new(&site).await;
            refused[0] += u32::from(other.sends(json!({"work": nonce})).await.status == 428);
            person.mobile = lonely();
            refused[1] += u32::from(person.sends(json!({"work": nonce})).await.status == 428);
        }
        assert!(refused.iter().all(|&refused| refused >= 1), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn work_is_worth_nothing_once_the_name_of_its_picture_is_issued_anew() {
    for (name, site) in sites(&WORK).await {
        // As above.
        let mut refused = 0;
        for _ in 0..6 {
            let mut person = Person::new(&site).await;
            let (nonce, _) = person.works().await;
            person.text = WRONG.to_owned();
            assert_eq!(person.sends(json!({})).await.problem(), "image-code-wrong", "{name}");
            person.text = person.read(&person.picture.to_string()).await;
            refused += u32::from(person.sends(json!({"work": nonce})).await.status == 428);
        }
        assert!(refused >= 1, "{name}");
    }
}

#[tokio::test]
async fn work_is_not_enough_where_a_second_picture_is_asked_for() {
    for (name, site) in sites(&[SECOND]).await {
        let person = Person::new(&site).await;
        for n in 0..8 {
            let id = person.is_asked(json!({"work": n.to_string()}), false).await;
            assert_eq!(site.server().text(&id.parse().unwrap()).await, None, "{name}");
        }
        assert!(site.webhook.messages().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn what_a_browser_works_with_is_served_once_it_is_asked_for_and_kept() {
    let menshen = Menshen::start(&[]).await;
    let worker = menshen.get("/work/worker.js").await;
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(
        worker.header("content-security-policy"),
        "default-src 'none'; connect-src 'self'; script-src 'wasm-unsafe-eval'"
    );
    // A page that isolates itself starts no other worker.
    assert_eq!(worker.header("cross-origin-embedder-policy"), "require-corp");
    let script = worker.text();
    let module = script.split('\'').find(|text| text.starts_with("argon2id.wasm?")).unwrap();
    let path = format!("/work/{module}");
    let plain = menshen.get(&path).await;
    assert!(plain.body.starts_with(b"\0asm"));
    let gzip = [("accept-encoding", "gzip, br")];
    let small = menshen.call(Method::GET, &path, &gzip, String::new()).await;
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() + worker.body.len() < 25 * 1024, "{}", small.body.len());
    for answer in [plain, small] {
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    let html = menshen.get("/").await.text();
    assert!(!html.contains("/work/"), "the page loads it at once");
}
