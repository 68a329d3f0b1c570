//! What `/metrics` says, read strictly: the text format 0.0.4 of Prometheus.

use std::collections::{BTreeMap, BTreeSet};

use super::Menshen;

/// Every series with its value.
#[derive(Debug, Clone)]
pub struct Scrape(pub BTreeMap<String, f64>);

impl Scrape {
    pub async fn of(menshen: &Menshen) -> Self {
        let answer = menshen.get("/metrics").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        Self::read(&answer.text())
    }

    /// Each metric is described, then come its series, each once; then the next.
    pub fn read(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line has no end");
        let mut series = BTreeMap::new();
        let mut described = BTreeSet::new();
        let (mut metric, mut kind) = ("", "");
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect("a help text");
                assert!(help.ends_with('.') && described.insert(name), "{line}");
                metric = name;
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, of) = rest.split_once(' ').expect("a type");
                assert!(
                    name == metric && ["counter", "gauge", "histogram"].contains(&of),
                    "{line}"
                );
                kind = of;
            } else {
                let (name, value) = line.rsplit_once(' ').expect("a value");
                let (bare, labels) = name.split_once('{').unwrap_or((name, "}"));
                let suffix = bare.strip_prefix(metric).unwrap_or_else(|| panic!("{line}"));
                assert_eq!(kind == "counter", bare.ends_with("_total"), "{line}");
                let suffixes: &[&str] =
                    if kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
                assert!(suffixes.contains(&suffix), "{line}");
                check_labels(labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}")));
                let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
                assert!(value >= 0.0, "{line}");
                assert!(series.insert(name.to_owned(), value).is_none(), "twice: {name}");
            }
        }
        let read = Self(series);
        read.check_histograms();
        read
    }

    /// Each bucket holds the smaller ones, and the last one everything.
    fn check_histograms(&self) {
        let mut buckets: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
        for (name, &count) in &self.0 {
            // The library writes `le` first.
            if let Some((of, le)) = name.split_once("_bucket{le=\"") {
                let (le, labels) = le.split_once('"').unwrap();
                let labels = labels.strip_prefix(',').expect("a label");
                let of = format!("{of}_count{{{labels}");
                buckets.entry(of).or_default().push((le.parse().unwrap(), count));
            }
        }
        for (of, mut buckets) in buckets {
            buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
            assert!(buckets.is_sorted_by_key(|bucket| bucket.1), "{of}: {buckets:?}");
            let (last, count) = *buckets.last().unwrap();
            assert_eq!((last, Some(&count)), (f64::INFINITY, self.0.get(&of)), "{of}");
        }
    }

    /// By how much each series is more than it was then, where it is; times are left out.
    pub fn since(&self, then: &Self) -> BTreeMap<&str, f64> {
        let counts = self.0.iter().filter(|(name, _)| {
            !["_bucket{", "_sum{", "_timestamp_"].iter().any(|part| name.contains(part))
        });
        counts
            .map(|(name, value)| (name.as_str(), value - then.0.get(name).unwrap_or(&0.0)))
            .filter(|&(_, more)| more != 0.0)
            .collect()
    }
}

/// `name="value",name="value"`, with names of small letters and without quotes in values.
fn check_labels(mut labels: &str) {
    while !labels.is_empty() {
        let (name, rest) = labels.split_once("=\"").unwrap_or_else(|| panic!("{labels}"));
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}");
        let (value, rest) = rest.split_once('"').unwrap_or_else(|| panic!("{labels}"));
        assert!(!value.contains(['\\', '\n']), "{value}");
        labels = rest.strip_prefix(',').unwrap_or(rest);
        assert_eq!(rest.is_empty(), labels.is_empty(), "{rest}");
    }
}
