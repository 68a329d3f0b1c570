//! `make demo`: a shop whose registration page embeds the form, a phone beside it that shows the messages, and
//! the console with the numbers of two days that were made up. One process, everything in memory.
//!
//! The shop is another origin (`localhost`) than Menshen (`127.0.0.1`), as in life: [`shop`] serves the page and
//! redeems tickets, [`phone`] is the provider's end of the webhook, and [`day`] what the console shows.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it tells a terminal where things are"
)]

mod day;
mod phone;
mod shop;

use std::{env, error::Error, net::SocketAddr, process::ExitCode, time::Duration};

use clap::Parser;
use menshen::{
    model::SiteId,
    server::{Config, Server, Settings, Stop, init_telemetry, open_stores, store::Store},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
    time::sleep,
};

use phone::Phone;
use shop::Shop;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Show Menshen in a shop, with a phone beside it
#[derive(Parser)]
#[command(name = "demo", max_term_width = 100)]
struct Arguments {
    /// Where the shop listens; browsers reach it as localhost
    #[arg(long, default_value = "127.0.0.1:8000")]
    shop: SocketAddr,
    /// Where Menshen listens
    #[arg(long, default_value = "127.0.0.1:3000")]
    menshen: SocketAddr,
    /// Where its console listens
    #[arg(long, default_value = "127.0.0.1:3002")]
    console: SocketAddr,
    /// Keep everything in this Redis, which is to hold nothing else, instead of in memory
    #[arg(long)]
    redis: Option<String>,
}

fn main() -> ExitCode {
    let served = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(serve(Arguments::parse())));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Outcome<()> {
    if env::var_os("REDIS_URL").is_some() {
        return Err(
            "REDIS_URL is set: made-up numbers belong into no store that somebody uses".into()
        );
    }
    let listener = TcpListener::bind(arguments.shop).await?;
    let shop_address = listener.local_addr()?;
    let secrets = Secrets::random();
    let config = Config::from_settings(&settings(&arguments, shop_address, &secrets)?)?;
    init_telemetry(&config);
    let stores = open_stores(&config)?;
    let store = stores.of_site(&SiteId::DEFAULT);
    let server = Server::bind(config, stores).await?;
    until_connected(&*store).await?;
    day::make_up(&*store).await?;

    let menshen = format!("http://{}", server.address()?);
    let console = server.console_address()?.ok_or("there is no console")?;
    let console = format!("http://{console}/admin");
    let origin = format!("http://localhost:{}", shop_address.port());
    println!("shop and phone  {origin}");
    println!("Menshen's page  {menshen}");
    println!("console         {console}  (token: {})", secrets.token);
    println!("The console's numbers of the last two days are made up. Ctrl-C stops.");

    let phone = Phone::new(&secrets.webhook);
    let shop = Shop::new(menshen, secrets.site.clone(), console, secrets.token.clone());
    let (stop, told) = oneshot::channel();
    let run = server.run(async { told.await.unwrap_or(Stop::Now) });
    tokio::select! {
        served = run => served?,
        served = async { axum::serve(listener, shop.routes(phone)).await } => served?,
        () = interrupted() => {}
    }
    // Whoever still waits for it has gone already.
    let _ = stop.send(Stop::Now);
    Ok(())
}

/// Waits for the first connection to Redis; what is in memory is there at once.
async fn until_connected(store: &dyn Store) -> Outcome<()> {
    for _ in 0..100 {
        if store.ping().await.is_ok() {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
    Err("the store does not answer".into())
}

async fn interrupted() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => signals.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}

/// New at each start.
struct Secrets {
    /// Menshen's own.
    own: String,
    site: String,
    webhook: String,
    token: String,
}

impl Secrets {
    fn random() -> Self {
        let random = || {
            let bytes: [u8; 24] = rand::random();
            phone::base64(&bytes)
        };
        Self { own: random(), site: random(), webhook: random(), token: random() }
    }
}

/// What an operator would set, besides the defaults.
fn settings(arguments: &Arguments, shop: SocketAddr, secrets: &Secrets) -> Outcome<Settings> {
    let Secrets { site, webhook, token, .. } = secrets;
    let redis = arguments.redis.iter().flat_map(|redis| {
        [format!("--redis-url={redis}"), format!("--menshen-secret={}", secrets.own)]
    });
    let settings = [
        "menshen".to_owned(),
        format!("--leptos-site-addr={}", arguments.menshen),
        format!("--admin-addr={}", arguments.console),
        format!("--admin-token={token}"),
        "--metrics-addr=off".to_owned(),
        format!("--frame-ancestors=http://localhost:{}", shop.port()),
        format!("--site-secret={site}"),
        "--sms-provider=webhook".to_owned(),
        format!("--sms-webhook-url=http://{shop}/phone/messages"),
        format!("--sms-webhook-secret=whsec_{webhook}"),
        "--sms-countries=CN,HK,SG".to_owned(),
        // The shop's own look: the colours of its style sheet, and its name where people read one.
        "--site-name=Tea & Mountain".to_owned(),
        "--site-accent=#2f5d34,#a5d3a9".to_owned(),
        "--sms-text-zh=【Tea & Mountain】验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。".to_owned(),
        "--sms-text-en=Tea & Mountain: your code is {code}. It expires in {minutes} min. Do not share it."
            .to_owned(),
    ];
    Ok(Settings::try_parse_from(settings.into_iter().chain(redis))?)
}
