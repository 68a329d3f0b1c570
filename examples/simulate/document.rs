//! What the documents on the policy show of the runs: their tables, between two marks each, and a plot of each attack,
//! all in the document's own language.

use std::{fs, path::Path};

use super::{Outcome, outcome::Run, plot, table, words::Tongue};

/// The folder of the plots, beside a document.
const PLOTS: &str = "policy";
/// What stands before and after the table of the scenarios, and that of the seeds.
const SCENARIOS: [&str; 2] = ["<!-- begin: make simulate -->", "<!-- end: make simulate -->"];
const SEEDS: [&str; 2] =
    ["<!-- begin: make simulate, seeds -->", "<!-- end: make simulate, seeds -->"];

/// Writes them into this document and beside it. Of several runs of a scenario the first is shown, and what came of
/// each target by all of them.
pub fn write(document: &Path, runs: &[Vec<Run>]) -> Outcome<()> {
    let tongue = Tongue::of(document);
    let first = || runs.iter().filter_map(|runs| runs.first());
    let text = fs::read_to_string(document)?;
    let mut text = replaced(&text, SCENARIOS, &table::markdown(first(), tongue))?;
    if runs.iter().any(|runs| runs.len() > 1) {
        text = replaced(&text, SEEDS, &table::markdown_of_seeds(runs, tongue))?;
    }
    fs::write(document, text)?;
    let plots = document.with_file_name(PLOTS);
    fs::create_dir_all(&plots)?;
    for run in first().filter(|run| run.scenario.is_plotted) {
        fs::write(plots.join(format!("{}.svg", run.scenario.name)), plot::svg(run, tongue))?;
    }
    Ok(())
}

/// The text with this between its marks.
fn replaced(text: &str, [begin, end]: [&str; 2], table: &str) -> Outcome<String> {
    let missing = || format!("the document has no place for a table: {begin}");
    let (before, rest) = text.split_once(begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{table}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios;

    /// Those that there are, with their folders.
    fn documents() -> Vec<(std::path::PathBuf, Tongue, String)> {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let paths = [docs.join("policy.md"), docs.join("zh/policy.md")];
        let there: Vec<_> = paths.into_iter().filter(|path| path.is_file()).collect();
        assert!(!there.is_empty());
        let with_text = there.into_iter().map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.clone(), Tongue::of(&path), text)
        });
        with_text.collect()
    }

    fn rows<'a>(text: &'a str, [begin, end]: [&str; 2]) -> Vec<Vec<&'a str>> {
        let table = text.split_once(begin).unwrap().1.split_once(end).unwrap().0;
        let cells = |row: &'a str| row.trim_matches(['|', ' ']).split(" | ").collect();
        table.trim().lines().skip(2).map(cells).collect()
    }

    #[test]
    fn each_documents_tables_have_every_scenario_and_every_target_in_its_language() {
        for (path, tongue, text) in documents() {
            let of_scenarios = rows(&text, SCENARIOS);
            let names: Vec<_> = of_scenarios.iter().map(|row| row[0]).collect();
            let about: Vec<_> =
                scenarios::SCENARIOS.iter().map(|one| one.about.of(tongue)).collect();
            assert_eq!(names, about, "{}", path.display());
            assert!(of_scenarios.iter().all(|row| row.len() == 9), "{of_scenarios:?}");
            let of_seeds: Vec<_> =
                rows(&text, SEEDS).into_iter().map(|row| (row[0], row[1])).collect();
            let targets = scenarios::SCENARIOS.iter().flat_map(|one| {
                one.targets.iter().map(|target| (one.about.of(tongue), target.says.of(tongue)))
            });
            assert_eq!(of_seeds, targets.collect::<Vec<_>>(), "{}", path.display());
        }
    }

    #[test]
    fn every_plot_is_there_and_shown() {
        for (path, _, text) in documents() {
            for scenario in scenarios::SCENARIOS.iter().filter(|scenario| scenario.is_plotted) {
                let file = format!("{PLOTS}/{}.svg", scenario.name);
                assert!(text.contains(&format!("]({file})")), "{file}");
                let svg = fs::read_to_string(path.with_file_name(file)).unwrap();
                assert!(
                    svg.contains("<title id=\"title\">")
                        && svg.contains("prefers-color-scheme:dark")
                );
            }
        }
    }
}
