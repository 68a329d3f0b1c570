//! What changes over time: the funnel and how long requests take.

use leptos::prelude::*;
use menshen_i18n::ConsoleTexts;
use strum::VariantArray;

use super::{alt_text, panel, table};
use crate::server::{
    console::{
        Report,
        plot::{self, Line, short},
        report::FUNNEL,
    },
    time_text::{clock, ends},
    usage::FlowStep,
};

pub(super) fn funnel(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
    let series = FUNNEL.map(|name| report.series(name));
    let totals = series.each_ref().map(|counts| counts.iter().sum::<u64>());
    let of_before = |place: usize| match place.checked_sub(1).map(|before| totals[before]) {
        None | Some(0) => "–".to_owned(),
        Some(before) => format!("{} %", totals[place] * 100 / before),
    };
    let rows = texts.funnel_steps.iter().enumerate().map(|(place, step)| {
        view! {
            <tr><th scope="row">{*step}</th><td>{totals[place]}</td><td>{of_before(place)}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let lines = texts.funnel_steps.iter().zip(&series).map(|(name, counts)| Line {
        name: (*name).to_owned(),
        values: counts.iter().map(|&count| Some(count as f64)).collect(),
    });
    let alt = alt_text("funnel", texts.funnel, texts.funnel_about);
    let times: Vec<u64> = report.times().collect();
    let plot = plot::lines(alt, lines.collect(), ends(&times));
    let head = [&[texts.time][..], &texts.funnel_steps].concat();
    let body = times.iter().enumerate().map(|(step, &time)| {
        let counts = series.iter().map(|counts| counts[step].to_string());
        [clock(time)].into_iter().chain(counts).collect()
    });
    let table = table(texts, texts.funnel, head, body.collect());
    panel(
        "funnel",
        texts.funnel,
        texts.funnel_about,
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.step}</th>
                        <th scope="col">{texts.count}</th>
                        <th scope="col">{texts.of_before}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {plot}
            {table}
        },
    )
}

pub(super) fn latency(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
    let millis =
        |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |ms| format!("{} ms", short(ms)));
    let slow: Vec<_> = FlowStep::VARIANTS.iter().map(|&step| report.slow(step, 99)).collect();
    let content = if slow.iter().flatten().all(Option::is_none) {
        view! { <p>{texts.no_requests}</p> }.into_any()
    } else {
        let rows = FlowStep::VARIANTS.iter().zip(texts.latency_steps).map(|(&step, name)| {
            let times = [50, 95, 99].map(|percent| {
                view! { <td>{millis(report.slow_in_all(step, percent))}</td> }
            });
            view! { <tr><th scope="row">{name}</th>{times.collect_view()}</tr> }
        });
        let rows = rows.collect_view();
        let lines = texts
            .latency_steps
            .iter()
            .zip(&slow)
            .map(|(name, values)| Line { name: (*name).to_owned(), values: values.clone() });
        let alt = alt_text("latency", texts.latency, texts.latency_about);
        let times: Vec<u64> = report.times().collect();
        let plot = plot::lines(alt, lines.collect(), ends(&times));
        let head = [&[texts.time][..], &texts.latency_steps].concat();
        let body = times.iter().enumerate().map(|(step, &time)| {
            let values = slow.iter().map(|values| millis(values[step]));
            [clock(time)].into_iter().chain(values).collect()
        });
        let all = table(texts, texts.latency, head, body.collect());
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.step}</th>
                        <th scope="col">"p50"</th>
                        <th scope="col">"p95"</th>
                        <th scope="col">"p99"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {plot}
            {all}
        }
        .into_any()
    };
    panel("latency", texts.latency, texts.latency_about, content)
}
