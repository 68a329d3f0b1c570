//! The runs as a table, for a terminal and for Markdown.

use super::outcome::Run;

const HEAD: [&str; 9] = [
    "scenario",
    "messages to the attacker",
    "attacker's cost : site's",
    "people",
    "stepped up",
    "refused",
    "gave up",
    "target",
    "held",
];

/// One line of cells for each run.
fn rows(runs: &[Run]) -> Vec<[String; 9]> {
    runs.iter().map(row).collect()
}

fn row(run: &Run) -> [String; 9] {
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
        true => format!("{:.4} expected a day", run.expected_a_day()),
        false if is_attacked => grouped(attack.messages),
        false => "–".to_owned(),
    };
    let of_people = |count: u64| format!("{} ({:.1} %)", grouped(count), run.share(count));
    let targets: Vec<_> = run.targets().map(|(says, _)| says).collect();
    let held: Vec<_> =
        run.targets().map(|(_, holds)| if holds { "yes" } else { "**no**" }).collect();
    [
        run.scenario.about.to_owned(),
        messages,
        cost,
        grouped(people.asked),
        of_people(people.stepped_up),
        of_people(people.refused),
        of_people(people.gave_up),
        targets.join("<br>"),
        held.join("<br>"),
    ]
}

/// For a document.
pub fn markdown(runs: &[Run]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&HEAD.map(str::to_owned)) + &"| --- ".repeat(HEAD.len()) + "|\n";
    text.extend(rows(runs).iter().map(|row| line(row)));
    text
}

/// For a terminal: a run a paragraph, since no terminal is as wide as the table.
pub fn terminal(run: &Run) -> String {
    let row = row(run);
    let mut text = format!("{} - {}\n", run.scenario.name, run.scenario.about);
    for (head, cell) in HEAD.iter().zip(&row).skip(1).take(6).filter(|(_, cell)| *cell != "–") {
        text += &format!("  {head}: {cell}\n");
    }
    for (says, holds) in run.targets() {
        text += &format!("  {} {says}\n", if holds { "held   " } else { "MISSED " });
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

/// With a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
