//! Everything an operator can set: a flag, an environment variable and a default for each.
//!
//! Each setting is read by itself here. What they come to together is [`Config`](super::config::Config).

mod bounds;
mod challenges;
mod colour;
mod command_line;
mod error;
mod frame_ancestors;
mod inbound;
mod limits;
mod page;
mod phone_plans;
mod policy;
mod providers;
mod public_url;
mod redis;
mod secret_files;
mod secret_text;
mod step_up;
mod test_numbers;
mod traces;
mod values;

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use clap::{Parser, ValueEnum};
use menshen_challenge::{Charset, Difficulty, HEIGHT, HEIGHTS, ImageFormat, Kind, LENGTHS};

use super::{phone::Countries, store::COMMAND_TIMEOUT};

pub use bounds::BoundSettings;
pub(crate) use challenges::kinds;
pub use command_line::{empty_variables, without_values};
pub use error::SettingsError;
pub(crate) use error::wrong;
pub use frame_ancestors::FrameAncestors;
pub use inbound::InboundSettings;
pub use limits::LimitSettings;
pub use page::PageSettings;
pub use policy::PolicySettings;
pub use providers::{ProviderName, ProviderSettings};
pub(crate) use public_url::PublicAddress;
pub use public_url::{BasePath, PublicUrl};
pub use step_up::StepUpSettings;
pub use test_numbers::TestSettings;
pub(crate) use traces::Collector;
pub use traces::TraceSettings;
pub use values::{HostName, Network, Origin};

pub(super) use values::{address, whole};

/// Every setting, as it was found in flags and environment.
#[derive(Debug, Clone, Parser)]
pub struct Settings {
    /// Address to listen on
    #[arg(long, env, default_value = "127.0.0.1:3000", help_heading = "Server",
        value_parser = address)]
    pub leptos_site_addr: SocketAddr,

    /// Address at which /metrics is served and nothing else, `off`, or `public` for
    /// LEPTOS_SITE_ADDR, where everybody can read it [default: 127.0.0.1:9464, unless it is taken]
    ///
    /// When the default is taken, the log says so and the server starts without it.
    #[arg(long, env, help_heading = "Server")]
    pub metrics_addr: Option<MetricsAddress>,

    /// Address of the console for operators, at /admin; nothing listens there without ADMIN_TOKEN
    #[arg(long, env, default_value = "127.0.0.1:3002", help_heading = "Server",
        value_parser = address)]
    pub admin_addr: SocketAddr,

    /// Names by which the console is reached, such as console.example.com behind a proxy, a comma
    /// between; by an address and as localhost it always is
    #[arg(long, env, value_delimiter = ',', help_heading = "Server")]
    pub admin_hosts: Vec<HostName>,

    /// What operators log in to the console with, 16 characters or more, the same on every server;
    /// unset: there is no console
    #[arg(long, env, hide_env_values = true, help_heading = "Server")]
    pub admin_token: Option<Hidden>,

    /// Where browsers reach this server, such as `https://sms.example.com`, a comma between several;
    /// needed only where a proxy does not pass the name on
    ///
    /// See docs/operations.md#behind-a-proxy.
    #[arg(long, env, value_delimiter = ',', help_heading = "Server")]
    pub public_url: Vec<PublicUrl>,

    /// Path that everything is under, such as /menshen, whether or not a proxy takes it off
    /// [default: that of PUBLIC_URL]
    ///
    /// Where both are set, every PUBLIC_URL has to have this path.
    #[arg(long, env, help_heading = "Server")]
    pub base_path: Option<BasePath>,

    /// Proxies whose Forwarded or X-Forwarded-For, -Host and -Proto are believed: networks such as
    /// 10.0.0.0/8 or addresses, a comma between
    ///
    /// Clients are read from the right. Where the two headers name different ones, the proxy itself
    /// is counted: let it remove the one that it does not write.
    #[arg(long, env, value_delimiter = ',', help_heading = "Server")]
    pub trusted_proxies: Vec<Network>,

    /// Origins whose pages may call the picture, the message and the API routes, a comma between,
    /// such as `https://www.example.com` or `capacitor://localhost`; `*` for all
    ///
    /// Any header may come along, cookies may not.
    #[arg(long, env, value_delimiter = ',', help_heading = "Server")]
    pub cors_origins: Vec<Origin>,

    /// Who may show the page in a frame and get its ticket: none, or self and origins such as
    /// `https://www.example.com`, `https://*.example.com` or `capacitor://localhost`, a comma between
    #[arg(long, env, default_value = "none", help_heading = "Server")]
    pub frame_ancestors: FrameAncestors,

    /// How log lines are written
    #[arg(long, env, default_value = "human", help_heading = "Server")]
    pub log_format: LogFormat,

    /// How much is logged
    #[arg(long, env, default_value = "info", help_heading = "Server")]
    pub log_level: LogLevel,

    /// What your site's server shows at /siteverify to redeem a ticket, 16 characters or more;
    /// unset: no ticket can be redeemed
    #[arg(long, env, hide_env_values = true, help_heading = "Server")]
    pub site_secret: Option<Hidden>,

    /// Store for more than one server (redis://, redis-cluster://, redis-sentinel://, or with
    /// rediss instead of redis by TLS; Redis 7 or later) [default: the embedded in-memory store]
    ///
    /// See docs/operations.md#redis.
    #[arg(long, env, hide_env_values = true, help_heading = "Store")]
    pub redis_url: Option<Hidden>,

    /// File of the certificates (PEM) of the authorities that vouch for a Redis with TLS
    /// [default: those of the system]
    #[arg(long, env, help_heading = "Store")]
    pub redis_ca_file: Option<PathBuf>,

    /// Milliseconds that Redis may take for a command, 100 to 5000
    ///
    /// All commands of a request together have a fifth more.
    #[arg(long, env, default_value_t = COMMAND_TIMEOUT.as_millis() as u32, help_heading = "Store",
        value_parser = whole(100..=5000))]
    pub redis_timeout_ms: u32,

    /// Key of every HMAC and of the page's cookies, 16 characters or more; required with Redis and the
    /// same on every server [default: random at each start]
    #[arg(long, env, hide_env_values = true, help_heading = "Store")]
    pub menshen_secret: Option<Hidden>,

    /// Entries of each kind that the embedded store may hold
    ///
    /// When it is full, the network that has the most loses first.
    #[arg(long, env, default_value_t = 100_000, help_heading = "Store",
        value_parser = whole(1..=10_000_000))]
    pub memory_store_capacity: u32,

    /// Life of a picture code in seconds, 1 to 3600
    #[arg(long, env, default_value_t = 100, help_heading = "Picture code",
        value_parser = whole(1..=3600))]
    pub image_code_ttl: u32,

    /// Characters of a picture code, 4 to 8
    #[arg(long, env, default_value_t = 6, help_heading = "Picture code",
        value_parser = whole(*LENGTHS.start() as u32..=*LENGTHS.end() as u32))]
    pub image_code_length: u32,

    /// What people are asked to do; several with a comma between are an order from calm hours to pressure
    /// [default: IMAGE_CODE_KIND]
    ///
    /// Who is under pressure the server decides: see docs/challenges.md.
    #[arg(long, env, value_enum, value_delimiter = ',', help_heading = "Picture code")]
    pub challenge: Vec<Kind>,

    /// What a picture asks for, where CHALLENGE says nothing else
    #[arg(long, env, value_parser = kinds(Kind::pictures), default_value = Kind::default().name(),
        help_heading = "Picture code")]
    pub image_code_kind: Kind,

    /// What texts are made of: ten different capitals and digits or more, without look-alikes
    #[arg(long, env, default_value_t, help_heading = "Picture code")]
    pub image_code_charset: Charset,

    /// How hard a picture is to read, for people and for machines
    ///
    /// See docs/strength.md.
    #[arg(long, env, value_enum, default_value_t, help_heading = "Picture code")]
    pub image_code_level: Difficulty,

    /// File format of the pictures
    #[arg(long, env, default_value = "png", help_heading = "Picture code")]
    pub image_code_format: ImageFormat,

    /// Height of the pictures on the page in CSS pixels, 120 to 300; they are a little wider than high
    #[arg(long, env, default_value_t = HEIGHT, help_heading = "Picture code",
        value_parser = whole(HEIGHTS))]
    pub image_code_height: u32,

    /// Pixels for each CSS pixel, 1 or 2; 2 is sharper on dense screens and twice as large
    #[arg(long, env, default_value_t = 2, help_heading = "Picture code",
        value_parser = whole(1..=2))]
    pub image_code_scale: u32,

    /// What stands before the UUID in a picture code's Redis key; may be empty
    #[arg(long, env, default_value = "image_code:", help_heading = "Picture code")]
    pub image_code_key_prefix: String,

    /// Pictures that one address (IPv4, or IPv6 /64) may get in a minute
    #[arg(long, env, default_value_t = 60, help_heading = "Picture code",
        value_parser = whole(1..=1_000_000))]
    pub image_codes_per_minute: u32,

    /// Wrong answers that one address (IPv4, or IPv6 /64) may give in ten minutes before it gets the
    /// hardest pictures; with twice as many its answers wait; 0 counts none
    #[arg(long, env, default_value_t = 20, help_heading = "Picture code",
        value_parser = whole(0..=1_000_000))]
    pub image_code_wrong_per_10_minutes: u32,

    /// Sounds of pictures that one address (IPv4, or IPv6 /64) may get in a minute, counted apart
    /// from pictures; Safari asks twice for each
    #[arg(long, env, default_value_t = 30, help_heading = "Picture code",
        value_parser = whole(1..=1_000_000))]
    pub image_code_sounds_per_minute: u32,

    /// Who carries the messages; several with a comma between are an order: the next is tried only
    /// when it is certain that nothing was sent
    #[arg(
        long,
        env,
        default_value = "console",
        value_delimiter = ',',
        help_heading = "Text message"
    )]
    pub sms_provider: Vec<ProviderName>,

    /// Life of a message code in seconds, 1 to 600
    #[arg(long, env, default_value_t = 300, help_heading = "Text message",
        value_parser = whole(1..=600))]
    pub sms_code_ttl: u32,

    /// Message codes that one address (IPv4, or IPv6 /64) may hand in within a minute, for
    /// whatever numbers
    #[arg(long, env, default_value_t = 30, help_heading = "Text message",
        value_parser = whole(1..=1_000_000))]
    pub sms_checks_per_minute: u32,

    /// Countries to send to (ISO 3166-1), a comma between; numbers without a country code are
    /// taken to be of the first
    ///
    /// See docs/phone-numbers.md.
    #[arg(long, env, default_value = "CN", help_heading = "Text message")]
    pub sms_countries: Countries,

    /// File of the numbering plans that phone numbers are read by, made by scripts/phone-metadata
    /// [default: those that are built in]
    ///
    /// See docs/phone-numbers.md#numbering-plans.
    #[arg(long, env, help_heading = "Text message")]
    pub phone_metadata: Option<PathBuf>,

    /// Allow the console provider together with Redis; for trying things out
    #[arg(long, env, help_heading = "Text message")]
    pub allow_console_with_redis: bool,

    /// What the page says of its site.
    #[command(flatten)]
    pub page: PageSettings,

    /// What clients may cost, and how the server stops.
    #[command(flatten)]
    pub bounds: BoundSettings,

    /// Where traces go.
    #[command(flatten)]
    pub traces: TraceSettings,

    /// How people reach the site by message.
    #[command(flatten)]
    pub inbound: InboundSettings,

    /// How many messages may be sent, and to whom.
    #[command(flatten)]
    pub limits: LimitSettings,

    /// What every message costs the person who asks for it.
    #[command(flatten)]
    pub step_up: StepUpSettings,

    /// Numbers that no message is sent to.
    #[command(flatten)]
    pub tests: TestSettings,

    /// What is decided about messages.
    #[command(flatten)]
    pub policy: PolicySettings,

    /// What each provider asks for.
    #[command(flatten)]
    pub providers: ProviderSettings,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Human,
    /// One JSON object a line.
    Json,
}

/// How much Menshen logs. The libraries below it log warnings at most, whatever this says: what
/// they would say at the talkative levels may hold codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// What an operator must act on.
    Error,
    /// What failed and was handled.
    Warn,
    /// What happened.
    Info,
    /// Every request.
    Debug,
    /// All there is.
    Trace,
}

/// Where the numbers are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAddress {
    /// Nowhere.
    Off,
    /// At the site's own address, for everybody who reaches that.
    Public,
    /// At an address of their own.
    At(SocketAddr),
}

impl FromStr for MetricsAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            "public" => Ok(Self::Public),
            address => address
                .parse()
                .map(Self::At)
                .map_err(|_| "an address such as 127.0.0.1:9464, off, or public"),
        }
    }
}

/// A value that may hold a secret: never shown, not in `--help`, not in an error, not in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Hidden {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}
