//! The tables of `type` are those of the refusals.

use std::{collections::BTreeSet, fs};

use menshen::model::GateError;
use regex::Regex;

#[test]
fn both_tables_have_each_refusal_beside_its_status() {
    // Only the page makes this one.
    let told = GateError::iter().filter(|error| *error != GateError::Unreachable);
    let declared: BTreeSet<_> =
        told.map(|error| (error.status().to_string(), error.slug().to_owned())).collect();
    let (row, slug) =
        (Regex::new(r"^\| (\d{3}) \| (.*) \|$"), Regex::new("`([a-z]+(?:-[a-z]+)*)`"));
    let (row, slug) = (row.unwrap(), slug.unwrap());
    for document in ["docs/api.md", "docs/zh/api.md"] {
        let text = fs::read_to_string(document).unwrap();
        let rows = text.lines().filter_map(|line| row.captures(line));
        let documented: BTreeSet<_> = rows
            .flat_map(|row| {
                let status = row[1].to_owned();
                let names = slug.captures_iter(row.get(2).unwrap().as_str());
                names.map(move |name| (status.clone(), name[1].to_owned()))
            })
            .collect();
        assert_eq!(documented, declared, "{document}");
    }
}
