//! The numbering plans of all countries: those that are built in, and newer ones from a file.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

use super::plan::Plan;
use menshen_model::Country;

/// Made by `scripts/phone-metadata`, which says where from. A test compares them with their source.
const BUILT_IN: &str = include_str!("plans.json");

/// The layout of the file that is understood.
const FORMAT: u32 = 1;

/// Of a file, in bytes; today's has a tenth of it.
const LARGEST_FILE: u64 = 1 << 20;

/// Every country's plan.
#[derive(Debug, Deserialize)]
pub struct Plans {
    format: u32,
    /// The release of libphonenumber that they are taken from.
    version: String,
    /// By country code; of those that share one, the main country first.
    plans: Vec<Plan>,
}

impl Plans {
    /// Those that are built in.
    pub fn built_in() -> Arc<Self> {
        static PLANS: LazyLock<Arc<Plans>> = LazyLock::new(|| {
            // Without plans no number is read. Tests read them.
            let none = |_| Plans { format: FORMAT, version: String::new(), plans: Vec::new() };
            Arc::new(serde_json::from_str(BUILT_IN).unwrap_or_else(none))
        });
        Arc::clone(&PLANS)
    }

    /// Those in a file that `scripts/phone-metadata` has made.
    ///
    /// # Errors
    /// What is wrong with the file, in words that follow its name.
    pub fn from_file(path: &Path) -> Result<Self, String> {
        let json = read(path)
            .map_err(|error| format!("a file of numbering plans that can be read: {error}"))?;
        Self::from_json(&json)
    }

    fn from_json(json: &str) -> Result<Self, String> {
        let malformed = |why| format!("a file that scripts/phone-metadata has made: {why}");
        let mut plans: Self =
            serde_json::from_str(json).map_err(|error| malformed(error.to_string()))?;
        if plans.format != FORMAT {
            return Err(malformed(format!("its format is {}, not {FORMAT}", plans.format)));
        }
        let is_version = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
        if plans.version.is_empty() || !plans.version.chars().all(is_version) {
            return Err(malformed("it has no version".to_owned()));
        }
        plans.plans.sort_by_key(|plan| plan.code);
        for plan in &plans.plans {
            plan.check().map_err(|why| malformed(format!("{} {why}", plan.country.code())))?;
        }
        Ok(plans)
    }

    /// The release of libphonenumber that they are taken from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether there is a plan of this country.
    pub fn has(&self, country: Country) -> bool {
        self.of(country).is_some()
    }

    /// The plan of this country.
    pub(super) fn of(&self, country: Country) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.country == country)
    }

    /// The plans that share this country code, the main one first.
    pub(super) fn sharing(&self, code: u16) -> &[Plan] {
        let start = self.plans.partition_point(|plan| plan.code < code);
        let end = self.plans.partition_point(|plan| plan.code <= code);
        self.plans.get(start..end).unwrap_or_default()
    }

    /// Splits an international number into the plans of its country code and what follows it. No
    /// country code begins like another.
    pub(super) fn split<'a>(&self, digits: &'a str) -> Option<(&[Plan], &'a str)> {
        if digits.starts_with('0') {
            return None;
        }
        (1..=3).find_map(|length| {
            let (code, national) = digits.split_at_checked(length)?;
            let plans = self.sharing(code.parse().ok()?);
            (!plans.is_empty()).then_some((plans, national))
        })
    }
}

/// Reads a file, and waits for nothing else, such as a pipe.
fn read(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut text = String::new();
    File::open(path)?.take(LARGEST_FILE).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_that_are_built_in_are_whole() {
        let plans = Plans::from_json(BUILT_IN).unwrap();
        assert!(plans.plans.len() >= 245, "{} countries", plans.plans.len());
        assert!(plans.version.starts_with("9."), "{}", plans.version);
        let main = |code| plans.sharing(code).first().map(|plan| plan.country.code());
        assert_eq!(
            [1, 7, 44, 86, 2].map(main),
            [Some("US"), Some("RU"), Some("GB"), Some("CN"), None]
        );
    }

    #[test]
    fn a_file_of_plans_is_read_or_what_is_wrong_with_it_is_said() {
        let plan = r#"{"region": "AC", "code": 247, "mobile": "4\\d{4}", "example": "40123"}"#;
        let file =
            |plans: &str| format!(r#"{{"format": 1, "version": "10.0.0", "plans": [{plans}]}}"#);
        assert_eq!(Plans::from_json(&file(plan)).unwrap().version(), "10.0.0");
        for (json, why) in [
            (String::new(), "EOF"),
            ("[]".to_owned(), "invalid"),
            (file(plan).replace("\"format\": 1", "\"format\": 2"), "its format is 2, not 1"),
            (file(plan).replace("10.0.0", ""), "it has no version"),
            (file(plan).replace("10.0.0", "\\u001b[31m"), "it has no version"),
            (file(&plan.replace("AC", "Ac")), "two capitals"),
            (file(&plan.replace("247", "0")), "AC has no country code"),
            (file(&plan.replace("{4}", "{4}(")), "AC has a pattern that can't be read"),
            (file(&plan.replace("40123", "50123")), "AC has an example that is no mobile number"),
        ] {
            let error = Plans::from_json(&json).unwrap_err();
            assert!(error.contains("scripts/phone-metadata has made"), "{error}");
            assert!(error.contains(why), "{error}");
        }
    }
}
