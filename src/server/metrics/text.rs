//! The numbers as text.

use std::fmt;

use prometheus_client::{encoding::text::encode, registry::Registry};

/// How scrapers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// OpenMetrics 1.0.0, for those that ask for it, as Prometheus does.
    OpenMetrics,
    /// The text format 0.0.4 of Prometheus, which everything reads and a browser shows.
    Prometheus,
}

impl Format {
    /// What the request's `Accept` asks for.
    pub(crate) fn accepted(accept: &str) -> Self {
        let open = |kind: &str| kind.trim_start().starts_with("application/openmetrics-text");
        if accept.split(',').any(open) { Self::OpenMetrics } else { Self::Prometheus }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
        }
    }

    /// # Errors
    /// Never but for a metric that can't be written.
    pub(super) fn write(self, registry: &Registry) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, registry)?;
        Ok(match self {
            Self::OpenMetrics => text,
            Self::Prometheus => prometheus(&text),
        })
    }
}

/// From the one to the other: there a counter is named with its suffix in `TYPE` and `HELP` too, and
/// neither units nor an end are told.
fn prometheus(open_metrics: &str) -> String {
    let mut text = String::with_capacity(open_metrics.len());
    let mut help: Option<&str> = None;
    for line in open_metrics.lines() {
        if line.starts_with("# UNIT ") || line == "# EOF" {
            continue;
        }
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = Some(rest);
            continue;
        }
        let counter = line.strip_prefix("# TYPE ").and_then(|rest| rest.strip_suffix(" counter"));
        let suffix = if counter.is_some() { "_total" } else { "" };
        if let Some((name, help)) = help.take().and_then(|help| help.split_once(' ')) {
            text.extend(["# HELP ", name, suffix, " ", help, "\n"]);
        }
        match counter {
            Some(name) => text.extend(["# TYPE ", name, "_total counter\n"]),
            None => text.extend([line, "\n"]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openmetrics_is_for_those_that_ask_for_it() {
        // What Prometheus 3 sends.
        let asked = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
                     text/plain;version=0.0.4;q=0.5,*/*;q=0.2";
        assert_eq!(Format::accepted(asked), Format::OpenMetrics);
        let asked = "text/plain, application/openmetrics-text; version=1.0.0";
        assert_eq!(Format::accepted(asked), Format::OpenMetrics);
        for asked in ["", "*/*", "text/html,*/*;q=0.8", "text/plain;version=0.0.4"] {
            assert_eq!(Format::accepted(asked), Format::Prometheus, "{asked}");
        }
    }

    #[test]
    fn in_the_older_format_a_counter_has_its_suffix_everywhere() {
        let open = "# HELP a_seconds How long.\n# TYPE a_seconds histogram\n# UNIT a_seconds seconds\n\
                    a_seconds_sum 1.0\n# HELP b How many.\n# TYPE b counter\nb_total{c=\"# EOF\"} 1\n\
                    # EOF\n";
        let old = "# HELP a_seconds How long.\n# TYPE a_seconds histogram\na_seconds_sum 1.0\n\
                   # HELP b_total How many.\n# TYPE b_total counter\nb_total{c=\"# EOF\"} 1\n";
        assert_eq!(prometheus(open), old);
    }
}
