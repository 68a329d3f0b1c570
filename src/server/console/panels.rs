//! The parts of the front page: switches, and one panel for each question that operators have.

use leptos::prelude::*;

use super::{
    Report,
    page::ends,
    plot::{self, Bar, Line, Told, short},
    report::{FUNNEL, Share},
    time_text::{clock, moment},
};
use crate::{
    model::{ConsoleTexts, Language, SwitchTexts, Texts},
    server::{
        gauges::{Budget, Looked},
        metrics::Step as Took,
        store::{Lever, Switches},
    },
};

/// Rows of refusals and of budgets that are drawn; the tables have all.
const ROWS: usize = 12;

pub(super) fn switch_texts(texts: &'static ConsoleTexts, lever: Lever) -> &'static SwitchTexts {
    match lever {
        Lever::Stop => &texts.stop,
        Lever::Raise => &texts.raise,
    }
}

/// How each switch stands, who turned it, and the way to turn it.
pub(super) fn switches(texts: &'static ConsoleTexts, switches: &Switches) -> impl IntoView + use<> {
    let each = Lever::ALL.map(|lever| {
        let (words, on) = (switch_texts(texts, lever), switches.is_on(lever));
        let turned = switches.get(lever).map(|turned| {
            // A name may have braces in it, so it goes in last.
            let (before, after) = texts.turned_by.rsplit_once("{}").unwrap_or_default();
            let by = format!("{before}{}{after}", moment(turned.at / 1000));
            let by = by.replacen("{}", &turned.by, 1);
            view! { <p class="muted">{by}</p> }
        });
        let href = format!("/admin/switch?lever={}&on={}", lever.name(), !on);
        let turn = if on { words.turn_off } else { words.turn_on };
        view! {
            <div class=if on { "switch on" } else { "switch" }>
                <p>
                    <strong>{words.name}</strong> " "
                    <span class="state">{if on { words.is_on } else { words.is_off }}</span>
                </p>
                {turned}
                <p><a class="button" href=href>{turn}</a></p>
            </div>
        }
    });
    view! {
        <section id="switches" aria-labelledby="switches-title">
            <h2 id="switches-title">{texts.switches}</h2>
            {each.collect_view()}
        </section>
    }
}

/// Every panel.
pub(super) fn all(
    texts: &'static ConsoleTexts,
    language: Language,
    report: &Report,
    looked: &Looked,
) -> impl IntoView + use<> {
    view! {
        {breakers(texts, language, looked)}
        <div class="panels">
            {funnel(texts, report)}
            {refusals(texts, report)}
            {conversion(texts.countries, texts.countries_about, texts.country, "countries", texts,
                report.countries())}
            {conversion(texts.prefixes, texts.prefixes_about, texts.prefix, "prefixes", texts,
                report.prefixes())}
            {latency(texts, report)}
            {budget(texts, looked.budgets.as_deref())}
        </div>
    }
}

/// Open breakers, one line each.
fn breakers(
    texts: &'static ConsoleTexts,
    language: Language,
    looked: &Looked,
) -> impl IntoView + use<> {
    let open = looked.breakers.iter().flatten();
    let open = open.filter_map(|(country, wait)| Some((country.code(), (*wait)?)));
    let open = open.map(|(country, wait)| {
        let wait = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
        let wait = Texts::of(language).time.say(wait);
        let text = texts.breaker_open.replacen("{}", country, 1).replacen("{}", &wait, 1);
        view! { <p class="wrong">{text}</p> }
    });
    open.collect_view()
}

fn funnel(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
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
    let told = told("funnel", texts.funnel, texts.funnel_about);
    let times: Vec<u64> = report.times().collect();
    let plot = plot::lines(told, lines.collect(), ends(&times));
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

fn refusals(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
    let totals = report.totals("refused:");
    let content = if totals.is_empty() {
        view! { <p>{texts.no_refusals}</p> }.into_any()
    } else {
        let bars = totals.iter().take(ROWS).map(|(reason, count)| Bar {
            name: reason.clone(),
            value: count.to_string(),
            whole: *count as f64,
            part: *count as f64,
        });
        let told = told("refusals", texts.refusals, texts.refusals_about);
        let plot = plot::bars(told, bars.collect());
        let body = totals.iter().map(|(reason, count)| vec![reason.clone(), count.to_string()]);
        let head = vec![texts.reason, texts.count];
        view! { {plot} {table(texts, texts.refusals, head, body.collect())} }.into_any()
    };
    panel("refusals", texts.refusals, texts.refusals_about, content)
}

fn conversion(
    title: &'static str,
    about: &'static str,
    of: &'static str,
    id: &'static str,
    texts: &'static ConsoleTexts,
    shares: Vec<Share>,
) -> impl IntoView + use<> {
    let content = if shares.iter().all(|share| share.sent == 0) {
        view! { <p>{texts.no_messages}</p> }.into_any()
    } else {
        let percent = |share: &Share| {
            share.percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
        };
        let bars = shares.iter().take(ROWS).map(|share| Bar {
            name: share.of.clone(),
            value: format!("{} / {} · {}", share.verified, share.sent, percent(share)),
            whole: share.sent as f64,
            part: share.verified as f64,
        });
        let plot = plot::bars(told(id, title, about), bars.collect());
        let body = shares.iter().map(|share| {
            let over = if share.over > 0 {
                format!(" ({})", texts.at_most.replace("{}", &share.over.to_string()))
            } else {
                String::new()
            };
            let sent = format!("{}{over}", share.sent);
            vec![share.of.clone(), sent, share.verified.to_string(), percent(share)]
        });
        let head = vec![of, texts.sent, texts.verified, texts.share];
        view! { {plot} {table(texts, title, head, body.collect())} }.into_any()
    };
    panel(id, title, about, content)
}

fn latency(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
    let millis =
        |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |ms| format!("{} ms", short(ms)));
    let slow = Took::ALL.map(|took| report.slow(took, 99));
    let content = if slow.iter().flatten().all(Option::is_none) {
        view! { <p>{texts.no_requests}</p> }.into_any()
    } else {
        let rows = Took::ALL.iter().zip(texts.latency_steps).map(|(&took, name)| {
            let times = [50, 95, 99].map(|percent| {
                view! { <td>{millis(report.slow_in_all(took, percent))}</td> }
            });
            view! { <tr><th scope="row">{name}</th>{times.collect_view()}</tr> }
        });
        let rows = rows.collect_view();
        let lines = texts
            .latency_steps
            .iter()
            .zip(&slow)
            .map(|(name, values)| Line { name: (*name).to_owned(), values: values.clone() });
        let told = told("latency", texts.latency, texts.latency_about);
        let times: Vec<u64> = report.times().collect();
        let plot = plot::lines(told, lines.collect(), ends(&times));
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

/// `None`: the store did not tell.
fn budget(texts: &'static ConsoleTexts, budgets: Option<&[Budget]>) -> impl IntoView + use<> {
    let name = |budget: &Budget| {
        let of = budget.country.map_or(texts.whole_site.to_owned(), |c| c.code().to_owned());
        let window = if budget.window() == "day" { texts.day } else { texts.hour };
        format!("{of} · {window}")
    };
    let share = |budget: &Budget| f64::from(budget.used) / f64::from(budget.limit.count);
    // The site, then the countries that have used up the most.
    let is_told = budgets.is_some();
    let mut budgets = budgets.unwrap_or_default().to_vec();
    budgets.sort_by(|one, other| {
        (one.country.is_some().cmp(&other.country.is_some()))
            .then(share(other).total_cmp(&share(one)))
    });
    let content = if !is_told {
        view! { <p class="wrong">{texts.store_down}</p> }.into_any()
    } else if budgets.is_empty() {
        view! { <p>{texts.no_budget}</p> }.into_any()
    } else {
        let bars = budgets.iter().take(ROWS).map(|budget| Bar {
            name: name(budget),
            value: format!("{} / {}", budget.used, budget.limit.count),
            // Each by its own limit: what matters is how near that is.
            whole: 1.0,
            part: share(budget),
        });
        let told = told("budget", texts.budget, texts.budget_about);
        let plot = plot::bars(told, bars.collect());
        let body = budgets.iter().map(|budget| {
            let numbers = [budget.used, budget.limit.count, budget.left()];
            [name(budget)].into_iter().chain(numbers.map(|n| n.to_string())).collect()
        });
        let head = vec![texts.budget, texts.used, texts.limit, texts.left];
        view! { {plot} {table(texts, texts.budget, head, body.collect())} }.into_any()
    };
    panel("budget", texts.budget, texts.budget_about, content)
}

fn told(id: &'static str, title: &str, description: &str) -> Told {
    Told { id, title: title.to_owned(), description: description.to_owned() }
}

fn panel(
    id: &'static str,
    title: &'static str,
    about: &'static str,
    content: impl IntoView,
) -> impl IntoView {
    let heading = format!("{id}-heading");
    let labelled = heading.clone();
    view! {
        <section aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <p class="muted">{about}</p>
            {content}
        </section>
    }
}

/// All the numbers of a plot, folded away. It scrolls by itself where it is wider than the page.
fn table(
    texts: &'static ConsoleTexts,
    caption: &'static str,
    head: Vec<&'static str>,
    body: Vec<Vec<String>>,
) -> impl IntoView {
    let head = head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let rows = body.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let first = cells.next();
        let rest = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr><th scope="row">{first}</th>{rest}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <details>
            <summary>{format!("{} · {caption}", texts.table)}</summary>
            <div class="scroll" role="region" tabindex="0" aria-label=caption>
                <table>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
