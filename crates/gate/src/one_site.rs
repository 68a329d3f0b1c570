//! One site on the embedded store, for tests of what its policy does to messages: they move the clock, and put their
//! pictures there without drawing them.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use menshen_challenge::{CodeSpec, Solution, Style};
use menshen_model::{
    GateError, ImageCodeId, Language, MobileNumber, Proofs, SiteId, SmsSent, StepUp, StoreFault,
};
use menshen_sms::FailoverSender;
use menshen_store::{
    CallObserver, Counter, DecisionRecord, MemoryStore, NewChallenge, ObservedStore, RateLimit,
    Store, StoreError, StoreResult, Tallied, deadline,
};

use crate::{
    Event, Gate, GatePolicy, Observer, SendRequest, Site, SiteGate, Systems, VerifyRequest,
    keys::Keys,
    renderer::{RenderThreads, Renderer},
    switch_service::SwitchService,
    two_sites::Phones,
};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// What every picture shows.
pub(crate) const ANSWER: &str = "ACD347";

pub(crate) struct OneSite {
    pub(crate) gate: Arc<SiteGate>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) phones: Phones,
    /// What was decided, the last at the end.
    pub(crate) decisions: Arc<Decisions>,
    /// What its store is asked.
    pub(crate) calls: Arc<Calls>,
    numbers: AtomicU32,
}

#[derive(Default)]
pub(crate) struct Decisions(Mutex<Vec<DecisionRecord>>);

impl Decisions {
    pub(crate) fn last(&self) -> DecisionRecord {
        self.0.lock().unwrap().last().expect("a decision").clone()
    }
}

impl Observer for Decisions {
    fn observe(&self, event: Event<'_>) {
        if let Event::Decided { record, .. } = event {
            self.0.lock().unwrap().push(record.clone());
        }
    }
}

/// Each call of the store by its name; one of them may be made to fail.
#[derive(Default)]
pub(crate) struct Calls(Mutex<(Vec<&'static str>, Option<usize>)>);

impl Calls {
    /// From now on they are counted from nought, and this one fails.
    pub(crate) fn fail(&self, place: usize) {
        *self.0.lock().unwrap() = (Vec::new(), Some(place));
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().0.clone()
    }
}

impl CallObserver for Calls {
    async fn around<T: Send>(
        &self,
        call: &'static str,
        run: impl Future<Output = StoreResult<T>> + Send,
    ) -> StoreResult<T> {
        let fails = {
            let (names, failing) = &mut *self.0.lock().unwrap();
            names.push(call);
            *failing == Some(names.len() - 1)
        };
        if fails { Err(StoreError::Down(StoreFault::Unreachable)) } else { run.await }
    }
}

/// The system of every address.
struct OneSystem;

impl Systems for OneSystem {
    fn system_of(&self, _: IpAddr) -> Option<u32> {
        Some(64500)
    }
}

impl OneSite {
    pub(crate) fn open(policy: GatePolicy) -> Self {
        let calls = Arc::<Calls>::default();
        let store = ObservedStore::new(Arc::new(MemoryStore::new(1000)), Arc::clone(&calls));
        let store: Arc<dyn Store> = Arc::new(store);
        let (phones, decisions) = (Phones::default(), Arc::<Decisions>::default());
        let nobody: Arc<dyn Observer> = Arc::new(Vec::new());
        let (codes, threads) = (CodeSpec::default(), RenderThreads::start());
        let gate = Gate::default().open(Site {
            id: SiteId::DEFAULT,
            store: Arc::clone(&store),
            sms: FailoverSender::new(vec![Box::new(phones.clone())]),
            renderer: Renderer::new(Style::default(), codes, false, threads, nobody),
            keys: Keys::new(b"one"),
            policy,
            secret: None,
            switches: Arc::new(SwitchService::new(Arc::clone(&store))),
            systems: Some(Arc::new(OneSystem)),
            observer: Arc::clone(&decisions) as _,
        });
        Self { gate, store, phones, decisions, calls, numbers: AtomicU32::new(0) }
    }

    /// A mainland number of a prefix of its own.
    pub(crate) fn number(&self) -> String {
        format!("+86137{:04}0000", self.numbers.fetch_add(1, Ordering::Relaxed))
    }

    /// Asks for a message with a solved picture.
    pub(crate) async fn ask(&self, client: &str, number: &str) -> Result<SmsSent, GateError> {
        self.ask_with(client, number, ANSWER).await
    }

    /// The same where the next call of the store but so many fails; gives the name of that, if there was one.
    pub(crate) async fn ask_with_a_fault(
        &self,
        client: &str,
        number: &str,
        place: usize,
    ) -> (Option<&'static str>, Result<SmsSent, GateError>) {
        let id = self.picture().await;
        self.calls.fail(place);
        let sent = self.hand_in(client, number, &id, ANSWER).await;
        (self.calls.names().get(place).copied(), sent)
    }

    /// The same with this answer to the picture.
    pub(crate) async fn ask_with(
        &self,
        client: &str,
        number: &str,
        answer: &str,
    ) -> Result<SmsSent, GateError> {
        let id = self.picture().await;
        self.hand_in(client, number, &id, answer).await
    }

    /// A picture that is there to be solved.
    pub(crate) async fn picture(&self) -> ImageCodeId {
        let id = ImageCodeId::random();
        let new = NewChallenge::of(Solution::stored(ANSWER.to_owned()));
        let limit = RateLimit { count: u32::MAX, window: HOUR };
        self.store.issue_image_code(&Counter::Site, limit, &id, &new, HOUR).await.unwrap();
        id
    }

    /// Asks for a message with this answer to this picture.
    pub(crate) async fn hand_in(
        &self,
        client: &str,
        number: &str,
        id: &ImageCodeId,
        answer: &str,
    ) -> Result<SmsSent, GateError> {
        let request = SendRequest {
            mobile: number.to_owned(),
            image_code: answer.to_owned(),
            image_code_id: id.to_string(),
            handle: String::new(),
            proofs: Proofs::default(),
            takes_reverse: false,
            language: Language::default(),
            client: client.parse().unwrap(),
        };
        self.gate.send(request).await
    }

    /// Hands in the code that came to this number.
    pub(crate) async fn answer(&self, client: &str, number: &str) {
        let sms_code = self.phones.code(number);
        let (handle, hostname) = (String::new(), String::new());
        let (mobile, client) = (number.to_owned(), client.parse().unwrap());
        let request = VerifyRequest { mobile, sms_code, handle, hostname, client };
        self.gate.verify(request).await.unwrap();
    }

    /// Counts a message as sent that nobody has to be asked for.
    pub(crate) async fn tally(&self, client: &str, number: &str) -> Tallied {
        let mobile = MobileNumber::of_mainland(number);
        deadline::scope(self.gate.tally(&mobile, client.parse().unwrap())).await.unwrap()
    }

    /// Somebody in this network is known: two hours pass.
    pub(crate) async fn knows(&self, client: &str) {
        let tallied = self.tally(client, &self.number()).await;
        self.store.tally_verified(&tallied.receipt).await.unwrap();
        tokio::time::advance(2 * HOUR).await;
    }
}

/// What is asked for in place of a message, if anything.
pub(crate) fn asked_for(answer: &Result<SmsSent, GateError>) -> Option<&'static str> {
    match answer {
        Err(GateError::StepUpRequired { step_up }) => Some(match step_up {
            StepUp::Work { .. } => "work",
            StepUp::Challenge { .. } => "challenge",
            StepUp::ReverseMessage(_) => "reverse-message",
        }),
        _ => None,
    }
}
