//! The countries that a site sends to.

use std::{fmt, str::FromStr};

use super::plans::Plans;
use menshen_model::Country;

/// The countries that the site sends to (ISO 3166-1 alpha-2). The first named is the one whose
/// national form is understood without a country code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countries {
    home: Country,
    /// Without `home`; sorted, each once.
    others: Vec<Country>,
}

impl Countries {
    /// The first that was named.
    pub(super) fn home(&self) -> Country {
        self.home
    }

    /// Every country in the list.
    pub fn all(&self) -> impl Iterator<Item = Country> {
        [self.home].into_iter().chain(self.others.iter().copied())
    }

    /// Whether this country is in the list.
    pub(super) fn has(&self, country: Country) -> bool {
        self.all().any(|served| served == country)
    }
}

impl FromStr for Countries {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let plans = Plans::built_in();
        let country = |code: &str| Country::from_code(code).filter(|&id| plans.has(id));
        let countries: Option<Vec<_>> = list.split(',').map(|code| country(code.trim())).collect();
        let malformed = "country codes of ISO 3166-1 with a comma between, such as CN,HK,SG";
        let mut others = countries.ok_or(malformed)?;
        let home = *others.first().ok_or(malformed)?;
        others.retain(|&other| other != home);
        others.sort_unstable_by(|a, b| a.code().cmp(b.code()));
        others.dedup();
        Ok(Self { home, others })
    }
}

impl fmt::Display for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.home.code())?;
        self.others.iter().try_for_each(|other| write!(f, ",{}", other.code()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_with_an_unknown_country_says_what_it_should_be() {
        for list in ["CN,XX", "", "CN,", "cn", "CN;US"] {
            assert!(list.parse::<Countries>().unwrap_err().contains("ISO 3166-1"), "{list}");
        }
        assert_eq!("US, CN,BR,US".parse::<Countries>().unwrap().to_string(), "US,BR,CN");
    }
}
