//! Seconds until a message may be sent again.

use std::time::Duration;

use leptos::prelude::*;

/// Counts down to zero by the browser's clock: a background tab, whose timers run late, shows the
/// right number when it comes back.
#[derive(Clone, Copy)]
pub(super) struct Countdown {
    left: RwSignal<u32>,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl Countdown {
    pub(super) fn new() -> Self {
        Self { left: RwSignal::new(0), timer: StoredValue::new(None) }
    }

    /// Seconds that are left, 0 when nothing is waited for.
    pub(super) fn left(self) -> u32 {
        self.left.get()
    }

    /// Whether something is waited for; asked outside of what is drawn.
    pub(super) fn is_running(self) -> bool {
        self.left.get_untracked() > 0
    }

    /// Starts anew from `seconds`; `done` runs once it has come to zero.
    pub(super) fn start(self, seconds: u32, done: impl Fn() + 'static) {
        self.stop();
        let end = now() + f64::from(seconds) * 1000.0;
        self.left.set(seconds);
        let tick = move || {
            let left = ((end - now()) / 1000.0).ceil().max(0.0) as u32;
            if left > 0 {
                self.left.set(left);
            } else {
                self.stop();
                done();
            }
        };
        let timer = set_interval_with_handle(tick, Duration::from_secs(1));
        self.timer.set_value(timer.ok());
    }

    /// Waits no longer; what was to be done at the end is not done.
    pub(super) fn stop(self) {
        self.left.set(0);
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.timer.set_value(None);
    }
}

/// Milliseconds on a clock that never goes back.
fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
