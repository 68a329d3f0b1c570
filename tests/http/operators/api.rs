//! The operators' API.

use jsonschema::Validator;
use reqwest::Method;

use super::*;

/// A program with a token.
struct Api {
    url: String,
    token: String,
    http: reqwest::Client,
}

impl Api {
    fn at(address: &str, token: &str) -> Self {
        let http = crate::support::client().build().unwrap();
        Self { url: format!("http://{address}/admin/api"), token: token.to_owned(), http }
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let request = request.header("x-operator", "Mei's program").header("accept-language", "en");
        let has_body = !body.is_null();
        Answer::to(if has_body { request.json(body) } else { request }).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &Value::Null).await
    }

    async fn save(&self, body: Value) -> Answer {
        self.call(Method::POST, "/v1/rules", &body).await
    }
}

#[tokio::test]
async fn a_program_adds_lists_and_removes_entries_and_what_it_did_is_written_down() {
    let (menshen, address) = embedded(&[]).await;
    let api = Api::at(&address, TOKEN);
    let number = mobile();
    let body =
        json!({"kind": "number", "value": number, "effect": "deny", "hours": 2, "note": "spam"});
    let added = api.save(body).await;
    assert_eq!(added.status, 201, "{}", added.text());
    let entry = added.json();
    assert_eq!((&entry["by"], &entry["note"]), (&json!("Mei's program"), &json!("spam")));
    assert_eq!(entry["until"].as_u64().unwrap() - entry["at"].as_u64().unwrap(), 7200);
    assert_eq!(menshen.solve_and_send(&number).await.problem(), "not-allowed");
    assert_eq!(api.get("/v1/rules").await.json(), json!([entry]));

    // The same subject again is the same entry.
    let allowed = api.save(json!({"kind": "number", "value": number, "effect": "allow"})).await;
    assert_eq!(allowed.json()["id"], entry["id"]);
    assert_eq!(menshen.solve_and_send(&number).await.status, 200);
    let cap = json!({"kind": "country", "value": "CN", "effect": "cap", "per_day": 1});
    assert_eq!(api.save(cap).await.json()["per_day"], 1);
    assert_eq!(api.get("/v1/rules").await.json().as_array().unwrap().len(), 2);

    let path = format!("/v1/rules/{}", entry["id"].as_str().unwrap());
    assert_eq!(api.call(Method::DELETE, &path, &Value::Null).await.status, 204);
    assert_eq!(api.call(Method::DELETE, &path, &Value::Null).await.status, 404);

    let audit = api.get("/v1/audit?count=3").await.json();
    let did: Vec<_> = audit.as_array().unwrap().iter().map(|record| &record["action"]).collect();
    assert_eq!(did, ["rule_removed", "rule_added", "rule_changed"]);
    assert_eq!(audit[0]["before"], "allow");
    let rest = api.get(&format!("/v1/audit?before={}", audit[2]["id"].as_str().unwrap())).await;
    assert_eq!(rest.json()[0]["action"], "rule_added");
    assert_eq!(rest.json()[0]["network"], "127.0.0.0/24");
}

#[tokio::test]
async fn only_the_token_opens_it_and_wrong_ones_are_slowed_but_lock_nobody_out() {
    let (_menshen, address) = embedded(&[]).await;
    let wrong = Api::at(&address, "wrong");
    for _ in 0..10 {
        let refused = wrong.get("/v1/rules").await;
        assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));
    }
    let refused = wrong.save(json!({"kind": "country", "value": "CN", "effect": "deny"})).await;
    assert_eq!(refused.status, 429);
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    let right = Api::at(&address, TOKEN);
    assert_eq!(right.get("/v1/rules").await.json(), json!([]));
    // A session's cookie opens the pages, not the API: other pages' forms could send that along.
    let console = Console::of(&address, "Lin").await;
    assert_eq!(console.get("/admin/api/v1/rules").await.status, 429);
}

#[tokio::test]
async fn what_is_wrong_is_a_problem_with_a_status_of_its_own() {
    let (_menshen, address) = embedded(&[]).await;
    let api = Api::at(&address, TOKEN);
    for (body, status) in [
        (json!({"kind": "country"}), 400),
        (json!({"kind": "country", "value": "China", "effect": "deny"}), 422),
        (json!({"kind": "planet", "value": "CN", "effect": "deny"}), 422),
        (json!({"kind": "country", "value": "CN", "effect": "cap"}), 422),
        (json!({"kind": "number", "value": "13900000000", "effect": "cap", "per_day": 1}), 422),
        (json!({"kind": "country", "value": "CN", "effect": "deny", "hours": 99999}), 422),
    ] {
        let refused = api.save(body.clone()).await;
        assert_eq!(refused.status, status, "{body}");
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
    assert_eq!(api.get("/v1/audit?before=yesterday").await.status, 422);
    assert_eq!(api.get("/v1/rules").await.json(), json!([]));
}

#[tokio::test]
async fn answers_are_as_the_document_says() {
    let (menshen, address) = embedded(&[]).await;
    let api = Api::at(&address, TOKEN);
    let document = api.get("/openapi.json").await.json();
    let valid = |path: &str, method: &str, answer: &Answer| {
        let response = &document["paths"][path][method]["responses"][answer.status.to_string()];
        let kind = answer.header("content-type").split(';').next().unwrap().to_owned();
        let schema = &response["content"][&kind]["schema"];
        let root = json!({"components": document["components"], "allOf": [schema]});
        let validator: Validator = jsonschema::draft202012::new(&root).unwrap();
        assert!(schema.is_object(), "{method} {path}: {response}");
        if let Err(error) = validator.validate(&answer.json()) {
            panic!("{method} {path}: {error}: {}", answer.text());
        }
    };
    let body = json!({"kind": "prefix", "value": "+86139", "effect": "cap", "per_hour": 3});
    valid("/admin/api/v1/rules", "post", &api.save(body).await);
    valid("/admin/api/v1/rules", "post", &api.save(json!({"kind": "country"})).await);
    valid("/admin/api/v1/rules", "get", &api.get("/v1/rules").await);
    menshen.solve_and_send(&mobile()).await;
    valid("/admin/api/v1/decisions", "get", &api.get("/v1/decisions?verdict=allow").await);
    valid("/admin/api/v1/audit", "get", &api.get("/v1/audit").await);
    let gone = api.call(Method::DELETE, "/v1/rules/none", &Value::Null).await;
    valid("/admin/api/v1/rules/{id}", "delete", &gone);
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}
