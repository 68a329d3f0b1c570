//! `SMS_PROVIDER=aliyun,twilio`: who is asked, after whom, and who is not.

use std::time::Duration;

use crate::support::{
    Menshen, Vendor, Webhook,
    menshen::mobile,
    vendor::{ALIYUN, Next, TENCENT, TWILIO},
    webhook,
};

#[tokio::test]
async fn the_next_is_asked_only_after_a_certain_not_sent() {
    for (next, by_second) in [
        (Next::Ok, false),
        (Next::Error("isv.AMOUNT_NOT_ENOUGH"), true),
        (Next::Error("isv.BUSINESS_LIMIT_CONTROL"), true),
        (Next::Error("SignatureDoesNotMatch"), true),
        (Next::Status(429), true),
    ] {
        let (first, second) = (Vendor::start(&ALIYUN).await, Vendor::start(&TWILIO).await);
        let menshen = Menshen::by(&[&first, &second], &[]).await;
        let number = mobile();
        let told = format!("{next:?}");
        first.next(next);
        assert_eq!(menshen.solve_and_send(&number).await.status, 200, "{told}");
        assert_eq!((first.requests(), second.requests()), (1, by_second.into()), "{told}");
        let sender = if by_second { &second } else { &first };
        assert_eq!(menshen.verify(&number, &sender.last().code).await.status, 200);
    }
}

#[tokio::test]
async fn after_perhaps_sent_or_a_refused_number_nobody_else_is_asked() {
    for (next, slug) in [
        (Next::Status(500), "send-unknown"),
        (Next::Broken, "send-unknown"),
        (Next::HalfWay, "send-unknown"),
        (Next::Closed, "send-unknown"),
        (Next::Never, "send-unknown"),
        (Next::Error("isv.MOBILE_NUMBER_ILLEGAL"), "send-refused"),
    ] {
        let (first, second) = (Vendor::start(&ALIYUN).await, Vendor::start(&TWILIO).await);
        let menshen = Menshen::by(&[&first, &second], &[]).await;
        let told = format!("{next:?}");
        first.next(next);
        assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), slug, "{told}");
        assert_eq!((first.requests(), second.requests()), (1, 0), "{told}");
    }
}

#[tokio::test]
async fn when_all_fail_the_last_has_the_word_and_all_is_given_back() {
    let vendors =
        [Vendor::start(&TWILIO).await, Vendor::start(&TENCENT).await, Vendor::start(&ALIYUN).await];
    let menshen = Menshen::by(&vendors.each_ref(), &[]).await;
    let number = mobile();
    for vendor in &vendors[..2] {
        vendor.next(Next::Status(403));
    }
    vendors[2].next(Next::TooMany(33));
    let failed = menshen.solve_and_send(&number).await;
    assert_eq!((failed.problem().as_str(), failed.retry_after()), ("send-failed", 33));
    assert_eq!(vendors.each_ref().map(Vendor::requests), [1, 1, 1]);
    assert_eq!(menshen.solve_and_send(&number).await.status, 200);
    assert_eq!(vendors.each_ref().map(Vendor::requests), [2, 1, 1]);
}

#[tokio::test]
async fn one_that_is_not_there_is_passed_over() {
    let (mut first, second) = (Vendor::start(&ALIYUN).await, Vendor::start(&TENCENT).await);
    // Port 9 is "discard"; nothing listens there.
    first.endpoint = "http://127.0.0.1:9".to_owned();
    let menshen = Menshen::by(&[&first, &second], &[]).await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    assert_eq!(second.messages().len(), 1);
}

#[tokio::test]
async fn when_no_time_is_left_the_next_is_not_asked() {
    let vendors =
        [Vendor::start(&ALIYUN).await, Vendor::start(&TENCENT).await, Vendor::start(&TWILIO).await];
    let menshen = Menshen::by(&vendors.each_ref(), &[]).await;
    let number = mobile();
    let wait = Duration::from_secs(3);
    vendors[0].next(Next::LateError(wait, "isv.AMOUNT_NOT_ENOUGH"));
    vendors[1].next(Next::LateError(wait, "FailedOperation.InsufficientBalanceInSmsPackage"));
    assert_eq!(menshen.solve_and_send(&number).await.problem(), "send-failed");
    assert_eq!(vendors.each_ref().map(Vendor::requests), [1, 1, 0]);
    assert_eq!(menshen.solve_and_send(&number).await.status, 200);
}

#[tokio::test]
async fn the_webhook_has_its_place_in_the_order_too() {
    let (webhook, second) = (Webhook::start().await, Vendor::start(&TWILIO).await);
    let settings = second.settings();
    let flags: Vec<&str> = settings.iter().map(String::as_str).collect();
    let menshen =
        Menshen::with(webhook.clone(), &[&["--sms-provider=twilio"], flags.as_slice()].concat())
            .await;
    webhook.next(webhook::Next::Answer(400));
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    assert_eq!(second.last().code, webhook.last().code);
}
