//! The page of every call, made from the program's own description (OpenAPI). `make settings` writes it.

use menshen::{model::GateError, server::api_description};
use regex::Regex;
use serde_json::{Map, Value};

use super::made::check;

struct Description(Value);

impl Description {
    /// What a schema or a part of it is, where it only names one.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => self.0.pointer(path.trim_start_matches('#')).unwrap(),
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
            let optional = if is_required { "" } else { ", optional" };
            let about =
                field["description"].as_str().or(self.resolve(field)["description"].as_str());
            let about = one_line(about.unwrap_or_default());
            format!("| `{name}` | {}{optional} | {about} |", self.kind(field))
        };
        fields.iter().map(row).collect()
    }

    fn table(&self, title: &str, rows: &[String]) -> String {
        match rows {
            [] => String::new(),
            rows => format!(
                "{title}\n\n| field | type | what it is |\n| --- | --- | --- |\n{}\n\n",
                rows.join("\n")
            ),
        }
    }

    /// What is asked: in the address, and in the body.
    fn input(&self, operation: &Value) -> String {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let rows: Vec<_> = parameters
            .map(|field| {
                let optional = if field["required"] == true { "" } else { ", optional" };
                let place = field["in"].as_str().unwrap();
                let about = one_line(field["description"].as_str().unwrap_or_default());
                let (name, kind) = (field["name"].as_str().unwrap(), self.kind(&field["schema"]));
                format!("| `{name}` | {kind}, in the {place}{optional} | {about} |")
            })
            .collect();
        let bodies = operation["requestBody"]["content"].as_object();
        let body = bodies.and_then(|bodies| bodies.values().next());
        let body = body.map(|body| self.fields(&body["schema"])).unwrap_or_default();
        let kinds: Vec<_> =
            bodies.into_iter().flatten().map(|(kind, _)| format!("`{kind}`")).collect();
        let title = format!("Body, {}:", kinds.join(" or "));
        self.table("Address:", &rows) + &self.table(&title, &body)
    }

    /// A row for each status, then the fields of the answer that is wanted.
    fn output(&self, operation: &Value) -> String {
        let responses = operation["responses"].as_object().unwrap();
        let rows: Vec<_> = responses
            .iter()
            .map(|(status, answer)| {
                let kinds = answer["content"].as_object().into_iter().flatten();
                let kinds: Vec<_> = kinds.map(|(kind, _)| format!("`{kind}`")).collect();
                let about = linked(answer["description"].as_str().unwrap_or_default());
                format!("| {status} | {} | {about} |", kinds.join("<br>"))
            })
            .collect();
        let table = "| status | type | what it says |\n| --- | --- | --- |\n";
        let schema = &responses["200"]["content"]["application/json"]["schema"];
        let fields = self.fields(schema);
        format!("{table}{}\n\n", rows.join("\n")) + &self.table("200, `application/json`:", &fields)
    }

    fn page(&self) -> String {
        let mut page = String::new();
        for (path, calls) in self.0["paths"].as_object().unwrap() {
            for (method, operation) in calls.as_object().unwrap() {
                let about = operation["summary"].as_str().unwrap_or_default();
                let more = operation["description"].as_str().unwrap_or_default();
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

/// What people read is on the page of errors, which this leads to.
fn linked(description: &str) -> String {
    let slugs: Vec<_> = GateError::iter().map(|error| error.slug()).collect();
    let line = Regex::new(r"^- `([a-z-]+)`").unwrap();
    let lines = description.lines().map(|told| match line.captures(told) {
        Some(found) if slugs.contains(&&found[1]) => {
            format!("[`{0}`](errors.md#{0})", &found[1])
        }
        _ => one_line(told),
    });
    lines.collect::<Vec<_>>().join("<br>")
}

#[test]
fn the_page_of_calls_is_what_the_program_says_of_itself() {
    let description = Description(serde_json::from_str(&api_description()).unwrap());
    let page = description.page();
    assert!(page.matches("\n## ").count() >= 9, "{page}");
    check("docs/calls.md", &page);
}
