//! Aliyun: everything is in the query, and every `x-acs-` header is signed.

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Kind, Message, Request, hex, hmac, is_code, pairs, sha256, value};

const SECRET: &str = "aliyun-secret-7c1f0e";

pub const ALIYUN: Kind = Kind {
    name: "aliyun",
    settings: &[
        ("access-key-id", "aliyun-id-5d2b"),
        ("access-key-secret", SECRET),
        ("sign-name", "门神 & 门神"),
        ("template-code", "SMS_1"),
        ("template-code-en", "SMS_2"),
    ],
    secrets: &[SECRET, "aliyun-id-5d2b"],
    check,
    ok: r#"{"Message":"OK","RequestId":"1","Code":"OK","BizId":"1^0"}"#,
    denied: (400, r#"{"Code":"SignatureDoesNotMatch","Message":"no","RequestId":"1"}"#),
    error: |code| {
        let status = if code.starts_with("is") { 200 } else { 400 };
        (status, json!({"Code": code, "Message": "13800138000", "RequestId": "1"}).to_string())
    },
};

fn check(request: &Request) -> Result<Message, &'static str> {
    let (path, query) = request.target.split_once('?').ok_or("no query")?;
    let authorization = request.header("authorization");
    let names = authorization
        .split_once("SignedHeaders=")
        .and_then(|(_, rest)| rest.split_once(','))
        .map(|(names, _)| names)
        .ok_or("no signed headers")?;
    for needed in ["host", "x-acs-action", "x-acs-date", "x-acs-version", "x-acs-signature-nonce"] {
        if !names.split(';').any(|name| name == needed) {
            return Err("a header is not signed");
        }
    }
    let lines: String =
        names.split(';').map(|name| format!("{name}:{}\n", request.header(name))).collect();
    // What was sent has to be canonical already: sorted, percent-encoded.
    let mut sorted: Vec<&str> = query.split('&').collect();
    sorted.sort_unstable();
    let body = sha256(&request.body);
    let canonical =
        format!("{}\n{path}\n{}\n{lines}\n{names}\n{body}", request.method, sorted.join("&"));
    let signature =
        hex(&hmac(SECRET.as_bytes(), &format!("ACS3-HMAC-SHA256\n{}", sha256(&canonical))));
    let right = format!(
        "ACS3-HMAC-SHA256 Credential=aliyun-id-5d2b,SignedHeaders={names},Signature={signature}"
    );
    // Whole seconds of the last minute, in the one form that is right.
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let fresh = (now - 60..=now + 1).any(|second| {
        let second = OffsetDateTime::from_unix_timestamp(second).unwrap();
        second.format(&Rfc3339).unwrap() == request.header("x-acs-date")
    });
    if authorization != right || request.header("x-acs-content-sha256") != body {
        return Err("the signature does not match");
    }
    if !fresh {
        return Err("not of this time");
    }
    let asked = ["x-acs-action", "x-acs-version"].map(|name| request.header(name));
    if (request.method.as_str(), path, asked) != ("POST", "/", ["SendSms", "2017-05-25"]) {
        return Err("something else is asked for");
    }
    let query = pairs(query);
    let parameters: Value =
        serde_json::from_str(value(&query, "TemplateParam")).map_err(|_| "no JSON")?;
    let code = parameters["code"].as_str().filter(|code| is_code(code)).ok_or("no code")?;
    if value(&query, "SignName") != "门神 & 门神" || query.len() != 4 {
        return Err("not the parameters");
    }
    Ok(Message {
        to: value(&query, "PhoneNumbers").to_owned(),
        code: code.to_owned(),
        words: value(&query, "TemplateCode").to_owned(),
    })
}
