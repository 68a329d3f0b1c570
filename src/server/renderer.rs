//! Draws pictures away from the async threads, and only so many at a time.

use std::{sync::Arc, thread, time::Duration};

use tokio::{sync::Semaphore, task, time::timeout};

use crate::model::GateError;

use super::image_code::{self, ImageFormat, ImageText, Level};

/// Pictures that may wait for each one being drawn, before the next is refused.
const WAITING_PER_WORKER: usize = 512;
/// How long a picture may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// One drawing for each core at a time; a bounded number waits.
pub(crate) struct Renderer {
    level: Level,
    format: ImageFormat,
    /// One place for each picture that waits or is being drawn.
    places: Arc<Semaphore>,
    /// One for each picture that is being drawn.
    workers: Arc<Semaphore>,
}

impl Renderer {
    pub(crate) fn new(level: Level, format: ImageFormat) -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self {
            level,
            format,
            places: Arc::new(Semaphore::new(workers * (1 + WAITING_PER_WORKER))),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }

    /// # Errors
    /// [`GateError::Unavailable`] when too many pictures wait already.
    pub(crate) async fn draw(&self, text: ImageText, seed: [u8; 32]) -> Result<Vec<u8>, GateError> {
        const BUSY: GateError = GateError::Unavailable { retry_after: 1 };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| BUSY)?;
        let worker = timeout(PATIENCE, Arc::clone(&self.workers).acquire_owned())
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(BUSY)?;
        let (level, format) = (self.level, self.format);
        let drawn = task::spawn_blocking(move || {
            // Held until the drawing is done, also when nobody waits for it any more.
            let _held = (place, worker);
            image_code::draw(&text, seed, level, format)
        });
        match drawn.await {
            Ok(Ok(picture)) => Ok(picture),
            Ok(Err(error)) => {
                tracing::error!(%error, "a picture could not be encoded");
                Err(BUSY)
            }
            Err(_) => {
                tracing::error!("drawing a picture panicked");
                Err(BUSY)
            }
        }
    }

    /// The media type of every picture.
    pub(crate) fn content_type(&self) -> &'static str {
        self.format.content_type()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_picture_past_the_bound_is_refused_and_served_again_when_there_is_room() {
        let renderer = Renderer::new(Level::Normal, ImageFormat::Png);
        let text = || ImageText::stored("ACD34".to_owned());
        let all = renderer.places.available_permits();
        let held = Arc::clone(&renderer.places).try_acquire_many_owned(all as u32).unwrap();
        let refused = renderer.draw(text(), [0; 32]).await;
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        drop(held);
        assert!(renderer.draw(text(), [0; 32]).await.is_ok());
    }
}
