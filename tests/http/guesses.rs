//! Blind guesses at pictures, on the embedded store and through two processes on one Redis.

use futures::future::join_all;
use menshen::model::ImageCodeId;
use menshen_challenge::Difficulty;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, level,
    menshen::WRONG,
    site::{Site, address, lonely, sites},
};

const WINDOW: u32 = 600;
/// Few, so that a test takes few requests.
const THREE: &str = "--image-code-wrong-per-10-minutes=3";

/// Somebody at an address.
struct Client<'a>(&'a Site, String);

impl<'a> Client<'a> {
    fn new(site: &'a Site) -> Self {
        Self(site, address())
    }

    async fn picture_at(&self, id: ImageCodeId) -> Answer {
        let headers = [("x-forwarded-for", self.1.as_str())];
        let path = format!("/image_codes/{id}/");
        let answer = self.0.server().call(Method::GET, &path, &headers, String::new()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// A new picture and its text.
    async fn picture(&self) -> (ImageCodeId, String) {
        let id = ImageCodeId::random();
        self.picture_at(id).await;
        (id, self.0.server().text(&id).await.unwrap())
    }

    /// How hard a new picture is.
    async fn level(&self) -> Difficulty {
        let (id, text) = self.picture().await;
        level(id, &text, &self.picture_at(id).await.body)
    }

    async fn answer(&self, id: ImageCodeId, typed: &str) -> Answer {
        let headers = [("content-type", "application/json"), ("x-forwarded-for", &self.1)];
        let body = json!({"mobile": lonely(), "image_code": typed, "image_code_id": id});
        self.0.server().call(Method::POST, "/api/v1/sms-codes", &headers, body.to_string()).await
    }

    /// Guesses at a new picture; gives the answer's slug.
    async fn guess(&self, typed: &str) -> String {
        let (id, _) = self.picture().await;
        self.answer(id, typed).await.problem()
    }

    /// Reads a new picture and answers right.
    async fn reads(&self) {
        let (id, text) = self.picture().await;
        let sent = self.answer(id, &text).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
}

#[tokio::test]
async fn past_twice_as_many_wrong_answers_the_next_waits_and_its_picture_is_kept() {
    for (name, site) in sites(&[THREE]).await {
        let one = Client::new(&site);
        for n in 0..6 {
            assert_eq!(one.guess(WRONG).await, "image-code-wrong", "{name} {n}");
        }
        let (id, text) = one.picture().await;
        // Right or wrong: nothing is told of it.
        let mut wait = 0;
        for typed in [WRONG, &text, WRONG, &text] {
            let refused = one.answer(id, typed).await;
            assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-answers"));
            wait = refused.retry_after();
            assert!((WINDOW - 300..=WINDOW).contains(&wait), "{name}: {wait}");
        }
        assert!(site.server().text(&id).await.is_some(), "{name}");
        let gone = one.answer(ImageCodeId::random(), WRONG).await;
        assert_eq!(gone.problem(), "image-code-expired", "{name}: gone, whatever the limit");
        assert!(site.webhook.messages().is_empty(), "{name}");
        // Whom it does not concern is served.
        Client::new(&site).reads().await;
        site.pass(wait).await;
        one.reads().await;
    }
}

#[tokio::test]
async fn right_answers_and_pictures_that_are_gone_are_no_wrong_answers() {
    for (_, site) in sites(&[THREE, "--sms-per-address-hour=off"]).await {
        let one = Client::new(&site);
        for _ in 0..8 {
            one.reads().await;
            let gone = one.answer(ImageCodeId::random(), WRONG).await;
            assert_eq!(gone.problem(), "image-code-expired");
            let (id, _) = one.picture().await;
            assert_eq!(one.answer(id, "????").await.problem(), "image-code-malformed");
        }
        for _ in 0..6 {
            assert_eq!(one.guess(WRONG).await, "image-code-wrong");
        }
        assert_eq!(one.guess(WRONG).await, "too-many-answers");
    }
}

#[tokio::test]
async fn an_address_with_many_wrong_answers_gets_the_hardest_pictures_and_no_other_does() {
    for (name, site) in sites(&[THREE, "--image-code-level=easy"]).await {
        let (one, other) = (Client::new(&site), Client::new(&site));
        let (id, _) = one.picture().await;
        let easy = one.picture_at(id).await.body;
        for _ in 0..3 {
            assert!(one.picture_at(id).await.body == easy, "{name}");
            assert_eq!(one.guess(WRONG).await, "image-code-wrong");
        }
        // What is there stays as it is; what comes is harder.
        for client in [&one, &other] {
            assert!(client.picture_at(id).await.body == easy, "{name}");
        }
        assert_eq!(one.level().await, Difficulty::Hard, "{name}");
        assert_eq!(other.level().await, Difficulty::Easy, "{name}");
        one.reads().await;
        site.pass(WINDOW).await;
        assert_eq!(one.guess(WRONG).await, "image-code-wrong");
    }
}

/// What is typed for a sum.
const SUM: &str = "200";

#[tokio::test]
async fn after_three_wrong_sums_of_a_day_an_address_is_shown_characters_and_no_sum_is_judged() {
    for (name, site) in sites(&["--image-code-kind=math"]).await {
        let one = Client::new(&site);
        let wrong = |text: &str| if text == SUM { "201" } else { SUM };
        // Asked for while nothing was known of it.
        let mut hoard = Vec::new();
        for _ in 0..3 {
            hoard.push(one.picture().await);
        }
        for _ in 0..3 {
            let (id, text) = one.picture().await;
            assert_eq!(text.len(), 3, "{name}: a sum");
            assert_eq!(one.answer(id, wrong(&text)).await.problem(), "image-code-wrong");
        }
        for (id, text) in hoard {
            assert_eq!(one.answer(id, &text).await.problem(), "image-code-expired", "{name}");
        }
        let (_, text) = one.picture().await;
        assert_eq!(text.len(), 6, "{name}: characters");
        one.reads().await;
        assert!(site.webhook.messages().len() == 1, "{name}");
        let (_, others) = Client::new(&site).picture().await;
        assert_eq!(others.len(), 3, "{name}: others go on with sums");
        site.pass(24 * 3600).await;
        assert_eq!(one.picture().await.1.len(), 3, "{name}: a new day");
    }
}

#[tokio::test]
async fn nothing_is_counted_where_the_limit_is_off() {
    let off = ["--image-code-wrong-per-10-minutes=0", "--image-code-kind=math"];
    for (name, site) in sites(&off).await {
        let one = Client::new(&site);
        for n in 0..50 {
            let (id, text) = one.picture().await;
            assert_eq!(text.len(), 3, "{name} {n}");
            let typed = if text == SUM { "201" } else { SUM };
            assert_eq!(one.answer(id, typed).await.problem(), "image-code-wrong", "{name} {n}");
        }
        one.reads().await;
    }
}

#[tokio::test]
async fn of_racing_wrong_answers_as_many_are_judged_as_are_allowed_and_the_other_pictures_are_kept()
{
    for (name, site) in sites(&[THREE]).await {
        let one = Client::new(&site);
        let mut pictures = Vec::new();
        for _ in 0..40 {
            pictures.push(one.picture().await.0);
        }
        let racing = pictures.iter().map(async |&id| one.answer(id, WRONG).await.problem());
        let answers = join_all(racing).await;
        let judged = answers.iter().filter(|slug| *slug == "image-code-wrong").count();
        let waiting = answers.iter().filter(|slug| *slug == "too-many-answers").count();
        assert_eq!((judged, waiting), (6, 34), "{name}");
        let mut kept = 0;
        for id in &pictures {
            kept += usize::from(site.server().text(id).await.is_some());
        }
        assert_eq!(kept, 34, "{name}");
    }
}

/// Of the default's 20 a tenth, so that a day takes a tenth of the requests; a day's share of sums does not
/// depend on it.
const TWO: &str = "--image-code-wrong-per-10-minutes=2";

#[tokio::test]
async fn who_guesses_at_sums_for_a_day_as_fast_as_is_allowed_gets_three_judged_and_no_message() {
    for (name, site) in sites(&[TWO, "--image-code-kind=math"]).await {
        let (one, mut passed) = (Client::new(&site), 0);
        let (mut sums, mut characters) = (0, 0);
        while passed < 24 * 3600 {
            let (id, text) = one.picture().await;
            let is_sum = text.len() == 3;
            let answer = one.answer(id, if is_sum { SUM } else { WRONG }).await;
            if answer.status == 429 {
                let wait = answer.retry_after();
                passed += wait;
                site.pass(wait).await;
            } else if is_sum {
                sums += 1;
            } else {
                characters += 1;
            }
        }
        // Each of them is right once in 800 times, and then it is no wrong one.
        let messages = site.webhook.messages().len();
        assert!(messages <= 1, "{name}: {messages}");
        // The last wait may end a moment after the day, when the next begins.
        assert!((3..=6 + messages).contains(&sums), "{name}: {sums}");
        assert!((500..=4 * 145).contains(&characters), "{name}: {characters}");
    }
}
