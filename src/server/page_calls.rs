//! The page's own calls, taken to the gate as those of the API are.

use std::{net::IpAddr, sync::Arc};

use async_trait::async_trait;
use axum::{
    extract::FromRequestParts,
    http::{header::CONTENT_LANGUAGE, request::Parts},
};

use super::{
    gate::{ReverseRequest, SendRequest, VerifyRequest},
    middleware::{Accepted, ClientIp, SiteHost},
    site::{CurrentSite, Site},
    state::AppState,
};
use crate::{
    api::{Answer, PageCalls},
    model::{Language, Proofs, ReverseOutcome, SmsSent, TicketIssued},
};

/// Whose call it is.
struct Asker {
    language: Language,
    client: IpAddr,
    hostname: String,
    site: Arc<Site>,
}

#[async_trait]
impl PageCalls for AppState {
    async fn send(
        &self,
        mut request: Parts,
        mobile: String,
        image_code: String,
        image_code_id: String,
        handle: String,
        proofs: Proofs,
    ) -> Answer<SmsSent> {
        let Asker { language, client, site, .. } = asker(self, &mut request).await;
        let takes_reverse = true;
        let request = SendRequest {
            mobile,
            image_code,
            image_code_id,
            handle,
            proofs,
            takes_reverse,
            language,
            client,
        };
        site.gate.send(request).await.map_err(|refusal| (refusal, language))
    }

    async fn verify(
        &self,
        mut request: Parts,
        mobile: String,
        sms_code: String,
        handle: String,
    ) -> Answer<TicketIssued> {
        let Asker { language, client, hostname, site } = asker(self, &mut request).await;
        let request = VerifyRequest { mobile, sms_code, handle, hostname, client };
        site.gate.verify(request).await.map_err(|refusal| (refusal, language))
    }

    async fn take_reverse(
        &self,
        mut request: Parts,
        mobile: String,
        handle: String,
    ) -> Answer<Option<TicketIssued>> {
        let Asker { language, hostname, site, .. } = asker(self, &mut request).await;
        let request = ReverseRequest { mobile, handle, hostname, language };
        match site.gate.take_reverse(request).await {
            Ok(ReverseOutcome::Awaited(_)) => Ok(None),
            Ok(ReverseOutcome::Verified(issued)) => Ok(Some(issued)),
            Err(refusal) => Err((refusal, language)),
        }
    }
}

async fn asker(state: &AppState, request: &mut Parts) -> Asker {
    let Ok(Accepted(accepted)) = Accepted::from_request_parts(request, state).await;
    let Ok(ClientIp(client)) = ClientIp::from_request_parts(request, state).await;
    let Ok(SiteHost(hostname)) = SiteHost::from_request_parts(request, state).await;
    let CurrentSite(site) = CurrentSite::of(&state.sites, &request.extensions);
    // That of the page: another tab may have chosen another one since.
    let of_page = request.headers.get(CONTENT_LANGUAGE).and_then(|tag| tag.to_str().ok());
    let language = of_page.and_then(Language::from_tag).unwrap_or(accepted);
    Asker { language, client, hostname, site }
}
