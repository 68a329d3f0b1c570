//! Chance, where the policy leaves a message to it.

use std::sync::{Mutex, PoisonError};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// Draws numbers that nobody can foresee, or, for whoever compares runs, the same ones each time.
pub struct Chance(Option<Mutex<StdRng>>);

impl Chance {
    /// The system's.
    pub fn random() -> Self {
        Self(None)
    }

    /// The same numbers from the same seed: for simulations alone.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// From 0 to less than 1.
    pub(crate) fn draw(&self) -> f64 {
        match &self.0 {
            None => rand::random(),
            Some(seeded) => seeded.lock().unwrap_or_else(PoisonError::into_inner).random(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_each_time_and_without_one_nobody_knows_them() {
        let ten = |chance: Chance| (0..10).map(|_| chance.draw()).collect::<Vec<_>>();
        assert_eq!(ten(Chance::seeded(7)), ten(Chance::seeded(7)));
        assert_ne!(ten(Chance::seeded(7)), ten(Chance::seeded(8)));
        assert_ne!(ten(Chance::random()), ten(Chance::random()));
        assert!(ten(Chance::random()).iter().all(|drawn| (0.0..1.0).contains(drawn)));
    }
}
