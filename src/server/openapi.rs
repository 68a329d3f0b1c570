//! The API's description (OpenAPI 3.1), made from the code.
//!
//! Routes say their path, input and success beside their handler; every refusal comes from
//! `GateError` itself, by way of `errors`, which knows who gives it.

mod document;
mod errors;

use utoipa::{OpenApi, openapi::Server};

pub(crate) use document::show;

use super::{
    problem,
    routes::{health, image_codes, metrics, siteverify, sms_codes},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Menshen",
        description = "A gate in front of SMS sign-up: one solved picture, one text message, one \
                       ticket. A trailing slash makes no difference to any path. Errors are \
                       problem details (RFC 9457) in the language of Accept-Language; methods that \
                       are not here are answered with 405 and Allow.",
    ),
    paths(
        image_codes::show,
        image_codes::speak,
        sms_codes::send,
        sms_codes::verify,
        sms_codes::get,
        siteverify::redeem,
        health::alive,
        health::ready,
        metrics::show,
        document::show,
    ),
    components(schemas(problem::Problem))
)]
struct Routes;

/// The whole description, of a server under this path.
pub(crate) fn document(base: &str) -> utoipa::openapi::OpenApi {
    let mut document = Routes::openapi();
    if !base.is_empty() {
        document.servers = Some(vec![Server::new(base)]);
    }
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post].into_iter().flatten() {
            let call = operation.operation_id.clone().unwrap_or_default();
            errors::add(&call, &mut operation.responses);
        }
    }
    document
}
