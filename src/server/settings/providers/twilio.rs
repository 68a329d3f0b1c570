//! Twilio.

use super::{ProviderSettings, is_meant, key, wrong};
use crate::server::{
    settings::{Settings, SettingsError},
    sms::{Sender, Twilio},
};

impl Settings {
    /// What the twilio provider needs.
    pub(crate) fn twilio(&self) -> Result<Twilio, SettingsError> {
        let ProviderSettings {
            sms_twilio_account_sid: account,
            sms_twilio_auth_token: token,
            sms_twilio_from: from,
            sms_twilio_messaging_service_sid: service,
            sms_twilio_endpoint: endpoint,
            ..
        } = &self.providers;
        let account = account.as_ref().map_or("", |account| account.reveal());
        if !is_sid("AC", account) {
            return Err(wrong(
                "SMS_TWILIO_ACCOUNT_SID",
                "with SMS_PROVIDER=twilio AC and 32 hexadecimal digits",
            ));
        }
        let sender = match (from, service) {
            (Some(from), None) if is_meant(from) => Sender::From(from.clone()),
            (None, Some(sid)) if is_sid("MG", sid) => Sender::MessagingService(sid.clone()),
            (None, Some(_)) => {
                return Err(wrong(
                    "SMS_TWILIO_MESSAGING_SERVICE_SID",
                    "MG and 32 hexadecimal digits",
                ));
            }
            _ => {
                return Err(wrong(
                    "SMS_TWILIO_FROM",
                    "with SMS_PROVIDER=twilio a number such as +15005550006, a short code or a \
                     name; or SMS_TWILIO_MESSAGING_SERVICE_SID in its place, not both",
                ));
            }
        };
        Ok(Twilio {
            account_sid: account.to_owned(),
            auth_token: key(
                "SMS_TWILIO_AUTH_TOKEN",
                token.as_ref(),
                "with SMS_PROVIDER=twilio the token of the account",
            )?,
            endpoint: endpoint.clone(),
            sender,
            texts: self.sms_texts(),
        })
    }
}

/// The name of a resource at Twilio (<https://www.twilio.com/docs/glossary/what-is-a-sid>).
fn is_sid(kind: &str, value: &str) -> bool {
    value.strip_prefix(kind).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
