//! A wait as people say it.

/// A number and its unit: no smaller unit than people need, and never too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: WaitUnit,
}

/// The units that a wait is said in. Minutes and hours start at 3, so that they are never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitUnit {
    /// One.
    Second,
    /// Up to two minutes.
    Seconds,
    /// Up to two hours.
    Minutes,
    /// All the rest.
    Hours,
}

impl Wait {
    /// These seconds, rounded up.
    pub fn of(seconds: u32) -> Self {
        const MINUTE: u32 = 60;
        const HOUR: u32 = 60 * MINUTE;
        let (number, unit) = match seconds {
            1 => (1, WaitUnit::Second),
            0..=120 => (seconds, WaitUnit::Seconds),
            121..=7200 => (seconds.div_ceil(MINUTE), WaitUnit::Minutes),
            _ => (seconds.div_ceil(HOUR), WaitUnit::Hours),
        };
        Self { number, unit }
    }
}
