//! What a send has to bring beside its picture.

use clap::{Args, ValueEnum};

use super::values::whole;
use crate::{model::StepUpLevel, server::gate::WorkRules};

/// Bits that have to be zero: eight hashes on average, about half a second on a slow phone.
const ZERO_BITS: u32 = 3;

/// What every message costs the person who asks for it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "More than a picture")]
pub struct StepUpSettings {
    /// The least that every send has to bring beside its solved picture
    ///
    /// See docs/api.md#one-more-check.
    #[arg(long, env, value_enum, default_value_t)]
    pub sms_step_up: LeastStepUp,

    /// MiB of memory that a browser works in, 8 to 32, where work is asked for; a check takes as much here
    #[arg(long, env, default_value_t = 16, value_parser = whole(8..=32))]
    pub sms_work_memory: u32,
}

/// The least that every send has to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LeastStepUp {
    /// Nothing.
    #[default]
    None,
    /// Work of the browser's processor and memory; a second picture will do as well.
    Work,
    /// A second solved picture, drawn at the hardest level.
    Challenge,
    /// A message from the phone itself, where its country has an SMS_INBOUND_NUMBER; else a second picture.
    ReverseMessage,
}

impl StepUpSettings {
    pub(crate) fn work(&self) -> WorkRules {
        WorkRules { memory_kib: self.sms_work_memory * 1024, zero_bits: ZERO_BITS }
    }

    /// The least that every send has to bring.
    pub(crate) fn least(&self) -> StepUpLevel {
        match self.sms_step_up {
            LeastStepUp::None => StepUpLevel::None,
            LeastStepUp::Work => StepUpLevel::Work,
            LeastStepUp::Challenge => StepUpLevel::Challenge,
            LeastStepUp::ReverseMessage => StepUpLevel::ReverseMessage,
        }
    }
}
