//! The tables of the settings, made from what `--help` is made from. `make settings` writes them.

use std::{collections::HashMap, env, fs};

use clap::{Arg, CommandFactory};
use menshen::server::Settings;
use regex::{Captures, Regex};

/// What the tables say in Chinese: a line `NAME = words` for each heading and each setting.
const CHINESE: &str = "tests/documents/settings.zh.txt";
const BEGIN: &str = "<!-- Made from `menshen --help` by `make settings`. -->\n";
const END: &str = "<!-- Here the tables end. -->\n";

/// What a table says in one language.
struct Words {
    columns: &'static str,
    /// In place of a default.
    none: &'static str,
    /// Names the variable of a file.
    or_file: fn(&str) -> String,
    /// The folder of `docs`, as this document reaches it.
    docs: &'static str,
    chinese: Option<HashMap<String, String>>,
}

impl Words {
    fn of_english() -> Self {
        Self {
            columns: "variable and flag | default | what it is",
            none: "none",
            or_file: |name| format!("or a file: `{name}_FILE`"),
            docs: "",
            chinese: None,
        }
    }

    fn of_chinese() -> Self {
        let lines = fs::read_to_string(CHINESE).unwrap();
        let lines = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pair = |line: &str| {
            let (name, words) = line.split_once(" = ").expect("a line is NAME = words");
            (name.to_owned(), words.to_owned())
        };
        Self {
            columns: "变量和参数 | 默认值 | 含义",
            none: "无",
            or_file: |name| format!("也可用文件：`{name}_FILE`"),
            docs: "../",
            chinese: Some(lines.map(pair).collect()),
        }
    }

    /// What is said of a name.
    fn say(&self, name: &str, english: String) -> String {
        let Some(chinese) = &self.chinese else { return english };
        let words = chinese.get(name);
        words.unwrap_or_else(|| panic!("{CHINESE} has no line for {name}")).clone()
    }

    fn tables(&self) -> String {
        let command = Settings::command();
        let of = |argument: &Arg| argument.get_help_heading().map(str::to_owned);
        let mut headings: Vec<String> = Vec::new();
        for heading in command.get_arguments().filter_map(of) {
            if !headings.contains(&heading) {
                headings.push(heading);
            }
        }
        let table = |heading: &String| {
            let is_here = |argument: &&Arg| of(argument).as_ref() == Some(heading);
            let rows = command.get_arguments().filter(is_here).filter(|row| !row.is_hide_set());
            let rows = rows.map(|argument| self.row(argument));
            let (title, columns) = (self.say(heading, heading.clone()), self.columns);
            let rows: String = rows.collect();
            format!("\n## {title}\n\n| {columns} |\n| --- | --- | --- |\n{rows}")
        };
        headings.iter().map(table).collect()
    }

    fn row(&self, argument: &Arg) -> String {
        let name = argument.get_env().unwrap().to_str().unwrap();
        let flag = argument.get_long().unwrap();
        let help = argument.get_long_help().or(argument.get_help()).unwrap().to_string();
        let values = argument.get_possible_values();
        let values = if argument.get_action().takes_values() { &values[..] } else { &[] };
        let listed: Vec<_> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let told = values.iter().zip(&listed).map(|(value, name)| match value.get_help() {
            Some(help) => format!("<br>{name}: {help}"),
            None => format!("<br>{name}"),
        });
        let paragraph = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let english = help.split("\n\n").map(paragraph).collect::<Vec<_>>().join(". ");
        let english = english.trim_end_matches('.').to_owned() + &told.collect::<String>();
        let said = self.say(name, english);
        for value in &listed {
            assert!(said.contains(value), "{CHINESE}: {name} does not say {value}");
        }
        // `[default: …]` where clap knows none.
        let special = Regex::new(r"\s*\[(?:default: |默认：)(.*?)\]").unwrap();
        let defaults = argument.get_default_values().iter().map(|value| value.to_str().unwrap());
        let default = match special.captures(&said) {
            Some(found) => found[1].to_owned(),
            None if !argument.get_action().takes_values() => "`false`".to_owned(),
            None if argument.get_default_values().is_empty() => self.none.to_owned(),
            None => format!("`{}`", defaults.collect::<Vec<_>>().join(",")),
        };
        let said = self.linked(&special.replace(&said, ""));
        let default = self.linked(&default);
        let name = match argument.is_hide_env_values_set() {
            true => format!("`{name}`<br>`--{flag}`<br>{}", (self.or_file)(name)),
            false => format!("`{name}`<br>`--{flag}`"),
        };
        format!("| {name} | {default} | {said} |\n")
    }

    /// Names of settings as code, and documents as links.
    fn linked(&self, words: &str) -> String {
        let name = Regex::new(r"\b[A-Z]+(?:_[A-Z]+)+\b").unwrap();
        let document = Regex::new(r"docs/(zh/)?([a-z-]+\.md)(#[\w-]+)?").unwrap();
        let link = |found: &Captures| {
            // A text in the same language lies beside this one.
            let folder = if found.get(1).is_some() { "" } else { self.docs };
            let anchor = found.get(3).map_or("", |anchor| anchor.as_str());
            format!("[{0}]({folder}{0}{anchor})", &found[2])
        };
        let outside = |(place, part): (usize, &str)| match place % 2 {
            0 => {
                let part = name.replace_all(part, "`$0`");
                document.replace_all(&part, &link).into_owned()
            }
            _ => format!("`{part}`"),
        };
        words.split('`').enumerate().map(outside).collect()
    }

    /// Holds the tables of a document against those that it should have, or writes them.
    fn check(&self, path: &str) {
        let text = fs::read_to_string(path).unwrap();
        let (before, rest) = text.split_once(BEGIN).expect("where the tables begin");
        let (_, after) = rest.split_once(END).expect("where the tables end");
        let right = format!("{before}{BEGIN}{}\n{END}{after}", self.tables());
        if env::var_os("UPDATE").is_some() {
            fs::write(path, &right).unwrap();
        } else {
            assert_eq!(text, right, "{path} is not what `make settings` writes");
        }
    }
}

#[test]
fn the_tables_of_the_settings_are_those_of_help() {
    Words::of_english().check("docs/settings.md");
    Words::of_chinese().check("docs/zh/settings.md");
}

#[test]
fn every_line_in_chinese_is_of_a_setting_that_there_is() {
    let command = Settings::command();
    let known = |name: &&String| {
        let mut arguments = command.get_arguments();
        arguments.any(|argument| {
            argument.get_env().is_some_and(|variable| variable == name.as_str())
                || argument.get_help_heading() == Some(name)
        })
    };
    let chinese = Words::of_chinese().chinese.unwrap();
    let strange: Vec<_> = chinese.keys().filter(|name| !known(name)).collect();
    assert!(strange.is_empty(), "{CHINESE} has lines for what is no setting: {strange:?}");
}
