//! What is put under a picture's name.

use menshen_challenge::Solution;

use crate::Network;

/// What is put under a picture's name where no live text is: which text, the store says by what it knows.
#[derive(Clone)]
pub struct NewChallenge {
    /// For most.
    pub calm: Solution,
    /// Under pressure for networks that are not known; `None`: the same as for most.
    pub climbed: Option<Solution>,
    /// For an address with too many wrong answers; `None`: the same as under pressure.
    pub hardest: Option<Solution>,
    /// How many wrong answers are too many.
    pub wrong_answers: u32,
    /// Under pressure the networks that the address is in, the wide last, of which two are looked at: is somebody in one of
    /// them known, then nothing climbs for it. Empty while there is no pressure.
    pub networks: Vec<Network>,
}

/// A picture code that was taken out.
#[derive(Clone, PartialEq, Eq)]
pub struct TakenChallenge {
    /// The text.
    pub text: Solution,
    /// The network that it was issued to; `None` where that was not kept, as on calm days.
    pub issued_to: Option<Network>,
}

/// Which of the texts an address gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    Calm,
    Climbed,
    Hardest,
}

impl Rank {
    pub(crate) const ALL: [Self; 3] = [Self::Calm, Self::Climbed, Self::Hardest];

    /// Whether it is not what most get.
    pub(crate) fn climbs(self) -> bool {
        self != Self::Calm
    }
}

impl NewChallenge {
    /// This one for everybody.
    pub fn of(text: Solution) -> Self {
        let (climbed, hardest, networks) = (None, None, Vec::new());
        Self { calm: text, climbed, hardest, wrong_answers: u32::MAX, networks }
    }

    /// The network that is kept with the picture: the widest, for an address in it is as easy to get as the next.
    pub(crate) fn issued_to(&self) -> Option<Network> {
        self.networks.last().copied()
    }

    pub(crate) fn text(&self, rank: Rank) -> &Solution {
        let climbed = self.climbed.as_ref().unwrap_or(&self.calm);
        match rank {
            Rank::Calm => &self.calm,
            Rank::Climbed => climbed,
            Rank::Hardest => self.hardest.as_ref().unwrap_or(climbed),
        }
    }

    /// That of an address that got so many wrong, in networks of which somebody is known or not.
    pub(crate) fn rank(&self, wrong_answers: u32, is_known: bool) -> Rank {
        if wrong_answers >= self.wrong_answers {
            Rank::Hardest
        } else if !self.networks.is_empty() && !is_known {
            Rank::Climbed
        } else {
            Rank::Calm
        }
    }
}
