//! Two sites in one process, on either store: nothing of the one is good for anything at the other.

#[path = "../../../tests/support/patience.rs"]
mod patience;
#[path = "../../../tests/support/redis_server.rs"]
#[expect(dead_code, reason = "what only the tests over HTTP need")]
mod redis_server;
mod reverse_messages;

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use menshen_challenge::{CodeSpec, Kind, KindOrder, Style};
use menshen_model::{GateError, ImageCodeId, Language, Proofs, SiteId, StepUpLevel};
use menshen_phone::{PhoneParser, Plans};
use menshen_sms::{FailoverSender, SendError, SmsMessage, SmsProvider};
use menshen_store::{
    BreakerRules, CallObserver, KillSwitch, ObservedStore, Operations, RateLimit, RedisStore,
    SmsRules, Store, StoreResult, Stores, deadline,
};

use crate::{
    Gate, GatePolicy, GuessLimits, Limits, Observer, PolicyMode, RedeemError, ReverseRules,
    SendRequest, Site, SiteGate, TestNumbers, VerifyRequest, WorkRules,
    keys::Keys,
    renderer::{RenderThreads, Renderer},
    site_secret::SiteSecret,
    switch_service::SwitchService,
};
use redis_server::RedisServer;

const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const NUMBER: &str = "+8613800138000";
const OTHER_NUMBER: &str = "+8613900139000";
const HOUR: Duration = Duration::from_secs(3600);

/// The phones of one site: the last code that came to each.
#[derive(Clone, Default)]
pub(crate) struct Phones(Arc<Mutex<HashMap<String, String>>>);

impl Phones {
    /// The last code that came to this number.
    pub(crate) fn code(&self, number: &str) -> String {
        self.0.lock().unwrap()[number].clone()
    }

    /// Whether nothing has come to any.
    pub(crate) fn are_silent(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

#[async_trait]
impl SmsProvider for Phones {
    fn name(&self) -> &'static str {
        "phones"
    }

    async fn send(&self, message: &SmsMessage, _within: Duration) -> Result<(), SendError> {
        let (number, code) = (message.mobile.e164().to_owned(), message.code.as_str().to_owned());
        self.0.lock().unwrap().insert(number, code);
        Ok(())
    }
}

/// How many calls of the store were waited for one after the other; those that are under way together are one.
#[derive(Default)]
struct Rounds {
    count: AtomicUsize,
    /// The next reservation takes long, and meanwhile the stop is pressed here.
    stopped_meanwhile: Mutex<Option<Arc<SwitchService>>>,
}

impl CallObserver for Rounds {
    async fn around<T: Send>(
        &self,
        call: &'static str,
        run: impl Future<Output = StoreResult<T>> + Send,
    ) -> StoreResult<T> {
        let earlier = self.count.load(Ordering::SeqCst);
        // The embedded store answers at once; a call over the network lets others begin.
        tokio::task::yield_now().await;
        let answer = run.await;
        let is_reserved = call == "store.reserve_sms";
        let pressed = self.stopped_meanwhile.lock().unwrap().take_if(|_| is_reserved);
        if let Some(switches) = pressed {
            tokio::time::pause();
            tokio::time::advance(Duration::from_millis(100)).await;
            tokio::time::resume();
            switches.set_switch(KillSwitch::Stop, true, "Lin").await.unwrap();
        }
        self.count.fetch_max(earlier + 1, Ordering::SeqCst);
        answer
    }
}

/// One of the two.
struct Side {
    rounds: Arc<Rounds>,
    gate: Arc<SiteGate>,
    store: Arc<dyn Store>,
    switches: Arc<SwitchService>,
    phones: Phones,
    secret: String,
}

impl Side {
    /// `budget`: messages of the whole site in an hour.
    fn open(gate: &Gate, stores: &Stores, name: &str, budget: u32) -> Self {
        let id: SiteId = name.parse().unwrap();
        let rounds = Arc::new(Rounds::default());
        let store = ObservedStore::new(stores.of_site(&id), Arc::clone(&rounds));
        let store: Arc<dyn Store> = Arc::new(store);
        let switches = Arc::new(SwitchService::new(Arc::clone(&store)));
        let phones = Phones::default();
        let secret = format!("what the host of {name} shows");
        let nobody: Arc<dyn Observer> = Arc::new(Vec::new());
        let threads = RenderThreads::start();
        let gate = gate.open(Site {
            keys: Keys::new(b"one secret for both").of_site(&id),
            id,
            store: Arc::clone(&store),
            sms: FailoverSender::new(vec![Box::new(phones.clone())]),
            renderer: Renderer::new(
                Style::default(),
                CodeSpec::default(),
                true,
                threads,
                Arc::clone(&nobody),
            ),
            policy: policy(budget),
            secret: Some(SiteSecret::new(&secret)),
            switches: Arc::clone(&switches),
            systems: None,
            observer: nobody,
        });
        Self { rounds, gate, store, switches, phones, secret }
    }

    /// A new picture, and what it shows.
    async fn picture(&self) -> (ImageCodeId, String) {
        let id = ImageCodeId::random();
        self.gate.issue(id, CLIENT, false).await.unwrap();
        let text = self.store.image_code(&id).await.unwrap().unwrap();
        (id, text.as_str().to_owned())
    }

    async fn send(&self, number: &str, picture: &(ImageCodeId, String)) -> Result<(), GateError> {
        self.send_for_handle(number, picture).await.map(drop)
    }

    async fn send_for_handle(
        &self,
        number: &str,
        picture: &(ImageCodeId, String),
    ) -> Result<String, GateError> {
        let request = SendRequest {
            mobile: number.to_owned(),
            image_code: picture.1.clone(),
            image_code_id: picture.0.to_string(),
            handle: String::new(),
            proofs: Proofs::default(),
            takes_reverse: false,
            language: Language::default(),
            client: CLIENT,
        };
        self.gate.send(request).await.map(|sent| sent.handle)
    }

    fn code(&self, number: &str) -> String {
        self.phones.code(number)
    }

    async fn verify(&self, code: &str) -> Result<String, GateError> {
        self.verify_by("", code).await
    }

    async fn verify_by(&self, handle: &str, code: &str) -> Result<String, GateError> {
        let (mobile, sms_code) = (NUMBER.to_owned(), code.to_owned());
        let (handle, hostname) = (handle.to_owned(), String::new());
        let request = VerifyRequest { mobile, sms_code, handle, hostname, client: CLIENT };
        self.gate.verify(request).await.map(|issued| issued.ticket)
    }

    async fn redeem(&self, secret: &str, ticket: &str) -> Result<String, RedeemError> {
        self.gate.redeem(secret, ticket, "", CLIENT).await.map(|ticket| ticket.mobile)
    }
}

pub(crate) fn policy(budget: u32) -> GatePolicy {
    let enough = RateLimit { count: 1000, window: HOUR };
    GatePolicy {
        order: KindOrder::of(Kind::default(), &CodeSpec::default()).unwrap(),
        codes: CodeSpec::default(),
        image_code_life: HOUR,
        wrong_answers: Some(GuessLimits::new(20)),
        pictures: enough,
        sounds: enough,
        checks: enough,
        sms: SmsRules {
            delays: vec![HOUR],
            delays_reset: HOUR,
            quotas: Vec::new(),
            network_quotas: Vec::new(),
            code_life: HOUR,
            attempts: 5,
            repeat: HOUR,
        },
        mode: PolicyMode::default(),
        step_up: StepUpLevel::None,
        work: WorkRules { memory_kib: 64, zero_bits: 1 },
        limits: Limits {
            per_address: vec![enough],
            per_prefix: vec![enough],
            per_country: vec![RateLimit { count: budget, window: HOUR }],
            site: vec![RateLimit { count: budget, window: HOUR }],
            breaker: Some(BreakerRules {
                window: HOUR,
                grace: HOUR,
                min_samples: 1000,
                percent: 1,
                pause: HOUR,
                enforce: true,
            }),
        },
        reverse: Some(ReverseRules {
            site_name: "Example".to_owned(),
            numbers: vec![(None, "10690001".to_owned())],
        }),
        ticket_life: HOUR,
        test_numbers: TestNumbers::default(),
        phone_parser: PhoneParser::new("CN".parse().unwrap(), Plans::built_in()),
    }
}

/// Runs the test with two sites on each store; one of them is the default.
async fn on_each(budget: u32, test: impl AsyncFn(Side, Side)) {
    let run = async |stores: Stores| {
        let gate = Gate::default();
        let [a, b] = ["default", "shop"].map(|name| Side::open(&gate, &stores, name, budget));
        test(a, b).await;
    };
    run(Stores::in_memory(1000)).await;
    let server = RedisServer::start();
    let config = fred::types::config::Config::from_url(&server.url()).unwrap();
    let store = RedisStore::connect(config, "image_code:".to_owned(), patience::PATIENCE).unwrap();
    patience::until("a connection", async || store.ping().await.is_ok()).await;
    run(Stores::on_redis(store)).await;
}

#[tokio::test]
async fn a_picture_of_one_site_buys_nothing_at_another_and_is_not_spent_there() {
    on_each(100, async |a, b| {
        for (own, other) in [(&a, &b), (&b, &a)] {
            let picture = own.picture().await;
            assert_eq!(other.send(NUMBER, &picture).await, Err(GateError::ImageCodeExpired));
            assert_eq!(own.send(NUMBER, &picture).await, Ok(()));
        }
    })
    .await;
}

/// A person waits for each.
#[tokio::test]
async fn a_send_that_is_allowed_waits_for_the_store_five_times() {
    let stores = Stores::in_memory(1000);
    let side = Side::open(&Gate::default(), &stores, "default", 100);
    let picture = side.picture().await;
    let before = side.rounds.count.load(Ordering::SeqCst);
    assert_eq!(side.send(NUMBER, &picture).await, Ok(()));
    assert_eq!(side.rounds.count.load(Ordering::SeqCst) - before, 5);
}

/// I1
#[tokio::test]
async fn a_stop_that_is_pressed_while_a_message_is_reserved_for_long_keeps_it_from_the_provider() {
    let stores = Stores::in_memory(1000);
    let side = Side::open(&Gate::default(), &stores, "default", 100);
    let picture = side.picture().await;
    *side.rounds.stopped_meanwhile.lock().unwrap() = Some(Arc::clone(&side.switches));
    let refused = side.send(NUMBER, &picture).await;
    assert!(matches!(refused, Err(GateError::SmsPaused { .. })), "{refused:?}");
    assert!(side.phones.are_silent());
    // What was reserved is given back.
    side.switches.set_switch(KillSwitch::Stop, false, "Lin").await.unwrap();
    assert_eq!(side.send(NUMBER, &side.picture().await).await, Ok(()));
}

#[tokio::test]
async fn a_message_code_and_a_ticket_are_good_at_their_own_site_alone() {
    on_each(100, async |a, b| {
        assert_eq!(a.send(NUMBER, &a.picture().await).await, Ok(()));
        let code = a.code(NUMBER);
        assert_eq!(b.verify(&code).await, Err(GateError::SmsCodeWrong { tries_left: None }));
        // The number waits at the one and not at the other.
        let waits = a.send(NUMBER, &a.picture().await).await;
        assert!(matches!(waits, Err(GateError::CoolingDown { .. })), "{waits:?}");
        assert_eq!(b.send(NUMBER, &b.picture().await).await, Ok(()));
        // Two of a million are alike.
        if code != b.code(NUMBER) {
            assert_eq!(b.verify(&code).await, Err(GateError::SmsCodeWrong { tries_left: None }));
        }
        let (of_a, of_b) =
            (a.verify(&code).await.unwrap(), b.verify(&b.code(NUMBER)).await.unwrap());
        for (own, other, ticket) in [(&a, &b, of_a), (&b, &a, of_b)] {
            assert_eq!(other.redeem(&other.secret, &ticket).await, Err(RedeemError::TicketSpent));
            assert_eq!(own.redeem(&other.secret, &ticket).await, Err(RedeemError::SecretWrong));
            assert_eq!(own.redeem(&own.secret, &ticket).await, Ok(NUMBER.to_owned()));
            assert_eq!(own.redeem(&own.secret, &ticket).await, Err(RedeemError::TicketSpent));
        }
    })
    .await;
}

#[tokio::test]
async fn a_handle_is_one_at_its_own_site_alone() {
    on_each(100, async |a, b| {
        for (own, other) in [(&a, &b), (&b, &a)] {
            let handle = own.send_for_handle(NUMBER, &own.picture().await).await.unwrap();
            let code = own.code(NUMBER);
            let ticket = own.verify_by(&handle, &code).await.unwrap();
            assert_eq!(
                other.verify_by(&handle, &code).await,
                Err(GateError::SmsCodeWrong { tries_left: None })
            );
            assert_eq!(own.verify_by(&handle, &code).await, Ok(ticket));
        }
    })
    .await;
}

#[tokio::test]
async fn what_one_site_has_sent_uses_up_nothing_of_anothers_limits() {
    on_each(1, async |a, b| {
        for side in [&a, &b] {
            assert_eq!(side.send(NUMBER, &side.picture().await).await, Ok(()));
            let refused = side.send(OTHER_NUMBER, &side.picture().await).await;
            assert!(matches!(refused, Err(GateError::CountryLimited { .. })), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_stop_of_one_site_stops_no_other() {
    on_each(100, async |a, b| {
        for (stopped, other) in [(&a, &b), (&b, &a)] {
            stopped.switches.set_switch(KillSwitch::Stop, true, "Lin").await.unwrap();
            let refused = stopped.send(NUMBER, &stopped.picture().await).await;
            assert!(matches!(refused, Err(GateError::SmsPaused { .. })), "{refused:?}");
            assert_eq!(other.send(NUMBER, &other.picture().await).await, Ok(()));
            stopped.switches.set_switch(KillSwitch::Stop, false, "Lin").await.unwrap();
        }
    })
    .await;
}
