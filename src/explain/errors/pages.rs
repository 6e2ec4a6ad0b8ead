//! The pages of known errors, and docs/errors.md, which is made of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{KnownError, all, find};
use crate::explain::Page;
use crate::ui::words::wrap;

/// How many errors of a pasted log are explained.
const MOST: usize = 3;

/// What a pasted text, or the name of an error, means; `None` when nothing in it is known.
pub fn page(text: &str) -> Option<Page> {
    let named: Vec<&KnownError> = all().filter(|error| error.name == text.trim()).collect();
    let found = if named.is_empty() { find(text) } else { named };
    let shown = &found[..found.len().min(MOST)];
    let pages: Vec<String> = shown.iter().map(|error| text_of(error)).collect();
    (!shown.is_empty()).then(|| Page {
        text: pages.join("\n"),
        json: json!({"version": 1, "errors": shown.iter().map(|e| metadata(e)).collect::<Value>()}),
    })
}

/// Every known error, a line each.
pub fn list() -> Page {
    let width = all().map(|error| error.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for error in all() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:width$}  {}", error.name, error.gist());
    }
    Page {
        text,
        json: json!({"version": 1, "errors": all().map(metadata).collect::<Value>()}),
    }
}

/// docs/errors.md.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Errors\n\nWhat the Functions host, Core Tools, the operating system and deployments \
         print, and what it means for a custom handler. `fch explain \"THE MESSAGE\"` finds the \
         page, `fch explain - < LOG` looks through a log.\n\n\
         This page is made from the errors themselves.\n",
    );
    for error in all() {
        let _ = write!(
            out,
            "\n## {}\n\n```text\n{}\n```\n\n{}\n\n**See whether it is that:** {}\n\n**What to do:** {}\n",
            error.name, error.example, error.means, error.check, error.fix
        );
        if !error.rules.is_empty() {
            let rules = error.rules.iter();
            let links: Vec<String> = rules.map(|r| format!("[{r}](rules.md#{r})")).collect();
            let _ = write!(out, "\nFound beforehand by: {}\n", links.join(", "));
        }
    }
    out
}

impl KnownError {
    /// The words of the message that never change.
    fn gist(&self) -> String {
        let form = self.says.first().copied().unwrap_or_default();
        form.join(" ... ")
    }
}

fn text_of(error: &KnownError) -> String {
    const WIDTH: usize = 88;
    const INDENT: &str = "  ";
    let mut page = format!(
        "{}\n\n{}\n\nSee whether it is that\n{}\n\nWhat to do\n{}\n",
        error.name,
        wrap(error.means, WIDTH, ""),
        wrap(error.check, WIDTH, INDENT),
        wrap(error.fix, WIDTH, INDENT),
    );
    if !error.rules.is_empty() {
        let rules = wrap(&error.rules.join(", "), WIDTH, INDENT);
        let _ = write!(page, "\nFound beforehand by\n{rules}\n");
    }
    page
}

fn metadata(error: &KnownError) -> Value {
    json!({
        "name": error.name,
        "example": error.example,
        "means": error.means,
        "check": error.check,
        "fix": error.fix,
        "rules": error.rules,
    })
}
