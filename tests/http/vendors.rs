//! Each vendor of text messages, played by a server that checks every request: what the person is
//! told when it fails, what is given back, and what is printed.

use std::time::Duration;

use futures::future::join_all;

use crate::support::{
    Menshen, Vendor, Webhook,
    menshen::{mobile, other_than},
    vendor::{ALIYUN, Kind, Next, TENCENT, TWILIO},
};

const VENDORS: [&Kind; 3] = [&ALIYUN, &TENCENT, &TWILIO];

/// A certain "not sent": the person may try again at once, with a new picture.
async fn is_given_back(kind: &'static Kind, next: Next, status: u16, slug: &str) {
    let vendor = Vendor::start(kind).await;
    let menshen = Menshen::by(&[&vendor], &[]).await;
    let number = mobile();
    let told = format!("{}, {next:?}", kind.name);
    vendor.next(next);
    let (id, text) = menshen.picture().await;
    let failed = menshen.send(&number, &text, id).await;
    assert_eq!((failed.status, failed.problem().as_str()), (status, slug), "{told}");
    if status == 503 {
        assert!(failed.retry_after() >= 1);
    }
    let never_sent = vendor.last().code;
    assert_eq!(menshen.verify(&number, &never_sent).await.problem(), "sms-code-wrong");
    // The picture is spent all the same.
    assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
    assert_eq!(vendor.requests(), 1, "{told}");
    assert_eq!(menshen.solve_and_send(&number).await.status, 200, "{told}");
}

/// It may have been sent: the number waits, and the code is good. Nobody asks twice.
async fn is_kept(kind: &'static Kind, next: Next) {
    let vendor = Vendor::start(kind).await;
    let menshen = Menshen::by(&[&vendor], &[]).await;
    let number = mobile();
    let told = format!("{}, {next:?}", kind.name);
    vendor.next(next);
    let unknown = menshen.solve_and_send(&number).await;
    assert_eq!((unknown.status, unknown.problem().as_str()), (503, "send-unknown"), "{told}");
    assert_eq!(unknown.retry_after(), 60);
    assert_eq!(menshen.solve_and_send(&number).await.problem(), "cooling-down", "{told}");
    assert_eq!(vendor.requests(), 1, "{told}");
    let code = vendor.last().code;
    assert_eq!(menshen.verify(&number, &other_than(&code)).await.problem(), "sms-code-wrong");
    assert_eq!(menshen.verify(&number, &code).await.status, 200, "{told}");
}

#[tokio::test]
async fn a_message_is_signed_fresh_and_says_the_code_in_the_persons_language() {
    let words = [
        [("13", "SMS_1"), ("852", "SMS_2")],
        [("+8613", "1"), ("+852", "2")],
        [
            ("+8613", "【Menshen】验证码 ######，5 分钟内有效，请勿告诉他人。"),
            ("+852", "Menshen: your code is ######. It expires in 5 min. Do not share it."),
        ],
    ];
    for (kind, [zh, en]) in VENDORS.into_iter().zip(words) {
        let vendor = Vendor::start(kind).await;
        let menshen = Menshen::by(&[&vendor], &["--sms-countries=CN,HK"]).await;
        let late = Next::Late(Duration::from_millis(300));
        for (number, language, (to, words), next) in [
            (mobile(), "zh-CN", zh, Next::Ok),
            ("+85291234567".to_owned(), "en-GB,zh;q=0.5", en, late),
        ] {
            vendor.next(next);
            let sent = menshen.solve_and_send_in(language, &number).await;
            assert_eq!(sent.status, 200, "{}", sent.text());
            let message = vendor.last();
            assert!(
                message.to.starts_with(to) && message.to.ends_with(&number[4..]),
                "{message:?}"
            );
            assert_eq!(message.words, words);
            assert_eq!(menshen.verify(&number, &message.code).await.status, 200);
        }
        assert_eq!(vendor.requests(), 2);
    }
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_given_back() {
    for (kind, code) in VENDORS.into_iter().zip([
        "isv.AMOUNT_NOT_ENOUGH",
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "21408",
    ]) {
        for next in [Next::Error(code), Next::Status(429), Next::Status(403), Next::Status(302)] {
            is_given_back(kind, next, 503, "send-failed").await;
        }
    }
}

#[tokio::test]
async fn a_limit_of_the_vendors_own_is_waited_for_as_long_as_it_says() {
    let codes = ["isv.BUSINESS_LIMIT_CONTROL", "LimitExceeded.PhoneNumberOneHourLimit", "21611"];
    for (kind, code) in VENDORS.into_iter().zip(codes) {
        is_given_back(kind, Next::Error(code), 503, "send-failed").await;
        let vendor = Vendor::start(kind).await;
        let menshen = Menshen::by(&[&vendor], &[]).await;
        vendor.next(Next::TooMany(77));
        let limited = menshen.solve_and_send(&mobile()).await;
        assert_eq!(limited.retry_after(), 77);
        let detail = limited.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("new picture") && detail.contains("in 77 seconds"), "{detail}");
    }
}

#[tokio::test]
async fn a_number_that_the_vendor_refuses_is_the_persons_to_change() {
    let codes =
        ["isv.MOBILE_NUMBER_ILLEGAL", "InvalidParameterValue.IncorrectPhoneNumber", "21614"];
    for (kind, code) in VENDORS.into_iter().zip(codes) {
        is_given_back(kind, Next::Error(code), 422, "send-refused").await;
    }
}

#[tokio::test]
async fn what_may_have_been_sent_is_neither_given_back_nor_sent_again() {
    for (kind, code) in
        VENDORS.into_iter().zip([Some("isp.SYSTEM_ERROR"), Some("InternalError.Timeout"), None])
    {
        let answers = [
            Next::Status(500),
            Next::Status(503),
            Next::Status(200),
            Next::Broken,
            Next::Endless,
            Next::HalfWay,
            Next::Closed,
        ];
        for next in answers.into_iter().chain(code.map(Next::Error)) {
            is_kept(kind, next).await;
        }
    }
}

#[tokio::test]
async fn a_connection_that_was_good_before_and_closes_is_not_tried_again() {
    for kind in VENDORS {
        let vendor = Vendor::start(kind).await;
        let menshen = Menshen::by(&[&vendor], &[]).await;
        assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
        vendor.next(Next::Closed);
        assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-unknown");
        assert_eq!(vendor.requests(), 2, "{}", kind.name);
    }
}

#[tokio::test]
async fn a_vendor_that_never_answers_may_have_sent() {
    join_all(VENDORS.map(|kind| is_kept(kind, Next::Never))).await;
}

#[tokio::test]
async fn a_wrong_secret_is_a_clear_failure() {
    for (kind, flag) in VENDORS.into_iter().zip([
        "--sms-aliyun-access-key-secret",
        "--sms-tencent-secret-key",
        "--sms-twilio-auth-token",
    ]) {
        let vendor = Vendor::start(kind).await;
        let provider = format!("--sms-provider={}", kind.name);
        let settings = vendor.settings();
        let wrong = format!("{flag}=another");
        let flags = settings.iter().filter(|setting| !setting.starts_with(&format!("{flag}=")));
        let flags: Vec<&str> =
            flags.map(String::as_str).chain([provider.as_str(), &wrong]).collect();
        let menshen = Menshen::run(Webhook::start().await, &flags).await;
        assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-failed");
        assert_eq!((vendor.requests(), vendor.messages().len()), (1, 0));
    }
}
