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

/// A second function, with most that can be mended.
const TIMER: &str = r#"{
  "Disabled": false, // fch: allow(cron-invalid)
  "bindings": [
    { 'type': 'timerTrigger', 'name': 'a-b', 'schedule': '0 0 ? * * 7', "runOnStartup": true },
    { "type": "cosmosDB", "direction": "out", "name": "doc", /* db */ "databaseName": "d",
      "collectionName": "c", "connectionStringSetting": "%Store%" },
    { "type": "serviceBus", "direction": "sideways", "name": "bus", "queuename": "q" } // last
  ]
}"#;

/// host.json as it should not be.
const ODD_HOST: &str = r#"{
  // fch: allow(host-version, duplicate-key)
  "Version": 2.0, "functionTimeout": "10:00", /* long */
  "httpWorker": { "description": { "defaultExecutablePath": "./old" /* old */ } },
  "queues": { "batchSize": 8 }, // moved
  "extensionBundle": { /* none */ },
  "logging": { "loglevel": {} }, "logging": { "logLevel": {} },
  "customHandler": {
    "defaultExecutablePath": ".\\bin\\handler.exe", "arguments": [ "$PORT", "--a b" ],
    "enableForwardingHttpRequest": true, "enableProxyingHttpRequest": false
  }
}
"#;

/// local.settings.json as it should not be.
const ODD_SETTINGS: &str = r#"{
  "isEncrypted": true,
  "values": {}, "Values": { "A:B": "x", "A": "1", "A": "2", /* c */ "functions_worker_runtime": "Custom",
    "Store__accountName": "me", "Nested": { "B": [ 1, { "C": null } ] }, "WEBSITE_HOSTNAME": "h" } }
"#;

/// Nothing yet: fixes that add settings meet in one place.
const NO_SETTINGS: &str = "{ \"IsEncrypted\": false, \"Values\": {} }";

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
    /// Single quotes.
    Apostrophes,
    /// All on one line, where no comment forbids it.
    OneLine,
    /// Comments at both ends of the `n`th line.
    Around(usize),
    /// The `n`th line becomes a comment to fch.
    Allow(usize),
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
        Just(Mutation::Apostrophes),
        Just(Mutation::OneLine),
        (0..12usize).prop_map(Mutation::Around),
        (0..12usize).prop_map(Mutation::Allow),
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
        Mutation::Apostrophes => text.replace('"', "'"),
        Mutation::OneLine if text.contains("//") => text,
        Mutation::OneLine => text.replace("\r\n", " ").replace('\n', " "),
        Mutation::Around(n) => line(&text, *n, |line| {
            format!("/* before {n} */{line}// behind {n}")
        }),
        Mutation::Allow(n) => line(&text, *n, |line| {
            format!("// fch: allow(host-version)\n{line}")
        }),
    }
}

fn line(text: &str, n: usize, change: impl Fn(&str) -> String) -> String {
    let lines = text.split('\n').enumerate();
    let lines = lines.map(|(at, line)| match (at == n, line.strip_suffix('\r')) {
        (true, Some(line)) => change(line).replace('\n', "\r\n") + "\r",
        (true, None) => change(line),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
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

/// A file of an app: one of `texts`, mutated.
fn file(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    let text = prop::sample::select(texts);
    (text, mutations()).prop_map(|(text, mutations)| mutated(text, &mutations))
}

/// The comments of `before` that `after` has not, but for those to fch, which may go.
fn lost(before: &crate::app::Document, after: &crate::app::Document) -> Vec<String> {
    let mut kept = comments(after);
    let mut lost = comments(before);
    lost.retain(
        |comment| match kept.iter().position(|other| other == comment) {
            Some(at) => {
                kept.swap_remove(at);
                false
            }
            None => !comment.contains("fch:"),
        },
    );
    lost
}

fn errors(findings: &[Finding]) -> usize {
    let is_error = |finding: &&Finding| finding.severity == crate::diagnostics::Severity::Error;
    findings.iter().filter(is_error).count()
}

/// A whole app is linted many times in each: few are enough for every day.
fn cases() -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn fixes_keep_files_whole_and_come_to_an_end(
        host in file(&[HOST, ODD_HOST]), function in file(&[FUNCTION, TIMER]), timer in file(&[TIMER]),
        settings in file(&[SETTINGS, ODD_SETTINGS, NO_SETTINGS]), all in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("F")).unwrap();
        fs::create_dir(dir.path().join("G")).unwrap();
        fs::write(dir.path().join("handler"), "").unwrap();
        fs::write(dir.path().join("host.json"), host).unwrap();
        fs::write(dir.path().join("F/function.json"), function).unwrap();
        fs::write(dir.path().join("G/function.json"), timer).unwrap();
        fs::write(dir.path().join("local.settings.json"), settings).unwrap();
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
            let lost = lost(old, new);
            let readable = old.problems.is_empty();
            prop_assert!(lost.is_empty() || !readable, "{:?} gone from {}", lost, new_text);
        }
        let readable = before.documents().all(|document| document.problems.is_empty());
        prop_assert!(!readable || errors(&outcome.remaining) <= errors(&outcome.found));
        let again = run(after, allowed, &real);
        prop_assert!(again.changes.is_empty(), "{:?}", again.done);
    }

    #[test]
    fn nothing_changes_outside_of_the_edits(host in file(&[HOST, ODD_HOST])) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("host.json"), host).unwrap();
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
