//! What the page says of its site, and in which colours.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::{Args, ValueEnum};
use reqwest::Url;

use super::{
    Settings, SettingsError,
    colour::{self, Accent},
    error::wrong,
};
use crate::{
    model::{CallingCode, Consent, SiteView},
    server::site_logo::SiteLogo,
};

/// Of a name, in characters: it stands in one line on a phone.
const LONGEST_NAME: usize = 40;

/// What the page says of its site.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Page")]
pub struct PageSettings {
    /// What the site is called: above the form, in the tab's title and on the way on, 40 characters at most
    #[arg(long, env)]
    pub site_name: Option<SiteName>,

    /// File of the picture before that name: SVG, PNG or WebP of 64 KiB at most
    #[arg(long, env)]
    pub site_logo: Option<PathBuf>,

    /// Where the page leads once a number is verified, such as `https://www.example.com/welcome`; in a
    /// frame the page around it goes on
    #[arg(long, env)]
    pub site_continue_url: Option<WebAddress>,

    /// Where people find help who can neither read nor hear the picture: a page, or `mailto:help@example.com` or
    /// `tel:+8610…`
    #[arg(long, env)]
    pub site_help_url: Option<HelpAddress>,

    /// Where the site's terms of service stand
    #[arg(long, env)]
    pub site_terms_url: Option<WebAddress>,

    /// Where the site's privacy policy stands
    #[arg(long, env)]
    pub site_privacy_url: Option<WebAddress>,

    /// How people agree to those before a message is sent
    #[arg(long, env, value_enum, default_value_t)]
    pub site_consent: ConsentBy,

    /// Colour of links and of the main button: one for light pages and, after a comma, one for dark pages,
    /// such as `#a3211a,#ff9a8c`
    ///
    /// Each has to stand out from its page by 4.5:1.
    #[arg(long, env)]
    pub site_accent: Option<Accent>,
}

/// How people agree to the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ConsentBy {
    /// A line above the button says that asking for the message is to agree.
    #[default]
    Sentence,
    /// A box that the person has to tick.
    Box,
}

/// A name of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteName(String);

impl FromStr for SiteName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        let is_name = (1..=LONGEST_NAME).contains(&name.chars().count());
        if is_name && !name.chars().any(char::is_control) {
            return Ok(Self(name.to_owned()));
        }
        Err(format!("1 to {LONGEST_NAME} characters in one line"))
    }
}

/// An address that a link may lead to.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for WebAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).ok();
        // Nothing that a browser runs, and nobody's password.
        let url = url.filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
        let url = url.filter(|url| url.username().is_empty() && url.password().is_none());
        url.map(|url| Self(url.into()))
            .ok_or("an address of the web, such as https://www.example.com/welcome")
    }
}

/// Where people find help: a page, a mailbox or a telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpAddress(String);

impl FromStr for HelpAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(WebAddress(url)) = text.parse() {
            return Ok(Self(url));
        }
        let url = Url::parse(text.trim()).ok();
        let url = url.filter(|url| matches!(url.scheme(), "mailto" | "tel"));
        url.filter(|url| !url.path().is_empty())
            .map(|url| Self(url.into()))
            .ok_or("an address such as https://www.example.com/help, mailto:help@example.com or tel:+861012345")
    }
}

impl Settings {
    /// The picture before the site's name.
    ///
    /// # Errors
    /// When the file is none.
    pub(crate) fn site_logo(&self) -> Result<Option<SiteLogo>, SettingsError> {
        let logo = self.page.site_logo.as_deref().map(SiteLogo::read);
        logo.transpose().map_err(|should| wrong("SITE_LOGO", should))
    }

    /// What the page shows of its site.
    ///
    /// # Errors
    /// When a box is to be ticked for nothing.
    pub(crate) fn site_view(
        &self,
        logo: Option<&SiteLogo>,
        calling_codes: Vec<CallingCode>,
    ) -> Result<SiteView, SettingsError> {
        let page = &self.page;
        let url = |address: &Option<WebAddress>| address.as_ref().map(|address| address.0.clone());
        let (terms_url, privacy_url) = (url(&page.site_terms_url), url(&page.site_privacy_url));
        let is_named = terms_url.is_some() || privacy_url.is_some();
        let consent = match page.site_consent {
            ConsentBy::Box if !is_named => {
                return Err(wrong(
                    "SITE_CONSENT",
                    "sentence, unless SITE_TERMS_URL or SITE_PRIVACY_URL is set",
                ));
            }
            ConsentBy::Box => Consent::Box,
            ConsentBy::Sentence if is_named => Consent::Sentence,
            ConsentBy::Sentence => Consent::None,
        };
        Ok(SiteView {
            name: page.site_name.as_ref().map(|name| name.0.clone()),
            logo: logo.map(|logo| format!("/logo?{}", logo.tag)),
            continue_url: url(&page.site_continue_url),
            help_url: page.site_help_url.as_ref().map(|address| address.0.clone()),
            terms_url,
            privacy_url,
            consent,
            style: page.site_accent.map(colour::style),
            calling_codes,
            takes_reverse: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_page_and_nowhere_else() {
        for good in ["https://shop.example/welcome?from=sms", "http://127.0.0.1:8000/"] {
            assert_eq!(good.parse::<WebAddress>().unwrap().0, good);
        }
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "/welcome", "https://a:b@c.example", ""]
        {
            assert!(bad.parse::<WebAddress>().is_err(), "{bad}");
        }
    }

    #[test]
    fn help_is_a_page_a_mailbox_or_a_telephone() {
        for good in ["https://shop.example/help", "mailto:help@shop.example", "tel:+861012345"] {
            assert_eq!(good.parse(), Ok(HelpAddress(good.to_owned())));
        }
        for bad in ["javascript:alert(1)", "mailto:", "sms:+861012345", "help@shop.example", ""] {
            assert!(bad.parse::<HelpAddress>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(" 示例商店 ".parse(), Ok(SiteName("示例商店".to_owned())));
        for bad in ["", " ", "two\nlines", &"x".repeat(41)] {
            assert!(bad.parse::<SiteName>().is_err(), "{bad:?}");
        }
    }
}
