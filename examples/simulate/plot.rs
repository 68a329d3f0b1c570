//! A run over time as SVG: above the messages to the attacker, below the people who came, and those of them who
//! were stepped up or refused.
//!
//! It is read without colour too: what is stacked differs by its pattern, and every number also stands in the
//! table. Kept by hand, as the console's plots are: crates that draw SVG give neither titles nor patterns.

use std::fmt::Write;

use super::{
    ledger::{BIN, Bin},
    outcome::Run,
    words::{Tongue, Words},
};

const WIDTH: f64 = 732.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 712.0;
/// Height of the lines of one of the two.
const PANEL: f64 = 110.0;
/// From the top of the one to the top of the other.
const ROW: f64 = 160.0;
const TOP: f64 = 34.0;

/// Colours by day and by night. It has a ground of its own, for it can't know the page's.
const STYLE: &str = ".ground{fill:#fff}text{font:12px system-ui,sans-serif;fill:#1f2328}.grid{stroke:#d1d9e0}\
.attack{fill:#b35900}.asked{fill:#8fb4d9}.up{fill:url(#up)}.no{fill:#a40e26}.line{stroke:#0a3069}\
@media(prefers-color-scheme:dark){.ground{fill:#0d1117}text{fill:#f0f6fc}.grid{stroke:#3d444d}.attack{fill:#f0883e}\
.asked{fill:#316dca}.no{fill:#ff7b72}.line{stroke:#f0f6fc}}";

const ATTACK: Words =
    Words::new("messages to the attacker, each ten minutes", "发给攻击者的短信，每十分钟");
const PEOPLE: Words = Words::new(
    "people who came: let through (plain), stepped up (hatched), refused (at the bottom)",
    "来的人：放行（纯色）、再确认（斜纹）、被拒（最下面）",
);

/// The file, for a document in this language.
pub fn svg(run: &Run, tongue: Tongue) -> String {
    let bins = bins(run);
    let height = TOP + 2.0 * ROW;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title about\">\n<title id=\"title\">{}</title>\n<desc id=\"about\">{}</desc>\n\
         <style>{STYLE}</style>\n<defs><pattern id=\"up\" width=\"5\" height=\"5\" \
         patternUnits=\"userSpaceOnUse\"><path class=\"line\" d=\"M0 5L5 0\"/></pattern></defs>\n<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(run.scenario.about.of(tongue)),
        about(run, tongue),
    );
    let messages = |bin: &Bin| [("attack", bin.attack_messages), ("", 0), ("", 0)];
    let people = |bin: &Bin| {
        let allowed = bin.asked.saturating_sub(bin.stepped_up + bin.refused);
        [("no", bin.refused), ("up", bin.stepped_up), ("asked", allowed)]
    };
    svg += &panel(ATTACK.of(tongue), TOP, &bins, messages);
    svg += &panel(PEOPLE.of(tongue), TOP + ROW, &bins, people);
    svg + "</svg>\n"
}

/// As many as the measured hours have, also where nothing happened.
fn bins(run: &Run) -> Vec<Bin> {
    let count = (run.scenario.hours * 3600.0 / BIN.as_secs_f64()).ceil() as usize;
    let mut bins = run.ledger.bins.clone();
    bins.resize(count, Bin::default());
    bins
}

/// What a screen reader says.
fn about(run: &Run, tongue: Tongue) -> String {
    let people = &run.ledger.people;
    let (hours, messages) = (run.scenario.hours, run.ledger.attack.messages);
    let (asked, stepped_up, refused) = (people.asked, people.stepped_up, people.refused);
    match tongue {
        Tongue::English => format!(
            "Within {hours} hours {messages} messages went to the attacker; of {asked} people \
             {stepped_up} were stepped up and {refused} refused."
        ),
        Tongue::Chinese => format!(
            "{hours} 小时内有 {messages} 条短信发给攻击者；{asked} 人中 {stepped_up} 人被要求再确认，{refused} 人被拒。"
        ),
    }
}

/// Bars over time, their parts one upon the other.
fn panel(
    name: &str,
    top: f64,
    bins: &[Bin],
    parts: impl Fn(&Bin) -> [(&'static str, u32); 3],
) -> String {
    let sum = |bin: &Bin| parts(bin).iter().map(|(_, count)| count).sum::<u32>();
    let most = round_up(bins.iter().map(sum).max().unwrap_or_default());
    let bottom = top + PANEL;
    let mut svg = format!("<text x=\"{LEFT}\" y=\"{:.0}\">{name}</text>\n", top - 8.0);
    for share in [0.0, 0.5, 1.0] {
        let y = bottom - PANEL * share;
        // Writing to a string can't fail.
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y}H{RIGHT}\"/><text x=\"{:.0}\" y=\"{:.0}\" \
             text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            f64::from(most) * share,
        );
    }
    let width = (RIGHT - LEFT) / bins.len().max(1) as f64;
    for (at, bin) in bins.iter().enumerate() {
        let (x, mut y) = (LEFT + width * at as f64, bottom);
        for (class, count) in parts(bin).into_iter().filter(|&(_, count)| count > 0) {
            let high = PANEL * f64::from(count) / f64::from(most);
            y -= high;
            let wide = (width - 0.5).max(0.5);
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>"
            );
        }
    }
    svg + &hours(bins.len(), bottom)
}

/// The time below a panel, at most thirteen of them.
fn hours(bins: usize, bottom: f64) -> String {
    let hours = bins as f64 * BIN.as_secs_f64() / 3600.0;
    let step = (hours / 12.0).ceil().max(1.0);
    let mut svg = String::new();
    let mut hour = 0.0;
    while hour <= hours {
        let x = LEFT + (RIGHT - LEFT) * hour / hours;
        let y = bottom + 16.0;
        let _ =
            writeln!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{hour} h</text>");
        hour += step;
    }
    svg
}

/// The next even number of 2, 4, 10, 20 and so on.
fn round_up(value: u32) -> u32 {
    let mut top = 1;
    loop {
        for round in [2, 4, 10] {
            if value <= top * round {
                return top * round;
            }
        }
        top *= 10;
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_an_even_number() {
        for (value, top) in [(0, 2), (2, 2), (3, 4), (7, 10), (11, 20), (250, 400)] {
            assert_eq!(round_up(value), top, "{value}");
        }
    }
}
