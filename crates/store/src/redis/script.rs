//! Lua scripts, so written that every edition of Redis runs them.
//!
//! Proxies in front of a cluster find the node for a script by reading its text. Alibaba Cloud's refuses a
//! key that stands anywhere but as `KEYS[1]`, `KEYS[2]` and so on in the `redis.call` itself: not in a
//! variable, not as an argument of a function, not with a loop's variable for its number. So a script has
//! no loop over keys; what it does for each of several is written out for each.

use std::{borrow::Cow, fmt::Write};

/// A Lua script and the name under which a server keeps it.
pub(super) struct Script {
    pub(super) source: Cow<'static, str>,
    pub(super) sha1: String,
}

impl Script {
    pub(super) fn new(source: &'static str) -> Self {
        Self::from_source(source.into())
    }

    /// One in which what stands between the lines `-- for each n` and `-- end` is written out so many
    /// times. There `<n>` is its number from 1, and `<4n-3>` is reckoned from that.
    pub(super) fn repeated(template: &str, times: usize) -> Self {
        Self::from_source(written_out(template, times).into())
    }

    fn from_source(source: Cow<'static, str>) -> Self {
        let sha1 = fred::util::sha1_hash(&source);
        Self { source, sha1 }
    }
}

const FOR_EACH: &str = "-- for each n\n";
const END: &str = "-- end\n";

fn written_out(template: &str, times: usize) -> String {
    let mut script = String::new();
    let mut rest = template;
    while let Some((before, block)) = rest.split_once(FOR_EACH) {
        script.push_str(before);
        let (block, after) = block.split_once(END).unwrap_or((block, ""));
        for n in 1..=times {
            write_numbers(&mut script, block, n);
        }
        rest = after;
    }
    script + rest
}

/// Writes the block with a number for each `<…n…>`.
fn write_numbers(script: &mut String, block: &str, n: usize) {
    let mut rest = block;
    while let Some((before, term)) = rest.split_once('<') {
        script.push_str(before);
        match term.split_once('>').and_then(|(term, after)| Some((value(term, n)?, after))) {
            Some((value, after)) => {
                // Writing to a string can't fail.
                let _ = write!(script, "{value}");
                rest = after;
            }
            None => {
                script.push('<');
                rest = term;
            }
        }
    }
    script.push_str(rest);
}

/// What such a term is: `n`, `2n`, `4n-3`.
fn value(term: &str, n: usize) -> Option<usize> {
    let (factor, less) = term.split_once('n')?;
    let factor = if factor.is_empty() { 1 } else { factor.parse().ok()? };
    let less = if less.is_empty() { 0 } else { less.strip_prefix('-')?.parse().ok()? };
    (factor * n).checked_sub(less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::lua_rule::refusal;

    #[test]
    fn a_block_is_written_out_with_its_numbers() {
        let template = "a < 1\n-- for each n\nKEYS[<n>] <= x[<4n-3>]\n-- end\nb\n";
        let written = "a < 1\nKEYS[1] <= x[1]\nKEYS[2] <= x[5]\nb\n";
        assert_eq!(written_out(template, 2), written);
    }

    /// Whatever script is added: the files themselves are read.
    #[test]
    fn every_script_names_its_keys_where_a_proxy_of_a_cluster_looks_for_them() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/redis");
        let mut scripts = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "lua") {
                continue;
            }
            let source = written_out(&std::fs::read_to_string(&path).unwrap(), 3);
            assert_eq!(refusal(&source), None, "{}", path.display());
            scripts += 1;
        }
        assert!(scripts > 10, "{scripts}");
    }
}
