//! What a site is, as the settings say it.

use std::time::Duration;

use menshen_challenge::{AnswerInput, KindOrder, Size, Style};

use crate::model::{ImageCodeView, SiteId, SiteView};
use crate::server::{
    gate::{self, GatePolicy, GuessLimits},
    settings::{FrameAncestors, Origin, Settings, SettingsError},
    site_logo::SiteLogo,
    site_secret::SiteSecret,
    sms::{InboundWebhook, Provider, Values},
    store::{RateLimit, SmsRules},
};

/// A site: all that differs from one to the next. Those that the settings describe are one, `default`.
pub(crate) struct SiteConfig {
    pub(crate) id: SiteId,
    /// What the host site shows to redeem a ticket; `None`: no ticket is redeemed.
    pub(crate) secret: Option<SiteSecret>,
    /// Whose pages may call the API.
    pub(crate) cors_origins: Vec<Origin>,
    /// Who may show the page in a frame.
    pub(crate) frame_ancestors: FrameAncestors,
    /// Limits, budget, countries, and what codes are made of.
    pub(crate) policy: GatePolicy,
    /// What the pictures have in common.
    pub(crate) style: Style,
    /// How the page shows them.
    pub(crate) pictures: ImageCodeView,
    /// What else the page shows of it.
    pub(crate) view: SiteView,
    /// Stands before its name.
    pub(crate) logo: Option<SiteLogo>,
    /// Who carries the messages, in their order.
    pub(crate) providers: Vec<&'static Provider>,
    /// What those ask for, their texts included.
    pub(crate) provider_settings: Values,
    /// Who hands on what people send, by name.
    pub(crate) inbound: Option<(&'static str, InboundWebhook)>,
}

impl SiteConfig {
    /// The site that the settings describe.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingsError> {
        let providers = settings.provider_order()?;
        let provider_settings = settings.providers.values();
        for provider in &providers {
            provider.check(&provider_settings)?;
        }
        let inbound = settings.inbound()?.map(|it| ((it.provider, it.webhook), it.rules));
        let (inbound, reverse) = inbound.unzip();
        let policy = GatePolicy { reverse, ..settings.gate_policy()? };
        let logo = settings.site_logo()?;
        let view =
            settings.site_view(logo.as_ref(), policy.phone_parser.calling_codes().collect())?;
        let (style, pictures) = (settings.style(&policy.order), settings.picture_view(&policy));
        Ok(Self {
            id: SiteId::DEFAULT,
            secret: settings.site_secret()?,
            cors_origins: settings.cors_origins.clone(),
            frame_ancestors: settings.frame_ancestors.clone(),
            policy,
            style,
            pictures,
            view: SiteView { takes_reverse: inbound.is_some(), ..view },
            logo,
            providers,
            provider_settings,
            inbound,
        })
    }
}

impl Settings {
    /// What the pictures have in common, of the first kind that comes in an order.
    fn style(&self, order: &KindOrder) -> Style {
        Style {
            difficulty: self.image_code_level,
            kind: order.picture_at(0).kind,
            format: self.image_code_format,
            height: self.image_code_height,
            scale: self.image_code_scale,
        }
    }

    /// How the page shows them.
    fn picture_view(&self, policy: &GatePolicy) -> ImageCodeView {
        let order = &policy.order;
        let style = self.style(order);
        let (Size { width, height }, kind) = (style.size(), style.kind);
        let is_guessed = kind.harder_to_guess(&self.codes()) != kind;
        let moves = order.iter().any(|kind| kind.moves());
        let gives_way = is_guessed || moves || order.picture_at(usize::MAX).kind != kind;
        let input_mode = match kind.presentation().input {
            AnswerInput::Digits if !gives_way => "numeric",
            _ => "text",
        };
        // One that is pointed at is not what whoever asks for a picture alone gets.
        let is_told = order.count() > 1 || !order.calm().presentation().is_image_enough;
        let (second_kind, life) = (policy.second_kind().name(), self.image_code_ttl);
        let kind = kind.name();
        ImageCodeView {
            kind,
            second_kind,
            gives_way,
            is_told,
            moves,
            input_mode,
            width,
            height,
            life,
        }
    }

    /// How many answers to pictures may be wrong; `None`: any number.
    fn wrong_answers(&self) -> Option<GuessLimits> {
        let wrong = self.image_code_wrong_per_10_minutes;
        (wrong > 0).then(|| GuessLimits::new(wrong))
    }

    /// What the gate goes by.
    fn gate_policy(&self) -> Result<GatePolicy, SettingsError> {
        let seconds = |n: u32| Duration::from_secs(n.into());
        Ok(GatePolicy {
            order: self.challenge_order()?,
            codes: self.codes(),
            image_code_life: seconds(self.image_code_ttl),
            pictures: RateLimit { count: self.image_codes_per_minute, window: seconds(60) },
            wrong_answers: self.wrong_answers(),
            sounds: RateLimit { count: self.image_code_sounds_per_minute, window: seconds(60) },
            checks: RateLimit { count: self.sms_checks_per_minute, window: seconds(60) },
            sms: SmsRules {
                delays: self.limits.delays()?,
                delays_reset: seconds(self.limits.sms_resend_reset),
                quotas: self.limits.per_number()?,
                network_quotas: self.limits.per_number_and_network(),
                code_life: seconds(self.sms_code_ttl),
                attempts: gate::ATTEMPTS,
                repeat: gate::REPEAT,
            },
            mode: self.policy.mode(&self.limits),
            step_up: self.step_up.least(),
            work: self.step_up.work(),
            limits: self.limits.limits(seconds(self.sms_code_ttl))?,
            reverse: None,
            ticket_life: gate::TICKET_LIFE,
            test_numbers: self.test_numbers()?,
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
