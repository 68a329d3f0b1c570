//! `GET /image_codes/{uuid}`

use menshen::model::ImageCodeId;
use reqwest::Method;

use crate::support::{Menshen, RedisServer, menshen::mobile};

#[tokio::test]
async fn a_picture_is_answered_with_its_type_and_never_kept() {
    let menshen = Menshen::start(&[]).await;
    let id = ImageCodeId::random();
    for path in [format!("/image_codes/{id}/"), format!("/image_codes/{id}")] {
        let answer = menshen.get(&path).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "image/png");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.body.starts_with(b"\x89PNG"));
    }
    let head = menshen.call(Method::HEAD, &format!("/image_codes/{id}/"), &[], String::new()).await;
    assert_eq!((head.status, head.header("content-type")), (200, "image/png"));
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn the_same_live_uuid_gives_the_same_bytes_and_another_gives_others() {
    let menshen = Menshen::start(&[]).await;
    let id = ImageCodeId::random();
    let first = menshen.get(&format!("/image_codes/{id}/")).await.body;
    let upper = id.to_string().to_uppercase();
    assert_eq!(menshen.get(&format!("/image_codes/{upper}/")).await.body, first);
    let other = ImageCodeId::random();
    assert_ne!(menshen.get(&format!("/image_codes/{other}/")).await.body, first);
}

#[tokio::test]
async fn two_servers_with_one_redis_and_one_secret_draw_the_same_picture() {
    let redis = RedisServer::start();
    let (one, two) = (Menshen::on(&redis, &[]).await, Menshen::on(&redis, &[]).await);
    let path = format!("/image_codes/{}/", ImageCodeId::random());
    assert_eq!(one.get(&path).await.body, two.get(&path).await.body);
}

#[tokio::test]
async fn two_servers_draw_the_same_picture_whatever_is_set() {
    let redis = RedisServer::start();
    for settings in [
        ["--image-code-level=easy", "--image-code-format=webp", "--image-code-height=120"],
        ["--image-code-level=hard", "--image-code-format=jpeg", "--image-code-scale=2"],
        ["--image-code-level=normal", "--image-code-kind=math", "--image-code-scale=2"],
        ["--image-code-level=normal", "--image-code-kind=pick", "--image-code-charset=ACDEHJLMPR"],
        ["--image-code-level=hard", "--image-code-kind=motion", "--image-code-scale=1"],
    ] {
        let (one, two) =
            (Menshen::on(&redis, &settings).await, Menshen::on(&redis, &settings).await);
        let path = format!("/image_codes/{}/", ImageCodeId::random());
        let picture = one.get(&path).await;
        assert_eq!(
            (picture.status, two.get(&path).await.body),
            (200, picture.body),
            "{settings:?}"
        );
    }
}

#[tokio::test]
async fn a_name_that_is_no_version_4_uuid_is_a_400() {
    let menshen = Menshen::start(&[]).await;
    for name in [
        "1",
        "3f0c1b9e-8a52-1c6d-9e1f-7b2a4d5c6e8f",
        "3f0c1b9e8a524c6d9e1f7b2a4d5c6e8f",
        "%7B3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f%7D",
        "%ff%fe",
        "..%2f..%2fetc%2fpasswd",
    ] {
        let answer = menshen.get(&format!("/image_codes/{name}/")).await;
        assert_eq!(answer.status, 400, "{name}");
        assert_eq!(answer.problem(), "image-code-id-invalid", "{name}");
    }
}

#[tokio::test]
async fn the_format_is_the_operators_choice_and_nothing_in_the_request_changes_it() {
    for (format, start) in [("png", &b"\x89PNG"[..]), ("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF")]
    {
        let menshen = Menshen::start(&["--image-code-format", format]).await;
        let id = ImageCodeId::random();
        let path = format!("/image_codes/{id}/?width=9999&length=100000&format=gif");
        let accept = [("accept", "image/gif")];
        let answer = menshen.call(Method::GET, &path, &accept, String::new()).await;
        assert_eq!(answer.header("content-type"), format!("image/{format}"));
        assert!(answer.body.starts_with(start), "{format}");
        assert_eq!(menshen.get(&format!("/image_codes/{id}/")).await.body, answer.body);
    }
}

#[tokio::test]
async fn codes_have_the_length_that_is_set() {
    for length in ["4", "8"] {
        let menshen = Menshen::start(&["--image-code-length", length]).await;
        assert_eq!(menshen.picture().await.1.len().to_string(), length);
    }
}

#[tokio::test]
async fn a_sum_is_answered_by_its_number_once() {
    let menshen = Menshen::start(&["--image-code-kind=math"]).await;
    let (id, number) = menshen.picture().await;
    let result: u32 = number.parse().unwrap();
    assert!((200..=999).contains(&result), "{number}");
    let other = (if result == 999 { 998 } else { result + 1 }).to_string();
    assert_eq!(menshen.send(&mobile(), &other, id).await.problem(), "image-code-wrong");
    assert_eq!(menshen.send(&mobile(), &number, id).await.problem(), "image-code-expired");
    let (id, number) = menshen.picture().await;
    assert_eq!(menshen.send(&mobile(), &format!(" {number} "), id).await.status, 200);
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn of_a_picture_with_shapes_only_what_counts_is_answered() {
    let menshen = Menshen::start(&["--image-code-kind=pick"]).await;
    let (id, counting) = menshen.picture().await;
    assert!((4..=5).contains(&counting.len()), "{counting}");
    // Whoever typed all of them is told, and the picture stays good.
    let refused = menshen.send(&mobile(), "ACDEHJL", id).await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "image-code-malformed"));
    let told = "Only 4 to 5 characters of this picture count. Check what you typed.";
    assert_eq!(refused.json()["detail"], told);
    assert_eq!(menshen.send(&mobile(), &counting.to_lowercase(), id).await.status, 200);
    let english = [("accept-language", "en")];
    let page = menshen.call(Method::GET, "/", &english, String::new()).await.text();
    assert!(page.contains("marked like the tick in the middle"), "{page}");
}

#[tokio::test]
async fn an_address_that_asks_for_too_many_pictures_is_told_when_to_come_back() {
    let menshen = Menshen::start(&["--image-codes-per-minute=3"]).await;
    for _ in 0..3 {
        menshen.picture().await;
    }
    let refused = menshen.get(&format!("/image_codes/{}/", ImageCodeId::random())).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-pictures"));
    assert!((1..=60).contains(&refused.retry_after()));
}

#[tokio::test]
async fn only_a_trusted_proxy_can_say_whose_request_it_is() {
    let ask = async |menshen: &Menshen, header: &str, clients: &str| {
        let path = format!("/image_codes/{}/", ImageCodeId::random());
        menshen.call(Method::GET, &path, &[(header, clients)], String::new()).await.status
    };
    for header in ["x-forwarded-for", "forwarded"] {
        let of = |clients: [&str; 2]| {
            let prefix = if header == "forwarded" { "for=" } else { "" };
            let clients = clients.into_iter().filter(|client| !client.is_empty());
            clients.map(|client| format!("{prefix}{client}")).collect::<Vec<_>>().join(", ")
        };
        let open = Menshen::start(&["--image-codes-per-minute=1"]).await;
        assert_eq!(ask(&open, header, &of(["", "198.51.100.1"])).await, 200);
        assert_eq!(ask(&open, header, &of(["", "198.51.100.2"])).await, 429);

        let settings = ["--image-codes-per-minute=1", "--trusted-proxies=127.0.0.0/8"];
        let behind = Menshen::start(&settings).await;
        assert_eq!(ask(&behind, header, &of(["", "198.51.100.1"])).await, 200);
        assert_eq!(ask(&behind, header, &of(["", "198.51.100.2"])).await, 200);
        assert_eq!(ask(&behind, header, &of(["203.0.113.9", "198.51.100.1"])).await, 429);
    }
}

#[tokio::test]
async fn an_embedded_store_full_of_one_picture_a_network_refuses_that_of_another_with_503() {
    let settings = ["--memory-store-capacity=1", "--trusted-proxies=127.0.0.1/32"];
    let menshen = Menshen::start(&settings).await;
    let (id, text) = menshen.picture().await;
    let path = format!("/image_codes/{}/", ImageCodeId::random());
    let of_another = [("x-forwarded-for", "192.0.2.7")];
    let refused = menshen.call(Method::GET, &path, &of_another, String::new()).await;
    assert_eq!((refused.status, refused.problem().as_str()), (503, "unavailable"));
    assert!(refused.retry_after() >= 1);
    assert_eq!(menshen.store.image_code(&id).await.unwrap().unwrap().as_str(), text);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let menshen = Menshen::start(&[]).await;
    let path = format!("/image_codes/{}/", ImageCodeId::random());
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = menshen.call(method, &path, &[], String::new()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
        answer.problem();
    }
}
