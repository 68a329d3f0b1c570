//! The site that is attacked: the real gate over a real store, with the program's own settings.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use clap::Parser;
use menshen::{
    model::{
        GateError, ImageCodeId, Language, Proofs, ReverseMessage, ReverseOutcome, SiteId, SmsSent,
        Work,
    },
    server::{
        Config, Gate, SendRequest, Settings, VerifyRequest, keys::Keys, open_stores, store::Store,
    },
};
use menshen_challenge::{Kind, Solution, Style};
use menshen_gate::{
    Event, GatePolicy, Observer, ReverseRequest, Site, SiteGate, Verdict, WorkRules,
    renderer::{RenderThreads, Renderer},
    switch_service::SwitchService,
};
use menshen_sms::{FailoverSender, InboundMessage};

use super::{Outcome, phones::Phones, servers::Servers};

/// A gate, and what only the simulation can see of it.
pub struct Attacked {
    behind: Behind,
    policy: GatePolicy,
    pub decisions: Arc<Decisions>,
}

/// What stands there.
enum Behind {
    /// In this process.
    Gate(Box<OwnGate>),
    /// In others.
    Servers(Box<Servers>),
}

struct OwnGate {
    gate: Arc<SiteGate>,
    store: Arc<dyn Store>,
    phones: Phones,
}

/// How often the gate decided what, and for which reason first.
#[derive(Default)]
pub struct Decisions(Mutex<BTreeMap<(&'static str, &'static str), u64>>);

impl Decisions {
    pub fn take(&self) -> BTreeMap<(&'static str, &'static str), u64> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Observer for Decisions {
    fn observe(&self, event: Event<'_>) {
        let Event::Decided { decision, .. } = event else { return };
        let Some(reason) = decision.reasons.first().filter(|_| decision.verdict != Verdict::Allow)
        else {
            return;
        };
        let mut decisions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *decisions.entry((decision.verdict.name(), reason.slug())).or_default() += 1;
    }
}

/// A picture that was read, by whoever is paid for that or wants a message.
pub struct Solved {
    id: ImageCodeId,
    text: String,
}

/// What is handed in for a message.
pub struct Ask<'a> {
    pub client: IpAddr,
    pub number: &'a str,
    /// What the send before was answered with; empty when there was none.
    pub handle: &'a str,
    pub solved: Solved,
    /// What was asked for beside it.
    pub proofs: Proofs,
}

/// The proof of work for a message to this number.
pub fn worked(work: &Work, number: &str) -> Proofs {
    let memory = menshen_work::Memory::new(work.memory_kib);
    let nonce = memory.and_then(|mut memory| memory.solve(&work.challenge, number, work.zero_bits));
    // Where there is no memory for it, the gate says that it is wrong.
    Proofs { work: nonce.map(|nonce| nonce.to_string()).unwrap_or_default(), ..Proofs::default() }
}

impl Solved {
    pub fn handed_in(&self) -> (String, &str) {
        (self.id.to_string(), &self.text)
    }

    /// As the second picture of a send.
    pub fn as_proof(&self) -> Proofs {
        Proofs {
            second_image_code: self.text.clone(),
            second_image_code_id: self.id.to_string(),
            ..Proofs::default()
        }
    }
}

impl Attacked {
    /// With these settings of the program; every other one has its default.
    pub async fn open(settings: &[String]) -> Outcome<Self> {
        let name = ["menshen".to_owned()];
        let settings = Settings::try_parse_from(name.iter().chain(settings))?;
        let config = Config::from_settings(&settings)?;
        // What work costs is counted, so the least of it is done.
        let least = WorkRules { memory_kib: 8, zero_bits: 0 };
        let policy = GatePolicy { work: least, ..config.gate_policy().clone() };
        let store = open_stores(&config)?.of_site(&SiteId::DEFAULT);
        until_connected(&*store).await?;
        let nobody: Arc<dyn Observer> = Arc::new(Vec::new());
        let (phones, decisions) = (Phones::default(), Arc::<Decisions>::default());
        let style = Style { kind: policy.order.calm(), ..Style::default() };
        let (codes, threads) = (policy.codes.clone(), RenderThreads::start());
        let gate = Gate::default().open(Site {
            id: SiteId::DEFAULT,
            store: Arc::clone(&store),
            sms: FailoverSender::new(vec![Box::new(phones.clone())]),
            renderer: Renderer::new(style, codes, false, threads, Arc::clone(&nobody)),
            keys: Keys::new(b"of the simulation"),
            policy: policy.clone(),
            secret: None,
            switches: Arc::new(SwitchService::new(Arc::clone(&store))),
            systems: None,
            observer: Arc::clone(&decisions) as _,
        });
        let behind = Behind::Gate(Box::new(OwnGate { gate, store, phones }));
        Ok(Self { behind, policy, decisions })
    }

    /// The same by two servers that are asked over HTTP.
    pub async fn open_servers(settings: &[String], redis: SocketAddr) -> Outcome<Self> {
        let name = ["menshen".to_owned()];
        let parsed = Settings::try_parse_from(name.iter().chain(settings))?;
        let policy = Config::from_settings(&parsed)?.gate_policy().clone();
        let servers = Servers::start(redis, settings).await?;
        Ok(Self { behind: Behind::Servers(Box::new(servers)), policy, decisions: Arc::default() })
    }

    /// The gate, where it is in this process: what only its own side can do is asked of no server.
    fn own(&self) -> Result<&OwnGate, GateError> {
        match &self.behind {
            Behind::Gate(own) => Ok(own),
            Behind::Servers(_) => Err(GateError::Unreachable),
        }
    }

    /// The code in the last message to this number.
    pub fn code(&self, number: &str) -> Option<String> {
        match &self.behind {
            Behind::Gate(own) => own.phones.code(number),
            Behind::Servers(servers) => servers.code(number),
        }
    }

    /// Messages to all, where they can be counted.
    pub fn messages(&self) -> Option<u64> {
        self.own().ok().map(|own| own.phones.messages())
    }

    /// A picture and what it shows. Here it is issued and not drawn: nobody has eyes.
    pub async fn solve(&self, client: IpAddr) -> Result<Solved, GateError> {
        self.solve_named(ImageCodeId::random(), client).await
    }

    /// The same for a picture whose name the gate has made.
    pub async fn solve_named(&self, id: ImageCodeId, client: IpAddr) -> Result<Solved, GateError> {
        let text = match &self.behind {
            Behind::Gate(own) => {
                own.gate.describe(id, client, false).await?;
                own.text(&id).await?.as_str().to_owned()
            }
            Behind::Servers(servers) => servers.picture(id, client).await?,
        };
        Ok(Solved { id, text })
    }

    /// A picture that the gate draws and nobody reads: its name, and one blind answer in how many is right.
    pub async fn look(&self, client: IpAddr) -> Result<(ImageCodeId, Kind, u64), GateError> {
        let (id, own) = (ImageCodeId::random(), self.own()?);
        own.gate.issue(id, client, false).await?;
        let text = own.text(&id).await?;
        let kind = self.policy.order.maker_of(&self.policy.codes, &text);
        Ok((id, kind, kind.odds(&self.policy.codes)))
    }

    /// An answer that could be right, made up without a look.
    pub fn guess(&self, id: ImageCodeId, kind: Kind) -> Solved {
        let text = kind.generate(&self.policy.codes, &mut rand::rng()).as_str().to_owned();
        Solved { id, text }
    }

    /// The same picture, read as something else that it could show.
    pub fn misread(&self, solved: Solved) -> Solved {
        loop {
            let other = self.guess(solved.id, self.policy.order.calm());
            if !other.text.eq_ignore_ascii_case(&solved.text) {
                return other;
            }
        }
    }

    /// Asks for a message.
    pub async fn send(&self, ask: &Ask<'_>) -> Result<SmsSent, GateError> {
        let own = match &self.behind {
            Behind::Gate(own) => own,
            Behind::Servers(servers) => return servers.send(ask).await,
        };
        let request = SendRequest {
            mobile: ask.number.to_owned(),
            image_code: ask.solved.text.clone(),
            image_code_id: ask.solved.id.to_string(),
            handle: ask.handle.to_owned(),
            proofs: ask.proofs.clone(),
            takes_reverse: true,
            language: Language::default(),
            client: ask.client,
        };
        own.gate.send(request).await
    }

    /// A message from the phone itself, in that many words, and the ticket for it.
    pub async fn send_in(&self, number: &str, asked: &ReverseMessage) -> Result<(), GateError> {
        let (sender, text) = (Some(number.to_owned()), asked.text.clone());
        let own = self.own()?;
        own.gate.receive("phones", &InboundMessage { sender, text, sent_at: None }).await?;
        let request = ReverseRequest {
            mobile: number.to_owned(),
            handle: asked.handle.clone(),
            hostname: String::new(),
            language: Language::default(),
        };
        match own.gate.take_reverse(request).await? {
            ReverseOutcome::Verified(_) => Ok(()),
            ReverseOutcome::Awaited(_) => Err(GateError::ReverseMessageExpired),
        }
    }

    /// Hands a code in.
    pub async fn verify(
        &self,
        client: IpAddr,
        number: &str,
        code: &str,
        handle: &str,
    ) -> Result<(), GateError> {
        let own = match &self.behind {
            Behind::Gate(own) => own,
            Behind::Servers(servers) => {
                return servers.verify(client, number, code, handle).await;
            }
        };
        let request = VerifyRequest {
            mobile: number.to_owned(),
            sms_code: code.to_owned(),
            handle: handle.to_owned(),
            hostname: String::new(),
            client,
        };
        own.gate.verify(request).await.map(drop)
    }
}

impl OwnGate {
    /// What a live picture shows.
    async fn text(&self, id: &ImageCodeId) -> Result<Solution, GateError> {
        let text = self.store.image_code(id).await;
        text.ok().flatten().ok_or(GateError::ImageCodeExpired)
    }
}

/// Waits for the first connection to Redis.
async fn until_connected(store: &dyn Store) -> Outcome<()> {
    for _ in 0..100 {
        if store.ping().await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the store does not answer".into())
}
