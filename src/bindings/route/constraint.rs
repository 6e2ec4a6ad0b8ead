//! What a parameter may demand of its value: `{id:int:min(1)}`.

use std::ops::Range;

use super::super::Fault;

/// What the value of a parameter must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Byte range in the template, without the colon.
    pub span: Range<usize>,
    /// The name.
    pub name: String,
    /// What stands in parentheses.
    pub argument: Option<String>,
}

/// `:name(argument)`, any number of times, then perhaps `=default`.
pub(super) fn read(text: &str, span: Range<usize>) -> (Vec<Constraint>, Option<String>) {
    let mut found = Vec::new();
    let mut at = span.start;
    while text[at..span.end].starts_with(':') {
        let constraint = constraint(text, at + 1..span.end);
        at = constraint.span.end;
        if !constraint.span.is_empty() {
            found.push(constraint);
        }
    }
    let default = text[at..span.end].strip_prefix('=').map(str::to_owned);
    (found, default)
}

fn constraint(text: &str, span: Range<usize>) -> Constraint {
    let rest = &text[span.clone()];
    let name_length = rest.find([':', '=', '(']).unwrap_or(rest.len());
    let name = rest[..name_length].to_owned();
    let (length, argument) = match rest[name_length..].strip_prefix('(') {
        Some(argument) => {
            let length = argument_length(argument);
            let close = usize::from(length < argument.len());
            (
                name_length + 1 + length + close,
                Some(argument[..length].to_owned()),
            )
        }
        None => (name_length, None),
    };
    Constraint {
        span: span.start..span.start + length,
        name,
        argument,
    }
}

/// An argument ends at the `)` that ends the constraint; a regex may hold others.
fn argument_length(text: &str) -> usize {
    let ends = |at: &usize| {
        let after = &text[at + 1..];
        after.is_empty() || after.starts_with([':', '='])
    };
    let mut closing = text.match_indices(')').map(|(at, _)| at);
    closing.find(ends).unwrap_or(text.len())
}

/// The constraints there are, and how many arguments each takes.
const CONSTRAINTS: &[(&str, &[usize])] = &[
    ("alpha", &[0]),
    ("bool", &[0]),
    ("datetime", &[0]),
    ("decimal", &[0]),
    ("double", &[0]),
    ("file", &[0]),
    ("float", &[0]),
    ("guid", &[0]),
    ("int", &[0]),
    ("length", &[1, 2]),
    ("long", &[0]),
    ("max", &[1]),
    ("maxlength", &[1]),
    ("min", &[1]),
    ("minlength", &[1]),
    ("nonfile", &[0]),
    ("range", &[2]),
    ("regex", &[1]),
    ("required", &[0]),
];

impl Constraint {
    /// Why the host would not start with it.
    pub(super) fn fault(&self) -> Option<Fault> {
        let known = CONSTRAINTS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&self.name));
        let Some((name, counts)) = known else {
            let names: Vec<&str> = CONSTRAINTS.iter().map(|(name, _)| *name).collect();
            let fault = Fault::new(self.span.clone(), format!("no constraint `{}`", self.name));
            return Some(fault.help(format!("there are {}", names.join(", "))));
        };
        let numbers = |argument: &str| argument.split(',').all(|n| n.trim().parse::<i64>().is_ok());
        let right = match &self.argument {
            None => counts.contains(&0),
            Some(argument) if *name == "regex" => !argument.is_empty(),
            Some(argument) => counts.contains(&argument.split(',').count()) && numbers(argument),
        };
        (!right).then(|| {
            let message = format!("wrong argument for the constraint `{name}`");
            let example = match counts {
                [0] => format!("write `{name}` alone"),
                [2] => format!("write `{name}(1,10)`"),
                _ if *name == "regex" => "write `regex(...)`, with its braces doubled".into(),
                _ => format!("write `{name}(10)`"),
            };
            Fault::new(self.span.clone(), message).help(example)
        })
    }
}
