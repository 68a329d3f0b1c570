//! How one country numbers its phones.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use menshen_model::Country;

/// What a valid number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A mobile, or one that may be a mobile or a landline: nobody can tell in some countries.
    Mobile,
    /// A landline, or a service such as a toll-free or premium-rate number.
    Other,
}

/// One country's plan, as it stands in the file. Patterns are of the national number: the digits
/// behind the country code, without what is dialled before them at home.
#[derive(Debug, Deserialize)]
pub(super) struct Plan {
    #[serde(rename = "region", deserialize_with = "country")]
    pub(super) country: Country,
    /// The country code of ITU-T E.164, which several countries may share.
    pub(super) code: u16,
    /// A mobile number.
    pub(super) example: Option<String>,
    /// What is dialled before the code of another country.
    abroad: Option<Prefix>,
    /// What may be dialled before a number at home.
    trunk: Option<Prefix>,
    /// What takes its place, if its last group has matched.
    transform: Option<String>,
    /// An older way to write a whole mobile number, and what it is today.
    respell: Option<(Whole, String)>,
    mobile: Option<Whole>,
    landline: Option<Whole>,
    service: Option<Whole>,
}

impl Plan {
    /// What this national number is; `None` when there is none such.
    pub(super) fn kind(&self, national: &str) -> Option<Kind> {
        let is = |pattern: &Option<Whole>| {
            pattern.as_ref().and_then(Whole::regex).is_some_and(|regex| regex.is_match(national))
        };
        if is(&self.service) {
            return Some(Kind::Other);
        }
        if is(&self.mobile) {
            return Some(Kind::Mobile);
        }
        is(&self.landline).then_some(Kind::Other)
    }

    /// The number without what is dialled before it at home.
    pub(super) fn without_trunk(&self, dialled: &str) -> Option<String> {
        let found = self.trunk.as_ref()?.regex()?.captures(dialled)?;
        let end = found.get(0).map_or(0, |whole| whole.end());
        let groups = found.len();
        let mut national = String::new();
        if let Some(transform) = &self.transform
            && groups > 1
            && found.get(groups - 1).is_some()
        {
            found.expand(transform, &mut national);
        }
        national.push_str(dialled.get(end..)?);
        Some(national)
    }

    /// The mobile number that was once written like this.
    pub(super) fn respelled(&self, national: &str) -> Option<String> {
        let (pattern, today) = self.respell.as_ref()?;
        let regex = pattern.regex().filter(|regex| regex.is_match(national))?;
        Some(regex.replace(national, today.as_str()).into_owned())
    }

    /// Where the country code begins, if these digits are dialled to another country.
    pub(super) fn end_of_abroad(&self, dialled: &str) -> Option<usize> {
        self.abroad.as_ref()?.regex()?.find(dialled).map(|found| found.end())
    }

    /// What is wrong with the plan.
    ///
    /// # Errors
    /// In words that follow the country's name.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if !(1..=999).contains(&self.code) {
            return Err("has no country code");
        }
        let respell = self.respell.as_ref().map(|(pattern, _)| pattern);
        let whole = [&self.mobile, &self.landline, &self.service].into_iter().flatten();
        let prefixes = [&self.abroad, &self.trunk].into_iter().flatten();
        if !whole.chain(respell).all(|pattern| pattern.regex().is_some())
            || !prefixes.map(Prefix::regex).all(|regex| regex.is_some())
        {
            return Err("has a pattern that can't be read");
        }
        match &self.example {
            Some(example) if self.kind(example) != Some(Kind::Mobile) => {
                Err("has an example that is no mobile number")
            }
            _ => Ok(()),
        }
    }
}

fn country<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Country, D::Error> {
    let code = String::deserialize(from)?;
    Country::from_code(&code).ok_or_else(|| serde::de::Error::custom("a region of two capitals"))
}

/// A pattern that is compiled when it is first asked: few servers serve many countries. It matches
/// the whole number, or what stands before it.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
struct Pattern<const WHOLE: bool> {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

type Whole = Pattern<true>;
type Prefix = Pattern<false>;

impl<const WHOLE: bool> From<String> for Pattern<WHOLE> {
    fn from(source: String) -> Self {
        Self { source, compiled: OnceLock::new() }
    }
}

impl<const WHOLE: bool> Pattern<WHOLE> {
    /// `None` when it can't be compiled, which [`Plan::check`] finds.
    fn regex(&self) -> Option<&Regex> {
        let compile = || {
            let end = if WHOLE { "$" } else { "" };
            let pattern = format!("^(?:{}){end}", self.source);
            RegexBuilder::new(&pattern).unicode(false).build().ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }
}
