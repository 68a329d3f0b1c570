//! Sends one message.
//!
//!   send                    to a webhook on this machine, which shows what it gets
//!   send PROVIDER NUMBER    by this provider, whose settings are in the environment: `send aliyun +86…`

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{
    env,
    error::Error,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
    time::Duration,
};

use menshen_model::{Country, Language, MobileNumber};
use menshen_sms::{
    Attempt, AttemptObserver, FailoverSender, PROVIDERS, SmsCode, SmsMessage, Values, provider,
};

/// Says what each provider has answered.
struct Shown;

impl AttemptObserver for Shown {
    fn answered(&self, attempt: Attempt<'_>) {
        let Attempt { provider, took, result } = attempt;
        println!("{provider} after {took:?}: {result:?}");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // An error means that one is chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut arguments = env::args().skip(1);
    let (name, number, values) = match (arguments.next(), arguments.next()) {
        (None, _) => ("webhook".to_owned(), "+8613800138000".to_owned(), webhook_here()?),
        (Some(name), Some(number)) => (name, number, Values::of_environment()),
        (Some(_), None) => return Err("send PROVIDER NUMBER".into()),
    };
    let provider = provider(&name).ok_or_else(|| format!("one of {PROVIDERS:?}"))?;
    let digits = number.strip_prefix('+').ok_or("a number with + and country code")?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a number with + and digits alone".into());
    }
    // Counted by those who count; nothing is sent by it.
    let country = Country::from_code("CN").ok_or("a country")?;
    let message = SmsMessage {
        mobile: MobileNumber::from_e164(number, country),
        code: SmsCode::random(&mut rand::rng()),
        life: Duration::from_secs(300),
        language: Language::default(),
    };
    FailoverSender::new(vec![provider.open(&values)?]).send(&message, &Shown).await.result?;
    Ok(())
}

/// Takes one message on this machine; what a webhook has to be told to find it.
fn webhook_here() -> io::Result<Values> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || take(&listener));
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
    Ok([("SMS_WEBHOOK_URL", url), ("SMS_WEBHOOK_SECRET", secret)].into_iter().collect())
}

fn take(listener: &TcpListener) -> io::Result<()> {
    let (mut connection, _) = listener.accept()?;
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        print!("> {line}");
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    println!("> {}", String::from_utf8_lossy(&body));
    connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
}
