//! Where the links of the documents lead.

use std::{collections::HashMap, path::Path};

use regex::Regex;

use super::{all, prose};

/// What headings are called in addresses, as GitHub makes it of them.
fn anchors(path: &Path) -> Vec<String> {
    let mut seen = HashMap::new();
    let text = prose(path);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let is_kept = |letter: &char| letter.is_alphanumeric() || "-_".contains(*letter);
            let anchor: String = kept.chars().filter(is_kept).collect();
            let times = seen.entry(anchor.clone()).or_insert(0);
            *times += 1;
            if *times == 1 { anchor } else { format!("{anchor}-{}", *times - 1) }
        })
        .collect()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let code = Regex::new("`[^`\n]*`").unwrap();
    let link = Regex::new(r"\]\(([^)\s]+)\)|\b(?:href|src)='?([^'>\s]+)").unwrap();
    let (mut followed, mut broken) = (0, Vec::new());
    for text in all() {
        let words = prose(&text);
        let words = code.replace_all(&words, "");
        for found in link.captures_iter(&words) {
            let target = found.get(1).or(found.get(2)).unwrap().as_str();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => text.clone(),
                file => text.parent().unwrap().join(file),
            };
            let is_there = path.exists()
                && (anchor.is_empty() || anchors(&path).iter().any(|known| known == anchor));
            followed += 1;
            if !is_there {
                broken.push(format!("{}: {target}", text.display()));
            }
        }
    }
    assert!(followed > 50, "only {followed} links were found");
    assert!(broken.is_empty(), "{broken:#?}");
}
