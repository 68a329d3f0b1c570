//! Which challenge comes, and what is told of it: on the embedded store and through two processes on one Redis.

use std::collections::HashSet;

use menshen::model::ImageCodeId;
use menshen_challenge::Difficulty;
use menshen_work::Memory;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Menshen, RedisServer, level,
    menshen::mobile,
    site::{Site, address, elsewhere, lonely, sites},
};

const HOUR: u32 = 3600;
/// With as little memory as a setting allows, so that a test takes little of it.
const LITTLE: &str = "--sms-work-memory=8";

/// What a server tells of the challenge of this name.
async fn described(server: &Menshen, id: ImageCodeId, client: &str) -> Answer {
    let (path, headers) = (format!("/api/v1/challenges/{id}"), [("x-forwarded-for", client)]);
    server.call(Method::GET, &path, &headers, String::new()).await
}

/// The kind that whoever is at this address gets now, at each server of the site.
async fn kinds(site: &Site, client: &str) -> [String; 2] {
    let kind = async || {
        let answer = described(site.server(), ImageCodeId::random(), client).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["kind"].as_str().unwrap().to_owned()
    };
    [kind().await, kind().await]
}

/// Sends by work for the challenge that was told of.
async fn sends_by_work(server: &Menshen, id: ImageCodeId, told: &Value, number: &str) -> Answer {
    let of = |name: &str| told["work"][name].as_u64().unwrap().try_into().unwrap();
    let mut memory = Memory::new(of("memory_kib")).unwrap();
    let challenge = told["work"]["challenge"].as_str().unwrap();
    let nonce = memory.solve(challenge, number, of("zero_bits")).unwrap();
    sends(server, id, number, &nonce.to_string()).await
}

async fn sends(server: &Menshen, id: ImageCodeId, number: &str, work: &str) -> Answer {
    let body = json!({"mobile": number, "image_code": "", "image_code_id": id, "work": work});
    server.post("/api/v1/sms-codes", &body).await
}

#[tokio::test]
async fn the_kind_climbs_for_strangers_under_pressure_and_known_networks_stay_calm() {
    for (name, site) in sites(&["--challenge=pick,text"]).await {
        let known = address();
        site.verifies(&known).await;
        site.pass(3 * HOUR).await;
        assert_eq!(kinds(&site, &elsewhere()).await, ["pick", "pick"], "{name}");
        site.is_attacked().await;
        assert_eq!(kinds(&site, &elsewhere()).await, ["text", "text"], "{name}");
        assert_eq!(kinds(&site, &known).await, ["pick", "pick"], "{name}");
    }
}

#[tokio::test]
async fn under_pressure_strangers_are_shown_no_sum_that_a_program_guesses_and_known_networks_go_on_with_them()
 {
    // Whether wrong answers are counted or not.
    for wrong in ["20", "0"] {
        let settings = ["--challenge=math", &format!("--image-code-wrong-per-10-minutes={wrong}")];
        for (name, site) in sites(&settings).await {
            let known = address();
            site.verifies(&known).await;
            site.pass(3 * HOUR).await;
            assert_eq!(kinds(&site, &elsewhere()).await, ["math", "math"], "{name}");
            // The keyboard that a phone shows has letters, for they may come in its place.
            let page = site.server().get("/").await.text();
            let mut fields = page.split("<input");
            let field = fields.find(|field| field.contains("name=\"image_code\"")).unwrap();
            assert!(field.contains("inputmode=\"text\""), "{name} {wrong}: {field}");
            site.is_attacked().await;
            for (client, kind, length) in [(elsewhere(), "text", 6), (known, "math", 3)] {
                assert_eq!(kinds(&site, &client).await, [kind, kind], "{name} {wrong}");
                let (_, text) = site.server().picture_with(&[("x-forwarded-for", &client)]).await;
                assert_eq!(text.len(), length, "{name} {wrong}");
            }
        }
    }
}

/// The picture of this name as each server of the site shows it to this address.
async fn shown(site: &Site, id: ImageCodeId, client: &str) -> [Vec<u8>; 2] {
    let (path, headers) = (format!("/image_codes/{id}"), [("x-forwarded-for", client)]);
    let shown = async || {
        let picture = site.server().call(Method::GET, &path, &headers, String::new()).await;
        assert_eq!(picture.status, 200, "{}", picture.text());
        picture.body
    };
    [shown().await, shown().await]
}

/// The page as it is shown to this address.
async fn page(server: &Menshen, client: &str) -> String {
    let headers = [("x-forwarded-for", client)];
    server.call(Method::GET, "/", &headers, String::new()).await.text()
}

#[tokio::test]
async fn under_pressure_new_pictures_are_harder_and_old_ones_stay_and_the_page_tells_strangers_of_work()
 {
    for (name, site) in sites(&["--image-code-level=easy"]).await {
        let known = address();
        site.verifies(&known).await;
        site.pass(3 * HOUR).await;
        let (stranger, old) = (elsewhere(), ImageCodeId::random());
        let calm = shown(&site, old, &stranger).await;
        assert!(calm[0] == calm[1], "{name}");
        assert!(!page(site.server(), &stranger).await.contains("data-work"), "{name}");

        site.is_attacked().await;
        assert!(shown(&site, old, &stranger).await == calm, "{name}: it was drawn anew");
        for (client, wanted) in [(&stranger, Difficulty::Hard), (&known, Difficulty::Easy)] {
            let id = ImageCodeId::random();
            let [one, two] = shown(&site, id, client).await;
            let text = site.server().text(&id).await.unwrap();
            assert!(one == two, "{name}");
            assert_eq!(level(id, &text, &one), wanted, "{name}");
        }
        for _ in 0..2 {
            assert!(page(site.server(), &stranger).await.contains("data-work"), "{name}");
            assert!(!page(site.server(), &known).await.contains("data-work"), "{name}");
        }
    }
}

#[tokio::test]
async fn a_picture_that_is_told_of_and_then_shown_counts_once_and_either_way_is_bounded() {
    for (name, site) in sites(&["--image-codes-per-minute=2"]).await {
        let client = elsewhere();
        let headers = [("x-forwarded-for", client.as_str())];
        let get = async |path: String| {
            site.server().call(Method::GET, &path, &headers, String::new()).await
        };
        let ways = |id| [format!("/api/v1/challenges/{id}"), format!("/image_codes/{id}")];
        let mut last = ImageCodeId::random();
        for _ in 0..2 {
            last = ImageCodeId::random();
            for path in ways(last) {
                assert_eq!(get(path).await.status, 200, "{name}");
            }
        }
        for id in [last, ImageCodeId::random()] {
            for path in ways(id) {
                let refused = get(path).await;
                assert_eq!((refused.status, &*refused.problem()), (429, "too-many-pictures"));
            }
        }
    }
}

#[tokio::test]
async fn the_page_begins_with_the_work_and_without_scripts_with_the_next_picture() {
    for (order, kind) in [("work", "text"), ("work,math,text", "math")] {
        let menshen = Menshen::start(&[&format!("--challenge={order}"), LITTLE]).await;
        let page = page(&menshen, "192.0.2.1").await;
        let of = |before: &str| {
            let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("{before}: {page}"));
            rest.split('"').next().unwrap().to_owned()
        };
        assert_eq!(of("data-kind=\""), "work");
        let id = of("data-challenge=\"").parse().unwrap();
        let told = described(&menshen, id, "192.0.2.1").await.json();
        let work = &told["work"];
        let parts = ["challenge", "memory_kib", "zero_bits"].map(|part| match &work[part] {
            Value::String(text) => text.clone(),
            number => number.to_string(),
        });
        assert_eq!(of("data-work=\""), parts.join(" "));
        // Another name, since there is nothing to be seen of the one.
        let plain: ImageCodeId = of("name=\"image_code_id\" value=\"").parse().unwrap();
        assert_ne!(plain, id);
        assert_eq!(menshen.get(&format!("/image_codes/{plain}")).await.status, 200);
        assert_eq!(described(&menshen, plain, "192.0.2.1").await.json()["kind"], kind);
    }
}

#[tokio::test]
async fn no_parameter_of_a_visitor_chooses_the_kind() {
    let menshen = Menshen::start(&["--challenge=work,pick,text"]).await;
    for query in ["kind=text", "challenge=text", "level=easy", "pressure=9"] {
        let path = format!("/api/v1/challenges/{}?{query}", ImageCodeId::random());
        assert_eq!(menshen.get(&path).await.json()["kind"], "work", "{query}");
    }
}

#[tokio::test]
async fn a_name_has_one_challenge_whoever_asks_for_it_first_and_wherever() {
    let redis = RedisServer::start();
    let settings = ["--challenge=work,pick,text", LITTLE];
    let (one, two) = (Menshen::on(&redis, &settings).await, Menshen::on(&redis, &settings).await);
    // Who asks for the picture may know nothing else, and gets one.
    let id = ImageCodeId::random();
    let picture = one.get(&format!("/image_codes/{id}")).await;
    assert_eq!(picture.status, 200);
    let text = one.text(&id).await;
    for server in [&two, &one] {
        assert_eq!(described(server, id, "192.0.2.1").await.json()["kind"], "pick");
    }
    assert_eq!((one.text(&id).await, text.is_some()), (text, true));
    assert_eq!(two.get(&format!("/image_codes/{id}")).await.body, picture.body);
    // Who asks what there is gets what is set, and then it is that.
    let id = ImageCodeId::random();
    for server in [&two, &one] {
        assert_eq!(described(server, id, "192.0.2.1").await.json()["kind"], "work");
        for path in [format!("/image_codes/{id}"), format!("/image_codes/{id}/audio")] {
            let nothing = server.get(&path).await;
            assert_eq!((nothing.status, &*nothing.problem()), (404, "image-code-not-found"));
        }
    }
}

#[tokio::test]
async fn what_is_told_of_a_kind_is_all_that_it_takes_to_answer_it() {
    for (kind, input, count, lengths, speaks) in [
        ("text", "text", Value::Null, [json!(6), json!(6)], true),
        ("pick", "text", Value::Null, [json!(4), json!(5)], true),
        ("math", "digits", Value::Null, [json!(3), json!(3)], true),
        ("click", "points", json!(4), [Value::Null, Value::Null], false),
        ("slide", "offset", Value::Null, [Value::Null, Value::Null], false),
    ] {
        let menshen = Menshen::start(&[&format!("--challenge={kind}")]).await;
        let id = ImageCodeId::random();
        let answer = described(&menshen, id, "192.0.2.1").await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{kind}");
        let told = answer.json();
        assert_eq!(told["kind"], kind);
        let field = &told["fields"][0];
        assert_eq!((&field["name"], &field["input"]), (&json!("image_code"), &json!(input)));
        assert_eq!((&field["count"], &told["work"]), (&count, &Value::Null), "{kind}");
        assert_eq!([&field["min_length"], &field["max_length"]], [&lengths[0], &lengths[1]]);
        assert!(told["expires_in"].as_u64().is_some_and(|left| (1..=100).contains(&left)));
        let media = &told["media"];
        assert_eq!([&media["width"], &media["height"]], [&json!(210), &json!(200)], "{kind}");
        let picture = menshen.get(media["url"].as_str().unwrap()).await;
        assert_eq!(picture.status, 200, "{kind}");
        assert_eq!(picture.header("content-type"), media["type"], "{kind}");
        match media["sound"].as_str() {
            Some(sound) => assert_eq!(menshen.get(sound).await.status, 200, "{kind}"),
            None => assert_eq!(menshen.get(&format!("/image_codes/{id}/audio")).await.status, 404),
        }
        assert_eq!(media["sound"].is_string(), speaks, "{kind}");
        assert!(!answer.text().contains(&menshen.text(&id).await.unwrap()), "{kind}: it is told");
    }
}

/// Without a look of its own each would be one of some 56 pictures, and thirty of them surely two of one kind.
#[tokio::test]
async fn a_name_that_is_issued_anew_shows_another_picture_where_there_are_few_answers() {
    for (name, site) in sites(&["--challenge=slide"]).await {
        let (server, id) = (site.server(), ImageCodeId::random());
        let mut shown = HashSet::new();
        for round in 0..30 {
            assert_eq!(described(server, id, "192.0.2.1").await.json()["kind"], "slide");
            let path = format!("/image_codes/{id}");
            let picture = server.get(&path).await.body;
            assert_eq!(server.get(&path).await.body, picture, "{name}: it lives");
            assert!(shown.insert(picture), "{name} {round}");
            assert!(server.store.take_image_code(&id).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn words_are_told_in_the_language_of_the_request() {
    let menshen = Menshen::start(&["--challenge=work"]).await;
    for (language, label) in [("zh-CN", "安全验证"), ("en", "Security check")] {
        let path = format!("/api/v1/challenges/{}", ImageCodeId::random());
        let headers = [("accept-language", language)];
        let told = menshen.call(Method::GET, &path, &headers, String::new()).await.json();
        assert_eq!(told["words"]["label"], label);
        assert_eq!(told["media"], Value::Null);
    }
}

#[tokio::test]
async fn work_alone_buys_one_message_and_no_more() {
    for (name, site) in sites(&["--challenge=work", LITTLE]).await {
        let (id, number) = (ImageCodeId::random(), lonely());
        let told = described(site.server(), id, "127.0.0.1").await.json();
        assert_eq!((&told["kind"], &told["fields"][0]["input"]), (&json!("work"), &json!("none")));
        let sent = sends_by_work(site.server(), id, &told, &number).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());
        let again = sends_by_work(site.server(), id, &told, &lonely()).await;
        assert_eq!(again.problem(), "image-code-expired", "{name}");
        assert_eq!(site.webhook.messages().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn who_brings_no_work_is_told_what_to_do_and_whose_work_is_for_another_number_loses_it() {
    for (name, site) in sites(&["--challenge=work", LITTLE]).await {
        let (id, number) = (ImageCodeId::random(), lonely());
        let told = described(site.server(), id, "127.0.0.1").await.json();
        for _ in 0..2 {
            let asked = sends(site.server(), id, &number, "").await;
            assert_eq!((asked.status, &*asked.problem()), (428, "step-up-required"), "{name}");
            assert_eq!(asked.json()["step_up"]["challenge"], told["work"]["challenge"], "{name}");
        }
        let sent = sends_by_work(site.server(), id, &told, &number).await;
        assert_eq!(sent.status, 200, "{name}: {}", sent.text());

        let id = ImageCodeId::random();
        let told = described(site.server(), id, "127.0.0.1").await.json();
        let of = |name: &str| told["work"][name].as_u64().unwrap().try_into().unwrap();
        let mut memory = Memory::new(of("memory_kib")).unwrap();
        let challenge = told["work"]["challenge"].as_str().unwrap();
        let other = lonely();
        let zero_bits = of("zero_bits");
        let mut is_right = |nonce| {
            let beginning = memory.beginning(challenge, &other, nonce).unwrap();
            menshen_work::is_enough(beginning, zero_bits)
        };
        let nonce = (0..100).find(|&nonce| !is_right(nonce)).unwrap();
        let wrong = sends(site.server(), id, &other, &nonce.to_string()).await;
        assert_eq!(wrong.problem(), "image-code-wrong", "{name}");
        let late = sends_by_work(site.server(), id, &told, &other).await;
        assert_eq!(late.problem(), "image-code-expired", "{name}");
        assert_eq!(site.webhook.messages().len(), 1, "{name}");
        // Nor is it worth anything where the name is issued anew.
        let anew = described(site.server(), id, "127.0.0.1").await.json();
        assert!(anew["work"]["challenge"].is_string(), "{name}");
        assert_ne!(anew["work"]["challenge"], told["work"]["challenge"], "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_no_kind_of_the_order_could_have_spends_nothing() {
    let menshen = Menshen::start(&["--challenge=click,text"]).await;
    let id = ImageCodeId::random();
    assert_eq!(described(&menshen, id, "192.0.2.1").await.json()["kind"], "click");
    for typed in ["ACD369", "12,34", "1,2 3,4 5,6 7,8 9,10", "no places"] {
        let answer = menshen.send(&mobile(), typed, id).await;
        assert_eq!((answer.status, &*answer.problem()), (422, "image-code-malformed"), "{typed}");
    }
    let none = menshen.send(&mobile(), "", id).await;
    assert_eq!(none.problem(), "image-code-missing");
    assert!(menshen.text(&id).await.is_some());
    let wrong = menshen.send(&mobile(), "1,1 2,2 3,3 4,4", id).await;
    assert_eq!(wrong.problem(), "image-code-wrong");
    assert!(menshen.text(&id).await.is_none());
}

#[tokio::test]
async fn a_name_that_is_none_is_a_400_and_too_many_are_a_429() {
    let menshen = Menshen::start(&["--image-codes-per-minute=2"]).await;
    let wrong = menshen.get("/api/v1/challenges/1").await;
    assert_eq!((wrong.status, &*wrong.problem()), (400, "image-code-id-invalid"));
    for _ in 0..2 {
        let id = ImageCodeId::random();
        assert_eq!(menshen.get(&format!("/api/v1/challenges/{id}")).await.status, 200);
    }
    let id = ImageCodeId::random();
    let refused = menshen.get(&format!("/api/v1/challenges/{id}")).await;
    assert_eq!((refused.status, &*refused.problem()), (429, "too-many-pictures"));
    assert!(refused.retry_after() > 0);
}
