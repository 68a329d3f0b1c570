//! Which calls answer with which refusals.

use std::collections::BTreeMap;

use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Responses,
    Schema,
    schema::{AllOfBuilder, Type},
};

use crate::{
    model::{GateError, Language, Operation},
    server::problem,
};

/// The `operationId`.
fn id(operation: Operation) -> &'static str {
    match operation {
        Operation::Picture => "showImageCode",
        Operation::Sound => "speakImageCode",
        Operation::Describe => "describeChallenge",
        Operation::SendSms => "sendSmsCode",
        Operation::Verify => "verifySmsCode",
        Operation::TakeReverse => "takeReverseMessage",
        Operation::Redeem => "siteVerify",
        Operation::Ready => "ready",
    }
}

/// Adds what this call may refuse, one answer for each status. `seedSmsCode` says each of them in its one
/// form, so nothing is added to it.
pub(super) fn add(call: &str, responses: &mut Responses) {
    let is_of_call =
        |error: &GateError| error.operations().iter().any(|&operation| id(operation) == call);
    let mut by_status: BTreeMap<u16, Vec<GateError>> = BTreeMap::new();
    for error in GateError::iter().filter(is_of_call) {
        by_status.entry(error.status()).or_default().push(error);
    }
    for (status, errors) in by_status {
        put(responses, status, refusal(&errors), errors.iter().map(problem::kind).collect());
    }
    if [Operation::SendSms, Operation::Verify, Operation::TakeReverse].map(id).contains(&call) {
        for (status, why) in [
            (413, "The body has more than 16 KiB."),
            (415, "The content type is not application/json."),
        ] {
            put(
                responses,
                status,
                ResponseBuilder::new().description(why),
                vec!["about:blank".to_owned()],
            );
        }
    }
}

/// Names each kind, says what a person reads, and whether `Retry-After` comes with it.
fn refusal(errors: &[GateError]) -> ResponseBuilder {
    let line = |error: &GateError| {
        let waits = if error.retry_after().is_some() { " (with `Retry-After`)" } else { "" };
        format!("- `{}`{waits}: {}", error.slug(), error.message(Language::OF_LOGS))
    };
    let lines: Vec<String> = errors.iter().map(line).collect();
    let response = ResponseBuilder::new().description(lines.join("\n"));
    if errors.iter().all(|error| error.retry_after().is_none()) {
        return response;
    }
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let header = HeaderBuilder::new()
        .schema(Some(seconds))
        .description(Some("Seconds until the same request can succeed"));
    response.header("Retry-After", header.build())
}

/// Puts problem details of these types under a status, beside what the route itself answers there.
fn put(responses: &mut Responses, status: u16, response: ResponseBuilder, types: Vec<String>) {
    let kind = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(types));
    let number = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([status]));
    let of_these = ObjectBuilder::new().property("type", kind).property("status", number);
    let problem = AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(of_these);
    let content = ContentBuilder::new().schema(Some(Schema::AllOf(problem.build()))).build();
    let fresh = response.content("application/problem+json", content.clone()).build();
    match responses.responses.entry(status.to_string()) {
        std::collections::btree_map::Entry::Occupied(mut there) => {
            if let RefOr::T(Response { content: contents, .. }) = there.get_mut() {
                contents.insert("application/problem+json".to_owned(), content.into());
            }
        }
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(RefOr::T(fresh));
        }
    }
}
