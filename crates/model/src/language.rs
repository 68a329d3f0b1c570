//! The two languages that Menshen speaks.

use serde::{Deserialize, Serialize};

/// A language of the page and of error texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese, what is spoken when nothing else is asked for.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Every language, for tests that must see them all.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language tag (BCP 47) for the document's `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Its name in addresses and cookies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "简体中文",
            Self::En => "English",
        }
    }

    /// The language of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name() == name)
    }

    /// The language of this tag, as documents have it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first of our languages by the header's own weights (RFC 9110 §12.5.4); Chinese when
    /// the header names neither or is not there.
    pub fn from_accept_language(header: Option<&str>) -> Self {
        let mut best = (0.0, Self::default());
        for range in header.unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .filter_map(|parameter| parameter.split_once('='))
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
                .map_or(1.0, |(_, q)| q.trim().parse::<f32>().unwrap_or(0.0));
            let language = match tag.split('-').next() {
                Some("zh") => Self::Zh,
                Some("en") => Self::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_of_our_languages_wins() {
        for (header, language) in [
            (None, Language::Zh),
            (Some(""), Language::Zh),
            (Some("fr"), Language::Zh),
            (Some("en"), Language::En),
            (Some("en-GB,en;q=0.9"), Language::En),
            (Some("zh-Hans-CN, en;q=0.8"), Language::Zh),
            (Some("fr, en;q=0.3, zh;q=0.7"), Language::Zh),
            (Some("zh;q=0, en;q=0.1"), Language::En),
            (Some("en;q=x"), Language::Zh),
            // The name of the weight has no case (RFC 9110 §12.4.2).
            (Some("zh;Q=0.1, en;Q=0.5"), Language::En),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header:?}");
        }
    }
}
