//! What a send has to bring beside its solved picture, where one picture is not enough.
//!
//! Who brings too little is told what is asked for, and nothing is lost by it: all that was counted is given
//! back, and the solved picture goes back under its name. It was taken before, so of racing sends with one
//! picture one alone gets so far (I2). What is told may depend on the number, so a picture tells it a few times
//! only; then it is spent, and the next has to be solved (I4).
//!
//! A second picture has a name of the server's making, by which it knows that this one is to be drawn at the
//! hardest level. Nothing is kept of it until it is asked for.

use std::{net::IpAddr, time::Duration};

use menshen_challenge::{Answer, Solution};
use menshen_model::{GateError, ImageCodeId, StepUp, StepUpLevel};
use menshen_store::{Counter, RateLimit};

use crate::{SiteGate, refuse};

/// How often one solved picture is good for being told what else is asked for.
const ASKS: u32 = 10;
/// Time to read a second picture in, however short a picture lives.
const SHORTEST_LIFE: Duration = Duration::from_secs(60);

/// What a send brings beside its solved picture. Empty texts are nothing.
#[derive(Default)]
pub struct Proofs {
    /// What was read in a second picture.
    pub second_image_code: String,
    /// The name of that picture.
    pub second_image_code_id: String,
}

impl Proofs {
    fn has_second(&self) -> bool {
        !(self.second_image_code.is_empty() && self.second_image_code_id.is_empty())
    }
}

impl SiteGate {
    /// Goes on where what was brought is enough for this level; otherwise asks for it.
    pub(super) async fn require(
        &self,
        level: StepUpLevel,
        proofs: &Proofs,
        client: IpAddr,
    ) -> Result<(), GateError> {
        if level == StepUpLevel::None || self.has_solved_second(proofs, client).await? {
            return Ok(());
        }
        let image_code_id = self.site.keys.second_picture();
        let step_up = StepUp::Challenge { image_code_id, again: proofs.has_second() };
        Err(GateError::StepUpRequired { step_up })
    }

    /// Puts a solved picture back under its name after a refusal that keeps it.
    pub(super) async fn put_back(
        &self,
        id: &ImageCodeId,
        solution: &Solution,
        client: IpAddr,
    ) -> Result<(), GateError> {
        let life = self.site.policy.image_code_life.max(SHORTEST_LIFE);
        // Longer than a picture lives that is put back again and again.
        let limit = RateLimit { count: ASKS, window: life * (ASKS + 1) };
        let expired = |_| GateError::ImageCodeExpired;
        self.count(Counter::Asked(*id), limit, expired).await?;
        let network = self.site.keys.address(client).network();
        let back = self.site.store.put_image_code_back(network, id, solution, life);
        back.await.map_err(refuse)
    }

    /// Spends the second picture, if there is one. `false`: there is none, or its answer is not right.
    async fn has_solved_second(&self, proofs: &Proofs, client: IpAddr) -> Result<bool, GateError> {
        let id = proofs.second_image_code_id.parse::<ImageCodeId>().ok();
        let id = id.filter(|id| self.site.keys.is_second_picture(id));
        let Some((id, answer)) = id.zip(Answer::parse(&proofs.second_image_code)) else {
            return Ok(false);
        };
        match self.solve(&id, &answer, client).await {
            Ok(solved) => {
                self.release(solved.place).await;
                Ok(true)
            }
            Err(
                GateError::ImageCodeWrong
                | GateError::ImageCodeExpired
                | GateError::ImageCodeMalformed { .. },
            ) => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }
}
