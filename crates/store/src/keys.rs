//! Names for what is stored and counted: never a phone number, a message code, an address or a ticket
//! itself, but what a keyed hash makes of it. Who has the key makes them; a store only tells them apart.

use std::array;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// 128 bits are enough for a name: 2^64 of them before two are likely to meet.
type Short = [u8; 16];

/// Stands for a phone number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhoneKey(Short);

/// Stands for a phone number without its last four digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PrefixKey(Short);

/// Stands for a message code; bound to the number it was sent to.
///
/// Comparing two of them need not take constant time: a stranger who could time the comparison
/// learns about an HMAC of a key that they don't have, not about the six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodeMac(Short);

/// Stands for a handle; bound to the number whose messages it belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HandleMac(Short);

/// Stands for a client's address, and knows the network that it is in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey(Short, Network);

/// Stands for a network: addresses of which one is as easy to get as the next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(u64);

/// Stands for a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TicketKey(Short);

/// Stands for what an entry of the lists and caps is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RuleKey(Short);
/// Stands for a code that a number is to send to the site.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReverseKey(Short);

/// Stands for a session of the console.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey(Short);

impl AddressKey {
    /// The first 128 bits of an address's MAC, and the key of its network.
    pub fn new(mac: [u8; 16], network: Network) -> Self {
        Self(mac, network)
    }

    /// As a store keeps it with its network.
    pub(super) fn as_text_with_network(&self) -> String {
        format!("{}.{}", self.as_text(), self.1.as_text())
    }

    pub(super) fn parse_with_network(text: &str) -> Option<Self> {
        let (mac, network) = text.split_once('.')?;
        Some(Self(bytes(mac)?, Network::parse(network)?))
    }

    /// The network that it is in.
    pub fn network(&self) -> Network {
        self.1
    }

    /// What stands for all addresses of its network that have no key of their own.
    pub fn rest_of_network(&self) -> Self {
        let Self(_, network @ Network(number)) = *self;
        let bytes = number.to_be_bytes();
        Self(array::from_fn(|n| bytes.get(n).copied().unwrap_or_default()), network)
    }
}

impl PrefixKey {
    pub(super) fn parse(text: &str) -> Option<Self> {
        bytes(text).map(Self)
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

impl Network {
    /// The first 64 bits of a network's MAC.
    pub fn new(mac: u64) -> Self {
        Self(mac)
    }

    /// The part of what is stored that stands for it.
    pub fn as_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_be_bytes())
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        bytes(text).map(u64::from_be_bytes).map(Self)
    }
}

macro_rules! short_mac {
    ($($name:ident)*) => {$(
        impl $name {
            /// The first 128 bits of a MAC.
            pub fn new(mac: [u8; 16]) -> Self {
                Self(mac)
            }
        }
    )*};
}
short_mac!(PhoneKey PrefixKey CodeMac HandleMac TicketKey RuleKey SessionKey ReverseKey);

/// The text of a key goes into store keys, never into a log: they have neither `Debug` nor `Display`.
macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl $name {
            /// The part of a store key that stands for it.
            pub fn as_text(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0)
            }
        }
    )*};
}
as_text!(PhoneKey PrefixKey CodeMac HandleMac AddressKey TicketKey RuleKey SessionKey ReverseKey);
