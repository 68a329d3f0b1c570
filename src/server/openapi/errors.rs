//! Which calls answer with which refusals.

use std::collections::BTreeMap;

use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Responses,
    Schema,
    schema::{AllOfBuilder, Type},
};

use crate::{
    model::{GateError, Language},
    server::problem,
};

/// The operations, by their id.
const PICTURE: &str = "showImageCode";
const SOUND: &str = "speakImageCode";
const SEND: &str = "sendSmsCode";
const VERIFY: &str = "verifySmsCode";
const REDEEM: &str = "siteVerify";
const READY: &str = "ready";

/// The operations that answer so. Without a `_`: a new refusal has to be placed here to compile,
/// and in [`GateError::every`] for the tests to pass. `seedSmsCode` says each of them in its one form.
fn calls(error: &GateError) -> &'static [&'static str] {
    match error {
        GateError::InvalidRequest { .. }
        | GateError::MobileInvalid
        | GateError::CountryNotServed => &[SEND, VERIFY],
        GateError::ImageCodeIdInvalid => &[PICTURE, SOUND, SEND],
        GateError::ImageCodeNotFound => &[SOUND],
        GateError::ImageCodeMissing
        | GateError::ImageCodeMalformed { .. }
        | GateError::ImageCodeExpired
        | GateError::ImageCodeWrong
        | GateError::SmsCodeExhausted { .. }
        | GateError::CoolingDown { .. }
        | GateError::TooManyMessages { .. }
        | GateError::AddressLimited { .. }
        | GateError::PrefixLimited { .. }
        | GateError::CountryLimited { .. }
        | GateError::SendingPaused { .. }
        | GateError::BudgetSpent { .. }
        | GateError::SmsPaused { .. }
        | GateError::SendRefused
        | GateError::SendFailed { .. }
        | GateError::SendUnknown { .. } => &[SEND],
        GateError::SmsCodeMalformed | GateError::SmsCodeWrong | GateError::TooManyChecks { .. } => {
            &[VERIFY]
        }
        GateError::TooManyPictures { .. } => &[PICTURE],
        GateError::TooManySounds { .. } => &[SOUND],
        // Also of a handler that takes too long.
        GateError::Unavailable { .. } => &[PICTURE, SOUND, SEND, VERIFY, REDEEM, READY],
        // The page's own.
        GateError::Unreachable => &[],
    }
}

/// Adds what this call may refuse, one answer for each status.
pub(super) fn add(call: &str, responses: &mut Responses) {
    let mut by_status: BTreeMap<u16, Vec<GateError>> = BTreeMap::new();
    for error in GateError::every().into_iter().filter(|error| calls(error).contains(&call)) {
        by_status.entry(error.status()).or_default().push(error);
    }
    for (status, errors) in by_status {
        put(responses, status, refusal(&errors), errors.iter().map(problem::kind).collect());
    }
    if [SEND, VERIFY].contains(&call) {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_refusal_that_there_is_has_its_place() {
        // serde names all variants when it is asked for one that there is not.
        let unknown = serde_json::from_str::<GateError>(r#""?""#).unwrap_err().to_string();
        let variants: BTreeSet<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert!(variants.contains("CoolingDown") && variants.len() > 10, "{unknown}");
        let debug: Vec<String> =
            GateError::every().iter().map(|error| format!("{error:?}")).collect();
        let listed = debug.iter().map(|text| text.split(' ').next().unwrap()).collect();
        assert_eq!(variants, listed);
    }
}
