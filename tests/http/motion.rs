//! The kind whose characters show only in motion.

use menshen::model::ImageCodeId;
use reqwest::Method;

use crate::support::{Menshen, RedisServer, menshen::mobile};

#[tokio::test]
async fn a_moving_picture_is_an_animated_png_whatever_the_format_and_its_characters_are_good_once()
{
    let menshen = Menshen::start(&["--image-code-kind=motion", "--image-code-format=jpeg"]).await;
    let (id, code) = menshen.picture().await;
    assert_eq!(code.len(), 4, "{code}");
    let shown = menshen.get(&format!("/image_codes/{id}/")).await;
    assert_eq!(shown.header("content-type"), "image/png");
    let chunk = |name: &[u8; 4]| shown.body.windows(4).filter(|bytes| bytes == name).count();
    assert_eq!((chunk(b"acTL"), chunk(b"fcTL")), (1, 11));

    // Whoever typed too many is told, and the picture stays good.
    let refused = menshen.send(&mobile(), "ACDEHJ", id).await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "image-code-malformed"));
    assert_eq!(menshen.send(&mobile(), &code.to_lowercase(), id).await.status, 200);
    assert_eq!(menshen.send(&mobile(), &code, id).await.problem(), "image-code-expired");
}

#[tokio::test]
async fn the_page_says_that_characters_show_in_motion() {
    let menshen = Menshen::start(&["--image-code-kind=motion"]).await;
    for (language, words) in [("en", "Look at the moving dots"), ("zh", "看移动的小点")] {
        let asked = [("accept-language", language)];
        let page = menshen.call(Method::GET, "/", &asked, String::new()).await.text();
        assert!(page.contains(words), "{page}");
    }
}

#[tokio::test]
async fn who_wants_no_motion_gets_characters_at_the_hardest_level_which_stay_what_they_are() {
    let redis = RedisServer::start();
    let moving = Menshen::on(&redis, &["--image-code-kind=motion"]).await;
    let hard = Menshen::on(&redis, &["--image-code-kind=text", "--image-code-level=hard"]).await;
    let id = ImageCodeId::random();
    let [still, plain] = [format!("/image_codes/{id}/?still"), format!("/image_codes/{id}")];
    let shown = moving.get(&still).await;
    assert_eq!(shown.status, 200);
    // As a server for such characters draws it, and the same when it is asked for otherwise.
    assert_eq!(hard.get(&plain).await.body, shown.body);
    assert_eq!(moving.get(&plain).await.body, shown.body);
    let code = moving.text(&id).await.unwrap();
    assert_eq!(code.len(), 6, "{code}");
    assert_eq!(moving.send(&mobile(), &code, id).await.status, 200);
}

#[tokio::test]
async fn a_picture_that_moves_already_goes_on_and_other_kinds_know_no_stillness() {
    let redis = RedisServer::start();
    let moving = Menshen::on(&redis, &["--image-code-kind=motion"]).await;
    let (id, _) = moving.picture().await;
    let shown = moving.get(&format!("/image_codes/{id}/")).await;
    assert_eq!(moving.get(&format!("/image_codes/{id}/?still=1")).await.body, shown.body);
    let sums = Menshen::on(&redis, &["--image-code-kind=math"]).await;
    let id = ImageCodeId::random();
    sums.get(&format!("/image_codes/{id}/?still&still")).await;
    sums.get(&format!("/image_codes/{id}/?still")).await;
    assert!(sums.text(&id).await.unwrap().parse::<u32>().is_ok());
}
