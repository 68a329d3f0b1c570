//! `GET /image_codes/{uuid}`: the picture. `GET /image_codes/{uuid}/audio`: its sound.

use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use menshen_challenge::MediaFile;
use serde::Deserialize;

use super::{picture_name::PictureName, range};
use crate::server::{
    cache, headers,
    middleware::{Accepted, ClientIp},
    problem,
    site::CurrentSite,
};

/// How somebody wants to see a picture.
#[derive(Deserialize)]
pub(crate) struct Wish {
    /// Without motion, whatever is said about it.
    still: Option<String>,
}

impl Wish {
    /// Whether it is for a picture without motion. What is no wish is none.
    pub(crate) fn is_for_still(wish: Result<Query<Self>, QueryRejection>) -> bool {
        wish.is_ok_and(|Query(wish)| wish.still.is_some())
    }
}

/// A picture code
///
/// Issues the picture code of this name. While it lives, the same name gives the same bytes.
#[utoipa::path(
    get,
    path = "/image_codes/{id}",
    operation_id = "showImageCode",
    tag = "picture code",
    params(
        ("id" = String, Path, format = "uuid", description = "A new version-4 UUID for each picture"),
        ("still" = Option<String>, Query, description = "For people who want no motion: where pictures move, a new name \
            stands for characters that don't, at the hardest level. Any value"),
    ),
    responses((
        status = 200,
        description = "The picture, in the format that the operator chose.",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))
    ))
)]
pub(crate) async fn show(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    PictureName(id): PictureName,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Response {
    match site.gate.issue(id, client, Wish::is_for_still(wish)).await {
        Ok(MediaFile { bytes, media_type }) => (of_file(media_type), bytes).into_response(),
        Err(error) => problem::refusal(&error, language),
    }
}

/// The sound of a picture code
///
/// Does not spend the code, and shows nothing that the picture does not.
#[utoipa::path(
    get,
    path = "/image_codes/{id}/audio",
    operation_id = "speakImageCode",
    tag = "picture code",
    params(
        ("id" = String, Path, format = "uuid", description = "The picture's name"),
        ("Range" = Option<String>, Header, description = "One range of bytes (RFC 9110)"),
    ),
    responses(
        (status = 200, description = "The code, spoken.", body = Vec<u8>, content_type = "audio/wav"),
        (status = 206, description = "The part asked for.", body = Vec<u8>, content_type = "audio/wav"),
        (status = 416, description = "The part asked for lies past the end."),
    )
)]
pub(crate) async fn speak(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    PictureName(id): PictureName,
    headers: HeaderMap,
) -> Response {
    match site.gate.speak(id, client).await {
        Ok(wav) => (of_file("audio/wav"), range::answer(&headers, wav)).into_response(),
        Err(error) => problem::refusal(&error, language),
    }
}

/// The headers of every picture and sound.
fn of_file(media_type: &'static str) -> [(HeaderName, HeaderValue); 3] {
    [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, cache::NO_STORE),
        headers::OF_ANY_ORIGIN,
    ]
}
