//! Secrets: long enough, and there where they are needed.

use crate::server::{
    keys::Keys,
    settings::{Hidden, Settings, SettingsError, wrong},
    site_secret::SiteSecret,
};

/// Of every secret. As random bytes these are the 128 bits that a key of HMAC needs; a shorter one
/// could be tried out.
const SHORTEST_SECRET: usize = 16;

impl Settings {
    /// The key of every HMAC.
    pub(super) fn keys(&self) -> Result<Keys, SettingsError> {
        match &self.menshen_secret {
            Some(secret) if secret.reveal().len() >= SHORTEST_SECRET => {
                Ok(Keys::new(secret.reveal().as_bytes()))
            }
            Some(_) => Err(wrong(
                "MENSHEN_SECRET",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
            None if self.redis_url.is_some() => Err(wrong(
                "MENSHEN_SECRET",
                "required with REDIS_URL: 16 random characters or more, the same on every \
                 server, such as `openssl rand -hex 32` prints",
            )),
            None => Ok(Keys::random()),
        }
    }

    /// What the host site shows to redeem a ticket.
    pub(super) fn site_secret(&self) -> Result<Option<SiteSecret>, SettingsError> {
        match self.site_secret.as_ref().map(Hidden::reveal) {
            None => Ok(None),
            Some(secret) if secret.len() >= SHORTEST_SECRET => Ok(Some(SiteSecret::new(secret))),
            Some(_) => Err(wrong(
                "SITE_SECRET",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
        }
    }

    /// What operators log in with; `None`: there is no console.
    pub(super) fn admin_token(&self) -> Result<Option<&str>, SettingsError> {
        match self.admin_token.as_ref().map(Hidden::reveal) {
            Some(token) if token.len() < SHORTEST_SECRET => Err(wrong(
                "ADMIN_TOKEN",
                "16 random characters or more, such as `openssl rand -hex 32` prints",
            )),
            token => Ok(token),
        }
    }
}
