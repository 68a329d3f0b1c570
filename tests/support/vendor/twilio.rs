//! Twilio: a form, and the account's token as the password.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{Kind, Message, Request, pairs, six_digits, value};

const ACCOUNT: &str = "AC00112233445566778899aabbccddeeff";
const TOKEN: &str = "twilio-token-34f8d1";

pub const TWILIO: Kind = Kind {
    name: "twilio",
    settings: &[("account-sid", ACCOUNT), ("auth-token", TOKEN), ("from", "+15005550006")],
    secrets: &[TOKEN, ACCOUNT],
    check,
    ok: r#"{"sid":"SM00112233445566778899aabbccddeeff","status":"queued","error_code":null}"#,
    denied: (401, r#"{"code":20003,"message":"Authenticate","status":401}"#),
    error: |code| {
        let body = json!({"code": code.parse::<u32>().unwrap(), "message": "+8613800138000"});
        (400, body.to_string())
    },
};

fn check(request: &Request) -> Result<Message, &'static str> {
    let right = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
    if request.header("authorization") != right {
        return Err("not the account");
    }
    let target = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    if (&request.method, &request.target) != (&"POST".to_owned(), &target) {
        return Err("something else is asked for");
    }
    if request.header("content-type") != "application/x-www-form-urlencoded" {
        return Err("no form");
    }
    let form = pairs(&request.body);
    if value(&form, "From") != "+15005550006" || form.len() != 3 {
        return Err("not the parameters");
    }
    let (code, words) = six_digits(value(&form, "Body")).ok_or("no code")?;
    Ok(Message { to: value(&form, "To").to_owned(), code, words })
}
