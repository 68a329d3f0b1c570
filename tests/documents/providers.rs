//! What is written about providers: each that is registered has its row.

use std::fs;

use menshen_sms::PROVIDERS;

#[test]
fn every_provider_has_its_row_where_providers_are_listed() {
    for path in ["docs/providers.md", "docs/zh/providers.md", "crates/sms/README.md"] {
        let text = fs::read_to_string(path).unwrap();
        let table = text.lines().skip_while(|line| !line.starts_with("| --- | --- |")).skip(1);
        let rows = table.take_while(|line| line.starts_with("| `"));
        let mut listed: Vec<_> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        let mut known: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known, "{path}");
    }
}
