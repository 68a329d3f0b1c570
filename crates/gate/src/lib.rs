//! The flow, and the only way to a text message: issue, take, reserve, send, verify, redeem.
//!
//! The flow runs at one site: [`Gate::open`] makes of a [`Site`] its [`SiteGate`], which can reach no
//! other site's keys, counts, tickets or providers.
//!
//! The order of the steps in [`SiteGate::send`] is what the invariants rest on: the picture is taken
//! before anything about the number is looked at (I4), the message is reserved and its code stored
//! before the provider is called (I2), and whatever goes wrong on the way ends without a send (I1).
//! No picture stands before [`SiteGate::verify`], so there a code that is not good has one answer (I4).
//! A send is answered with a `handle`, which makes the attempts at its code one's own (I3, I7).
//! `pressure` and `pictures` say which challenge comes, `solve` takes its answer,
//! `guesses` bounds wrong ones, `limits` is what a message counts for before its number is
//! reserved, `send` what follows; in place of it, `reverse_messages` waits for one that the person sends.
//! `pictures` stands before all that, `verify` and `redeem` behind it. What happens is told as `events`.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

pub mod clock;
mod decide;
mod decision;
mod events;
mod guesses;
mod handle;
pub mod keys;
mod limits;
pub mod login_throttle;
#[cfg(test)]
mod one_site;
pub mod operator_rules;
mod pictures;
mod policy;
mod pressure;
mod redeem;
mod redeem_error;
pub mod renderer;
mod reverse_code;
mod reverse_messages;
mod seal;
mod send;
mod site;
pub mod site_secret;
mod solve;
mod step_up;
pub mod switch_service;
mod systems;
mod test_numbers;
pub mod ticket;
#[cfg(test)]
mod two_sites;
mod verified;
mod verify;
mod weigh;
mod work;

use std::{net::IpAddr, sync::Arc, time::Duration};

use futures::future::join;
use menshen_challenge::{Answer, Solution};
use menshen_model::{GateError, ImageCodeId, Language, MobileNumber, Proofs, SmsSent, StepUpLevel};
use menshen_spans as spans;
use menshen_store::{
    Counter, KillSwitch, Network, PhoneKey, RateLimit, StoreError, TakenChallenge, deadline,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use clock::since_1970;
use limits::Reservation;
use login_throttle::LoginThrottle;
use operator_rules::{Message, OperatorRules, RuleService, RuleSubject, Standing, SubjectKind};
use pressure::Pressure;
use reverse_messages::Asker;
use work::WorkChecks;

pub use decision::{Decision, PolicyMode, Reason, Verdict};
pub use events::{ChallengeOutcome, Event, InboundOutcome, Observer};
pub use guesses::GuessLimits;
pub use limits::Limits;
pub use pictures::Described;
pub use policy::{ATTEMPTS, GatePolicy, REPEAT, TICKET_LIFE};
pub use redeem_error::RedeemError;
pub use reverse_messages::{ReverseRequest, ReverseRules};
pub use site::Site;
pub use step_up::WorkRules;
pub use systems::Systems;
pub use test_numbers::TestNumbers;
pub use verify::VerifyRequest;

/// Sends that may be under way at once; the next is refused before its picture is spent.
const SENDS_AT_ONCE: usize = 512;
/// Wrong site secrets that a network may show in a minute: a site that was started with one shows it
/// with every registration.
const WRONG_SECRETS: u32 = 30;
/// When to come back after the store failed: fred reconnects within a second.
const STORE_RETRY: u32 = 1;
/// When to ask again while the operator has stopped all messages, which may take long.
const PAUSE_RETRY: u32 = 60;

/// What the gates of all sites share, so that what is bounded stays so however many there are. One for
/// the whole server.
pub struct Gate {
    /// Places for sends.
    sends: Arc<Semaphore>,
    /// Who shows secrets that are not the site's.
    secret_throttle: Arc<LoginThrottle>,
    /// Checks proofs of work.
    work: Arc<WorkChecks>,
}

/// The gate of one site.
pub struct SiteGate {
    site: Site,
    /// What its operators have set for numbers and networks.
    rules: Arc<RuleService>,
    sends: Arc<Semaphore>,
    secret_throttle: Arc<LoginThrottle>,
    /// Checks proofs of work.
    work: Arc<WorkChecks>,
    /// What the last decisions saw.
    pressure: Pressure,
}

/// What a person hands in for a text message, as it came.
pub struct SendRequest {
    /// The phone number as typed.
    pub mobile: String,
    /// What was read in the picture.
    pub image_code: String,
    /// The picture's name.
    pub image_code_id: String,
    /// What the last send to this number was answered with, for its code to go on to be accepted within
    /// one budget of attempts; empty, or anything else, when there was none.
    pub handle: String,
    /// What comes with it where a solved picture is not enough.
    pub proofs: Proofs,
    /// Whether who asks can show people a message that they are to send, in place of a refusal.
    pub takes_reverse: bool,
    /// What the message is written in.
    pub language: Language,
    /// Whose request it is.
    pub client: IpAddr,
}

/// A challenge that was taken with the right answer.
struct Solved {
    taken: TakenChallenge,
    /// The place that the answer took among the wrong ones.
    place: Vec<Reservation>,
    /// What it was solved by, where that is what sends may be asked for beside a picture.
    by: StepUpLevel,
}

/// The picture that a message is asked for with.
#[derive(Clone, Copy)]
struct SolvedPicture<'a> {
    id: ImageCodeId,
    /// What it showed.
    text: &'a Solution,
    /// What it was solved by, as in [`Solved`].
    by: StepUpLevel,
    /// The network that it was issued to, where that is known.
    issued_to: Option<Network>,
    /// What it draws where a lot decides.
    luck: f64,
}

/// A request that may go on to its picture.
struct Admitted {
    mobile: MobileNumber,
    id: ImageCodeId,
    /// What was typed, or done; nothing where the browser's work is the answer.
    answer: Option<Answer>,
    place: OwnedSemaphorePermit,
}

impl Default for Gate {
    fn default() -> Self {
        let sends = Arc::new(Semaphore::new(SENDS_AT_ONCE));
        let secret_throttle = Arc::new(LoginThrottle::new(WRONG_SECRETS));
        Self { sends, secret_throttle, work: Arc::default() }
    }
}

impl Gate {
    /// Opens the gate of this site.
    pub fn open(&self, site: Site) -> Arc<SiteGate> {
        let (sends, secret_throttle) = (Arc::clone(&self.sends), Arc::clone(&self.secret_throttle));
        let rules = RuleService::new(Arc::clone(&site.store), site.keys.clone());
        let work = Arc::clone(&self.work);
        let (rules, pressure) = (Arc::new(rules), Pressure::default());
        Arc::new(SiteGate { site, rules, sends, secret_throttle, work, pressure })
    }

    /// Waits until no send is under way, also of those whose client has gone.
    pub async fn idle(&self) {
        // An error would mean that no send can begin any more.
        let _ = self.sends.acquire_many(SENDS_AT_ONCE as u32).await;
    }
}

impl SiteGate {
    /// Sends one text message for one solved picture.
    ///
    /// # Errors
    /// Any refusal but those about a message code that is handed in. Where the picture was not yet
    /// taken, the error's own docs say so; after any other a new picture is needed.
    pub async fn send(self: &Arc<Self>, request: SendRequest) -> Result<SmsSent, GateError> {
        let admitted = self.admit(&request).inspect_err(|refusal| self.refused(refusal));
        let Admitted { mobile, id, answer, place } = admitted?;
        // A task of its own: when the client goes away half-way, what was reserved is still sent
        // or given back.
        let gate = Arc::clone(self);
        let flow = async move {
            let _held = place;
            // Its time is for the store alone: once the provider is asked, nothing but giving back
            // is left to be done there.
            let sent = deadline::scope(async {
                let solve = gate.solve_for(&mobile, &id, answer.as_ref(), &request);
                // Both at once: nobody waits for what the operator says, and it is heeded after the picture.
                let (solved, rules) = join(spans::step("gate.solve", solve), gate.may_send()).await;
                let Solved { taken, place, by } = solved?;
                let SendRequest { client, language, takes_reverse, .. } = request;
                let in_turn =
                    request.proofs.in_turn.then(|| gate.site.keys.picture_in_turn(&mobile, client));
                let (text, issued_to) = (&taken.text, taken.issued_to);
                let luck = gate.site.keys.luck(&id, text);
                let picture = SolvedPicture { id, text, by, issued_to, luck };
                let send = gate.reserve_and_send(mobile.clone(), picture, rules, request);
                // A right answer is none of the wrong ones; nothing waits for that to be written down.
                let mut sent = join(gate.release(place), send).await.1;
                if let Err(refusal) = &mut sent
                    && takes_reverse
                {
                    gate.offer_message(refusal, &mobile, Asker { client, language }).await;
                }
                if sent.as_ref().is_err_and(GateError::keeps_picture) {
                    gate.put_back(&id, in_turn, &taken, client).await?;
                }
                sent
            });
            sent.await.inspect_err(|refusal| gate.refused(refusal))
        };
        let flow = tokio::spawn(spans::carried(flow));
        flow.await.unwrap_or_else(|_| {
            tracing::error!("a send panicked");
            // Whether it was reserved is not known; the first delay is the least that it waits.
            let delay = self.site.policy.sms.delays.first().copied().unwrap_or_default();
            let refusal = GateError::SendUnknown { retry_after: seconds(delay) };
            self.refused(&refusal);
            Err(refusal)
        })
    }

    /// What can be told without spending the picture, and a place among the sends under way.
    fn admit(&self, request: &SendRequest) -> Result<Admitted, GateError> {
        let mobile = self.site.policy.phone_parser.parse(&request.mobile)?;
        let id = request.image_code_id.parse().map_err(|_| GateError::ImageCodeIdInvalid)?;
        let answer = Answer::parse(&request.image_code);
        if answer.is_none() && !self.may_go_without_answer() {
            return Err(GateError::ImageCodeMissing);
        }
        let place = Arc::clone(&self.sends).try_acquire_owned();
        let place = place.map_err(|_| GateError::Unavailable { retry_after: STORE_RETRY })?;
        Ok(Admitted { mobile, id, answer, place })
    }

    /// What it goes by.
    pub fn policy(&self) -> &GatePolicy {
        &self.site.policy
    }

    /// Whether the store answers now.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), StoreError> {
        deadline::scope(self.site.store.ping()).await
    }

    fn refused(&self, refusal: &GateError) {
        self.site.observer.observe(Event::Refused(refusal));
    }

    /// Tells that this was answered, or why not.
    fn told<T>(&self, result: Result<T, GateError>, answered: Event<'_>) -> Result<T, GateError> {
        match &result {
            Ok(_) => self.site.observer.observe(answered),
            Err(refusal) => self.refused(refusal),
        }
        result
    }

    /// Counts one more; past the limit it is refused.
    async fn count(
        &self,
        counter: Counter,
        limit: RateLimit,
        too_many: impl Fn(u32) -> GateError,
    ) -> Result<(), GateError> {
        match self.site.store.count(&counter, limit).await.map_err(refuse)? {
            None => Ok(()),
            Some(wait) => Err(too_many(seconds(wait))),
        }
    }

    /// Whether the system of an address can be known. Otherwise an entry about one would hold for nothing.
    pub fn knows_systems(&self) -> bool {
        self.site.systems.is_some()
    }

    /// The autonomous system of this address, where it is known.
    fn system_of(&self, client: IpAddr) -> Option<u32> {
        self.site.systems.as_ref()?.system_of(client)
    }

    /// What an operator typed as the subject of an entry, and how it is shown; `None` when it is nothing of
    /// that kind.
    pub fn rule_subject(&self, kind: SubjectKind, typed: &str) -> Option<(RuleSubject, String)> {
        if kind == SubjectKind::System && !self.knows_systems() {
            return None;
        }
        RuleSubject::parse(kind, typed, &self.site.keys, &self.site.policy.phone_parser)
    }

    /// Lists and caps of its operators.
    pub fn rules(&self) -> &RuleService {
        &self.rules
    }

    /// Whether the operator lets messages out, and by which lists and caps. Asked of the store each time: a
    /// stop and a denial hold from the moment they are saved, and a store that can't tell lets nothing out.
    async fn may_send(&self) -> Result<Arc<OperatorRules>, GateError> {
        let switches = self.site.switches.read().await.map_err(refuse)?;
        if switches.is_on(KillSwitch::Stop) {
            return Err(GateError::SmsPaused { retry_after: PAUSE_RETRY });
        }
        self.rules.of_version(switches.rules_version).await.map_err(refuse)
    }

    /// What these rules of the operator say of a message to this number.
    fn standing(
        &self,
        rules: &OperatorRules,
        mobile: &MobileNumber,
        phone: &PhoneKey,
        client: IpAddr,
    ) -> Result<Standing, GateError> {
        let message = Message { mobile, phone, client, system: self.system_of(client) };
        let standing = rules.standing(&message, since_1970().as_secs());
        if standing.is_denied {
            let refusal = GateError::NotAllowed;
            let country = mobile.country();
            tracing::warn!(limit = refusal.slug(), country = country.code(), "message refused");
            return Err(refusal);
        }
        Ok(standing)
    }
}

/// A store that failed is told to the person as "busy"; the log has it already.
fn refuse(_: StoreError) -> GateError {
    GateError::Unavailable { retry_after: STORE_RETRY }
}

/// Whole seconds, rounded up: whoever waits that long has waited long enough.
fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
