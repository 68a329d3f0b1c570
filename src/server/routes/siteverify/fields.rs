//! What a client of `/siteverify` says, in each of the ways in which it may: a form, JSON or a
//! multipart form, and the query for what stands in neither.

use axum::{
    Form, Json,
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Query, Request, multipart::Field},
    http::{StatusCode, request::Parts},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::server::{middleware::media_type, routes::json_body::without_mark};

/// What clients send; `remoteip` and whatever else they know is passed over.
#[derive(Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[schema(as = SiteVerify)]
pub(crate) struct Fields {
    /// `SITE_SECRET` of the server.
    #[schema(value_type = String)]
    pub(super) secret: Option<String>,
    /// The ticket.
    #[schema(value_type = String)]
    pub(super) response: Option<String>,
    /// A UUID of yours for this redemption. Repeated with the same one, when its answer was lost, the
    /// call is answered again as it was; with another one, or none, the ticket is spent.
    #[schema(format = "uuid")]
    pub(super) idempotency_key: Option<String>,
}

impl Fields {
    /// Reads body and query; a field of the body wins.
    ///
    /// # Errors
    /// The status that goes with the refusal: 413 when the body is too large, else 200. A field twice
    /// in one of them is one error, since nothing says which is meant.
    pub(super) async fn of(request: Request) -> Result<Self, StatusCode> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::new(body), &()).await;
        let bytes = bytes.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::OK,
        })?;
        Self::read(parts, without_mark(bytes)).await.ok_or(StatusCode::OK)
    }

    async fn read(parts: Parts, bytes: Bytes) -> Option<Self> {
        let Query(query) = Query::<Self>::try_from_uri(&parts.uri).ok()?;
        let body = Self::of_body(parts, bytes).await?;
        Some(Self {
            secret: body.secret.or(query.secret),
            response: body.response.or(query.response),
            idempotency_key: body.idempotency_key.or(query.idempotency_key),
        })
    }

    /// An empty body has no fields, whatever it says that it is.
    async fn of_body(parts: Parts, bytes: Bytes) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let kind = media_type::essence(&parts.headers);
        if kind == "application/json"
            || (kind.starts_with("application/") && kind.ends_with("+json"))
        {
            let Json(read) = Json::<Option<Self>>::from_bytes(&bytes).ok()?;
            return Some(read.unwrap_or_default());
        }
        let is_multipart = kind == "multipart/form-data";
        let request = Request::from_parts(parts, Body::from(bytes));
        if is_multipart {
            return Self::of_parts(Multipart::from_request(request, &()).await.ok()?).await;
        }
        let Form(read) = Form::from_request(request, &()).await.ok()?;
        Some(read)
    }

    async fn of_parts(mut multipart: Multipart) -> Option<Self> {
        let mut fields = Self::default();
        while let Some(part) = multipart.next_field().await.ok()? {
            let place = match part.name() {
                Some("secret") => &mut fields.secret,
                Some("response") => &mut fields.response,
                Some("idempotency_key") => &mut fields.idempotency_key,
                _ => continue,
            };
            let value = text(part).await?;
            if place.replace(value).is_some() {
                return None;
            }
        }
        Some(fields)
    }
}

async fn text(part: Field<'_>) -> Option<String> {
    String::from_utf8(part.bytes().await.ok()?.into()).ok()
}
