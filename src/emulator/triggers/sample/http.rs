//! Samples of HTTP requests: a path that the route matches, with a fitting method and body.

use regex::Regex;
use serde_json::{Value as Json, json};

use super::values;
use crate::bindings::route::{Constraint, Parameter, Part, Segment, Template};
use crate::emulator::plan::Http;

/// `{"method", "path", "query", "headers", "body"}`.
pub(super) fn event(http: &Http) -> Json {
    let method = method(http.methods.as_deref());
    let path = path(&http.template);
    if matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
        return json!({
            "method": method,
            "path": path,
            "query": {},
            "headers": { "Content-Type": "application/json" },
            "body": values::order(),
        });
    }
    json!({
        "method": method,
        "path": path,
        "query": { "name": "sample" },
        "headers": {},
        "body": null,
    })
}

/// The first one that is allowed; GET when all are.
fn method(methods: Option<&[String]>) -> String {
    let first = methods.and_then(|methods| methods.first());
    first.map_or_else(|| "GET".to_owned(), |method| method.to_ascii_uppercase())
}

fn path(template: &Template) -> String {
    let segments: Vec<String> = template.segments.iter().map(segment).collect();
    format!("/{}", segments.join("/"))
}

fn segment(segment: &Segment) -> String {
    let parts = segment.parts.iter().map(|part| match part {
        Part::Literal(text) => text.clone(),
        Part::Parameter(parameter) => value(parameter),
    });
    parts.collect()
}

/// A value that satisfies the constraints, when one can be made up.
fn value(parameter: &Parameter) -> String {
    if let Some(default) = parameter.default.as_ref().filter(|text| !text.is_empty()) {
        return default.clone();
    }
    let mut wish = Wish::default();
    for constraint in &parameter.constraints {
        wish.add(constraint);
    }
    wish.value(&parameter.name)
}

/// What the constraints of a parameter ask for, put together.
#[derive(Default)]
struct Wish {
    text: Option<String>,
    is_number: bool,
    pattern: Option<Regex>,
    least: Option<i64>,
    most: Option<i64>,
    shortest: usize,
    longest: Option<usize>,
}

impl Wish {
    fn add(&mut self, constraint: &Constraint) {
        let argument = constraint.argument.as_deref().unwrap_or_default();
        let mut numbers = argument
            .split(',')
            .map(|text| text.trim().parse::<i64>().ok());
        let first = numbers.next().flatten();
        let last = numbers.next().flatten().or(first);
        let length = |number: Option<i64>| number.and_then(|n| usize::try_from(n).ok());
        match constraint.name.to_ascii_lowercase().as_str() {
            "int" | "long" => self.is_number = true,
            "decimal" | "double" | "float" => self.text = Some("1.5".into()),
            "bool" => self.text = Some("true".into()),
            "datetime" => self.text = Some("2026-01-15".into()),
            "guid" => self.text = Some(values::ID.into()),
            "file" => self.text = Some("sample.txt".into()),
            "min" => self.least = first,
            "max" => self.most = first,
            "range" => (self.least, self.most) = (first, last),
            "minlength" => self.shortest = length(first).unwrap_or(0),
            "maxlength" => self.longest = length(first),
            "length" => {
                self.shortest = length(first).unwrap_or(0);
                self.longest = length(last);
            }
            "regex" => self.pattern = pattern(argument),
            _ => {}
        }
    }

    fn value(&self, name: &str) -> String {
        if let Some(pattern) = &self.pattern {
            return candidate(pattern);
        }
        if self.is_number || self.least.is_some() || self.most.is_some() {
            let least = self.least.unwrap_or(i64::MIN);
            let number = 1.max(least).min(self.most.unwrap_or(i64::MAX));
            return self.sized(&number.to_string(), '0');
        }
        if let Some(text) = &self.text {
            return text.clone();
        }
        let text = if name.to_ascii_lowercase().ends_with("id") {
            "1"
        } else {
            "sample"
        };
        let has_length = self.shortest > 0 || self.longest.is_some();
        self.sized(if has_length { "sample" } else { text }, 'a')
    }

    /// Cut or filled up to the lengths that are asked for.
    fn sized(&self, text: &str, filler: char) -> String {
        /// What fits into a URL; a longer wish is none that a sample has to fulfil.
        const MOST: usize = 1024;
        let longest = self.longest.unwrap_or(usize::MAX);
        let mut sized: String = text.chars().take(longest).collect();
        while sized.len() < self.shortest.min(MOST) {
            sized.push(filler);
        }
        sized
    }
}

/// The regex of a constraint; its braces are doubled, and it ignores case.
fn pattern(argument: &str) -> Option<Regex> {
    let plain = argument.replace("{{", "{").replace("}}", "}");
    Regex::new(&format!("(?i){plain}")).ok()
}

/// The first likely text that matches; nothing better is known when none does.
fn candidate(pattern: &Regex) -> String {
    const WORDS: &[&str] = &[
        "sample",
        "1",
        "a",
        "en",
        "en-us",
        "abc",
        "v1",
        "2026",
        "2026-01-15",
        "01",
        "a1",
        "json",
        "sample.txt",
        values::ID,
        "true",
        "x",
        "y",
        "on",
        "a-1",
        "A1",
    ];
    let repeated = (1..=12).flat_map(|n| ["1".repeat(n), "a".repeat(n)]);
    let mut all = WORDS.iter().map(|word| (*word).to_owned()).chain(repeated);
    let found = all.find(|text| pattern.is_match(text));
    found.unwrap_or_else(|| "sample".to_owned())
}
