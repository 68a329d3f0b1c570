//! Tencent Cloud: everything is in a JSON body, and the status is always 200.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Kind, Message, Request, hex, hmac, is_code, is_fresh, sha256};

const SECRET: &str = "tencent-secret-9a40b3";

pub const TENCENT: Kind = Kind {
    name: "tencent",
    settings: &[
        ("secret-id", "tencent-id-e81c"),
        ("secret-key", SECRET),
        ("sdk-app-id", "1400006666"),
        ("sign-name", "门神"),
        ("template-id", "1"),
        ("template-id-en", "2"),
        ("template-params", "code,minutes"),
    ],
    secrets: &[SECRET, "tencent-id-e81c"],
    check,
    ok: r#"{"Response":{"SendStatusSet":[{"SerialNo":"1","Fee":1,"Code":"Ok"}],"RequestId":"1"}}"#,
    denied: (
        200,
        r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"no"}}}"#,
    ),
    error: |code| {
        let error = json!({"Code": code, "Message": "13800138000"});
        // One of the places for what is wrong with one number, the other for the rest.
        let response = if code.contains("PhoneNumber") {
            json!({"SendStatusSet": [error], "RequestId": "1"})
        } else {
            json!({"Error": error, "RequestId": "1"})
        };
        (200, json!({"Response": response}).to_string())
    },
};

fn check(request: &Request) -> Result<Message, &'static str> {
    let timestamp = request.header("x-tc-timestamp").parse().map_err(|_| "no timestamp")?;
    let date = OffsetDateTime::from_unix_timestamp(timestamp).map_err(|_| "no timestamp")?.date();
    let lines = format!(
        "content-type:{}\nhost:{}\n",
        request.header("content-type"),
        request.header("host")
    );
    let canonical = format!("POST\n/\n\n{lines}\ncontent-type;host\n{}", sha256(&request.body));
    let scope = format!("{date}/sms/tc3_request");
    let to_sign = format!("TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}", sha256(&canonical));
    let key = hmac(format!("TC3{SECRET}").as_bytes(), &date.to_string());
    let key = hmac(&hmac(&key, "sms"), "tc3_request");
    let right = format!(
        "TC3-HMAC-SHA256 Credential=tencent-id-e81c/{scope}, SignedHeaders=content-type;host, \
         Signature={}",
        hex(&hmac(&key, &to_sign))
    );
    if request.header("authorization") != right {
        return Err("the signature does not match");
    }
    if !is_fresh(timestamp) {
        return Err("not of this time");
    }
    let asked = ["x-tc-action", "x-tc-version", "x-tc-region"].map(|name| request.header(name));
    if (request.method.as_str(), request.target.as_str()) != ("POST", "/")
        || asked != ["SendSms", "2021-01-11", "ap-guangzhou"]
    {
        return Err("something else is asked for");
    }
    let body: Value = serde_json::from_str(&request.body).map_err(|_| "no JSON")?;
    if body["SmsSdkAppId"] != "1400006666" || body["SignName"] != "门神" {
        return Err("not the parameters");
    }
    let [to] = body["PhoneNumberSet"].as_array().unwrap().as_slice() else {
        return Err("not one number");
    };
    let params = &body["TemplateParamSet"];
    let code = params[0].as_str().filter(|code| is_code(code)).ok_or("no code")?;
    if params[1] != "5" {
        return Err("not the minutes");
    }
    Ok(Message {
        to: to.as_str().unwrap().to_owned(),
        code: code.to_owned(),
        words: body["TemplateId"].as_str().unwrap().to_owned(),
    })
}
