//! Types that the browser and the server share. Nothing here does I/O.
//!
//! Input is parsed into one of these once, at the edge; from there on the type is the proof.

mod challenge_view;
mod error;
mod image_code_id;
mod image_code_view;
mod mobile;
mod not_ready;
mod outcome;
mod page_context;
mod places;
mod reverse_message;
mod site_id;
mod site_view;
mod sms_code;
mod step_up;
mod store_fault;

pub use challenge_view::{
    ChallengeField, ChallengeInput, ChallengeMedia, ChallengeView, ChallengeWords,
};
pub use error::{AnswerFault, Field, GateError, Operation};
pub use image_code_id::{ImageCodeId, NotAnImageCodeId};
pub use image_code_view::ImageCodeView;
// Part of what every type here says.
pub use menshen_i18n::Language;
pub use mobile::LONGEST_TYPED_MOBILE;
pub use mobile::{Country, MobileNumber, in_groups, with_calling_code};
pub use not_ready::NotReady;
pub use outcome::{SmsSent, TicketIssued};
pub use page_context::{FirstChallenge, FormState, FormStep, Frame, PageContext, Theme};
pub use places::{CLICKS, Place, places};
pub use reverse_message::{ReverseMessage, ReverseOutcome};
pub use site_id::SiteId;
pub use site_view::{CallingCode, Consent, SiteView};
pub use step_up::{Proofs, StepUp, StepUpLevel, Work};
pub use store_fault::StoreFault;

pub use sms_code::sms_code;
