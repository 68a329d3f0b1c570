//! What a send has to bring beside its picture.

use clap::{Args, ValueEnum};

use crate::model::StepUpLevel;

/// What every message costs the person who asks for it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "More than a picture")]
pub struct StepUpSettings {
    /// The least that every send has to bring beside its solved picture
    ///
    /// See docs/api.md#one-more-check.
    #[arg(long, env, value_enum, default_value_t)]
    pub sms_step_up: LeastStepUp,
}

/// The least that every send has to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LeastStepUp {
    /// Nothing.
    #[default]
    None,
    /// A second solved picture, drawn at the hardest level.
    Challenge,
}

impl StepUpSettings {
    pub(crate) fn least(&self) -> StepUpLevel {
        match self.sms_step_up {
            LeastStepUp::None => StepUpLevel::None,
            LeastStepUp::Challenge => StepUpLevel::Challenge,
        }
    }
}
