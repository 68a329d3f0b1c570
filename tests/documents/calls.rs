//! The page of every call, made from the program's own description (OpenAPI). `make settings` writes it.

use std::{cell::RefCell, collections::BTreeSet};

use menshen::{model::GateError, server::api_description};
use regex::Regex;
use serde_json::{Map, Value};

use super::made::{Lines, check};

/// What the page says in one language, around what the program says.
struct Words {
    /// For each paragraph of the description; in English they stand as they are.
    translations: Option<Lines>,
    /// Those that the page has.
    said: RefCell<BTreeSet<String>>,
    fields: &'static str,
    statuses: &'static str,
    address: &'static str,
    body: &'static str,
    /// After what is introduced.
    colon: &'static str,
    or: &'static str,
    optional: &'static str,
    place: fn(&str) -> String,
}

fn english() -> Words {
    Words {
        translations: None,
        said: RefCell::default(),
        fields: "| field | type | what it is |",
        statuses: "| status | type | what it says |",
        address: "Address:",
        body: "Body, ",
        colon: ":",
        or: " or ",
        optional: ", optional",
        place: |place| format!(", in the {place}"),
    }
}

fn chinese() -> Words {
    Words {
        translations: Some(Lines::of("tests/documents/calls.zh.txt")),
        said: RefCell::default(),
        fields: "| 字段 | 类型 | 含义 |",
        statuses: "| 状态码 | 类型 | 含义 |",
        address: "地址：",
        body: "请求体，",
        colon: "：",
        or: "、",
        optional: "，可省略",
        place: |place| {
            let place = match place {
                "path" => "在路径里",
                "query" => "在查询参数里",
                "header" => "在请求头里",
                other => panic!("where is a parameter in {other}?"),
            };
            format!("，{place}")
        },
    }
}

impl Words {
    /// A text of the description, in this language.
    fn say(&self, text: &str) -> String {
        let Some(translations) = &self.translations else { return text.to_owned() };
        let paragraphs = text.split("\n\n").map(one_line).filter(|words| !words.is_empty());
        let say = |paragraph: String| {
            let words = translations.say(&paragraph).to_owned();
            self.said.borrow_mut().insert(paragraph);
            words
        };
        paragraphs.map(say).collect::<Vec<_>>().join("\n\n")
    }

    fn table(&self, title: &str, rows: &[String]) -> String {
        match rows {
            [] => String::new(),
            rows => {
                let (head, rows) = (self.fields, rows.join("\n"));
                format!("{title}\n\n{head}\n| --- | --- | --- |\n{rows}\n\n")
            }
        }
    }

    /// What people read is on the page of errors, which this leads to.
    fn linked(&self, description: &str) -> String {
        let slugs: Vec<_> = GateError::iter().map(|error| error.slug()).collect();
        let line = Regex::new(r"^- `([a-z-]+)`").unwrap();
        let lines = description.lines().map(|told| match line.captures(told) {
            Some(found) if slugs.contains(&&found[1]) => {
                format!("[`{0}`](errors.md#{0})", &found[1])
            }
            _ => one_line(&self.say(told)),
        });
        lines.collect::<Vec<_>>().join("<br>")
    }
}

struct Page {
    description: Value,
    words: Words,
}

impl Page {
    fn of(words: Words) -> Self {
        Self { description: serde_json::from_str(&api_description()).unwrap(), words }
    }

    /// What a schema or a part of it is, where it only names one.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => self.description.pointer(path.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }

    /// What a value is, in a word or two.
    fn kind(&self, schema: &Value) -> String {
        let schema = self.resolve(schema);
        let named = match &schema["type"] {
            Value::String(name) => name.clone(),
            Value::Array(names) => names[0].as_str().unwrap().to_owned(),
            _ => "object".to_owned(),
        };
        match schema["format"].as_str() {
            Some(format) if format.starts_with("int") => named,
            Some(format) => format!("{named}, {format}"),
            None => named,
        }
    }

    /// A row for each field of a body.
    fn fields(&self, schema: &Value) -> Vec<String> {
        let schema = self.resolve(schema);
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().flat_map(|part| self.fields(part)).collect();
        }
        let required = schema["required"].as_array();
        let empty = Map::new();
        let fields = schema["properties"].as_object().unwrap_or(&empty);
        let row = |(name, field): (&String, &Value)| {
            let is_required = required.is_some_and(|all| all.contains(&Value::from(name.clone())));
            let optional = if is_required { "" } else { self.words.optional };
            let about =
                field["description"].as_str().or(self.resolve(field)["description"].as_str());
            let about = one_line(&self.words.say(about.unwrap_or_default()));
            format!("| `{name}` | {}{optional} | {about} |", self.kind(field))
        };
        fields.iter().map(row).collect()
    }

    /// What is asked: in the address, and in the body.
    fn input(&self, operation: &Value) -> String {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let rows: Vec<_> = parameters
            .map(|field| {
                let optional = if field["required"] == true { "" } else { self.words.optional };
                let place = (self.words.place)(field["in"].as_str().unwrap());
                let about = self.words.say(field["description"].as_str().unwrap_or_default());
                let (name, kind) = (field["name"].as_str().unwrap(), self.kind(&field["schema"]));
                format!("| `{name}` | {kind}{place}{optional} | {} |", one_line(&about))
            })
            .collect();
        let bodies = operation["requestBody"]["content"].as_object();
        let body = bodies.and_then(|bodies| bodies.values().next());
        let body = body.map(|body| self.fields(&body["schema"])).unwrap_or_default();
        let kinds: Vec<_> =
            bodies.into_iter().flatten().map(|(kind, _)| format!("`{kind}`")).collect();
        let Words { address, body: title, colon, or, .. } = self.words;
        let title = format!("{title}{}{colon}", kinds.join(or));
        self.words.table(address, &rows) + &self.words.table(&title, &body)
    }

    /// A row for each status, then the fields of the answer that is wanted.
    fn output(&self, operation: &Value) -> String {
        let responses = operation["responses"].as_object().unwrap();
        let rows: Vec<_> = responses
            .iter()
            .map(|(status, answer)| {
                let kinds = answer["content"].as_object().into_iter().flatten();
                let kinds: Vec<_> = kinds.map(|(kind, _)| format!("`{kind}`")).collect();
                let about = self.words.linked(answer["description"].as_str().unwrap_or_default());
                format!("| {status} | {} | {about} |", kinds.join("<br>"))
            })
            .collect();
        let (head, title) =
            (self.words.statuses, format!("200, `application/json`{}", self.words.colon));
        let schema = &responses["200"]["content"]["application/json"]["schema"];
        let fields = self.fields(schema);
        let statuses = format!("{head}\n| --- | --- | --- |\n{}\n\n", rows.join("\n"));
        statuses + &self.words.table(&title, &fields)
    }

    fn text(&self) -> String {
        let mut page = String::new();
        for (path, calls) in self.description["paths"].as_object().unwrap() {
            for (method, operation) in calls.as_object().unwrap() {
                let say = |part| self.words.say(operation[part].as_str().unwrap_or_default());
                let (about, more): (String, String) = (say("summary"), say("description"));
                page += &format!("## `{} {path}`\n\n{about}\n\n", method.to_uppercase());
                if !more.is_empty() {
                    page += &format!("{more}\n\n");
                }
                page += &(self.input(operation) + &self.output(operation));
            }
        }
        page
    }
}

/// For a cell of a table.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[test]
fn the_page_of_calls_is_what_the_program_says_of_itself() {
    for (path, words) in [("docs/calls.md", english()), ("docs/zh/calls.md", chinese())] {
        let page = Page::of(words);
        let text = page.text();
        assert!(text.matches("\n## ").count() >= 9, "{text}");
        check(path, &text);
        if let Some(translations) = &page.words.translations {
            let said = page.words.said.borrow();
            translations.are_of(&said.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
