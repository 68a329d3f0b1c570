//! Keyed hashes: what is stored and counted is never a phone number, a message code, an address or
//! a ticket itself, but its HMAC under the server's secret.

use std::{array, fmt, net::IpAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use menshen_challenge::Solution;
use sha2::Sha256;

use menshen_model::{ImageCodeId, MobileNumber, SiteId};
use menshen_store::{
    AddressKey, CodeMac, HandleMac, Network, PhoneKey, PrefixKey, ReverseKey, RuleKey, SessionKey,
    TicketKey,
};

/// The server's secret, and everything that is derived from it.
///
/// Servers with one store share one secret: they must agree on every key and every picture.
#[derive(Clone)]
pub struct Keys(Hmac<Sha256>);

impl Keys {
    /// Keys of the operator's own secret.
    pub fn new(secret: &[u8]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
        Self(Hmac::new_from_slice(secret).expect("any length of key"))
    }

    /// Keys that live as long as this process. Only right with the embedded store, which does too.
    pub fn random() -> Self {
        Self::new(&rand::random::<[u8; 32]>())
    }

    /// Those of this site: nothing that is made with them is what another site makes, of the same number,
    /// code or ticket. The site `default` has the server's own, as before there were others.
    pub fn of_site(&self, site: &SiteId) -> Self {
        if site.is_default() {
            return self.clone();
        }
        Self::new(&self.mac("site", &[site.as_str().as_bytes()]))
    }

    /// What a phone number is stored and counted under.
    pub fn phone(&self, mobile: &MobileNumber) -> PhoneKey {
        PhoneKey::new(self.short("phone", &[mobile.e164().as_bytes()]))
    }

    /// What the numbers around this one are counted under.
    pub fn prefix(&self, mobile: &MobileNumber) -> PrefixKey {
        PrefixKey::new(self.short("prefix", &[mobile.prefix().as_bytes()]))
    }

    /// What a message code sent to this number is compared by.
    pub fn sms_code(&self, mobile: &MobileNumber, code: &str) -> CodeMac {
        CodeMac::new(self.short("sms-code", &[mobile.e164().as_bytes(), code.as_bytes()]))
    }

    /// What tells a handle that was made for this number from anything else.
    pub fn handle_tag(&self, mobile: &MobileNumber, random: &[u8]) -> [u8; 16] {
        self.short("handle-tag", &[mobile.e164().as_bytes(), random])
    }

    /// What a handle of this number is known by.
    pub fn handle(&self, mobile: &MobileNumber, handle: &str) -> HandleMac {
        HandleMac::new(self.short("handle", &[mobile.e164().as_bytes(), handle.as_bytes()]))
    }

    /// The bits of the code that a handle's holder is to send from this number.
    pub(crate) fn reverse_code(&self, mobile: &MobileNumber, handle: &str) -> [u8; 5] {
        let mac = self.mac("reverse-code", &[mobile.e164().as_bytes(), handle.as_bytes()]);
        array::from_fn(|n| mac[n])
    }

    /// What a message with this code is known by when this number sends it.
    pub fn reverse(&self, mobile: &MobileNumber, code: &str) -> ReverseKey {
        ReverseKey::new(self.short("reverse", &[mobile.e164().as_bytes(), code.as_bytes()]))
    }

    /// What the answer to a handle's code is sealed with.
    pub fn answer_seal(&self, handle: &str, salt: &[u8]) -> [u8; 32] {
        self.mac("answer-seal", &[handle.as_bytes(), salt])
    }

    /// What a client is counted under: an IPv4 address or an IPv6 /64, which is what one household or
    /// one rented machine gets (RFC 6177). Its network is an IPv4 /24, which is the smallest that is
    /// routed, or an IPv6 /48, which is the largest that one household or one customer gets.
    pub fn address(&self, address: IpAddr) -> AddressKey {
        let (one, network): (&[u8], &[u8]) = match address.to_canonical() {
            IpAddr::V4(v4) => (&v4.octets(), &v4.octets()[..3]),
            IpAddr::V6(v6) => (&v6.octets()[..8], &v6.octets()[..6]),
        };
        let mac = self.mac("network", &[network]);
        let network = Network::new(u64::from_be_bytes(array::from_fn(|n| mac[n])));
        AddressKey::new(self.short("address", &[one]), network)
    }

    /// The networks that an address is in and that are counted, the narrow first: an IPv4 /24; an IPv6 /56,
    /// which is what a household has as often as a /64 (RFC 6177), and the /48 around it.
    pub fn networks(&self, address: IpAddr) -> Vec<Network> {
        let around = self.address(address).network();
        match address.to_canonical() {
            IpAddr::V4(_) => vec![around],
            IpAddr::V6(v6) => {
                let mac = self.mac("network", &[&v6.octets()[..7]]);
                vec![Network::new(u64::from_be_bytes(array::from_fn(|n| mac[n]))), around]
            }
        }
    }

    /// What a ticket is stored under.
    pub fn ticket(&self, ticket: &str) -> TicketKey {
        TicketKey::new(self.short("ticket", &[ticket.as_bytes()]))
    }

    /// What a ticket's record is sealed with: its name in the store, which is public to whoever reads
    /// that, tells nothing about this.
    pub fn ticket_seal(&self, ticket: &str) -> [u8; 32] {
        self.mac("ticket-seal", &[ticket.as_bytes()])
    }

    /// What the key of this browser's cookie is derived from.
    pub fn form_cookie(&self, browser: &[u8]) -> [u8; 32] {
        self.mac("form-cookie", &[browser])
    }

    /// What an entry of the lists, or a cap, for this subject is named and counted by.
    pub fn rule(&self, kind: &str, subject: &str, is_cap: bool) -> RuleKey {
        let purpose = if is_cap { "cap" } else { "list" };
        RuleKey::new(self.short(purpose, &[kind.as_bytes(), subject.as_bytes()]))
    }

    /// What a session of the console is known by when it was logged out.
    pub fn session(&self, id: &[u8]) -> SessionKey {
        SessionKey::new(self.short("session", &[id]))
    }

    /// What the key of the console's sessions is derived from: another token, another key.
    pub fn session_cookie(&self, token: &str) -> [u8; 32] {
        self.mac("session-cookie", &[token.as_bytes()])
    }

    /// What a picture's look is drawn from, and how hard it is: [`Self::is_hard`]. The text is part of it, so that a
    /// name that is issued anew after its code was spent shows another look as well.
    pub fn picture_seed(&self, id: &ImageCodeId, text: &Solution) -> [u8; 32] {
        self.mac("picture", &[id.as_bytes(), text.as_str().as_bytes()])
    }

    /// Whether a picture of this seed is drawn at the hardest level, as half of all are. Whoever makes a text tries
    /// until its seed says what is wanted: so the level stays with the text, on every server, and nothing more is
    /// kept of it. To whoever does not have the secret a text of either half is as likely as any other.
    pub fn is_hard(picture_seed: &[u8; 32]) -> bool {
        picture_seed[0] & 1 == 1
    }

    /// What the work for a send with this picture has to begin with. The text is part of it, as of its luck: work for a
    /// name that is issued anew would be done already.
    pub fn work_challenge(&self, id: &ImageCodeId, text: &Solution) -> String {
        let parts = [id.as_bytes(), text.as_str().as_bytes()];
        URL_SAFE_NO_PAD.encode(self.short("work", &parts))
    }

    /// A number from 0 to 1 that goes with this picture, where a lot decides. It stays the same for a send that comes
    /// again with what more was asked for. The text is part of it, which nobody can choose: a name that was lucky once
    /// could be issued anew for ever.
    pub(crate) fn luck(&self, id: &ImageCodeId, text: &Solution) -> f64 {
        let [a, b, c, d, ..] = self.short("luck", &[id.as_bytes(), text.as_str().as_bytes()]);
        f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX)
    }

    /// A new name for a picture that is asked for beside another one.
    pub fn second_picture(&self) -> ImageCodeId {
        self.second_picture_of(rand::random())
    }

    /// What a picture is kept under that was solved for a message to this number from this address, until a
    /// second one is. No client can guess it.
    pub fn picture_in_turn(&self, mobile: &MobileNumber, client: IpAddr) -> ImageCodeId {
        let address = self.address(client).as_text();
        let parts = [mobile.e164().as_bytes(), address.as_bytes()];
        ImageCodeId::from_random_bytes(self.short("picture-in-turn", &parts))
    }

    /// Whether it is such a name. No client can make one: 74 of its bits are a MAC of the other 48.
    pub fn is_second_picture(&self, id: &ImageCodeId) -> bool {
        let [a, b, c, d, e, f, ..] = *id.as_bytes();
        self.second_picture_of([a, b, c, d, e, f]) == *id
    }

    fn second_picture_of(&self, random: [u8; 6]) -> ImageCodeId {
        let tag = self.short("second-picture", &[&random]);
        let byte = |n| random.get(n).copied().unwrap_or(tag[n]);
        ImageCodeId::from_random_bytes(array::from_fn(byte))
    }

    /// What the way a code is spoken is drawn from. Another label than the picture's: what one shows
    /// tells nothing about the other.
    pub fn sound_seed(&self, id: &ImageCodeId, text: &Solution) -> [u8; 32] {
        self.mac("sound", &[id.as_bytes(), text.as_str().as_bytes()])
    }

    fn short(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 16] {
        let mac = self.mac(purpose, parts);
        array::from_fn(|n| mac[n])
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        // Lengths go in, so that no two lists of parts are the same bytes.
        for part in [purpose.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mobile(e164: &str) -> MobileNumber {
        MobileNumber::of_mainland(e164)
    }

    #[test]
    fn the_luck_of_a_picture_stays_and_is_another_when_its_name_is_issued_anew() {
        let (keys, id) = (Keys::new(b"one"), ImageCodeId::from_random_bytes([7; 16]));
        let of = |n: u16| {
            let text = Solution::stored(format!("ACD{n:03}"));
            assert_eq!(keys.luck(&id, &text), keys.luck(&id, &text));
            keys.luck(&id, &text)
        };
        let all: Vec<_> = (0..256).map(of).collect();
        assert!(all.iter().all(|luck| (0.0..=1.0).contains(luck)));
        let small = all.iter().filter(|luck| **luck < 0.25).count();
        assert!((40..88).contains(&small), "{small}");
    }

    #[test]
    fn what_work_begins_with_goes_with_the_picture_and_is_another_when_its_name_is_issued_anew() {
        let (keys, id) = (Keys::new(b"one"), ImageCodeId::random());
        let [text, other] = ["ACD34", "ACD36"].map(|text| Solution::stored(text.to_owned()));
        let challenge = keys.work_challenge(&id, &text);
        assert_eq!(keys.work_challenge(&id, &text), challenge);
        assert_ne!(keys.work_challenge(&id, &other), challenge);
        assert_ne!(keys.work_challenge(&ImageCodeId::random(), &text), challenge);
        assert_ne!(Keys::new(b"two").work_challenge(&id, &text), challenge);
    }

    #[test]
    fn a_message_code_is_bound_to_its_number_and_to_the_secret() {
        let keys = Keys::new(b"one");
        let mac = keys.sms_code(&mobile("+8613800138000"), "123456");
        assert!(mac == Keys::new(b"one").sms_code(&mobile("+8613800138000"), "123456"));
        assert!(mac != keys.sms_code(&mobile("+8613800138001"), "123456"));
        assert!(mac != keys.sms_code(&mobile("+8613800138000"), "123457"));
        assert!(mac != Keys::new(b"two").sms_code(&mobile("+8613800138000"), "123456"));
    }

    #[test]
    fn what_one_site_makes_is_nothing_to_another_and_the_default_has_the_servers_own_keys() {
        let (keys, mobile) = (Keys::new(b"one"), mobile("+8613800138000"));
        let [a, b] = ["a", "b"].map(|site| keys.of_site(&site.parse().unwrap()));
        let default = keys.of_site(&SiteId::DEFAULT);
        assert!(default.phone(&mobile) == keys.phone(&mobile));
        for (one, other) in [(&a, &b), (&a, &keys), (&b, &keys)] {
            assert!(one.phone(&mobile) != other.phone(&mobile));
            assert!(one.sms_code(&mobile, "123456") != other.sms_code(&mobile, "123456"));
            assert!(one.ticket("text") != other.ticket("text"));
            assert!(one.ticket_seal("text") != other.ticket_seal("text"));
        }
        assert!(a.phone(&mobile) == keys.of_site(&"a".parse().unwrap()).phone(&mobile));
    }

    #[test]
    fn numbers_that_differ_in_their_last_four_digits_alone_have_one_prefix() {
        let keys = Keys::new(b"one");
        let prefix = |e164| keys.prefix(&mobile(e164));
        assert!(prefix("+8613800138000") == prefix("+8613800139999"));
        assert!(prefix("+8613800138000") != prefix("+8613800148000"));
        assert!(prefix("+8613800138000").as_text() != keys.phone(&mobile("+861380013")).as_text());
    }

    #[test]
    fn pictures_and_sounds_of_one_code_have_seeds_of_their_own() {
        let (keys, id) = (Keys::new(b"one"), ImageCodeId::random());
        let (text, other) = ["ACD34", "ACD36"].map(|text| Solution::stored(text.to_owned())).into();
        assert_eq!(keys.sound_seed(&id, &text), Keys::new(b"one").sound_seed(&id, &text));
        assert_ne!(keys.sound_seed(&id, &text), keys.picture_seed(&id, &text));
        assert_ne!(keys.sound_seed(&id, &text), keys.sound_seed(&id, &other));
        assert_ne!(keys.sound_seed(&id, &text), keys.sound_seed(&ImageCodeId::random(), &text));
        assert_ne!(keys.sound_seed(&id, &text), Keys::new(b"two").sound_seed(&id, &text));
    }

    #[test]
    fn the_name_of_a_second_picture_is_known_by_the_secret_that_made_it_alone() {
        let (keys, other) = (Keys::new(b"one"), Keys::new(b"two"));
        let id = keys.second_picture();
        assert!(keys.is_second_picture(&id) && !other.is_second_picture(&id));
        assert_ne!(id, keys.second_picture());
        assert_eq!(id.to_string().parse(), Ok(id));
        for bit in 0..128 {
            let mut bytes = *id.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let changed = ImageCodeId::from_random_bytes(bytes);
            assert!(changed == id || !keys.is_second_picture(&changed), "{bit}");
        }
        assert!(!keys.is_second_picture(&ImageCodeId::random()));
    }

    #[test]
    fn addresses_of_one_ipv6_64_count_as_one_and_mapped_ipv4_as_ipv4() {
        let keys = Keys::random();
        let key = |text: &str| keys.address(text.parse().unwrap());
        assert!(key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"));
        assert!(key("2001:db8:1:2::1") != key("2001:db8:1:3::1"));
        assert!(key("::ffff:192.0.2.1") == key("192.0.2.1"));
        assert!(key("192.0.2.1") != key("192.0.2.2"));
    }

    #[test]
    fn an_ipv6_address_is_counted_with_its_56_and_its_48_and_an_ipv4_address_with_its_24() {
        let keys = Keys::random();
        let networks = |text: &str| keys.networks(text.parse().unwrap());
        let one = networks("2001:db8:1:200::1");
        assert!(one == networks("2001:db8:1:2ff::1") && one.len() == 2);
        let near = networks("2001:db8:1:300::1");
        assert!(one[0] != near[0] && one[1] == near[1]);
        assert!(one[1] != networks("2001:db8:2:200::1")[1]);
        assert!(
            networks("192.0.2.1") == networks("::ffff:192.0.2.9")
                && networks("192.0.2.1").len() == 1
        );
    }

    #[test]
    fn addresses_of_one_ipv4_24_and_of_one_ipv6_48_are_one_network() {
        let keys = Keys::random();
        let network = |text: &str| keys.address(text.parse().unwrap()).network();
        assert!(network("192.0.2.1") == network("::ffff:192.0.2.255"));
        assert!(network("192.0.2.1") != network("192.0.3.1"));
        assert!(network("2001:db8:1:2::1") == network("2001:db8:1:ffff::1"));
        assert!(network("2001:db8:1::1") != network("2001:db8:2::1"));
        let [one, two] = ["192.0.2.1", "192.0.2.2"].map(|text| keys.address(text.parse().unwrap()));
        assert!(one.rest_of_network() == two.rest_of_network() && one.rest_of_network() != one);
    }
}
