//! Who reads the numbers: Prometheus, the alert rules, the dashboard and the documentation.

use super::*;
use crate::inbound::CARRIERS;

#[tokio::test]
async fn both_formats_are_read_by_others() {
    let menshen = Menshen::start(&[]).await;
    menshen.ticket(&mobile()).await;
    let file = |kind: &str, text: &str| {
        let name = format!("menshen-metrics-{}-{kind}.txt", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let mut samples = Vec::new();
    for (kind, accept, content_type) in [
        ("prometheus", "*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("openmetrics", "application/openmetrics-text;version=1.0.0", OPENMETRICS),
    ] {
        let headers = [("accept", accept)];
        let answer = menshen.call(Method::GET, "/metrics", &headers, String::new()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type));
        assert_eq!(answer.header("cache-control"), "no-store");
        let path = file(kind, &answer.text());
        let read = Foreign::python_program("read_metrics.py", &[kind, &path]);
        if kind == "prometheus" {
            promtool(&["check", "metrics"], &path);
        }
        fs::remove_file(path).unwrap();
        let Some(read) = read else { return };
        assert!(read.status.success(), "{kind}: {}", String::from_utf8_lossy(&read.stderr));
        samples.push(String::from_utf8(read.stdout).unwrap().lines().map(str::to_owned).collect());
    }
    let [prometheus, openmetrics]: [BTreeSet<String>; 2] = samples.try_into().unwrap();
    assert!(prometheus.contains(PICTURE) && prometheus.len() > 20, "{prometheus:?}");
    assert_eq!(prometheus, openmetrics);
}

/// A metric as a text names it, and what stands in its braces: `label`, `="value"` or another matcher.
fn named(text: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("menshen_") {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        // A route has braces too, in quotes.
        let braces = rest.strip_prefix('{').and_then(|rest| {
            let mut quoted = false;
            let end = rest.find(|c| {
                quoted ^= c == '"';
                c == '}' && !quoted
            });
            Some(&rest[..end?])
        });
        let labels = braces.into_iter().flat_map(|labels| labels.split(','));
        let labels =
            labels.map(|label| label.split_at(label.find(['=', '!']).unwrap_or(label.len())));
        named.push((name, labels.collect()));
    }
    named
}

#[tokio::test]
async fn the_alert_rules_and_the_documentation_name_what_there_is() {
    let settings = CARRIERS[0].settings();
    let settings: Vec<_> = settings.iter().map(String::as_str).collect();
    let menshen = Menshen::start(&settings).await;
    menshen.ticket(&mobile()).await;
    let scrape = Scrape::of(&menshen).await;
    let is_there = |name: &str, labels: &[(&str, &str)]| {
        scrape.0.keys().any(|series| {
            let bare = series.split('{').next().unwrap();
            // A histogram is told by its name alone, or by one of its series.
            (bare == name || bare.strip_suffix("_count") == Some(name))
                && labels.iter().all(|(label, matcher)| {
                    // Any value will do for a matcher that is not `="value"`.
                    let value = if matcher.starts_with("=\"") { matcher } else { "=\"" };
                    series.contains(&format!("{label}{value}"))
                })
        })
    };
    let alerts = named(include_str!("../../../docs/alerts.yml"));
    let documented = named(include_str!("../../../docs/operations.md"));
    assert!(alerts.len() > 15 && documented.len() > 20, "{alerts:?} {documented:?}");
    for (name, labels) in alerts.iter().chain(&documented) {
        assert!(is_there(name, labels), "{name} {labels:?}");
    }
    for series in scrape.0.keys() {
        let name = series.split('{').next().unwrap();
        let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|s| name.strip_suffix(s));
        let name = histogram.unwrap_or(name);
        assert!(documented.iter().any(|(there, _)| *there == name), "{name} is not documented");
    }
}

/// Every query of the dashboard and its legend.
fn dashboard() -> Vec<(String, String)> {
    let dashboard: Value =
        serde_json::from_str(include_str!("../../../docs/grafana.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    targets.map(|target| (text(&target["expr"]), text(&target["legendFormat"]))).collect()
}

/// What stands between these, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[tokio::test]
async fn the_dashboard_is_valid_and_asks_for_what_there_is() {
    let menshen = Menshen::start(&[]).await;
    menshen.ticket(&mobile()).await;
    let scrape = Scrape::of(&menshen).await;
    let queries = dashboard();
    assert!(queries.len() > 20, "{queries:?}");
    for (query, legend) in &queries {
        let named = named(query);
        assert!(!named.is_empty(), "{query}");
        // What the scraper adds, beside what the metrics of this query have.
        let mut labels = BTreeSet::from(["instance"]);
        for (name, matchers) in &named {
            let series = scrape.0.keys().filter(|series| series.split('{').next() == Some(name));
            let series: Vec<_> = series.collect();
            assert!(!series.is_empty(), "{name} is not there: {query}");
            for (label, matcher) in matchers {
                let value = if matcher.starts_with("=\"") { matcher } else { "=\"" };
                let wanted = format!("{label}{value}");
                assert!(series.iter().any(|series| series.contains(&wanted)), "{wanted}: {query}");
            }
            let braces = series[0].split_once('{').map_or("", |(_, labels)| labels);
            // `name="value",name="value"`: what stands before each `="`.
            let names = braces.split("=\"").map(|part| part.rsplit([',', '"']).next().unwrap());
            labels.extend(names.filter(|name| !name.contains('}')));
        }
        let by = between(query, "by (", ")");
        let by = by.iter().flat_map(|list| list.split(", "));
        for label in by.chain(between(legend, "{{", "}}")) {
            assert!(labels.contains(label), "{label} is none of {labels:?}: {query} {legend}");
        }
    }
    // That each is PromQL is for Prometheus itself to say.
    let rule = |(n, (query, _)): (usize, &(String, String))| {
        let query = query.replace("$__rate_interval", "5m");
        json!({"record": format!("query_{n}"), "expr": query})
    };
    let rules: Vec<_> = queries.iter().enumerate().map(rule).collect();
    let rules = json!({"groups": [{"name": "dashboard", "rules": rules}]});
    let path = std::env::temp_dir().join(format!("menshen-dashboard-{}.json", std::process::id()));
    fs::write(&path, rules.to_string()).unwrap();
    promtool(&["check", "rules", path.to_str().unwrap()], "/dev/null");
    fs::remove_file(path).unwrap();
}

#[test]
fn the_alert_rules_fire_when_they_should() {
    promtool(&["check", "rules", "docs/alerts.yml"], "/dev/null");
    promtool(&["test", "rules", "docs/alerts.test.yml"], "/dev/null");
}

/// What comes with Prometheus has to agree.
fn promtool(arguments: &[&str], input: &str) {
    let mut promtool = Command::new("promtool");
    promtool.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    let said = promtool.stdin(fs::File::open(input).unwrap()).output();
    let said = said.expect("promtool is missing: scripts/setup promtool");
    let told = [said.stdout, said.stderr].concat();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&told));
}
