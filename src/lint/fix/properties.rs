//! What holds for the fixes of the real rules, whatever the files look like: comments, trailing
//! commas, odd line ends, a byte order mark, keys in the wrong case or twice.
#![allow(clippy::unwrap_used)]

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::app::{Overlay, Root};
use crate::lint::{self, Options};

const HOST: &str = r#"{
  // what the host reads
  "version": "2.0",
  "extensions": { "http": { "routePrefix": "api" } }, /* routes */
  "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" },
  "customHandler": {
    "description": { "defaultExecutablePath": "./handler", "arguments": [] }, // it
    "enableForwardingHttpRequest": true
  }
}
"#;

const FUNCTION: &str = r#"{
  "bindings": [
    { "type": "httpTrigger", "direction": "in", "name": "req", "methods": ["get"], "route": "a/{id}" },
    // out
    { "type": "queue", "direction": "out", "name": "out", "queueName": "jobs", "connection": "Store" },
    { "type": "http", "direction": "out", "name": "res" }
  ]
}
"#;

const SETTINGS: &str = r#"{
  "IsEncrypted": false, // never
  "Values": {
    "FUNCTIONS_WORKER_RUNTIME": "custom",
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    "Port": 7071,
    "Store": { "Host": "secret" }
  }
}
"#;

/// One way to write a file otherwise.
#[derive(Debug, Clone)]
enum Mutation {
    /// The `n`th line becomes twice.
    Double(usize),
    /// The `n`th line goes.
    Drop(usize),
    /// The `n`th quoted word changes its case.
    Case(usize),
    /// The `n`th quoted word becomes a number.
    Number(usize),
    /// A comment behind the `n`th comma.
    Comment(usize),
    /// A comma before the `n`th closing bracket.
    TrailingComma(usize),
    /// Every line ends with CR LF.
    Crlf,
    /// Tabs for pairs of blanks.
    Tabs,
    /// A byte order mark.
    Mark,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (0..12usize).prop_map(Mutation::Double),
        (0..12usize).prop_map(Mutation::Drop),
        (0..40usize).prop_map(Mutation::Case),
        (0..40usize).prop_map(Mutation::Number),
        (0..20usize).prop_map(Mutation::Comment),
        (0..10usize).prop_map(Mutation::TrailingComma),
        Just(Mutation::Crlf),
        Just(Mutation::Tabs),
        Just(Mutation::Mark),
    ]
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    prop::collection::vec(mutation(), 0..6)
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    mutations.iter().fold(text.to_owned(), mutate)
}

fn mutate(text: String, mutation: &Mutation) -> String {
    let lines = |keep: &dyn Fn(usize) -> usize| {
        let lines = text.split_inclusive('\n').enumerate();
        lines.map(|(at, line)| line.repeat(keep(at))).collect()
    };
    match mutation {
        Mutation::Double(n) => lines(&|at| 1 + usize::from(at == *n)),
        Mutation::Drop(n) => lines(&|at| usize::from(at != *n)),
        Mutation::Case(n) => word(&text, *n, |word| word.to_uppercase()),
        Mutation::Number(n) => word(&text, *n, |_| "7".to_owned()),
        Mutation::Comment(n) => text.replacen(',', ", /* c */", *n),
        Mutation::TrailingComma(n) => text.replacen("\n  }", ",\n  }", *n),
        Mutation::Crlf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        Mutation::Tabs => text.replace("  ", "\t"),
        Mutation::Mark => format!("\u{feff}{}", text.trim_start_matches('\u{feff}')),
    }
}

fn word(text: &str, n: usize, change: impl Fn(&str) -> String) -> String {
    let words = text.split('"').enumerate();
    let words = words.map(|(at, word)| match at == 2 * n + 1 {
        true => change(word),
        false => word.to_owned(),
    });
    words.collect::<Vec<_>>().join("\"")
}

fn real(app: &App) -> Vec<Finding> {
    lint::run(app, &Options::default()).findings
}

fn comments(document: &crate::app::Document) -> Vec<String> {
    let text = document.source.text();
    let comments = document.comments.iter();
    comments
        .map(|span| text[span.clone()].trim_end().to_owned())
        .collect()
}

fn lone_line_feeds(text: &str) -> usize {
    text.matches('\n').count() - text.matches("\r\n").count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn fixes_keep_files_whole_and_come_to_an_end(
        host in mutations(), function in mutations(), settings in mutations(), all in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("F")).unwrap();
        fs::write(dir.path().join("handler"), "").unwrap();
        fs::write(dir.path().join("host.json"), mutated(HOST, &host)).unwrap();
        fs::write(dir.path().join("F/function.json"), mutated(FUNCTION, &function)).unwrap();
        fs::write(dir.path().join("local.settings.json"), mutated(SETTINGS, &settings)).unwrap();
        let root = Root::new(dir.path());
        let allowed = if all { Applicability::Unsafe } else { Applicability::Safe };
        let before = App::load(&root);
        let outcome = run(App::load(&root), allowed, &real);

        prop_assert!(outcome.endless.is_empty(), "{:?}", outcome.endless);
        let bugs = outcome.refused.iter().filter(|refused| refused.why != Why::MoreErrors);
        prop_assert_eq!(bugs.count(), 0, "{:?}", outcome.refused);

        let mut overlay = Overlay::default();
        for change in &outcome.changes {
            overlay.insert(&change.path, change.after.text());
        }
        let after = App::load_over(&root, &overlay);
        for (old, new) in before.documents().zip(after.documents()) {
            prop_assert!(new.problems.len() <= old.problems.len());
            let (old_text, new_text) = (old.source.text(), new.source.text());
            prop_assert_eq!(old_text.starts_with('\u{feff}'), new_text.starts_with('\u{feff}'));
            if lone_line_feeds(old_text) == 0 {
                prop_assert_eq!(lone_line_feeds(new_text), 0, "{:?}", new_text);
            }
            let kept = comments(new);
            for comment in comments(old) {
                prop_assert!(kept.contains(&comment), "{} is gone from {}", comment, new_text);
            }
        }
        let again = run(after, allowed, &real);
        prop_assert!(again.changes.is_empty(), "{:?}", again.done);
    }

    #[test]
    fn nothing_changes_outside_of_the_edits(host in mutations()) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("host.json"), mutated(HOST, &host)).unwrap();
        let app = App::load(&Root::new(dir.path()));
        let text = app.host.source.text();
        for finding in real(&app) {
            let Some(fix) = &finding.fix else { continue };
            let texts = choose::texts(&app, &[&finding]).unwrap();
            let Some(new) = texts.get(&dir.path().join("host.json")) else { continue };
            let start = fix.edits.iter().map(|edit| edit.span.start).min().unwrap();
            let end = fix.edits.iter().map(|edit| edit.span.end).max().unwrap();
            prop_assert!(new.starts_with(&text[..start]) && new.ends_with(&text[end..]));
        }
    }
}
