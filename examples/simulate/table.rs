//! The runs as tables, for a terminal and for Markdown.

use super::{
    outcome::Run,
    targets::Target,
    words::{Tongue, Words, grouped},
};

const HEAD: [Words; 9] = [
    Words::new("scenario", "场景"),
    Words::new("messages to the attacker", "攻击者得到的短信"),
    Words::new("attacker's cost : site's", "攻击者与站点的花费之比"),
    Words::new("people", "真人"),
    Words::new("stepped up", "被要求再确认"),
    Words::new("refused", "被拒"),
    Words::new("gave up", "放弃"),
    Words::new("target", "目标"),
    Words::new("held", "达到"),
];
const SEEDS: [Words; 5] = [
    Words::new("scenario", "场景"),
    Words::new("target", "目标"),
    Words::new("median", "中位数"),
    Words::new("worst", "最差"),
    Words::new("held", "达到"),
];
const YES: Words = Words::new("yes", "是");
const NO: Words = Words::new("**no**", "**否**");
const A_DAY: Words = Words::new("expected a day", "条（每天期望）");

/// What one run came to, in one line of cells.
fn row(run: &Run, tongue: Tongue) -> [String; 9] {
    let (people, attack) = (&run.ledger.people, &run.ledger.attack);
    let is_attacked = run.scenario.attack.is_some();
    let cost = match run.ratio() {
        Some(ratio) if is_attacked => {
            format!("{ratio:.1} (${:.2} : ${:.2})", run.attacker_pays, run.site_pays)
        }
        _ if is_attacked => format!("– (${:.2} : $0)", run.attacker_pays),
        _ => "–".to_owned(),
    };
    let messages = match attack.guessed_days > 0.0 {
        true => format!("{:.4} {}", run.expected_a_day(), A_DAY.of(tongue)),
        false if is_attacked => grouped(attack.messages),
        false => "–".to_owned(),
    };
    let of_people = |count: u64| format!("{} ({:.1} %)", grouped(count), run.share(count));
    let says = |target: &Target| target.says.of(tongue);
    let held = |target: &Target| if target.holds(run) { YES.of(tongue) } else { NO.of(tongue) };
    let targets = run.scenario.targets;
    [
        run.scenario.about.of(tongue).to_owned(),
        messages,
        cost,
        grouped(people.asked),
        of_people(people.stepped_up),
        of_people(people.refused),
        of_people(people.gave_up),
        targets.iter().map(says).collect::<Vec<_>>().join("<br>"),
        targets.iter().map(held).collect::<Vec<_>>().join("<br>"),
    ]
}

/// One run of each scenario, for a document.
pub fn markdown<'a>(runs: impl IntoIterator<Item = &'a Run>, tongue: Tongue) -> String {
    let mut text = head(&HEAD, tongue);
    text.extend(runs.into_iter().map(|run| line(&row(run, tongue))));
    text
}

/// Several runs of each scenario, each with a seed of its own: what came of each target.
pub fn markdown_of_seeds(runs: &[Vec<Run>], tongue: Tongue) -> String {
    let mut text = head(&SEEDS, tongue);
    for runs in runs {
        let Some(first) = runs.first() else { continue };
        for target in first.scenario.targets {
            let figures = target.sorted(runs);
            let held = runs.iter().filter(|run| target.holds(run)).count();
            let written =
                |at: usize| figures.get(at).map_or(String::new(), |&one| target.written(one));
            let all = format!("{held}/{}", runs.len());
            text += &line(&[
                first.scenario.about.of(tongue).to_owned(),
                target.says.of(tongue).to_owned(),
                written(figures.len() / 2),
                written(figures.len().saturating_sub(1)),
                if held == runs.len() { all } else { format!("**{all}**") },
            ]);
        }
    }
    text
}

fn head(words: &[Words], tongue: Tongue) -> String {
    let words: Vec<_> = words.iter().map(|words| words.of(tongue).to_owned()).collect();
    line(&words) + &"| --- ".repeat(words.len()) + "|\n"
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// For a terminal: a run a paragraph, since no terminal is as wide as the table.
pub fn terminal(run: &Run) -> String {
    let tongue = Tongue::English;
    let row = row(run, tongue);
    let mut text = format!("{} - {}\n", run.scenario.name, run.scenario.about.of(tongue));
    for (head, cell) in HEAD.iter().zip(&row).skip(1).take(6).filter(|(_, cell)| *cell != "–") {
        text += &format!("  {}: {cell}\n", head.of(tongue));
    }
    for target in run.scenario.targets {
        let (holds, says) = (target.holds(run), target.says.of(tongue));
        let is = target.written((target.of)(run));
        text += &format!("  {} {says}: {is}\n", if holds { "held   " } else { "MISSED " });
    }
    let why = |reasons: &std::collections::BTreeMap<&str, u64>| {
        reasons.iter().map(|(slug, count)| format!("{slug} {count}")).collect::<Vec<_>>().join(", ")
    };
    for (who, reasons) in
        [("people", &run.ledger.people.reasons), ("attack", &run.ledger.attack.reasons)]
    {
        if !reasons.is_empty() {
            text += &format!("  {who} refused by: {}\n", why(reasons));
        }
    }
    for ((verdict, reason), count) in &run.ledger.decisions {
        text += &format!("  {verdict} for {reason}: {count}\n");
    }
    text
}
