//! Plots as SVG, made on the server.
//!
//! They are read without colour: lines differ by their dashes and marks, parts of bars by a pattern,
//! and every number also stands in the table below. Sizes are in the picture's own units; the page
//! scales it to its column.
//!
//! Kept by hand: the console has no scripts, and crates that draw SVG give neither titles for screen
//! readers nor dashes and patterns.

use leptos::prelude::*;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 190.0;
/// Where the lines are, within the picture.
const LEFT: f64 = 40.0;
const RIGHT: f64 = 352.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 164.0;
/// Between two marks of a line, in steps.
const MARK_EVERY: usize = 10;
/// One row of bars.
const ROW: f64 = 38.0;

/// What a screen reader says of a plot.
pub(super) struct AltText {
    /// Unique on the page.
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) description: String,
}

/// One line: a value for each step, where there is one.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) values: Vec<Option<f64>>,
}

/// One row of bars.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: String,
    /// The length of the bar.
    pub(super) whole: f64,
    /// How much of it is filled.
    pub(super) part: f64,
}

/// Lines over time, and below them what each stands for. `times`: the first, a middle and the last.
pub(super) fn lines(alt_text: AltText, lines: Vec<Line>, times: [String; 3]) -> impl IntoView {
    let most = lines.iter().flat_map(|line| &line.values).flatten().copied().fold(0.0, f64::max);
    let top = round_up(most);
    let grid = [0.0, 0.5, 1.0].map(|share| {
        let y = BOTTOM - (BOTTOM - TOP) * share;
        view! {
            <line class="grid" x1=LEFT x2=RIGHT y1=y y2=y />
            <text x=LEFT - 4.0 y=y + 4.0 text-anchor="end">{short(top * share)}</text>
        }
    });
    let anchors = [(LEFT, "start"), ((LEFT + RIGHT) / 2.0, "middle"), (RIGHT, "end")];
    let times = times.into_iter().zip(anchors).map(|(time, (x, anchor))| {
        view! { <text x=x y=BOTTOM + 17.0 text-anchor=anchor>{time}</text> }
    });
    let drawn = lines.iter().enumerate().map(|(kind, line)| draw(kind, &line.values, top));
    let legend = lines.iter().enumerate().map(|(kind, line)| {
        view! {
            <li>
                <svg viewBox="0 0 44 12" width="44" height="12" aria-hidden="true">
                    <g class=format!("line kind-{kind}")>
                        <path d="M2 6H42" />
                        <path class="mark" d=mark(kind, 22.0, 6.0) />
                    </g>
                </svg>
                {line.name.clone()}
            </li>
        }
    });
    let legend = legend.collect_view();
    view! {
        {frame(alt_text, HEIGHT, view! { {grid.collect_view()} {times.collect_view()} {drawn.collect_view()} })}
        <ul class="legend">{legend}</ul>
    }
}

/// Rows of bars, the longest of which fills the width.
pub(super) fn bars(alt_text: AltText, rows: Vec<Bar>) -> impl IntoView {
    let most = rows.iter().map(|row| row.whole).fold(0.0, f64::max).max(1.0);
    let height = ROW * rows.len() as f64;
    let pattern = format!("{}-pattern", alt_text.id);
    let fill = format!("url(#{pattern})");
    let rows = rows.into_iter().enumerate().map(|(place, row)| {
        let y = ROW * place as f64;
        let width = |length: f64| (WIDTH - 2.0) * (length / most).clamp(0.0, 1.0);
        view! {
            <text x=1.0 y=y + 13.0>{row.name}</text>
            <text x=WIDTH - 1.0 y=y + 13.0 text-anchor="end">{row.value}</text>
            <rect class="whole" x=1.0 y=y + 18.0 width=width(row.whole) height=12.0 fill=fill.clone() />
            <rect class="part" x=1.0 y=y + 18.0 width=width(row.part.min(row.whole)) height=12.0 />
        }
    });
    let rows = rows.collect_view();
    let content = view! {
        <defs>
            <pattern id=pattern width="5" height="5" patternUnits="userSpaceOnUse">
                <path class="hatch" d="M0 5L5 0" />
            </pattern>
        </defs>
        {rows}
    };
    frame(alt_text, height, content)
}

/// The picture with its name.
fn frame(alt_text: AltText, height: f64, content: impl IntoView) -> impl IntoView {
    let (title, description) = (format!("{}-title", alt_text.id), format!("{}-about", alt_text.id));
    let named = format!("{title} {description}");
    view! {
        <svg
            class="plot"
            role="img"
            aria-labelledby=named
            viewBox=format!("0 0 {WIDTH} {height}")
        >
            <title id=title>{alt_text.title}</title>
            <desc id=description>{alt_text.description}</desc>
            {content}
        </svg>
    }
}

/// A line that breaks where there is nothing, with a mark here and there.
fn draw(kind: usize, values: &[Option<f64>], top: f64) -> impl IntoView + use<> {
    let step = (RIGHT - LEFT) / (values.len().max(2) - 1) as f64;
    let place = |(at, value): (usize, f64)| {
        (LEFT + step * at as f64, BOTTOM - (BOTTOM - TOP) * (value / top).clamp(0.0, 1.0))
    };
    let (mut path, mut marks, mut goes_on) = (String::new(), String::new(), false);
    for (at, value) in values.iter().enumerate() {
        let Some(value) = *value else {
            goes_on = false;
            continue;
        };
        let (x, y) = place((at, value));
        let letter = if goes_on { 'L' } else { 'M' };
        path.push_str(&format!("{letter}{x:.1} {y:.1}"));
        let alone = !goes_on && values.get(at + 1).is_none_or(Option::is_none);
        // Lines that lie on each other show their marks at different steps.
        if alone || at % MARK_EVERY == (2 * kind + 1) % MARK_EVERY {
            marks.push_str(&mark(kind, x, y));
        }
        goes_on = true;
    }
    view! {
        <g class=format!("line kind-{kind}")>
            <path d=path />
            <path class="mark" d=marks />
        </g>
    }
}

/// Circle, square, triangle, diamond, cross.
fn mark(kind: usize, x: f64, y: f64) -> String {
    match kind % 5 {
        0 => format!("M{:.1} {y:.1}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z", x - 3.0),
        1 => format!("M{:.1} {:.1}h6v6h-6Z", x - 3.0, y - 3.0),
        2 => format!("M{x:.1} {:.1}l4 7h-8Z", y - 4.5),
        3 => format!("M{x:.1} {:.1}l4.2 4.2l-4.2 4.2l-4.2 -4.2Z", y - 4.2),
        _ => format!("M{:.1} {:.1}l6 6m0 -6l-6 6", x - 3.0, y - 3.0),
    }
}

/// The next of 1, 2, 4, 10, 20, 40, 100 and so on: half of it is a short number too.
fn round_up(value: f64) -> f64 {
    let mut top = 1.0;
    loop {
        for round in [1.0, 2.0, 4.0] {
            if value <= top * round {
                return top * round;
            }
        }
        top *= 10.0;
    }
}

/// A number in few characters.
pub(super) fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", trimmed(value / 1e6)),
        1e4.. => format!("{}k", trimmed(value / 1e3)),
        _ => trimmed(value),
    }
}

/// With one digit after the point where it says something.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt_text() -> AltText {
        AltText { id: "a", title: "<title>".to_owned(), description: "about".to_owned() }
    }

    #[test]
    fn scales_end_at_a_round_number() {
        for (value, top) in
            [(0.0, 1.0), (1.0, 1.0), (1.5, 2.0), (3.0, 4.0), (5.0, 10.0), (401.0, 1e3)]
        {
            assert_eq!(round_up(value), top, "{value}");
        }
        let texts = [0.5, 20.0, 12_500.0, 2e6].map(short);
        assert_eq!(texts, ["0.5", "20", "12.5k", "2M"]);
    }

    #[test]
    fn a_line_goes_from_its_first_value_to_its_last_and_breaks_where_there_is_none() {
        let line =
            Line { name: "one".to_owned(), values: vec![Some(0.0), Some(2.0), None, Some(1.0)] };
        let times = ["a", "b", "c"].map(str::to_owned);
        let svg = lines(alt_text(), vec![line], times).to_html();
        let path = format!("M{LEFT:.1} {BOTTOM:.1}L144.0 {TOP:.1}M352.0 87.0");
        assert!(svg.contains(&path), "{svg}");
        assert!(svg.contains("&lt;title&gt;") && !svg.contains("<title>"), "{svg}");
        assert!(svg.contains(r#"aria-labelledby="a-title a-about""#), "{svg}");
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_of_the_longest() {
        let bar = |whole, part| Bar { name: "n".into(), value: "v".into(), whole, part };
        let svg = bars(alt_text(), vec![bar(10.0, 5.0), bar(5.0, 99.0)]).to_html();
        let widths: Vec<_> = svg
            .match_indices("<rect")
            .map(|(at, _)| {
                let rest = &svg[at..];
                let at = rest.find("width=\"").unwrap() + 7;
                rest[at..].split('"').next().unwrap().to_owned()
            })
            .collect();
        assert_eq!(widths, ["358", "179", "179", "179"]);
    }
}
