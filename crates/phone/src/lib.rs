//! From what a person types to a number that the gate may send to.
//!
//! `Typed` makes digits of it, whatever script and marks it has; the numbering plans ([`Plans`])
//! say what the digits are. One way for all countries.

mod countries;
mod plan;
mod plans;
mod ranges;
mod typed;

use std::{collections::BTreeSet, sync::Arc};

use menshen_model::{CallingCode, Country, GateError, MobileNumber};

use plan::{Kind, Plan};
use typed::Typed;

pub use countries::Countries;
pub use plans::Plans;
pub use ranges::is_odd_range;

/// The mainland of China, where most of the sites are.
const MAINLAND: &str = "CN";

/// What digits are: a number to send to, or one that gets no messages and why; `None` when there is
/// no number like that.
type Reading = Option<Result<MobileNumber, GateError>>;

/// Reads the numbers of the countries that the site sends to.
#[derive(Debug, Clone)]
pub struct PhoneParser {
    countries: Countries,
    plans: Arc<Plans>,
}

impl PhoneParser {
    /// For numbers of these countries, read by these plans.
    pub fn new(countries: Countries, plans: Arc<Plans>) -> Self {
        Self { countries, plans }
    }

    /// The countries that are sent to, the first one first.
    pub fn countries(&self) -> impl Iterator<Item = Country> {
        self.countries.all()
    }

    /// The countries that are sent to and what stands before their numbers, the first one first.
    pub fn calling_codes(&self) -> impl Iterator<Item = CallingCode> {
        self.countries().filter_map(|country| {
            let code = self.plans.of(country)?.code;
            Some(CallingCode { country, code })
        })
    }

    /// Reads a number as it was typed or pasted, with its country code or without. Only mobile
    /// numbers are taken, and those of which nobody can tell whether they are landlines.
    ///
    /// # Errors
    /// [`GateError::MobileInvalid`] when it is no mobile number, [`GateError::CountryNotServed`]
    /// when it is one of a country that is not in the list.
    pub fn parse(&self, typed: &str) -> Result<MobileNumber, GateError> {
        let Some(Typed { digits, is_international }) = Typed::read(typed) else {
            return Err(GateError::MobileInvalid);
        };
        let reading = if is_international {
            self.international(digits.strip_prefix("00").unwrap_or(&digits))
        } else {
            self.without_plus(&digits)
        };
        reading.unwrap_or(Err(GateError::MobileInvalid))
    }

    /// Digits without a plus: the first that they can be, in this order, and nothing else.
    fn without_plus(&self, digits: &str) -> Reading {
        let home = self.plans.of(self.countries.home())?;
        let at_home = self.national(home, digits);
        if let Some(Ok(mobile)) = at_home {
            return Some(Ok(mobile));
        }
        let with_code = || self.international(digits).filter(Result::is_ok);
        let code = home.code.to_string();
        // What is a number at home that gets no messages is nothing else.
        self.dialled_abroad(home, digits)
            .or_else(|| digits.starts_with(&code).then(with_code).flatten())
            .or(at_home)
            .or_else(|| self.national(self.mainland()?, digits).filter(Result::is_ok))
            .or_else(with_code)
    }

    /// The plan of the mainland, if it is served: what is no number at home may be meant for it.
    fn mainland(&self) -> Option<&Plan> {
        let country = Country::from_code(MAINLAND)?;
        self.plans.of(country).filter(|_| self.countries.has(country))
    }

    /// A number as it is dialled in this country.
    fn national(&self, plan: &Plan, digits: &str) -> Reading {
        self.identify(self.plans.sharing(plan.code), plan, digits)
    }

    /// A number behind what is dialled before a country code: `00`, which is understood everywhere
    /// (ITU-T E.164 recommends it), or what is dialled at home. Where that is longer, such as 001 in
    /// Hong Kong, a code of that length may be meant as well, and of two numbers nobody can tell
    /// which one was.
    fn dialled_abroad(&self, home: &Plan, digits: &str) -> Reading {
        let ends = home.end_of_abroad(digits).into_iter();
        let ends: BTreeSet<_> = ends.chain(digits.starts_with("00").then_some(2)).collect();
        let rest = ends.into_iter().filter_map(|end| digits.get(end..));
        let mut readings = rest.filter_map(|rest| self.international(rest));
        let reading = readings.next()?;
        Some(if readings.next().is_some() { Err(GateError::MobileInvalid) } else { reading })
    }

    /// A number that begins with its country code. It knows nothing of the home country, whose trunk
    /// prefix may be the first digit of a number abroad.
    fn international(&self, digits: &str) -> Reading {
        let (plans, national) = self.plans.split(digits)?;
        self.identify(plans, plans.first()?, national)
    }

    /// What a national number is in the countries that share a code, with the trunk prefix of the
    /// `rules` or without.
    fn identify(&self, plans: &[Plan], rules: &Plan, national: &str) -> Reading {
        let as_it_is = self.written(plans, rules, national);
        as_it_is.or_else(|| self.written(plans, rules, &rules.without_trunk(national)?))
    }

    /// A national number that is written like this, or that was once.
    fn written(&self, plans: &[Plan], rules: &Plan, national: &str) -> Reading {
        let today = rules.respelled(national);
        let spellings = || today.as_deref().into_iter().chain([national]);
        let serves = |plan: &&Plan| self.countries.has(plan.country);
        // Where the plans of several countries hold a number, it is that of one that is served.
        for spelling in spellings() {
            let is_mobile = |plan: &&Plan| plan.kind(spelling) == Some(Kind::Mobile);
            if let Some(plan) = plans.iter().filter(serves).find(is_mobile) {
                let e164 = format!("+{}{spelling}", plan.code);
                return Some(Ok(MobileNumber::from_e164(e164, plan.country)));
            }
        }
        let is_known = |plan: &&Plan| spellings().any(|spelling| plan.kind(spelling).is_some());
        if plans.iter().filter(serves).any(|plan| is_known(&plan)) {
            return Some(Err(GateError::MobileInvalid));
        }
        plans.iter().any(|plan| is_known(&plan)).then_some(Err(GateError::CountryNotServed))
    }
}

#[cfg(test)]
mod peer;
#[cfg(test)]
mod tests;
