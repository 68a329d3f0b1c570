//! What is put under a picture's name.

use menshen_challenge::Solution;

use crate::Network;

/// What is put under a picture's name where no live text is: which text, the store says by what it knows.
#[derive(Clone)]
pub struct NewChallenge {
    /// For most.
    pub calm: Solution,
    /// For an address with too many wrong answers, and under pressure for networks that are not known; `None`:
    /// the same as for most.
    pub climbed: Option<Solution>,
    /// How many wrong answers are too many.
    pub wrong_answers: u32,
    /// Under pressure the networks that the address is in, of which two are looked at: is somebody in one of them known, then
    /// nothing climbs for it. Empty while there is no pressure.
    pub networks: Vec<Network>,
}

impl NewChallenge {
    /// This one for everybody.
    pub fn of(text: Solution) -> Self {
        Self { calm: text, climbed: None, wrong_answers: u32::MAX, networks: Vec::new() }
    }

    /// The text for an address that climbs or does not.
    pub(crate) fn text(&self, climbs: bool) -> &Solution {
        self.climbed.as_ref().filter(|_| climbs).unwrap_or(&self.calm)
    }

    /// Whether an address climbs that got so many wrong, in networks of which somebody is known or not.
    pub(crate) fn climbs(&self, wrong_answers: u32, is_known: bool) -> bool {
        wrong_answers >= self.wrong_answers || (!self.networks.is_empty() && !is_known)
    }
}
