//! Every door of the gate: the API, the page, its plain forms, and the contract of older front ends.

use menshen::model::ImageCodeId;
use reqwest::Method;
use serde_json::json;

use super::{Answer, Menshen, menshen::postcard};

impl Menshen {
    /// The same, with a header `Accept-Language`.
    pub async fn solve_and_send_in(&self, language: &str, mobile: &str) -> Answer {
        self.solve_and_send_at("api", mobile, &[("accept-language", language)]).await
    }

    /// The same from another address, as a proxy tells it (`--trusted-proxies=127.0.0.1/32`).
    pub async fn solve_and_send_from(&self, address: &str, mobile: &str) -> Answer {
        self.solve_and_send_at("api", mobile, &[("x-forwarded-for", address)]).await
    }

    /// Solves a new picture and asks for a message at one of the doors: `api`, `page`, `form`
    /// or `seed`.
    pub async fn solve_and_send_at(
        &self,
        door: &str,
        mobile: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let from = |(name, _): &&(&str, &str)| *name == "x-forwarded-for";
        let from: Vec<_> = headers.iter().filter(from).copied().collect();
        let (id, text) = self.picture_with(&from).await;
        self.send_at(door, mobile, &text, id, headers).await
    }

    /// Asks for a message at one of the doors, with this answer to this picture.
    pub async fn send_at(
        &self,
        door: &str,
        mobile: &str,
        typed: &str,
        id: ImageCodeId,
        headers: &[(&str, &str)],
    ) -> Answer {
        let form = format!("image_code={}&image_code_id={id}", encoded(typed));
        let seed = format!("/sms_codes/{mobile}/?{form}");
        let (method, path, kind, body) = match door {
            "api" => {
                let body = json!({"mobile": mobile, "image_code": typed, "image_code_id": id});
                (Method::POST, "/api/v1/sms-codes", "application/json", body.to_string())
            }
            "page" => {
                let typed = postcard(&[mobile, typed, &id.to_string(), "", "", "", ""]);
                (Method::POST, "/api/page/sms-codes", "application/x-postcard", typed)
            }
            "form" => {
                let form = format!("mobile={mobile}&{form}");
                (Method::POST, "/page/sms-codes", "application/x-www-form-urlencoded", form)
            }
            "seed" => (Method::GET, seed.as_str(), "application/json", String::new()),
            _ => panic!("no door: {door}"),
        };
        self.call(method, path, &[&[("content-type", kind)], headers].concat(), body).await
    }

    /// The same at the API's by who holds this handle.
    pub async fn send_by_from(&self, handle: &str, address: &str, mobile: &str) -> Answer {
        let (id, text) = self.picture_with(&[("x-forwarded-for", address)]).await;
        let body = json!({"mobile": mobile, "image_code": text, "image_code_id": id.to_string(),
            "handle": handle});
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
        self.call(Method::POST, "/api/v1/sms-codes", &headers, body.to_string()).await
    }

    /// Hands a code in at the API's from another address, by who holds this handle.
    pub async fn verify_by_from(
        &self,
        handle: &str,
        address: &str,
        mobile: &str,
        sms_code: &str,
    ) -> Answer {
        let body = json!({"mobile": mobile, "sms_code": sms_code, "handle": handle}).to_string();
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
        self.call(Method::POST, "/api/v1/sms-codes/verify", &headers, body).await
    }

    /// The same from another address, as a proxy tells it, at one of the doors.
    pub async fn verify_from(
        &self,
        address: &str,
        door: &str,
        mobile: &str,
        sms_code: &str,
    ) -> Answer {
        self.verify_at(door, mobile, sms_code, &[("x-forwarded-for", address)]).await
    }

    /// Hands in a message code at one of the doors: `api`, `page` or `form`.
    pub async fn verify_at(
        &self,
        door: &str,
        mobile: &str,
        sms_code: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let (path, kind, body) = match door {
            "api" => {
                let body = json!({"mobile": mobile, "sms_code": sms_code}).to_string();
                ("/api/v1/sms-codes/verify", "application/json", body)
            }
            "page" => {
                let typed = postcard(&[mobile, sms_code, ""]);
                ("/api/page/sms-codes/verify", "application/x-postcard", typed)
            }
            "form" => {
                let body = format!("mobile={mobile}&sms_code={}", encoded(sms_code));
                ("/page/sms-codes/verify", "application/x-www-form-urlencoded", body)
            }
            _ => panic!("no door: {door}"),
        };
        let headers = [&[("content-type", kind)], headers].concat();
        self.call(Method::POST, path, &headers, body).await
    }
}

/// A value as addresses and forms carry it.
fn encoded(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}
