//! Keys that stand for what they stand for, made without a secret.

use std::{array, net::IpAddr};

use menshen_model::MobileNumber;
use sha2::{Digest, Sha256};

use crate::{
    AddressKey, CodeMac, HandleMac, Network, PhoneKey, PrefixKey, ReverseKey, SessionKey, TicketKey,
};

pub(super) fn phone(mobile: &MobileNumber) -> PhoneKey {
    PhoneKey::new(first(mobile.e164().as_bytes()))
}

pub(super) fn prefix(mobile: &MobileNumber) -> PrefixKey {
    PrefixKey::new(first(mobile.prefix().as_bytes()))
}

pub(super) fn sms_code(mobile: &MobileNumber, code: &str) -> CodeMac {
    CodeMac::new(first(format!("{} {code}", mobile.e164()).as_bytes()))
}

pub(super) fn handle(text: &str) -> HandleMac {
    HandleMac::new(first(text.as_bytes()))
}

/// An IPv6 /64 in its /48, or an IPv4 address in its /24.
pub(super) fn address(address: IpAddr) -> AddressKey {
    let (one, network) = match address {
        IpAddr::V4(v4) => (v4.octets().to_vec(), 3),
        IpAddr::V6(v6) => (v6.octets()[..8].to_vec(), 6),
    };
    let network = u64::from_be_bytes(first(&one[..network]));
    AddressKey::new(first(&one), Network::new(network))
}

pub(super) fn ticket(ticket: &str) -> TicketKey {
    TicketKey::new(first(ticket.as_bytes()))
}

pub(super) fn reverse(mobile: &MobileNumber, code: &str) -> ReverseKey {
    ReverseKey::new(first(format!("{} {code}", mobile.e164()).as_bytes()))
}

pub(super) fn session(session: &str) -> SessionKey {
    SessionKey::new(first(session.as_bytes()))
}

/// The first bytes of what nothing else has.
fn first<const BYTES: usize>(of: &[u8]) -> [u8; BYTES] {
    let hash = Sha256::digest(of);
    array::from_fn(|n| hash[n])
}
