//! Every key that the flow has in Redis, by what it is for.
//!
//! Keys of one script share what stands in braces, so that they lie in one slot of a cluster. Those of the
//! site `default` are as they were when a server knew of one site; another's begin with its name, so no
//! key of one site is another's.

use std::time::Duration;

use menshen_model::{ImageCodeId, SiteId};

use crate::{BreakerScope, Counter, PhoneKey, ReverseKey, Span, TicketKey};

/// The keys of one site.
#[derive(Clone)]
pub(super) struct KeyNames {
    /// What every key begins with: nothing, or `site:NAME:`.
    site: String,
    /// What stands before the UUID of a picture.
    image_code: String,
}

impl KeyNames {
    /// Those of the site `default`.
    pub(super) fn new(image_code_prefix: String) -> Self {
        Self { site: String::new(), image_code: image_code_prefix }
    }

    /// Those of this site.
    pub(super) fn of_site(&self, site: &SiteId) -> Self {
        let prefix = if site.is_default() { String::new() } else { format!("site:{site}:") };
        Self { site: prefix, image_code: self.image_code.clone() }
    }

    /// A picture's plain text.
    pub(super) fn image_code(&self, id: &ImageCodeId) -> String {
        let Self { site, image_code } = self;
        format!("{site}{image_code}{id}")
    }

    /// The network that a picture was issued to. In the slot of its text, which is what stands in the braces.
    pub(super) fn issued_to(&self, id: &ImageCodeId) -> String {
        let Self { site, image_code } = self;
        format!("{site}{image_code}issued_to:{{{}}}", self.image_code(id))
    }

    /// How many there were in a window. The windows of one counter go with one script.
    pub(super) fn counter(&self, counter: &Counter, window: Duration) -> String {
        format!("{}count:{{{}}}:{}", self.site, counter.name(), window.as_millis())
    }

    /// How many messages of a scope were answered.
    pub(super) fn conversion(&self, scope: &BreakerScope) -> String {
        format!("{}conversion:{}", self.site, scope.name())
    }

    /// What is known of a scope of this name. All go with one script.
    pub(super) fn tally(&self, scope: &str) -> String {
        format!("{}{{tally}}:{scope}", self.site)
    }

    /// The last decisions.
    pub(super) fn decisions(&self) -> String {
        format!("{}decisions", self.site)
    }

    /// The messages that a number got of late.
    pub(super) fn sms_log(&self, phone: &PhoneKey) -> String {
        format!("{}sms:{{{}}}:log", self.site, phone.as_text())
    }

    /// The live codes of a number.
    pub(super) fn sms_code(&self, phone: &PhoneKey) -> String {
        format!("{}sms:{{{}}}:code", self.site, phone.as_text())
    }

    /// The last code of a number that passed, with what it was answered.
    pub(super) fn sms_passed(&self, phone: &PhoneKey) -> String {
        format!("{}sms:{{{}}}:passed", self.site, phone.as_text())
    }

    /// A message that a number is to send to the site.
    pub(super) fn reverse_message(&self, key: &ReverseKey) -> String {
        format!("{}sms:{{{}}}:reverse", self.site, key.as_text())
    }

    /// What a ticket stands for.
    pub(super) fn ticket(&self, key: &TicketKey) -> String {
        format!("{}ticket:{}", self.site, key.as_text())
    }

    /// Every switch, and lists and caps.
    pub(super) fn switches(&self) -> String {
        format!("{}switches", self.site)
    }

    /// What operators did.
    pub(super) fn audit(&self) -> String {
        format!("{}audit", self.site)
    }

    /// What was counted in a step of the history.
    pub(super) fn step(&self, span: Span, number: u64) -> String {
        let letter = if span == Span::Minutes { 'm' } else { 'h' };
        format!("{}{{history}}:{letter}:{number}", self.site)
    }

    /// An hour's prefixes by their messages, and what else is known of those.
    pub(super) fn prefixes(&self, hour: u64) -> [String; 2] {
        ["prefixes", "of-prefixes"].map(|kind| format!("{}{{history}}:{kind}:{hour}", self.site))
    }
}

#[cfg(test)]
mod tests {
    use menshen_model::Country;

    use super::*;

    /// Servers of this release and of those before it count together while they replace each other.
    #[test]
    fn the_keys_of_the_default_site_name_no_site_and_those_of_another_begin_with_its_name() {
        let default = KeyNames::new("image_code:".to_owned());
        let shop = default.of_site(&"shop".parse().unwrap());
        let (phone, ticket) = (PhoneKey::new([0; 16]), TicketKey::new([0; 16]));
        let reverse = ReverseKey::new([0; 16]);
        let id = "3f2b8c1e-9a4d-4e6f-8b7a-1c2d3e4f5a6b".parse().unwrap();
        let keys = |of: &KeyNames| {
            let [prefixes, of_prefixes] = of.prefixes(7);
            [
                of.image_code(&id),
                of.issued_to(&id),
                of.counter(&Counter::Site, Duration::from_secs(60)),
                of.conversion(&BreakerScope::Country(Country::from_code("CN").unwrap())),
                of.tally("country:CN"),
                of.decisions(),
                of.sms_log(&phone),
                of.sms_code(&phone),
                of.sms_passed(&phone),
                of.reverse_message(&reverse),
                of.ticket(&ticket),
                of.switches(),
                of.audit(),
                of.step(Span::Minutes, 7),
                of.step(Span::Hours, 7),
                prefixes,
                of_prefixes,
            ]
        };
        let known = [
            "image_code:3f2b8c1e-9a4d-4e6f-8b7a-1c2d3e4f5a6b",
            "image_code:issued_to:{image_code:3f2b8c1e-9a4d-4e6f-8b7a-1c2d3e4f5a6b}",
            "count:{site}:60000",
            "conversion:country:CN",
            "{tally}:country:CN",
            "decisions",
            "sms:{AAAAAAAAAAAAAAAAAAAAAA}:log",
            "sms:{AAAAAAAAAAAAAAAAAAAAAA}:code",
            "sms:{AAAAAAAAAAAAAAAAAAAAAA}:passed",
            "sms:{AAAAAAAAAAAAAAAAAAAAAA}:reverse",
            "ticket:AAAAAAAAAAAAAAAAAAAAAA",
            "switches",
            "audit",
            "{history}:m:7",
            "{history}:h:7",
            "{history}:prefixes:7",
            "{history}:of-prefixes:7",
        ];
        assert_eq!(keys(&default), known);
        assert_eq!(keys(&default.of_site(&SiteId::DEFAULT)), known);
        let issued_to = format!("site:shop:image_code:issued_to:{{site:shop:{}}}", known[0]);
        let mut of_shop = known.map(|key| format!("site:shop:{key}"));
        of_shop[1] = issued_to;
        assert_eq!(keys(&shop), of_shop);
    }
}
