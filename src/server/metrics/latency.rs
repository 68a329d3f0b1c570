//! How long the steps of the flow took, in numbers that can be read back and added up: the console
//! shows them for all servers together. `/metrics` has more of it, route by route.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use strum::VariantArray;

/// The upper ends of the buckets in milliseconds; the last bucket has none.
pub(crate) const BOUNDS: [u32; 12] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500, 10_000];

/// What a person waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(crate) enum FlowStep {
    Picture,
    Send,
    Check,
}

impl FlowStep {
    /// What its buckets are called in the history, without their number.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Picture => "took:picture:",
            Self::Send => "took:send:",
            Self::Check => "took:check:",
        }
    }

    /// By the pattern of the route, of all doors.
    fn of_route(route: &str) -> Option<Self> {
        match route {
            "/image_codes/{id}" => Some(Self::Picture),
            "/api/v1/sms-codes"
            | "/api/page/sms-codes"
            | "/page/sms-codes"
            | "/embed/sms-codes"
            | "/sms_codes/{mobile}" => Some(Self::Send),
            "/api/v1/sms-codes/verify"
            | "/api/page/sms-codes/verify"
            | "/page/sms-codes/verify"
            | "/embed/sms-codes/verify" => Some(Self::Check),
            _ => None,
        }
    }
}

/// One row of buckets for each step.
#[derive(Default)]
pub(super) struct Latencies([[AtomicU64; BOUNDS.len() + 1]; FlowStep::VARIANTS.len()]);

impl Latencies {
    pub(super) fn observe(&self, route: &str, took: Duration) {
        let Some(step) = FlowStep::of_route(route) else { return };
        let bucket = BOUNDS.partition_point(|&bound| Duration::from_millis(bound.into()) < took);
        self.0[step as usize][bucket].fetch_add(1, Ordering::Relaxed);
    }

    /// Every bucket that is not empty, by its name in the history.
    pub(super) fn read(&self) -> impl Iterator<Item = (String, u64)> {
        FlowStep::VARIANTS.iter().flat_map(|&step| {
            let buckets = self.0[step as usize].iter().enumerate();
            buckets.map(move |(place, count)| {
                (format!("{}{place}", step.name()), count.load(Ordering::Relaxed))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_counted_in_the_first_bucket_that_holds_it() {
        let latencies = Latencies::default();
        for micros in [0, 1000, 1001, 2000, 9_999_999, 10_000_001] {
            latencies.observe("/image_codes/{id}", Duration::from_micros(micros));
        }
        let sends =
            ["/api/v1/sms-codes", "/api/page/sms-codes", "/page/sms-codes", "/embed/sms-codes"];
        for send in sends.into_iter().chain(["/sms_codes/{mobile}"]) {
            latencies.observe(send, Duration::from_millis(3));
            latencies.observe(&format!("{send}/verify"), Duration::from_millis(40));
        }
        latencies.observe("/readyz", Duration::from_millis(3));
        let read: Vec<_> = latencies.read().filter(|(_, count)| *count > 0).collect();
        let expected = [
            ("took:picture:0", 2),
            ("took:picture:1", 2),
            ("took:picture:11", 1),
            ("took:picture:12", 1),
            ("took:send:2", 5),
            // The last of the doors has no such call.
            ("took:check:5", 4),
        ];
        assert_eq!(read, expected.map(|(name, count)| (name.to_owned(), count)));
    }
}
