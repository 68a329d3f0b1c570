//! Challenges: which one comes, drawn, spoken and described.
//!
//! What a name stands for is decided once, when it is first asked for, by the settings and the pressure; from then on
//! the store has it, for all servers. Whoever asks for a picture gets one that explains itself, since that may be a
//! client that knows nothing else; whoever asks what there is may get any kind of the order.

use std::{net::IpAddr, time::Duration};

use menshen_challenge::{Kind, KindOrder, MediaFile, Rung, Size, Solution};
use menshen_model::{GateError, ImageCodeId, StepUpLevel, Work};
use menshen_spans as spans;
use menshen_store::{Counter, Issue, KillSwitch, NewChallenge, deadline};

use crate::{Event, GuessLimits, SiteGate, refuse, seconds, solve::is_work};

/// A challenge as it is told to a client that can do more than show a picture.
#[derive(Debug, Clone)]
pub struct Described {
    /// What is asked for.
    pub kind: Kind,
    /// The media type of its picture; `None`: there is none.
    pub media_type: Option<&'static str>,
    /// How large the picture stands on a page.
    pub size: Size,
    /// Whether there is a sound that says the same.
    pub has_sound: bool,
    /// What is to be computed, where work is asked for, or will be as things stand.
    pub work: Option<Work>,
    /// Seconds until it is no longer accepted.
    pub expires_in: u32,
}

/// What stands under a name.
struct Issued {
    kind: Kind,
    solution: Solution,
    /// Drawn at the hardest level.
    is_raised: bool,
    /// Whether who asks is under pressure.
    climbs: bool,
    left: Duration,
}

/// The kind that so many steps up an order come to.
type Climb = fn(&KindOrder, usize) -> Rung;

impl SiteGate {
    /// Issues the picture of this name, or shows the live one again: the same text and seed, so the same bytes.
    /// `still`: where pictures move, a new name stands for what stands in for them.
    pub async fn issue(
        &self,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<MediaFile, GateError> {
        let issued = deadline::scope(spans::step("gate.draw", self.draw(id, client, still))).await;
        self.told(issued, Event::PictureShown)
    }

    async fn draw(
        &self,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<MediaFile, GateError> {
        let issued = self.issue_by(KindOrder::picture_at, id, client, still).await?;
        let Issued { kind, solution, is_raised, .. } = issued;
        let seed = self.site.keys.picture_seed(&id, &solution);
        self.site.renderer.draw(kind, solution, seed, is_raised).await
    }

    /// Says what stands under this name, and issues it where nothing does. `still`: as for [`Self::issue`].
    pub async fn describe(
        &self,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<Described, GateError> {
        let issue = self.issue_by(KindOrder::at, id, client, still);
        let issued = deadline::scope(spans::step("gate.describe", issue)).await;
        let issued = issued.inspect_err(|refusal| self.refused(refusal))?;
        let Issued { kind, solution, climbs, left, .. } = issued;
        let renderer = &self.site.renderer;
        let asks_for_work = is_work(kind)
            || self.site.policy.step_up == StepUpLevel::Work
            || (climbs && self.pressure.steps() > 0);
        Ok(Described {
            kind,
            media_type: renderer.media_type_of(kind),
            size: renderer.size_of(kind),
            has_sound: kind.spoken(&solution).is_some(),
            work: asks_for_work.then(|| self.work_for(&id)),
            expires_in: seconds(left),
        })
    }

    async fn issue_by(
        &self,
        climb: Climb,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<Issued, GateError> {
        let policy = &self.site.policy;
        let counter = Counter::Pictures(self.site.keys.address(client));
        let is_second = self.site.keys.is_second_picture(&id);
        let (new, is_past_end) = if is_second {
            (self.second(), true)
        } else {
            self.new_by(climb, client, still).await?
        };
        let (limit, life) = (policy.pictures, policy.image_code_life);
        let issued = self.site.store.issue_image_code(&counter, limit, &id, &new, life).await;
        match issued.map_err(refuse)? {
            Issue::NotBefore(wait) => {
                Err(GateError::TooManyPictures { retry_after: seconds(wait) })
            }
            Issue::Live { text: solution, wrong_answers, climbs, left } => {
                let kind = self.maker_of(&solution);
                let limits = policy.wrong_answers;
                let is_raised = is_second
                    || limits.is_some_and(|limits| limits.are_harder(wrong_answers))
                    || (climbs && is_past_end)
                    || self.stands_in(kind)
                    || self.site.switches.was_on(KillSwitch::Raise);
                Ok(Issued { kind, solution, is_raised, climbs, left })
            }
        }
    }

    /// A picture that is asked for beside another one.
    fn second(&self) -> NewChallenge {
        let Rung { kind, .. } = self.site.policy.order.picture_at(usize::MAX);
        // It stands where no button stops it.
        NewChallenge::of(self.make(self.under_pressure(kind).still()))
    }

    /// Whether it may have come in place of a picture that moves: then it must not be the easier way for a script.
    fn stands_in(&self, kind: Kind) -> bool {
        let mut kinds = self.site.policy.order.iter();
        kinds.any(|other| other.moves() && other.still() == kind)
    }

    /// What a new name may stand for, and whether who climbs gets the hardest level. An address with too many wrong
    /// answers climbs to the end of the order; under pressure whoever is not known climbs as far as that demands.
    async fn new_by(
        &self,
        climb: Climb,
        client: IpAddr,
        still: bool,
    ) -> Result<(NewChallenge, bool), GateError> {
        let order = &self.site.policy.order;
        let steps = self.pressure.steps();
        let wished = |kind: Kind| if still { kind.still() } else { kind };
        let calm = wished(self.instead_of(climb(order, 0).kind, client).await?);
        let up = if steps == 0 { order.count() } else { steps };
        let Rung { kind, is_past_end } = climb(order, up);
        let climbed = wished(self.under_pressure(kind));
        let new = NewChallenge {
            calm: self.make(calm),
            climbed: (climbed != calm).then(|| self.make(climbed)),
            wrong_answers: self.climbs_from(),
            networks: if steps == 0 { Vec::new() } else { self.site.keys.networks(client) },
        };
        Ok((new, is_past_end))
    }

    fn climbs_from(&self) -> u32 {
        self.site.policy.wrong_answers.map_or(u32::MAX, GuessLimits::climbs_from)
    }

    fn make(&self, kind: Kind) -> Solution {
        kind.generate(&self.site.policy.codes, &mut rand::rng())
    }

    /// Speaks the live picture code of this name without spending it: a WAV file, the same bytes
    /// each time.
    pub async fn speak(&self, id: ImageCodeId, client: IpAddr) -> Result<Vec<u8>, GateError> {
        let spoken = deadline::scope(spans::step("gate.speak", self.sound(id, client))).await;
        self.told(spoken, Event::SoundPlayed)
    }

    async fn sound(&self, id: ImageCodeId, client: IpAddr) -> Result<Vec<u8>, GateError> {
        let counter = Counter::Sounds(self.site.keys.address(client));
        let too_many = |retry_after| GateError::TooManySounds { retry_after };
        self.count(counter, self.site.policy.sounds, too_many).await?;
        let text = self.site.store.image_code(&id).await.map_err(refuse)?;
        let text = text.ok_or(GateError::ImageCodeNotFound)?;
        let seed = self.site.keys.sound_seed(&id, &text);
        self.site.renderer.speak(self.maker_of(&text), text, seed).await
    }
}
