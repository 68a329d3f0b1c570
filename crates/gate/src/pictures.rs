//! Challenges: which one comes, drawn, spoken and described.
//!
//! What a name stands for is decided once, when it is first asked for, by the settings and the pressure; from then on
//! the store has it, for all servers. Whoever asks for a picture gets one that explains itself, since that may be a
//! client that knows nothing else; whoever asks what there is may get any kind of the order.

use std::{net::IpAddr, time::Duration};

use menshen_challenge::{Kind, KindOrder, MediaFile, Rung, Size, Solution};
use menshen_model::{GateError, ImageCodeId, StepUpLevel, Work};
use menshen_spans as spans;
use menshen_store::{AddressKey, Counter, Issue, KillSwitch, NewChallenge, deadline};

use crate::{Event, GuessLimits, SiteGate, keys::Keys, refuse, seconds, solve::is_work};

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
    /// Whether who asks is under pressure.
    climbs: bool,
    left: Duration,
}

/// Who asks what a name stands for.
#[derive(Clone, Copy)]
struct Route {
    /// The kind that so many steps up an order come to.
    climb: fn(&KindOrder, usize) -> Rung,
    /// What it counts for. Each route counts for itself: who is told of a picture and then shows it has got one.
    counter: fn(AddressKey) -> Counter,
}

const PICTURE: Route = Route { climb: KindOrder::picture_at, counter: Counter::Pictures };
const DESCRIPTION: Route = Route { climb: KindOrder::at, counter: Counter::Described };

/// Texts that are tried until the seed of one is as hard as it is to be. None of so many is where a kind has but a
/// few, and then it is drawn as it comes.
const TRIES: usize = 40;

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
        let Issued { kind, solution, .. } = self.issue_by(PICTURE, id, client, still).await?;
        let seed = self.site.keys.picture_seed(&id, &solution);
        let is_hard = Keys::is_hard(&seed) || self.stands_in(kind);
        self.site.renderer.draw(kind, solution, seed, is_hard).await
    }

    /// Says what stands under this name, and issues it where nothing does. `still`: as for [`Self::issue`].
    pub async fn describe(
        &self,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<Described, GateError> {
        let issue = self.issue_by(DESCRIPTION, id, client, still);
        let issued = deadline::scope(spans::step("gate.describe", issue)).await;
        let issued = issued.inspect_err(|refusal| self.refused(refusal))?;
        let Issued { kind, solution, climbs, left } = issued;
        let renderer = &self.site.renderer;
        let asks_all = self.site.policy.step_up == StepUpLevel::Work;
        let asks_for_work = self.may_ask_for_work() && (climbs || asks_all);
        Ok(Described {
            kind,
            media_type: renderer.media_type_of(kind),
            size: renderer.size_of(kind),
            has_sound: kind.spoken(&solution).is_some(),
            work: (asks_for_work || is_work(kind)).then(|| self.work_for(&id, &solution)),
            expires_in: seconds(left),
        })
    }

    /// Whether some may be asked for work now, so that it is worth telling of it before.
    pub fn may_ask_for_work(&self) -> bool {
        match self.site.policy.step_up {
            StepUpLevel::None => self.pressure.steps() > 0,
            least => least == StepUpLevel::Work,
        }
    }

    async fn issue_by(
        &self,
        route: Route,
        id: ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<Issued, GateError> {
        let policy = &self.site.policy;
        let counter = (route.counter)(self.site.keys.address(client));
        let new = if self.site.keys.is_second_picture(&id) {
            NewChallenge::of(self.make(&id, policy.second_kind(), true))
        } else {
            self.new_by(route.climb, &id, client, still).await?
        };
        let (limit, life) = (policy.pictures, policy.image_code_life);
        let issued = self.site.store.issue_image_code(&counter, limit, &id, &new, life).await;
        match issued.map_err(refuse)? {
            Issue::NotBefore(wait) => {
                Err(GateError::TooManyPictures { retry_after: seconds(wait) })
            }
            Issue::Live { text: solution, climbs, left } => {
                Ok(Issued { kind: self.maker_of(&solution), solution, climbs, left })
            }
        }
    }

    /// Whether it may have come in place of a picture that moves: then it must not be the easier way for a script.
    fn stands_in(&self, kind: Kind) -> bool {
        let mut kinds = self.site.policy.order.iter();
        kinds.any(|other| other.moves() && other.still() == kind)
    }

    /// What a new name may stand for. Under pressure whoever is not known climbs as far as that demands; an address
    /// with too many wrong answers climbs to the end of the order, and to the hardest level.
    async fn new_by(
        &self,
        climb: fn(&KindOrder, usize) -> Rung,
        id: &ImageCodeId,
        client: IpAddr,
        still: bool,
    ) -> Result<NewChallenge, GateError> {
        let order = &self.site.policy.order;
        let steps = self.pressure.steps();
        let wished = |kind: Kind| if still { kind.still() } else { kind };
        let climbed_to = |steps| {
            let Rung { kind, is_past_end } = climb(order, steps);
            self.make(id, wished(self.site.policy.under_pressure(kind)), is_past_end)
        };
        let calm = wished(self.instead_of(climb(order, 0).kind, client).await?);
        let wrong_answers = self.site.policy.wrong_answers.map(GuessLimits::hardest_from);
        Ok(NewChallenge {
            calm: self.make(id, calm, false),
            climbed: (steps > 0).then(|| climbed_to(steps)),
            hardest: wrong_answers.map(|_| climbed_to(order.count())),
            wrong_answers: wrong_answers.unwrap_or(u32::MAX),
            networks: if steps == 0 { Vec::new() } else { self.site.keys.networks(client) },
        })
    }

    /// A new one, whose seed says whether it is drawn at the hardest level.
    fn make(&self, id: &ImageCodeId, kind: Kind, is_hard: bool) -> Solution {
        let is_hard = is_hard || self.site.switches.was_on(KillSwitch::Raise);
        let codes = &self.site.policy.codes;
        let make = || kind.generate(codes, &mut rand::rng()).with_look(&mut rand::rng());
        let is_drawn_so =
            |made: &Solution| Keys::is_hard(&self.site.keys.picture_seed(id, made)) == is_hard;
        let first = make();
        // There is one kind of work, and nothing to be seen of it.
        if is_work(kind) || is_drawn_so(&first) {
            return first;
        }
        let mut others = std::iter::repeat_with(make).take(TRIES);
        others.find(is_drawn_so).unwrap_or(first)
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
