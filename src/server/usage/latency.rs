//! How long the steps of the flow took, in numbers that can be read back and added up: the console
//! shows them for all servers together. `/metrics` has more of it, route by route.

use std::time::Duration;

/// The upper ends of the buckets in milliseconds; the last bucket has none.
pub(crate) const BOUNDS: [u32; 12] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500, 10_000];

/// What a person waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::VariantArray)]
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

/// The step that a route is, and the bucket that holds this time.
pub(super) fn measured(route: &str, took: Duration) -> Option<(FlowStep, usize)> {
    let step = FlowStep::of_route(route)?;
    Some((step, BOUNDS.partition_point(|&bound| Duration::from_millis(bound.into()) < took)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_time_is_counted_in_the_first_bucket_that_holds_it() {
        let mut counts = BTreeMap::<String, u64>::new();
        let mut observe = |route: &str, took| {
            if let Some((step, bucket)) = measured(route, took) {
                *counts.entry(format!("{}{bucket}", step.name())).or_default() += 1;
            }
        };
        for micros in [0, 1000, 1001, 2000, 9_999_999, 10_000_001] {
            observe("/image_codes/{id}", Duration::from_micros(micros));
        }
        let sends =
            ["/api/v1/sms-codes", "/api/page/sms-codes", "/page/sms-codes", "/embed/sms-codes"];
        for send in sends.into_iter().chain(["/sms_codes/{mobile}"]) {
            observe(send, Duration::from_millis(3));
            observe(&format!("{send}/verify"), Duration::from_millis(40));
        }
        observe("/readyz", Duration::from_millis(3));
        let expected = [
            ("took:picture:0", 2),
            ("took:picture:1", 2),
            ("took:picture:11", 1),
            ("took:picture:12", 1),
            ("took:send:2", 5),
            // The last of the doors has no such call.
            ("took:check:5", 4),
        ];
        assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)).into());
    }
}
