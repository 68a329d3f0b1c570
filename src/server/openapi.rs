//! The API's description (OpenAPI 3.1), made from the code.
//!
//! Routes say their path, input and success beside their handler, and the router hands in those that it
//! serves. Every refusal comes from `GateError` itself, which knows the operations that answer so.

mod document;
mod errors;

use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Server,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

pub(crate) use document::{__path_show, Document, show};

use super::problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Menshen",
        description = "A gate in front of SMS sign-up: one solved picture, one text message, one \
                       ticket. A trailing slash makes no difference to any path. Errors are \
                       problem details (RFC 9457) in the language of Accept-Language; methods that \
                       are not here are answered with 405 and Allow.",
    ),
    components(schemas(problem::Problem))
)]
struct About;

/// The description without a route.
pub(crate) fn about() -> openapi::OpenApi {
    About::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Menshen for operators",
        description = "What the console does, on its listener. Each call carries the console's token: \
                       `Authorization: Bearer …`. Without it 401; after too many wrong ones 429 with \
                       `Retry-After`, which keeps the right one from nothing. 503: the store does not answer.",
    ),
    components(schemas(problem::Problem)),
    security(("token" = [])),
    modifiers(&Token)
)]
struct AboutOperators;

/// Says how the token is shown.
struct Token;

impl Modify for Token {
    fn modify(&self, described: &mut openapi::OpenApi) {
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        if let Some(components) = &mut described.components {
            components.add_security_scheme("token", bearer);
        }
    }
}

/// The description of the operators' calls, without a route.
pub(crate) fn about_operators() -> openapi::OpenApi {
    AboutOperators::openapi()
}

/// The whole document, from what the routes say, of a server under this path.
pub(crate) fn document(mut described: openapi::OpenApi, base: &str) -> Document {
    if !base.is_empty() {
        described.servers = Some(vec![Server::new(base)]);
    }
    for path in described.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post].into_iter().flatten() {
            let call = operation.operation_id.clone().unwrap_or_default();
            errors::add(&call, &mut operation.responses);
        }
    }
    Document::of(&described)
}
