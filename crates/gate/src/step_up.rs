//! What a send has to bring beside its solved picture, where one picture is not enough.
//!
//! Who brings too little is told what is asked for, and nothing is lost by it: all that was counted is given
//! back, and the solved picture goes back under its name. It was taken before, so of racing sends with one
//! picture one alone gets so far (I2). What is told may depend on the number, so a picture tells it a few times
//! only; then it is spent, and the next has to be solved (I4).
//!
//! A second picture has a name of the server's making, by which it knows that this one is to be drawn at the
//! hardest level. Nothing is kept of it until it is asked for.
//!
//! A client that can't send two pictures at once, such as the tutorial's, sends one after the other: the first is
//! kept for the number and the address that it was solved for.

use std::{net::IpAddr, time::Duration};

use menshen_challenge::{Answer, Solution};
use menshen_model::{
    GateError, ImageCodeId, Language, MobileNumber, Proofs, StepUp, StepUpLevel, Work,
};
use menshen_store::{Counter, RateLimit, TakenChallenge, deadline};

use crate::{SiteGate, refuse, reverse_messages::Asker};

/// How often one solved picture is good for being told what else is asked for.
const ASKS: u32 = 10;
/// Time to read a second picture in, however short a picture lives.
const SHORTEST_LIFE: Duration = Duration::from_secs(60);

/// How much work is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkRules {
    /// Memory of each hash in KiB.
    pub memory_kib: u32,
    /// Bits that have to be zero: each doubles how many hashes are tried.
    pub zero_bits: u32,
}

/// What a send with a solved picture brings.
pub(super) struct Brought<'a> {
    pub(super) proofs: &'a Proofs,
    /// The picture that was solved.
    pub(super) picture: ImageCodeId,
    /// What it showed.
    pub(super) text: &'a Solution,
    /// What it was solved by.
    pub(super) by: StepUpLevel,
    /// What the picture before it was kept under, where two can't come at once.
    pub(super) in_turn: Option<ImageCodeId>,
    /// The number as typed.
    pub(super) mobile: &'a str,
    /// As it was read.
    pub(super) number: &'a MobileNumber,
    pub(super) client: IpAddr,
    pub(super) language: Language,
}

fn has_second(proofs: &Proofs) -> bool {
    !proofs.second_image_code.trim().is_empty()
}

impl SiteGate {
    /// Goes on where what was brought is enough for this level; otherwise asks for it.
    pub(super) async fn require(
        &self,
        level: StepUpLevel,
        brought: &Brought<'_>,
    ) -> Result<(), GateError> {
        // Where there is nowhere to send one, the next best.
        if level == StepUpLevel::ReverseMessage && self.can_receive_from(brought.number) {
            let asker = Asker { client: brought.client, language: brought.language };
            return Err(self.ask_for_message(brought.number, asker).await?);
        }
        if level <= brought.by
            || self.has_solved_second(brought.proofs, brought.client).await?
            || self.has_solved_in_turn(brought).await?
            || (level == StepUpLevel::Work && self.has_worked(brought).await?)
        {
            return Ok(());
        }
        Err(self.ask_for(level, &brought.picture, brought.text, brought.proofs))
    }

    /// Asks for work where that is enough, otherwise for a second picture.
    pub(super) fn ask_for(
        &self,
        level: StepUpLevel,
        picture: &ImageCodeId,
        text: &Solution,
        proofs: &Proofs,
    ) -> GateError {
        let (image_code_id, again) = (self.site.keys.second_picture(), has_second(proofs));
        // Who has tried to read a picture goes on with pictures, and so does who can't send but one.
        let by_work = level == StepUpLevel::Work && !again && !proofs.in_turn;
        let step_up = if by_work {
            let Work { challenge, memory_kib, zero_bits } = self.work_for(picture, text);
            StepUp::Work { challenge, memory_kib, zero_bits, image_code_id }
        } else {
            StepUp::Challenge { image_code_id, again }
        };
        GateError::StepUpRequired { step_up }
    }

    /// What is to be computed for a send with this picture, which shows this.
    pub(super) fn work_for(&self, picture: &ImageCodeId, text: &Solution) -> Work {
        let WorkRules { memory_kib, zero_bits } = self.site.policy.work;
        Work { challenge: self.site.keys.work_challenge(picture, text), memory_kib, zero_bits }
    }

    /// Puts a solved picture back under its name after a refusal that keeps it, or under the one for the next
    /// send where two can't come at once.
    pub(super) async fn put_back(
        &self,
        id: &ImageCodeId,
        in_turn: Option<ImageCodeId>,
        taken: &TakenChallenge,
        client: IpAddr,
    ) -> Result<(), GateError> {
        let life = self.site.policy.image_code_life.max(SHORTEST_LIFE);
        // Longer than a picture lives that is put back again and again.
        let limit = RateLimit { count: ASKS, window: life * (ASKS + 1) };
        let expired = |_| GateError::ImageCodeExpired;
        if in_turn.is_none() {
            self.count(Counter::Asked(*id), limit, expired).await?;
        }
        let id = &in_turn.unwrap_or(*id);
        let network = self.site.keys.address(client).network();
        let back = self.site.store.put_image_code_back(network, id, taken, life);
        back.await.map_err(refuse)
    }

    /// Whether the nonce that was brought is one for this picture and number.
    async fn has_worked(&self, brought: &Brought<'_>) -> Result<bool, GateError> {
        let Ok(nonce) = brought.proofs.work.parse() else { return Ok(false) };
        self.is_work_of(&brought.picture, brought.text, brought.mobile, nonce).await
    }

    /// Whether this nonce proves work for this picture and this number as typed.
    pub(super) async fn is_work_of(
        &self,
        picture: &ImageCodeId,
        text: &Solution,
        mobile: &str,
        nonce: u32,
    ) -> Result<bool, GateError> {
        let Work { challenge, memory_kib, zero_bits } = self.work_for(picture, text);
        let mobile = mobile.to_owned();
        // Its time is none that the store keeps a request waiting for.
        let hash = self.work.beginning(challenge, mobile, nonce, memory_kib);
        Ok(menshen_work::is_enough(deadline::apart(hash).await?, zero_bits))
    }

    /// Spends the picture that was solved before this one, where it was kept for that.
    async fn has_solved_in_turn(&self, brought: &Brought<'_>) -> Result<bool, GateError> {
        let Some(id) = brought.in_turn else { return Ok(false) };
        let taken = self.site.store.take_image_code(&id).await.map_err(refuse)?;
        Ok(taken.is_some())
    }

    /// Spends the second picture, if there is one. `false`: there is none, or its answer is not right.
    pub(super) async fn has_solved_second(
        &self,
        proofs: &Proofs,
        client: IpAddr,
    ) -> Result<bool, GateError> {
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
