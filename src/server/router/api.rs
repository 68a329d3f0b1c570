//! The routes of the API. Each is registered together with its description, so that the document names what
//! is served and nothing else.

use axum::{
    Extension, Router,
    routing::{MethodRouter, get},
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

use crate::server::{
    openapi::{self, Document},
    routes::{
        admin::api as operators, challenges, fallback, health, image_codes, metrics,
        reverse_messages, siteverify, sms_codes,
    },
    state::AppState,
};

type Routes = OpenApiRouter<AppState>;

/// What other sites' pages may call.
pub(super) fn open(document: Document) -> Routes {
    Routes::default()
        .routes(routes!(image_codes::show))
        .routes(routes!(image_codes::speak))
        .routes(routes!(challenges::show))
        .routes(routes!(sms_codes::send))
        .routes(routes!(sms_codes::verify))
        .routes(routes!(reverse_messages::verify))
        .routes(routes!(openapi::show).layer(Extension(document)))
}

/// For front ends that were there before. Without a number it says so in the same form.
pub(super) fn legacy() -> Routes {
    let get_alone = |methods: MethodRouter<AppState>| {
        methods.head(fallback::get_only).fallback(fallback::get_only)
    };
    Routes::default()
        .routes(routes!(sms_codes::get).map(get_alone))
        .route("/sms_codes", get_alone(get(sms_codes::get)))
}

/// For the host site's server, so no other origin's page may read it.
pub(super) fn redeem() -> Routes {
    Routes::default().routes(routes!(siteverify::redeem))
}

/// Whether the server lives and is ready.
pub(super) fn health() -> Routes {
    Routes::default().routes(routes!(health::alive)).routes(routes!(health::ready))
}

/// What the console does, for programs, with its own description.
pub(super) fn operators(base: &str) -> Router<AppState> {
    let described = || {
        Routes::default()
            .routes(routes!(operators::rules, operators::save_rule))
            .routes(routes!(operators::remove_rule))
            .routes(routes!(operators::decisions))
            .routes(routes!(operators::audit))
    };
    let about = Routes::with_openapi(openapi::about_operators());
    let document = openapi::document(about.merge(described()).into_openapi(), base);
    let show = get(openapi::show).layer(Extension(document));
    Router::from(described()).route("/admin/api/openapi.json", show)
}

/// The numbers.
pub(super) fn metrics() -> Routes {
    Routes::default().routes(routes!(metrics::show))
}

/// What all of them say, wherever the numbers are served.
pub(super) fn described() -> OpenApi {
    // The document does not depend on what it is served from.
    let all = [open(Document::default()), legacy(), redeem(), health(), metrics()];
    let about = Routes::with_openapi(openapi::about());
    all.into_iter().fold(about, Routes::merge).into_openapi()
}

/// What `GET /api/openapi.json` answers: every call and every error, for documents.
pub fn description() -> String {
    openapi::document(described(), "").text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::GateError, server::problem};

    #[test]
    fn the_document_names_every_type_of_problem() {
        let document = openapi::document(described(), "");
        for error in GateError::iter() {
            let kind = format!("\"{}\"", problem::kind(&error));
            assert!(document.text().contains(&kind), "{error:?}");
        }
        for call in [
            "showImageCode",
            "speakImageCode",
            "describeChallenge",
            "sendSmsCode",
            "verifySmsCode",
            "takeReverseMessage",
            "siteVerify",
            "seedSmsCode",
            "ready",
        ] {
            let id = format!(r#""operationId":"{call}""#);
            assert!(document.text().contains(&id), "{call}");
        }
    }
}
