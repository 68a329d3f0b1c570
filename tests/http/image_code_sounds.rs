//! `GET /image_codes/{uuid}/audio`

use menshen::model::ImageCodeId;
use reqwest::Method;

use crate::support::{Answer, Menshen, RedisServer, menshen::mobile};

/// A new picture, and where its sound is.
async fn sound(menshen: &Menshen) -> (ImageCodeId, String, String) {
    let (id, text) = menshen.picture().await;
    (id, text, format!("/image_codes/{id}/audio"))
}

async fn part(menshen: &Menshen, path: &str, headers: &[(&str, &str)]) -> Answer {
    menshen.call(Method::GET, path, headers, String::new()).await
}

#[tokio::test]
async fn the_sound_of_a_live_code_is_a_wav_that_is_never_kept_and_the_same_each_time() {
    let menshen = Menshen::start(&[]).await;
    let (_, _, path) = sound(&menshen).await;
    let first = menshen.get(&path).await;
    // At most 20 KB for each of six characters.
    assert!(first.body.len() <= 120_000, "{} bytes", first.body.len());
    for path in [&path, &format!("{path}/"), &format!("{path}?format=mp3&length=100000")] {
        let answer = menshen.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "audio/wav");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.body.starts_with(b"RIFF") && answer.body == first.body, "{path}");
    }
    let (_, _, other) = sound(&menshen).await;
    assert_ne!(menshen.get(&other).await.body, first.body);
}

#[tokio::test]
async fn hearing_does_not_spend_the_code_and_solving_ends_the_sound() {
    let menshen = Menshen::start(&[]).await;
    let (id, text, path) = sound(&menshen).await;
    for _ in 0..3 {
        assert_eq!(menshen.get(&path).await.status, 200);
    }
    assert_eq!(menshen.send(&mobile(), &text, id).await.status, 200);
    let gone = menshen.get(&path).await;
    assert_eq!((gone.status, gone.problem().as_str()), (404, "image-code-not-found"));
}

#[tokio::test]
async fn a_name_without_a_live_code_is_a_404_and_gets_none_by_being_heard() {
    let menshen = Menshen::start(&[]).await;
    let id = ImageCodeId::random();
    let answer = menshen.get(&format!("/image_codes/{id}/audio")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (404, "image-code-not-found"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(menshen.store.image_code(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_name_that_is_no_version_4_uuid_is_a_400() {
    let menshen = Menshen::start(&[]).await;
    for name in ["1", "3f0c1b9e-8a52-1c6d-9e1f-7b2a4d5c6e8f", "%ff%fe", "..%2f..%2fetc%2fpasswd"] {
        let answer = menshen.get(&format!("/image_codes/{name}/audio")).await;
        assert_eq!(answer.status, 400, "{name}");
        assert_eq!(answer.problem(), "image-code-id-invalid", "{name}");
    }
}

#[tokio::test]
async fn two_servers_with_one_redis_and_one_secret_speak_alike() {
    let redis = RedisServer::start();
    let (one, two) = (Menshen::on(&redis, &[]).await, Menshen::on(&redis, &[]).await);
    let (_, _, path) = sound(&one).await;
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn sounds_have_a_limit_of_their_own() {
    let settings = ["--image-code-sounds-per-minute=2", "--image-codes-per-minute=3"];
    let menshen = Menshen::start(&settings).await;
    let (_, _, path) = sound(&menshen).await;
    // One without a code counts as well.
    let unknown = format!("/image_codes/{}/audio", ImageCodeId::random());
    assert_eq!(menshen.get(&unknown).await.status, 404);
    assert_eq!(menshen.get(&path).await.status, 200);
    let refused = menshen.get(&path).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-sounds"));
    assert!((1..=60).contains(&refused.retry_after()));
    // Pictures are still there, up to their own.
    menshen.picture().await;
    menshen.picture().await;
    let refused = menshen.get(&format!("/image_codes/{}/", ImageCodeId::random())).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-pictures"));
}

#[tokio::test]
async fn a_player_can_ask_for_a_part() {
    let menshen = Menshen::start(&[]).await;
    let (_, _, path) = sound(&menshen).await;
    let whole = menshen.get(&path).await;
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let length = whole.body.len();

    let start = part(&menshen, &path, &[("range", "bytes=0-1")]).await;
    assert_eq!((start.status, start.header("content-type")), (206, "audio/wav"));
    assert_eq!(start.header("cache-control"), "no-store");
    assert_eq!(start.header("content-range"), format!("bytes 0-1/{length}"));
    assert_eq!(start.body, whole.body[..2]);
    let rest = part(&menshen, &path, &[("range", "bytes=44-")]).await;
    assert_eq!(rest.header("content-range"), format!("bytes 44-{}/{length}", length - 1));
    assert_eq!(rest.body, whole.body[44..]);

    let past = part(&menshen, &path, &[("range", &format!("bytes={length}-"))]).await;
    assert_eq!((past.status, past.header("content-range")), (416, &*format!("bytes */{length}")));
    for headers in [&[("range", "bytes=5-1")][..], &[("range", "bytes=0-1"), ("if-range", "\"1\"")]]
    {
        let answer = part(&menshen, &path, headers).await;
        assert_eq!((answer.status, answer.body.len()), (200, length), "{headers:?}");
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_play_it_when_the_operator_says_so() {
    let menshen = Menshen::start(&["--cors-origins=https://www.example.com"]).await;
    let (_, _, path) = sound(&menshen).await;
    let answer = part(&menshen, &path, &[("origin", "https://www.example.com")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://www.example.com");
    let answer = part(&menshen, &path, &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let menshen = Menshen::start(&[]).await;
    let (_, _, path) = sound(&menshen).await;
    let head = menshen.call(Method::HEAD, &path, &[], String::new()).await;
    assert_eq!((head.status, head.header("content-type")), (200, "audio/wav"));
    assert!(head.body.is_empty());
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = menshen.call(method, &path, &[], String::new()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
        answer.problem();
    }
}
