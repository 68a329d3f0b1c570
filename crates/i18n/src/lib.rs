//! The words that Menshen says, one file a language.
//!
//! [`Catalogue`] is the list of all texts, and a language is a file that fills it in. A text that a language
//! lacks does not compile, nor does one that forgets a place for a value ([`Template`]). Direction, plural
//! rule and the languages that browsers ask for are parts of it.
//!
//! To add a language, add its file and, here, its `mod` and its place in `LANGUAGES`. Everything else takes
//! languages from there: the links on the page, cookie and `Accept-Language`, settings of message texts and
//! templates, the element for other sites' pages. Nothing outside of this crate names a language.
//!
//! ```
//! use menshen_i18n::Language;
//!
//! let language = Language::from_accept_language(Some("en-GB, zh;q=0.5"));
//! let texts = language.catalogue();
//! assert_eq!(texts.page.resend_in.fill([&language.time(1)]), "You can ask again in 1 second");
//! ```
//!
//! # Where things are
//! - `catalogue`: which texts there are, and where each is shown.
//! - `ar` to `zh_hant`: the languages. Each says how it was checked.
//! - `language`: how a language is found.
//! - `template`, `plural`: texts with places, and nouns beside numbers.
//!
//! The browser's program must not use the catalogue, which would bring all languages with it. The server
//! writes the words into the page.

mod catalogue;
mod language;
mod plural;
mod template;
mod wait;

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod id;
mod ja;
mod ko;
mod pt_br;
mod ru;
mod zh;
mod zh_hant;

pub use catalogue::{
    AnswerTexts, AuditTexts, Catalogue, ChallengeTexts, ConsoleTexts, DecisionTexts, Direction,
    EmbedTexts, MessageTexts, MovingTexts, OperatorTexts, PageTexts, PictureTexts, PointingTexts,
    PreferenceTexts, ReadinessTexts, ReadingTestTexts, RefusalTexts, ReverseTexts, RuleTexts,
    SiteTexts, StepTexts, StepUpTexts, StoreTexts, SwitchTexts, TimeTexts,
};
pub use language::Language;
pub use plural::{Plural, PluralCategory, PluralRule};
pub use template::{Template, fill_written};
pub use wait::{Unit, Wait};

/// Every language, in the order in which the page offers them. The first is the default.
const LANGUAGES: &[&Catalogue] = &[
    &zh::CATALOGUE,
    &zh_hant::CATALOGUE,
    &en::CATALOGUE,
    &ar::CATALOGUE,
    &de::CATALOGUE,
    &es::CATALOGUE,
    &fr::CATALOGUE,
    &id::CATALOGUE,
    &ja::CATALOGUE,
    &ko::CATALOGUE,
    &pt_br::CATALOGUE,
    &ru::CATALOGUE,
];
