//! What the document on the policy shows of the runs: its table, between two marks, and a plot of each attack.

use std::{fs, path::Path};

use super::{Outcome, outcome::Run, plot, table};

const DOCUMENT: &str = "docs/policy.md";
const PLOTS: &str = "docs/policy";
const BEGIN: &str = "<!-- begin: make simulate -->";
const END: &str = "<!-- end: make simulate -->";

/// Writes both below this folder.
pub fn write(root: &Path, runs: &[Run]) -> Outcome<()> {
    let path = root.join(DOCUMENT);
    let text = replaced(&fs::read_to_string(&path)?, &table::markdown(runs));
    fs::write(path, text.ok_or("docs/policy.md has no place for the table")?)?;
    fs::create_dir_all(root.join(PLOTS))?;
    for run in runs.iter().filter(|run| run.scenario.is_plotted) {
        let name = format!("{}.svg", run.scenario.name);
        fs::write(root.join(PLOTS).join(name), plot::svg(run))?;
    }
    Ok(())
}

/// The text with this between its marks; `None` when it has none.
fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::SCENARIOS;

    fn document() -> String {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT)).unwrap()
    }

    #[test]
    fn the_documents_table_has_a_row_for_each_scenario() {
        let text = document();
        let table = text.split_once(BEGIN).unwrap().1.split_once(END).unwrap().0;
        let rows: Vec<_> = table.trim().lines().skip(2).collect();
        let names: Vec<_> = rows.iter().map(|row| row.split(" | ").next().unwrap()).collect();
        let about: Vec<_> = SCENARIOS.iter().map(|one| format!("| {}", one.about)).collect();
        assert_eq!(names, about);
        assert!(rows.iter().all(|row| row.split(" | ").count() == 9), "{table}");
    }

    #[test]
    fn every_plot_is_there_and_shown() {
        let text = document();
        for scenario in SCENARIOS.iter().filter(|scenario| scenario.is_plotted) {
            let file = format!("policy/{}.svg", scenario.name);
            assert!(text.contains(&format!("]({file})")), "{file}");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
            let svg = fs::read_to_string(path).unwrap();
            assert!(
                svg.contains("<title id=\"title\">") && svg.contains("prefers-color-scheme:dark")
            );
        }
    }
}
