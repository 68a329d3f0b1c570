//! Tickets: what one stands for, and how that is kept.
//!
//! The record is sealed with a key that only ticket and server's secret together give. Whoever
//! reads the store, without the tickets, finds no phone number in it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use menshen_model::SiteId;
use menshen_store::SealedTicket;
use serde::{Deserialize, Serialize};

use crate::{keys::Keys, seal};

/// Random bytes in a ticket; as text they are 43 characters.
const BYTES: usize = 32;

/// What the host site redeems: 32 random bytes in base64url. No `Debug`: it is a secret.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketText(String);

impl TicketText {
    /// One that nobody can guess.
    pub fn random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; BYTES]>()))
    }

    /// `None` when it can't be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == BYTES).then(|| Self(text.to_owned()))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is handed out.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// What a ticket stands for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Where it was issued. A record that names no site is the default's: those of servers that knew of
    /// one alone are like that.
    #[serde(default, skip_serializing_if = "SiteId::is_default")]
    pub site: SiteId,
    /// The verified number, E.164.
    pub mobile: String,
    /// When it was verified, in seconds since 1970.
    pub verified_at: u64,
    /// The host of the page on which it was verified, as far as the request said.
    pub hostname: String,
    /// The number is one for tests.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

impl Ticket {
    /// `None` when the library refuses, which it does not for a record as short as this.
    pub fn seal(&self, keys: &Keys, ticket: &TicketText) -> Option<SealedTicket> {
        let record = seal::seal(keys.ticket_seal(ticket.as_str()), self)?;
        Some(SealedTicket::stored(URL_SAFE_NO_PAD.encode(record)))
    }

    /// `None` when it was not sealed by [`seal`](Self::seal) for this ticket, or at another site.
    pub fn open(
        sealed: &SealedTicket,
        keys: &Keys,
        site: &SiteId,
        ticket: &TicketText,
    ) -> Option<Self> {
        let record = URL_SAFE_NO_PAD.decode(sealed.as_str()).ok()?;
        let opened: Self = seal::open(keys.ticket_seal(ticket.as_str()), &record)?;
        (opened.site == *site).then_some(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (Keys, TicketText, Ticket, SealedTicket) {
        let (keys, text) = (Keys::new(b"one"), TicketText::random());
        let (mobile, hostname) = ("+8613800138000".to_owned(), "shop.example".to_owned());
        let (site, verified_at) = (SiteId::DEFAULT, 1_700_000_000);
        let ticket = Ticket { site, mobile, verified_at, hostname, test: false };
        let sealed = ticket.seal(&keys, &text).unwrap();
        (keys, text, ticket, sealed)
    }

    #[test]
    fn what_is_kept_is_read_with_the_ticket_and_the_secret_alone() {
        let (keys, text, ticket, sealed) = sealed();
        let open =
            |keys: &Keys, text: &TicketText| Ticket::open(&sealed, keys, &SiteId::DEFAULT, text);
        assert!(open(&Keys::new(b"one"), &text) == Some(ticket));
        assert!(open(&keys, &TicketText::random()).is_none());
        assert!(open(&Keys::new(b"two"), &text).is_none());
        let kept = URL_SAFE_NO_PAD.decode(sealed.as_str()).unwrap();
        let kept = String::from_utf8_lossy(&kept);
        assert!(!kept.contains("138") && !kept.contains("shop"), "{kept}");
    }

    #[test]
    fn a_record_that_was_changed_is_no_ticket() {
        let (keys, text, _, sealed) = sealed();
        let bytes = URL_SAFE_NO_PAD.decode(sealed.as_str()).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            let other = SealedTicket::stored(URL_SAFE_NO_PAD.encode(other));
            let opened = Ticket::open(&other, &keys, &SiteId::DEFAULT, &text);
            assert!(opened.is_none(), "byte {at}");
        }
        let short = SealedTicket::stored(String::new());
        assert!(Ticket::open(&short, &keys, &SiteId::DEFAULT, &text).is_none());
    }

    #[test]
    fn a_ticket_is_opened_at_the_site_that_has_issued_it() {
        let (keys, text, ticket, default) = sealed();
        let shop: SiteId = "shop".parse().unwrap();
        let of_shop = Ticket { site: shop.clone(), ..ticket };
        let sealed = of_shop.seal(&keys, &text).unwrap();
        // Also where the keys were the same.
        assert!(Ticket::open(&sealed, &keys, &SiteId::DEFAULT, &text).is_none());
        assert!(Ticket::open(&default, &keys, &shop, &text).is_none());
        assert!(Ticket::open(&sealed, &keys, &shop, &text) == Some(of_shop));
    }

    /// Servers of both kinds run while a new release is rolled out.
    #[test]
    fn the_record_of_the_default_site_is_that_of_a_server_that_knows_no_sites() {
        let (_, _, ticket, _) = sealed();
        let record = serde_json::to_string(&ticket).unwrap();
        assert!(!record.contains("site"), "{record}");
        assert!(serde_json::from_str::<Ticket>(&record).unwrap() == ticket);
    }

    #[test]
    fn a_text_that_is_not_32_bytes_in_base64url_is_no_ticket() {
        let ticket = TicketText::random().into_string();
        assert_eq!(TicketText::parse(&ticket).unwrap().as_str(), ticket);
        let (short, long) = (&ticket[1..], format!("{ticket}A"));
        for text in ["", short, &long, &format!(" {short}"), &format!("{short}="), "票"] {
            assert!(TicketText::parse(text).is_none(), "{text}");
        }
        // The last character has two bits too many: another one must not name the same ticket.
        let zeros = "A".repeat(42);
        assert!(TicketText::parse(&format!("{zeros}A")).is_some());
        assert!(TicketText::parse(&format!("{zeros}B")).is_none());
    }
}
