//! Picture codes: drawn and spoken.

use std::net::IpAddr;

use menshen_challenge::MediaFile;
use menshen_model::{GateError, ImageCodeId};
use menshen_spans as spans;
use menshen_store::{Counter, Issue, KillSwitch, deadline};

use crate::{Event, SiteGate, refuse, seconds};

impl SiteGate {
    /// Issues the picture code of this name, or shows the live one again: the same text and seed,
    /// so the same bytes.
    pub async fn issue(&self, id: ImageCodeId, client: IpAddr) -> Result<MediaFile, GateError> {
        let issued = deadline::scope(spans::step("gate.draw", self.draw(id, client))).await;
        self.told(issued, Event::PictureShown)
    }

    async fn draw(&self, id: ImageCodeId, client: IpAddr) -> Result<MediaFile, GateError> {
        let counter = Counter::Pictures(self.site.keys.address(client));
        let policy = &self.site.policy;
        let fresh = self.kind_for(client).await?.generate(&policy.codes, &mut rand::rng());
        let (limit, life) = (policy.pictures, policy.image_code_life);
        let issued = self.site.store.issue_image_code(&counter, limit, &id, &fresh, life).await;
        let (text, wrong_answers) = match issued.map_err(refuse)? {
            Issue::Live { text, wrong_answers } => (text, wrong_answers),
            Issue::NotBefore(wait) => {
                return Err(GateError::TooManyPictures { retry_after: seconds(wait) });
            }
        };
        let seed = self.site.keys.picture_seed(&id, &text);
        let is_suspect =
            policy.wrong_answers.is_some_and(|limits| limits.are_harder(wrong_answers));
        let is_second = self.site.keys.is_second_picture(&id);
        let raised = is_second || is_suspect || self.site.switches.was_on(KillSwitch::Raise);
        self.site.renderer.draw(text, seed, raised).await
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
        self.site.renderer.speak(text, seed).await
    }
}
