//! The kind whose characters show only in motion.

use reqwest::Method;

use crate::support::{Menshen, menshen::mobile};

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
