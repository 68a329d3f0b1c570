//! A wait as people say it.

/// A number and its unit: no smaller unit than people need, and never too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: Unit,
}

/// The units that a wait is said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
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
            0..=120 => (seconds, Unit::Seconds),
            121..=7200 => (seconds.div_ceil(MINUTE), Unit::Minutes),
            _ => (seconds.div_ceil(HOUR), Unit::Hours),
        };
        Self { number, unit }
    }
}
