//! Draws pictures and makes sounds. What takes long is made away from the async threads, and only so
//! much at a time.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};
use menshen_challenge::{
    CodeSpec, Difficulty, EncodeError, ImageFormat, Kind, MediaFile, Size, Solution, Style,
};
use menshen_model::GateError;
use tokio::{sync::oneshot, time::timeout};

use crate::{Event, Observer};

/// Pixels up to which a PNG is drawn where it is asked for: that takes about the 10 to 100 µs
/// that a task may keep its thread for (Alice Ryhl, "Async: What is blocking?", 2020), and to hand it to
/// another thread and back would take a good part of that again. `make bench` says how long it takes.
const SMALL: u32 = 200_000;

/// Pictures and sounds that may wait for each thread, before the next is refused.
const WAITING_PER_THREAD: usize = 512;
/// How long one may take, with the wait for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// When there is no place, or the work failed.
const BUSY: GateError = GateError::Unavailable { retry_after: 1 };

/// Makes one picture or sound, and hands it to who waits for it.
type Job = Box<dyn FnOnce() + Send>;

/// A thread for each core, and one queue before them all: under load they go from one job to the
/// next without being woken for each. One for all sites.
#[derive(Clone)]
pub struct RenderThreads(Sender<Job>);

impl RenderThreads {
    /// They end when the last renderer is dropped that has work for them.
    pub fn start() -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (queue, jobs) = bounded(threads * WAITING_PER_THREAD);
        for _ in 0..threads {
            let jobs = jobs.clone();
            thread::spawn(move || work(&jobs));
        }
        Self(queue)
    }
}

/// Makes the pictures and sounds of one site.
pub struct Renderer {
    style: Style,
    codes: Arc<CodeSpec>,
    /// Whether pictures are drawn where they are asked for, with no other thread.
    at_once: bool,
    threads: RenderThreads,
    /// Is told of each that was refused for want of a place or a turn.
    observer: Arc<dyn Observer>,
}

impl Renderer {
    /// With a `remote` store nothing is drawn where it is asked for: those threads keep the store's
    /// connections going, and one that draws holds up all who wait for an answer from there. A thread
    /// of its own makes the letters of the first pictures before they are asked for.
    pub fn new(
        style: Style,
        codes: CodeSpec,
        remote: bool,
        threads: RenderThreads,
        observer: Arc<dyn Observer>,
    ) -> Self {
        let codes = Arc::new(codes);
        let warm = Arc::clone(&codes);
        thread::spawn(move || menshen_challenge::warm_up(&warm, &style));
        let size = style.size();
        let pixels = size.width * size.height * style.scale.pow(2);
        let at_once = !remote && style.format == ImageFormat::Png && pixels <= SMALL;
        Self { style, codes, at_once, threads, observer }
    }

    /// Draws what this kind has made; `raised`: at the hardest level, whatever is set.
    ///
    /// # Errors
    /// [`GateError::Unavailable`] when too much waits already, or the work failed;
    /// [`GateError::ImageCodeNotFound`] when there is nothing to be seen.
    pub async fn draw(
        &self,
        kind: Kind,
        solution: Solution,
        seed: [u8; 32],
        raised: bool,
    ) -> Result<MediaFile, GateError> {
        let difficulty = if raised { Difficulty::Hard } else { self.style.difficulty };
        let style = Style { difficulty, kind, ..self.style };
        let codes = Arc::clone(&self.codes);
        let draw = move || menshen_challenge::draw(&solution, &codes, seed, &style);
        let drawn =
            if self.at_once && !kind.moves() { at_once(draw)? } else { self.in_turn(draw).await? };
        drawn.map_err(|error| match error {
            EncodeError::NoPicture => GateError::ImageCodeNotFound,
            error => {
                tracing::error!(%error, "a picture could not be encoded");
                BUSY
            }
        })
    }

    /// A WAV file.
    ///
    /// # Errors
    /// As for [`Self::draw`], of what is to be heard.
    pub async fn speak(
        &self,
        kind: Kind,
        solution: Solution,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, GateError> {
        let spoken = self.in_turn(move || menshen_challenge::speak(kind, &solution, seed)).await?;
        spoken.ok_or(GateError::ImageCodeNotFound)
    }

    /// Queues the work and waits for what comes of it.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GateError> {
        let busy = || {
            self.observer.observe(Event::RendererBusy);
            BUSY
        };
        let (done, result) = oneshot::channel();
        let job = move || {
            // Nothing is made for those who wait no longer.
            if !done.is_closed() {
                let _ = done.send(work());
            }
        };
        self.threads.0.try_send(Box::new(job)).map_err(|_| busy())?;
        let result = timeout(PATIENCE, result).await.map_err(|_| busy())?;
        result.map_err(|_| panicked())
    }

    /// How large pictures of this kind stand on a page.
    pub fn size_of(&self, kind: Kind) -> Size {
        kind.size(self.style.height)
    }

    /// The media type of pictures of this kind; `None`: it has none.
    pub fn media_type_of(&self, kind: Kind) -> Option<&'static str> {
        kind.media_type(self.style.format)
    }
}

/// Does the work here. A panic ends it alone.
fn at_once<T>(work: impl FnOnce() -> T) -> Result<T, GateError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| panicked())
}

fn panicked() -> GateError {
    tracing::error!("making a picture or a sound panicked");
    BUSY
}

/// Does one job after the other.
fn work(jobs: &Receiver<Job>) {
    for job in jobs {
        // A panic ends the job alone: who waits for it sees its sender dropped.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::channel,
    };

    use menshen_challenge::HEIGHTS;

    use super::*;

    /// Counts what was refused.
    #[derive(Default)]
    struct Busy(AtomicUsize);

    impl Observer for Busy {
        fn observe(&self, event: Event<'_>) {
            if matches!(event, Event::RendererBusy) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn solution() -> Solution {
        Solution::stored("ACD36".to_owned())
    }

    fn renderer(style: Style, remote: bool, busy: Arc<Busy>) -> Renderer {
        Renderer::new(style, CodeSpec::default(), remote, RenderThreads::start(), busy)
    }

    /// One of those that are not small.
    fn photo() -> Style {
        Style { format: ImageFormat::Jpeg, ..Style::default() }
    }

    #[tokio::test]
    async fn what_is_past_the_bound_is_refused_and_served_again_when_there_is_room() {
        let busy = Arc::new(Busy::default());
        let renderer = renderer(photo(), false, Arc::clone(&busy));
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (release, held) = channel::<()>();
        let (started, starts) = channel();
        let held = Arc::new(Mutex::new(held));
        for _ in 0..threads {
            let (started, held) = (started.clone(), Arc::clone(&held));
            let hold = move || {
                started.send(()).unwrap();
                // Until the other end is dropped.
                let _ = held.lock().unwrap().recv();
            };
            renderer.threads.0.try_send(Box::new(hold)).unwrap();
        }
        (0..threads).for_each(|_| starts.recv().unwrap());
        (0..threads * WAITING_PER_THREAD)
            .for_each(|_| renderer.threads.0.try_send(Box::new(|| ())).unwrap());
        let refused = renderer.draw(Kind::default(), solution(), [0; 32], false).await;
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        let refused = renderer.speak(Kind::default(), solution(), [0; 32]).await;
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        assert_eq!(busy.0.load(Ordering::Relaxed), 2);
        drop(release);
        let drawn = loop {
            match renderer.draw(Kind::default(), solution(), [0; 32], false).await {
                Err(_) => tokio::task::yield_now().await,
                Ok(drawn) => break drawn,
            }
        };
        assert!(!drawn.bytes.is_empty());
        assert!(renderer.speak(Kind::default(), solution(), [0; 32]).await.is_ok());
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_picture_alone() {
        let renderer = renderer(photo(), false, Arc::default());
        for _ in 0..2 * thread::available_parallelism().map_or(1, usize::from) {
            let refused = renderer.in_turn(|| -> () { std::panic::panic_any("on purpose") }).await;
            assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
        }
        assert!(renderer.draw(Kind::default(), solution(), [0; 32], false).await.is_ok());
        let refused = at_once(|| -> () { std::panic::panic_any("on purpose") });
        assert_eq!(refused, Err(GateError::Unavailable { retry_after: 1 }));
    }

    #[test]
    fn only_what_is_drawn_quickly_beside_its_store_is_drawn_where_it_is_asked_for() {
        let at_once = |style, remote| renderer(style, remote, Arc::default()).at_once;
        let style = Style::default();
        assert!(at_once(style, false));
        for kind in Kind::drawn() {
            assert!(at_once(Style { kind, difficulty: Difficulty::Hard, ..style }, false));
        }
        assert!(!at_once(Style { height: *HEIGHTS.end(), scale: 2, ..style }, false));
        assert!(!at_once(photo(), false));
        assert!(!at_once(style, true));
    }
}
