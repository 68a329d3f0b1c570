//! `GET /api/v1/challenges/{uuid}`: what stands under a picture's name, for clients that can do more than show a
//! picture.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use menshen_challenge::{AnswerInput, CodeSpec};

use super::{image_codes::Wish, picture_name::PictureName};
use crate::{
    model::{
        ChallengeField, ChallengeInput, ChallengeMedia, ChallengeView, ChallengeWords, ImageCodeId,
        ImageCodeView, Language,
    },
    server::{
        gate::Described,
        middleware::{Accepted, ClientIp},
        problem,
        site::CurrentSite,
        state::AppState,
    },
};

/// What is asked for
///
/// Issues the challenge of this name, if there is none yet, and says what it is: kind, words, picture, how it is
/// answered. Its kind is decided here once, by the server's settings and by what goes on there; whoever asks for
/// the picture first gets one that explains itself.
#[utoipa::path(
    get,
    path = "/api/v1/challenges/{id}",
    operation_id = "describeChallenge",
    tag = "picture code",
    params(
        ("id" = String, Path, format = "uuid", description = "A new version-4 UUID for each challenge"),
        ("still" = Option<String>, Query, description = "For people who want no motion: as where the picture is asked for"),
    ),
    responses((status = 200, description = "All that it takes to show and to answer it.", body = ChallengeView))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    PictureName(id): PictureName,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Response {
    let described = site.gate.describe(id, client, Wish::is_for_still(wish)).await;
    let codes = &site.gate.policy().codes;
    let view = described.map(|described| view(&described, id, codes, language, &state.public.base));
    problem::answer(view, language)
}

/// A challenge as it is told, in this language, by a server under this path.
pub(crate) fn view(
    described: &Described,
    id: ImageCodeId,
    codes: &CodeSpec,
    language: Language,
    base: &str,
) -> ChallengeView {
    let Described { kind, media_type, size, has_sound, work, expires_in } = described;
    let url = format!("{base}/image_codes/{id}");
    let texts = ImageCodeView { kind: kind.name(), ..ImageCodeView::default() }.texts(language);
    let media = media_type.map(|media_type| ChallengeMedia {
        media_type: media_type.to_owned(),
        sound: has_sound.then(|| format!("{url}/audio")),
        url,
        width: size.width,
        height: size.height,
    });
    let lengths = kind.lengths(codes);
    let length = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let (input, count) = input(kind.presentation().input);
    ChallengeView {
        kind: kind.name().to_owned(),
        words: ChallengeWords {
            label: texts.label.to_owned(),
            instruction: texts.order.to_owned(),
            alternative: texts.alt.to_owned(),
        },
        media,
        fields: vec![ChallengeField {
            name: "image_code".to_owned(),
            input,
            count,
            min_length: lengths.clone().map(|lengths| length(*lengths.start())),
            max_length: lengths.map(|lengths| length(*lengths.end())),
        }],
        work: work.clone(),
        expires_in: *expires_in,
    }
}

fn input(of: AnswerInput) -> (ChallengeInput, Option<u32>) {
    match of {
        AnswerInput::Text => (ChallengeInput::Text, None),
        AnswerInput::Digits => (ChallengeInput::Digits, None),
        AnswerInput::Points { count } => (ChallengeInput::Points, Some(count)),
        AnswerInput::Offset => (ChallengeInput::Offset, None),
        AnswerInput::None => (ChallengeInput::None, None),
    }
}
