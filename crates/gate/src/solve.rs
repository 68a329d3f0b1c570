//! Taking a challenge: what can't be its answer is told and spends nothing, anything else spends it, right or wrong.

use std::net::IpAddr;

use menshen_challenge::{Answer, AnswerInput, Impossible, Kind, Solution};
use menshen_model::{AnswerFault, GateError, ImageCodeId, StepUpLevel};
use menshen_store::TakenChallenge;

use crate::{
    ChallengeOutcome, Event, GatePolicy, SendRequest, SiteGate, Solved, limits::Reservation, refuse,
};

impl SiteGate {
    /// Whether there is a challenge here that is answered by nothing that is typed.
    pub(super) fn may_go_without_answer(&self) -> bool {
        self.site.policy.order.iter().any(is_work)
    }

    /// Refuses what can't be the answer, as long as the challenge lives. This says no more than the settings do.
    /// One that another server has issued by other settings may have that answer; it is left to be judged, for
    /// otherwise guesses at it would be free. Gives its kind where it had to be looked at.
    pub(super) async fn pass(
        &self,
        id: &ImageCodeId,
        answer: Option<&Answer>,
    ) -> Result<Option<Kind>, GateError> {
        let GatePolicy { order, codes, .. } = &self.site.policy;
        let could_be = |answer| order.iter().all(|kind| kind.check(codes, answer).is_ok());
        if answer.is_some_and(could_be) {
            return Ok(None);
        }
        let Some(solution) = self.live(id).await? else { return Ok(None) };
        let kind = order.maker_of(codes, &solution);
        if is_work(kind) {
            return Ok(Some(kind));
        }
        let answer = answer.ok_or(GateError::ImageCodeMissing)?;
        match kind.check(codes, answer) {
            Err(impossible) if kind.could_make(codes, &solution) => {
                Err(GateError::ImageCodeMalformed { fault: fault(impossible) })
            }
            _ => Ok(Some(kind)),
        }
    }

    /// Spends the challenge of a send: by its answer, or by work where that is what it asks for.
    pub(super) async fn solve_for_send(
        &self,
        id: &ImageCodeId,
        answer: Option<&Answer>,
        request: &SendRequest,
    ) -> Result<Solved, GateError> {
        let kind = self.pass(id, answer).await?;
        match answer {
            Some(answer) if !kind.is_some_and(is_work) => {
                self.spend_answered(id, answer, request.client).await
            }
            _ => self.spend_worked(id, request).await,
        }
    }

    /// Spends the picture, right or wrong, on an answer that could be right.
    pub(super) async fn solve(
        &self,
        id: &ImageCodeId,
        answer: &Answer,
        client: IpAddr,
    ) -> Result<Solved, GateError> {
        self.pass(id, Some(answer)).await?;
        self.spend_answered(id, answer, client).await
    }

    async fn spend_answered(
        &self,
        id: &ImageCodeId,
        answer: &Answer,
        client: IpAddr,
    ) -> Result<Solved, GateError> {
        let mut held = match self.hold_answer(client).await {
            Err(GateError::TooManyAnswers { .. }) if self.live(id).await?.is_none() => {
                // Nothing is learned from a picture that is gone, so nobody need wait to be told.
                return Err(GateError::ImageCodeExpired);
            }
            held => held?,
        };
        let spent = self.spend(id, answer, client, &mut held).await;
        if let Ok(spent) = &spent {
            self.answered(match spent {
                None => ChallengeOutcome::Expired,
                Some((_, true)) => ChallengeOutcome::Right,
                Some((_, false)) => ChallengeOutcome::Wrong,
            });
        }
        let refusal = match spent {
            Ok(Some((taken, true))) => {
                return Ok(Solved { taken, place: held, by: StepUpLevel::None });
            }
            Ok(Some((_, false))) => return Err(GateError::ImageCodeWrong),
            Ok(None) => GateError::ImageCodeExpired,
            Err(refusal) => refusal,
        };
        self.release(held).await;
        Err(refusal)
    }

    /// Spends a challenge that asks for work. Who brings none is told what to compute, which says nothing about the
    /// number, and spends nothing. A second picture does for it, as for any work.
    async fn spend_worked(
        &self,
        id: &ImageCodeId,
        request: &SendRequest,
    ) -> Result<Solved, GateError> {
        let SendRequest { mobile, proofs, client, .. } = request;
        let by = if let Ok(nonce) = proofs.work.parse() {
            // Taken before it is checked: what checks costs as much as a try.
            let taken = self.take_work(id).await?;
            let is_right = self.is_work_of(id, &taken.text, mobile, nonce).await?;
            self.answered(if is_right { ChallengeOutcome::Right } else { ChallengeOutcome::Wrong });
            let solved = Solved { taken, place: Vec::new(), by: StepUpLevel::Work };
            return is_right.then_some(solved).ok_or(GateError::ImageCodeWrong);
        } else if self.has_solved_second(proofs, *client).await? {
            StepUpLevel::Challenge
        } else {
            let text = self.live(id).await?.ok_or(GateError::ImageCodeExpired)?;
            return Err(self.ask_for(StepUpLevel::Work, id, &text, proofs));
        };
        let taken = self.take_work(id).await?;
        self.answered(ChallengeOutcome::Right);
        Ok(Solved { taken, place: Vec::new(), by })
    }

    /// Takes a challenge that asks for work; any other that came under its name meanwhile is spent, and not solved.
    async fn take_work(&self, id: &ImageCodeId) -> Result<TakenChallenge, GateError> {
        let taken = self.site.store.take_image_code(id).await.map_err(refuse)?;
        let taken = taken.filter(|taken| is_work(self.maker_of(&taken.text)));
        if taken.is_none() {
            self.answered(ChallengeOutcome::Expired);
        }
        taken.ok_or(GateError::ImageCodeExpired)
    }

    fn answered(&self, outcome: ChallengeOutcome) {
        self.site.observer.observe(Event::ChallengeAnswered(outcome));
    }

    /// What the picture shows, where it is there to be answered.
    async fn live(&self, id: &ImageCodeId) -> Result<Option<Solution>, GateError> {
        self.site.store.image_code(id).await.map_err(refuse)
    }

    /// Takes the picture out and judges whether the answer is right, with a guess's place where its kind has
    /// so few. `None` when there is nothing to be judged.
    async fn spend(
        &self,
        id: &ImageCodeId,
        answer: &Answer,
        client: IpAddr,
        held: &mut Vec<Reservation>,
    ) -> Result<Option<(TakenChallenge, bool)>, GateError> {
        let taken = self.site.store.take_image_code(id).await.map_err(refuse)?;
        let Some(taken) = taken else { return Ok(None) };
        let solution = &taken.text;
        if !self.hold_guess(solution, client, held).await? {
            return Ok(None);
        }
        let kind = self.maker_of(solution);
        let is_right = kind.judge(solution, answer, self.site.renderer.size_of(kind));
        Ok(Some((taken, is_right)))
    }

    /// The kind that made the challenge, perhaps at another server.
    pub(super) fn maker_of(&self, solution: &Solution) -> Kind {
        let GatePolicy { order, codes, .. } = &self.site.policy;
        order.maker_of(codes, solution)
    }
}

/// Whether what the browser computes is its answer.
pub(super) fn is_work(kind: Kind) -> bool {
    kind.presentation().input == AnswerInput::None
}

fn fault(impossible: Impossible) -> AnswerFault {
    match impossible {
        Impossible::Characters(others) => AnswerFault::Characters(others),
        Impossible::Length { least, most } => {
            let [least, most] = [least, most].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            if least == most {
                AnswerFault::Length(most)
            } else {
                AnswerFault::Lengths(least, most)
            }
        }
        Impossible::Result(least, most) => AnswerFault::Result(least, most),
        Impossible::Points(count) => AnswerFault::Points(count),
        Impossible::Offset => AnswerFault::Offset,
    }
}
