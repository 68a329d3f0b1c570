//! Where traces go, and of which requests. The names are those of OpenTelemetry's SDKs.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use clap::{Args, ValueEnum};
use opentelemetry_sdk::trace::Sampler;
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::{Hidden, Settings, SettingsError, error::wrong};

/// Where a collector takes traces, below its own address.
const PATH: &str = "/v1/traces";

/// What a request did, told to a collector.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Traces")]
pub struct TraceSettings {
    /// Collector that traces are sent to, by OTLP over HTTP, such as `http://127.0.0.1:4318`; unset:
    /// nothing is traced
    ///
    /// See docs/operations.md#traces.
    #[arg(long, env, hide_env_values = true)]
    pub otel_exporter_otlp_endpoint: Option<Hidden>,

    /// Headers that the collector asks for: name=value, a comma between, what is special in a value
    /// percent-encoded, such as `authorization=Bearer%20key`
    #[arg(long, env, hide_env_values = true)]
    pub otel_exporter_otlp_headers: Option<Hidden>,

    /// Which requests are traced; those of parentbased_ do as a trusted proxy has decided, where one
    /// has
    #[arg(long, env, value_enum, default_value = "parentbased_always_on")]
    pub otel_traces_sampler: SamplerName,

    /// How many of them with traceidratio, 0 to 1
    #[arg(long, env, default_value = "1", value_parser = ratio)]
    pub otel_traces_sampler_arg: f64,
}

/// How requests are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum SamplerName {
    /// Each.
    AlwaysOn,
    /// None.
    AlwaysOff,
    /// The share that OTEL_TRACES_SAMPLER_ARG says.
    #[value(name = "traceidratio")]
    TraceIdRatio,
    /// Each, unless a trusted proxy says otherwise.
    #[value(name = "parentbased_always_on")]
    ParentBasedAlwaysOn,
    /// None, unless a trusted proxy says otherwise.
    #[value(name = "parentbased_always_off")]
    ParentBasedAlwaysOff,
    /// The share that OTEL_TRACES_SAMPLER_ARG says, unless a trusted proxy says otherwise.
    #[value(name = "parentbased_traceidratio")]
    ParentBasedTraceIdRatio,
}

/// Where traces go, once the settings are known to be right.
pub(crate) struct Collector {
    /// Of traces alone: what was set, and `/v1/traces`.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) sampler: Sampler,
}

impl Settings {
    /// Where traces go; `None`: nowhere.
    pub(crate) fn collector(&self) -> Result<Option<Collector>, SettingsError> {
        let TraceSettings {
            otel_exporter_otlp_endpoint: endpoint,
            otel_exporter_otlp_headers: list,
            otel_traces_sampler: sampler,
            otel_traces_sampler_arg: ratio,
        } = &self.traces;
        let headers = list.as_ref().map(|list| headers(list.reveal()));
        let headers = headers.transpose()?.unwrap_or_default();
        let Some(endpoint) = endpoint else { return Ok(None) };
        let url = url(endpoint.reveal())?;
        Ok(Some(Collector { url, headers, sampler: sampler.with(*ratio) }))
    }
}

impl SamplerName {
    fn with(self, ratio: f64) -> Sampler {
        let by_parent = |root| Sampler::ParentBased(Box::new(root));
        match self {
            Self::AlwaysOn => Sampler::AlwaysOn,
            Self::AlwaysOff => Sampler::AlwaysOff,
            Self::TraceIdRatio => Sampler::TraceIdRatioBased(ratio),
            Self::ParentBasedAlwaysOn => by_parent(Sampler::AlwaysOn),
            Self::ParentBasedAlwaysOff => by_parent(Sampler::AlwaysOff),
            Self::ParentBasedTraceIdRatio => by_parent(Sampler::TraceIdRatioBased(ratio)),
        }
    }
}

fn ratio(text: &str) -> Result<f64, &'static str> {
    let ratio = text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.ok_or("a number from 0 to 1, such as 0.01")
}

/// The address that traces are posted to.
fn url(endpoint: &str) -> Result<Url, SettingsError> {
    let url = Url::parse(endpoint).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            // Said twice it would be an address that nobody answers at.
            && !url.path().trim_end_matches('/').ends_with(PATH)
    });
    let Some(mut url) = url else {
        return Err(wrong(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "an address such as http://127.0.0.1:4318, without /v1/traces; what the collector asks \
             for to let traces in goes to OTEL_EXPORTER_OTLP_HEADERS",
        ));
    };
    let path = format!("{}{PATH}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Names and values as the specification of OTLP has them in this variable.
fn headers(list: &str) -> Result<HeaderMap, SettingsError> {
    let mut headers = HeaderMap::new();
    for pair in list.split(',') {
        let (name, value) = header(pair).ok_or_else(|| {
            // Not the pair itself: it may be a key.
            wrong(
                "OTEL_EXPORTER_OTLP_HEADERS",
                "name=value, a comma between, what is special in a value percent-encoded, such as \
                 authorization=Bearer%20key",
            )
        })?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn header(pair: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = pair.split_once('=')?;
    let value: Vec<u8> = percent_decode_str(value.trim()).collect();
    let mut value = HeaderValue::from_bytes(&value).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_posted_below_the_endpoint() {
        let posted = |endpoint| url(endpoint).map(String::from).ok();
        let at = |url: &str| Some(url.to_owned());
        assert_eq!(posted("http://127.0.0.1:4318"), at("http://127.0.0.1:4318/v1/traces"));
        assert_eq!(posted("https://a.example/otlp/"), at("https://a.example/otlp/v1/traces"));
        for wrong in [
            "",
            "collector",
            "collector:4318",
            "ftp://a.example",
            "http://",
            "http://name:key@a.example",
            "http://a.example?key",
            "http://a.example/v1/traces",
            "http://a.example/v1/traces/",
        ] {
            assert_eq!(posted(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn headers_are_pairs_with_a_comma_between_and_their_values_are_hidden() {
        let read = headers(" authorization = Bearer%20a%2Cb ,x-of=menshen=1").unwrap();
        assert_eq!(read["authorization"], "Bearer a,b");
        assert_eq!(read["x-of"], "menshen=1");
        assert!(read.values().all(HeaderValue::is_sensitive));
        for wrong in ["", "authorization", "a=1,", "=1", "a b=1", "a=%0a", "a=1,b"] {
            let error = headers(wrong).unwrap_err().to_string();
            assert!(error.starts_with("OTEL_EXPORTER_OTLP_HEADERS: name=value"), "{error}");
        }
    }

    #[test]
    fn a_ratio_is_a_number_from_0_to_1() {
        assert_eq!((ratio("0"), ratio("0.25"), ratio("1")), (Ok(0.0), Ok(0.25), Ok(1.0)));
        for wrong in ["", "-0.1", "1.1", "NaN", "inf", "1%"] {
            assert!(ratio(wrong).is_err(), "{wrong}");
        }
    }
}
