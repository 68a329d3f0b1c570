//! Draws pictures and makes sounds away from the async threads, and only so many at a time.

use std::{sync::Arc, thread, time::Duration};

use prometheus_client::metrics::counter::Counter;
use tokio::{sync::Semaphore, task, time::timeout};

use crate::model::GateError;

use super::image_code::{self, ImageText, Level, Style};

/// Pictures and sounds that may wait for each one being made, before the next is refused.
const WAITING_PER_WORKER: usize = 512;
/// How long one may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// When there is no place, or the work failed.
const BUSY: GateError = GateError::Unavailable { retry_after: 1 };

/// One picture or sound for each core at a time; a bounded number waits.
pub(crate) struct Renderer {
    style: Style,
    /// One place for each picture or sound that waits or is being made.
    places: Arc<Semaphore>,
    /// One for each that is being made.
    workers: Arc<Semaphore>,
    /// How many were refused for want of a place or a turn.
    busy: Counter,
}

impl Renderer {
    pub(crate) fn new(style: Style, busy: Counter) -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self {
            style,
            places: Arc::new(Semaphore::new(workers * (1 + WAITING_PER_WORKER))),
            workers: Arc::new(Semaphore::new(workers)),
            busy,
        }
    }

    /// `raised`: at the hardest level, whatever is set.
    ///
    /// # Errors
    /// [`GateError::Unavailable`] when too much waits already.
    pub(crate) async fn draw(
        &self,
        text: ImageText,
        seed: [u8; 32],
        raised: bool,
    ) -> Result<Vec<u8>, GateError> {
        let level = if raised { Level::Hard } else { self.style.level };
        let style = Style { level, ..self.style };
        let drawn = self.in_turn(move || image_code::draw(&text, seed, &style)).await?;
        drawn.map_err(|error| {
            tracing::error!(%error, "a picture could not be encoded");
            BUSY
        })
    }

    /// A WAV file.
    ///
    /// # Errors
    /// As for [`Self::draw`].
    pub(crate) async fn speak(
        &self,
        text: ImageText,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, GateError> {
        self.in_turn(move || image_code::speak(&text, seed)).await
    }

    /// Waits for a worker and does the work on it.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GateError> {
        let busy = || {
            self.busy.inc();
            BUSY
        };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy())?;
        let worker = timeout(PATIENCE, Arc::clone(&self.workers).acquire_owned())
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or_else(busy)?;
        let done = task::spawn_blocking(move || {
            // Held until the work is done, also when nobody waits for it any more.
            let _held = (place, worker);
            work()
        });
        done.await.map_err(|_| {
            tracing::error!("making a picture or a sound panicked");
            BUSY
        })
    }

    /// The media type of every picture.
    pub(crate) fn content_type(&self) -> &'static str {
        self.style.format.content_type()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_past_the_bound_is_refused_and_served_again_when_there_is_room() {
        let busy = Counter::default();
        let renderer = Renderer::new(Style::default(), busy.clone());
        let text = || ImageText::stored("ACD34".to_owned());
        let all = renderer.places.available_permits();
        let held = Arc::clone(&renderer.places).try_acquire_many_owned(all as u32).unwrap();
        let refused = renderer.draw(text(), [0; 32], false).await;
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        let refused = renderer.speak(text(), [0; 32]).await;
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        assert_eq!(busy.get(), 2);
        drop(held);
        assert!(renderer.speak(text(), [0; 32]).await.is_ok());
        assert!(renderer.draw(text(), [0; 32], false).await.is_ok());
        assert_eq!(busy.get(), 2);
    }
}
