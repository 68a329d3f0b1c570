//! The shop: a registration page with the element in its form, and the server that redeems the ticket.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::Value;

use super::phone::Phone;

const PAGE: &str = include_str!("shop.html");
const STYLE: &str = include_str!("shop.css");
const SCRIPT: &str = include_str!("shop.js");

#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    menshen: String,
    secret: String,
    console: String,
    token: String,
    http: reqwest::Client,
}

/// What stands in the form.
#[derive(Deserialize)]
struct Registration {
    name: String,
    #[serde(default)]
    ticket: String,
}

impl Shop {
    pub fn new(menshen: String, secret: String, console: String, token: String) -> Self {
        let http = reqwest::Client::new();
        Self(Arc::new(Inner { menshen, secret, console, token, http }))
    }

    pub fn routes(self, phone: Phone) -> Router {
        Router::new()
            .route("/", get(page))
            .route("/shop.css", get(async || ([(header::CONTENT_TYPE, "text/css")], STYLE)))
            .route("/shop.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT)))
            .route("/register", post(register))
            .with_state(self)
            .merge(phone.routes())
    }

    /// The number that a ticket stands for, once; `None` for a ticket that is none any more.
    async fn redeem(&self, ticket: &str) -> reqwest::Result<Option<String>> {
        let Inner { menshen, secret, http, .. } = &*self.0;
        let form = [("secret", secret.as_str()), ("response", ticket)];
        let answer = http.post(format!("{menshen}/siteverify")).form(&form).send().await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        Ok(answer["mobile"].as_str().filter(|_| answer["success"] == true).map(str::to_owned))
    }
}

async fn page(State(Shop(shop)): State<Shop>, headers: HeaderMap) -> Html<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = if accepted.is_some_and(|tags| tags.starts_with("zh")) { "zh-CN" } else { "en" };
    let filled = [
        ("{lang}", lang),
        ("{menshen}", &shop.menshen),
        ("{console}", &shop.console),
        ("{token}", &shop.token),
    ];
    Html(filled.iter().fold(PAGE.to_owned(), |page, (place, value)| page.replace(place, value)))
}

/// Answers with the number, which is the ticket's and nobody's word.
async fn register(
    State(shop): State<Shop>,
    Form(Registration { name, ticket }): Form<Registration>,
) -> impl IntoResponse {
    match shop.redeem(&ticket).await {
        Ok(Some(mobile)) => {
            (StatusCode::OK, axum::Json(serde_json::json!({"name": name, "mobile": mobile})))
        }
        Ok(None) => (StatusCode::FORBIDDEN, axum::Json(Value::Null)),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, axum::Json(Value::Null)),
    }
}
