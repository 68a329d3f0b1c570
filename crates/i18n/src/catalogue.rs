//! Which texts there are, and where each is shown.

mod challenges;
mod console;
mod moving;
mod operators;
mod page;
mod pointing;
mod readiness;
mod reading_test;
mod refusals;
mod reverse;
mod step_up;
mod steps;

pub use challenges::{ChallengeTexts, PictureTexts};
pub use console::{ConsoleTexts, SwitchTexts};
pub use moving::MovingTexts;
pub use operators::{AuditTexts, DecisionTexts, OperatorTexts, RuleTexts};
pub use page::{EmbedTexts, PageTexts, PreferenceTexts};
pub use pointing::PointingTexts;
pub use readiness::{ReadinessTexts, StoreTexts};
pub use reading_test::ReadingTestTexts;
pub use refusals::{AnswerTexts, RefusalTexts};
pub use reverse::ReverseTexts;
pub use step_up::StepUpTexts;
pub use steps::{SiteTexts, StepTexts};

use crate::{Plural, PluralRule, Unit};

/// A language: what it is, and all that is said in it.
#[derive(Debug)]
pub struct Catalogue {
    /// Its name in addresses and cookies, as BCP 47 has it (`zh`, `pt-BR`). Settings end in it
    /// (`SMS_TEXT_ZH`, `SMS_TEXT_PT_BR`).
    pub name: &'static str,
    /// Its tag (BCP 47) for the document's `lang`, which tells the browser its script, too.
    pub tag: &'static str,
    /// What its speakers call it: the link to it on the page.
    pub own_name: &'static str,
    /// Its name in English, for `--help`.
    pub english_name: &'static str,
    /// Which way it is written.
    pub direction: Direction,
    /// Which form a noun has beside a number.
    pub plural: PluralRule,
    /// The language ranges (RFC 4647, in small letters) that it serves, in `Accept-Language` and in the `lang`
    /// of other sites' pages: `zh` serves `zh-Hans-CN`, too. Of several that fit, the longest counts.
    pub ranges: &'static [&'static str],
    /// How a time is said, wherever a text has a place for one.
    pub time: TimeTexts,
    /// The form for people.
    pub page: PageTexts,
    /// From one step of it to the next.
    pub steps: StepTexts,
    /// What the site says of itself there.
    pub site: SiteTexts,
    /// About the picture and its field.
    pub challenges: ChallengeTexts,
    /// Beside a picture that is clicked or slid.
    pub pointing: PointingTexts,
    /// Beside a picture that moves.
    pub moving: MovingTexts,
    /// The links below every page.
    pub preferences: PreferenceTexts,
    /// In other sites' pages.
    pub embed: EmbedTexts,
    /// Why the gate said no.
    pub refusals: RefusalTexts,
    /// What a send may be asked for beside its picture.
    pub step_up: StepUpTexts,
    /// A message that the person sends.
    pub reverse: ReverseTexts,
    /// The text message.
    pub messages: MessageTexts,
    /// The console for operators.
    pub console: ConsoleTexts,
    /// Its further pages.
    pub operators: OperatorTexts,
    /// Why a server is not ready, on `/readyz`.
    pub readiness: ReadinessTexts,
    /// A page on which operators let people read pictures.
    pub reading_test: ReadingTestTexts,
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Chinese and English are.
    LeftToRight,
    /// As Arabic and Hebrew are.
    RightToLeft,
}

/// How a time is said.
#[derive(Debug)]
pub struct TimeTexts {
    /// Up to two minutes.
    pub seconds: Plural,
    /// From three minutes to two hours.
    pub minutes: Plural,
    /// Three hours or more.
    pub hours: Plural,
}

impl TimeTexts {
    /// The words for this unit.
    pub(crate) fn of(&self, unit: Unit) -> &Plural {
        match unit {
            Unit::Seconds => &self.seconds,
            Unit::Minutes => &self.minutes,
            Unit::Hours => &self.hours,
        }
    }
}

/// What leaves by text message.
#[derive(Debug)]
pub struct MessageTexts {
    /// The text that providers without templates of their own carry, unless the operator has another one:
    /// `{code}` is the code, `{minutes}` its life.
    pub text: &'static str,
}
