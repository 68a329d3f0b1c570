//! What one setting alone can't tell: secrets, addresses, and settings that need each other.

use std::{borrow::Cow, time::Duration};

use menshen_challenge::{AnswerInput, CodeSpec, Size, Style};

use super::{Hidden, Settings};
use crate::model::ImageCodeView;
use crate::server::{
    gate::{self, GatePolicy},
    keys::Keys,
    site_secret::SiteSecret,
    sms::SettingError,
    store::{RateLimit, SmsRules},
};

/// Of every secret. As random bytes these are the 128 bits that a key of HMAC needs; a shorter one
/// could be tried out.
const SHORTEST_SECRET: usize = 16;

/// A setting that stops the start: its name, and what it should be. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {should}")]
pub struct SettingsError {
    name: Cow<'static, str>,
    should: String,
}

pub(super) fn wrong(
    name: impl Into<Cow<'static, str>>,
    should: impl Into<String>,
) -> SettingsError {
    SettingsError { name: name.into(), should: should.into() }
}

impl From<SettingError> for SettingsError {
    fn from(error: SettingError) -> Self {
        wrong(error.name, error.should)
    }
}

impl Settings {
    /// The key of every HMAC.
    pub(crate) fn keys(&self) -> Result<Keys, SettingsError> {
        match &self.menshen_secret {
            Some(secret) if secret.reveal().len() >= SHORTEST_SECRET => {
                Ok(Keys::new(secret.reveal().as_bytes()))
            }
            Some(_) => Err(wrong(
                "MENSHEN_SECRET",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
            None if self.redis_url.is_some() => Err(wrong(
                "MENSHEN_SECRET",
                "required with REDIS_URL: 16 random characters or more, the same on every \
                 server, such as `openssl rand -hex 32` prints",
            )),
            None => Ok(Keys::random()),
        }
    }

    /// What the host site shows to redeem a ticket.
    pub(crate) fn site_secret(&self) -> Result<Option<SiteSecret>, SettingsError> {
        match self.site_secret.as_ref().map(Hidden::reveal) {
            None => Ok(None),
            Some(secret) if secret.len() >= SHORTEST_SECRET => Ok(Some(SiteSecret::new(secret))),
            Some(_) => Err(wrong(
                "SITE_SECRET",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
        }
    }

    /// What operators log in with; `None`: there is no console.
    pub(crate) fn admin_token(&self) -> Result<Option<&str>, SettingsError> {
        match self.admin_token.as_ref().map(Hidden::reveal) {
            Some(token) if token.len() < SHORTEST_SECRET => Err(wrong(
                "ADMIN_TOKEN",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
            token => Ok(token),
        }
    }

    /// What codes are made of.
    pub(crate) fn codes(&self) -> CodeSpec {
        CodeSpec {
            charset: self.image_code_charset.clone(),
            length: self.image_code_length as usize,
        }
    }

    /// What the pictures have in common.
    pub(crate) fn style(&self) -> Style {
        Style {
            difficulty: self.image_code_level,
            kind: self.image_code_kind,
            format: self.image_code_format,
            height: self.image_code_height,
            scale: self.image_code_scale,
        }
    }

    /// How the page shows them.
    pub(crate) fn picture_view(&self) -> ImageCodeView {
        let Size { width, height } = self.style().size();
        let input_mode = match self.image_code_kind.presentation().input {
            AnswerInput::Text => "text",
            AnswerInput::Digits => "numeric",
        };
        let kind = self.image_code_kind.name();
        ImageCodeView { kind, input_mode, width, height, life: self.image_code_ttl }
    }

    /// What the gate goes by.
    pub(crate) fn gate_policy(&self) -> Result<GatePolicy, SettingsError> {
        let seconds = |n: u32| Duration::from_secs(n.into());
        Ok(GatePolicy {
            kind: self.image_code_kind,
            codes: self.codes(),
            image_code_life: seconds(self.image_code_ttl),
            pictures: RateLimit { count: self.image_codes_per_minute, window: seconds(60) },
            sounds: RateLimit { count: self.image_code_sounds_per_minute, window: seconds(60) },
            checks: RateLimit { count: self.sms_checks_per_minute, window: seconds(60) },
            sms: SmsRules {
                delays: self.limits.delays()?,
                delays_reset: seconds(self.limits.sms_resend_reset),
                quotas: self.limits.per_number()?,
                code_life: seconds(self.sms_code_ttl),
                attempts: gate::ATTEMPTS,
            },
            limits: self.limits.limits(seconds(self.sms_code_ttl))?,
            ticket_life: gate::TICKET_LIFE,
            phone_parser: self.phone_parser()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use menshen_challenge::Kind;

    use crate::model::Language;

    #[test]
    fn every_kind_of_challenge_has_its_words_in_every_language() {
        for language in Language::all() {
            let challenges = &language.catalogue().challenges;
            for kind in Kind::value_variants() {
                assert!(challenges.of(kind.name()).is_some(), "{kind:?}");
            }
            assert!(challenges.of("").is_none());
        }
    }
}
