//! What the page in a frame tells the page around it.

use std::{
    io::Write,
    sync::{Arc, LazyLock},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use leptos::{nonce::use_nonce, prelude::*};
use sha2::{Digest, Sha256};

/// A script that is part of the program.
pub(crate) struct Script {
    pub(crate) text: String,
    /// The text, compressed.
    pub(crate) gzip: Vec<u8>,
    /// Another one for every other text: 96 bits of its SHA-256.
    pub(crate) tag: String,
}

impl Script {
    pub(crate) fn new(text: String) -> Self {
        let tag = URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..12]);
        let mut gzip = Vec::new();
        // Writing to memory does not fail; nothing would be as good as the text itself.
        let mut encoder = GzEncoder::new(&mut gzip, Compression::best());
        if encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish().map(drop)).is_err() {
            gzip.clear();
        }
        Self { text, gzip, tag }
    }
}

/// Where [`TO_PARENT`] is.
pub(crate) const TO_PARENT_PATH: &str = "/embed/frame.js";

/// The script of a framed page. It stands beside the island and looks at the document alone, so that
/// it does the same for the plain forms.
pub(crate) static TO_PARENT: LazyLock<Script> =
    LazyLock::new(|| Script::new(compact(include_str!("frame/to_parent.js"))));

/// Loads it, under a name that changes with it.
#[component]
pub(super) fn ToParent(
    /// The path that the server is under.
    base: Arc<str>,
) -> impl IntoView {
    let src = format!("{base}{TO_PARENT_PATH}?{}", TO_PARENT.tag);
    use_nonce().map(|nonce| view! { <script type="module" nonce=nonce src=src></script> })
}

/// A script of ours without its comments, its indentation and the spaces around signs. Comments have
/// lines of their own, and no text goes over a line's end.
pub(crate) fn compact(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    code.map(without_spaces).collect::<Vec<_>>().join("\n")
}

fn without_spaces(line: &str) -> String {
    const SIGNS: &str = "=(){};,:?<>|&+-!*";
    let mut kept = String::new();
    let mut quote = None;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let is_between = c == ' '
            && quote.is_none()
            && (kept.ends_with(|before| SIGNS.contains(before))
                || rest.peek().is_some_and(|&after| SIGNS.contains(after)));
        if is_between {
            continue;
        }
        quote = match quote {
            None => Some(c).filter(|c| "'\"`".contains(*c)),
            Some(open) => Some(open).filter(|open| *open != c),
        };
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_keeps_all_but_what_nobody_runs() {
        let script =
            "  // Why.\n\n  const a = (b) => ({ 'x y': `c = ${ d }`, e: \"' f\" });\n  return a;";
        let compact = compact(script);
        assert_eq!(compact, "const a=(b)=>({'x y':`c = ${ d }`,e:\"' f\"});\nreturn a;");
    }
}
