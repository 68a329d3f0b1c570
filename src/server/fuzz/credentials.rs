//! What the server hands out and takes back: cookies and tickets.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{COOKIE, SET_COOKIE},
    },
    response::IntoResponse,
};

use crate::{
    model::{FormState, FormStep, GateError, LONGEST_TYPED_MOBILE, SiteId, TicketIssued},
    server::{
        cookies::cookie,
        form_state::{self, LONGEST_HANDLE},
        keys::Keys,
        store::SealedTicket,
        ticket::{Ticket, TicketText},
    },
};

use super::text;

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new(b"the key of the fuzz targets"));

/// Only what this server sealed is opened, and it is what was sealed.
pub(super) fn cookies(bytes: &[u8]) {
    let said = text(bytes);
    let mut headers = HeaderMap::new();
    if let Ok(other) = HeaderValue::from_bytes(bytes) {
        headers.append(COOKIE, other);
    }
    assert_eq!(form_state::read(&KEYS, &headers), None, "a cookie was forged");
    let state = FormState {
        mobile: said.to_owned(),
        step: if bytes.len().is_multiple_of(2) { FormStep::Sent } else { FormStep::Again },
        resend_in: 600,
        refusal: Some(GateError::InvalidRequest { detail: said.to_owned() }),
        picture: said.parse().ok(),
        image_code: "ACD369".to_owned(),
        by_characters: false,
        handle: said.to_owned(),
        agreed: true,
        is_unagreed: false,
        ticket: Some(TicketIssued { ticket: said.to_owned(), expires_in: 600, test: false }),
    };
    // As a browser brings them, after whatever else it holds for this host.
    let other = ["progress", "browser", "__Host-progress", "__Host-browser"]
        .into_iter()
        .any(|name| cookie(&headers, name).is_some());
    let answer = form_state::keep(&KEYS, state.clone(), &HeaderMap::new()).into_response();
    assert!(answer.headers().contains_key(SET_COOKIE), "no cookie could be made");
    for line in answer.headers().get_all(SET_COOKIE) {
        let pair = line.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
        let pair = HeaderValue::from_bytes(pair);
        headers.append(COOKIE, pair.unwrap_or(HeaderValue::from_static("")));
    }
    if other {
        return;
    }
    let opened = form_state::read(&KEYS, &headers);
    let Some(opened) = opened else { unreachable!("a cookie of our own was not opened") };
    let mobile: String = said.chars().take(LONGEST_TYPED_MOBILE.into()).collect();
    // Time goes on meanwhile.
    assert!(opened.resend_in <= 600 && opened.resend_in > 480);
    let is_of_ticket =
        |issued: &TicketIssued| issued.ticket == said && (481..=600).contains(&issued.expires_in);
    assert!(opened.ticket.as_ref().is_some_and(is_of_ticket));
    let (resend_in, ticket) = (opened.resend_in, opened.ticket.clone());
    let handle = said.chars().take(LONGEST_HANDLE).collect();
    assert!(opened == FormState { mobile, resend_in, ticket, handle, ..state });
}

/// A ticket is read in one form alone, and nobody else's record is opened with it.
pub(super) fn tickets(bytes: &[u8]) {
    let said = text(bytes);
    let ticket = TicketText::parse(said);
    if let Some(ticket) = &ticket {
        assert_eq!(ticket.as_str(), said);
        assert_eq!(said.len(), 43);
    }
    let ticket = ticket.unwrap_or_else(TicketText::random);
    let record = SealedTicket::stored(said.to_owned());
    assert!(
        Ticket::open(&record, &KEYS, &SiteId::DEFAULT, &ticket).is_none(),
        "a ticket was forged"
    );
    let stands_for = Ticket {
        site: SiteId::DEFAULT,
        mobile: said.to_owned(),
        verified_at: bytes.len() as u64,
        hostname: said.chars().rev().collect(),
        test: bytes.len().is_multiple_of(2),
    };
    let Some(sealed) = stands_for.seal(&KEYS, &ticket) else { unreachable!("it was not sealed") };
    assert!(Ticket::open(&sealed, &KEYS, &SiteId::DEFAULT, &ticket) == Some(stands_for));
    assert!(Ticket::open(&sealed, &KEYS, &SiteId::DEFAULT, &TicketText::random()).is_none());
}
