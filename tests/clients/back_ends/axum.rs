use axum::{Form, Json, Router, extract::State, http::StatusCode, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Menshen {
    pub http: reqwest::Client, // with a time-out of some seconds
    pub url: String,
    pub site_secret: String,
}

impl Menshen {
    /// The phone number that a ticket stands for, or `None`. A ticket can be redeemed once.
    async fn verified_mobile(&self, ticket: &str) -> reqwest::Result<Option<String>> {
        let form = [("secret", self.site_secret.as_str()), ("response", ticket)];
        let request = self.http.post(format!("{}/siteverify", self.url)).form(&form);
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        let mobile = answer["mobile"].as_str().filter(|_| answer["success"] == true);
        Ok(mobile.map(str::to_owned))
    }
}

#[derive(Deserialize)]
struct Registration {
    ticket: String,
}

async fn register(
    State(menshen): State<Menshen>,
    Form(Registration { ticket }): Form<Registration>,
) -> Result<Json<Value>, StatusCode> {
    match menshen.verified_mobile(&ticket).await {
        // Create the account for `mobile` here.
        Ok(Some(mobile)) => Ok(Json(json!({ "mobile": mobile }))),
        Ok(None) => Err(StatusCode::FORBIDDEN),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

pub fn site(menshen: Menshen) -> Router {
    Router::new().route("/register", post(register)).with_state(menshen)
}
