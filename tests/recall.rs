//! Recall: every wrong file that the facts name is caught by the right rule at the right place,
//! one cause gives one finding, and the right file beside it gives none.
//!
//! The tables are by file, and each row names the fact it is from: `H-…` and `V-…` of the host's
//! behaviour, `pain N` of what users meet, `notes N` of the notes on bindings, or the name of a
//! rule of the list of settings. What is expected stands in the text, where it is expected:
//! `‹error host-version›2.0` is an error of that rule at the `2`. That is all that may be found
//! in the app; a text without such marks is a right one.

mod binding_types;
mod bindings;
mod custom_handler;
mod function_json;
mod handler_files;
mod host_json;
mod http;
mod one_cause;
mod plans;
mod profiles;
mod settings;
mod two_files;
mod words;

use std::fs;
use std::path::Path;

use fch::app::{App, Root};
use fch::diagnostics::{Finding, Source};
use fch::hosting::HostingPlan;
use fch::lint::{self, Options};

/// The fact, and the text of the one file that matters.
type Row = (&'static str, &'static str);

/// The fact, and the files of an app.
type AppRow = (&'static str, &'static [(&'static str, &'static str)]);

/// A host.json that is right for every function in these tables.
const HOST: &str = r#"{
  "version": "2.0",
  "customHandler": {"description": {"defaultExecutablePath": "handler"}},
  "extensions": {"queues": {"messageEncoding": "none"}},
  "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}
}"#;

/// A function that is right in every app.
const FUNCTION: &str = r#"{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "req", "methods": ["get", "post"]},
  {"type": "http", "direction": "out", "name": "res"}
]}"#;

/// Rows about host.json: beside it there is a handler and a function `F`.
fn hosts(rows: &[Row]) {
    let app = |row: &Row| {
        judge(
            row.0,
            None,
            &[("host.json", row.1), ("F/function.json", FUNCTION)],
        )
    };
    all_hold(rows.iter().filter_map(app));
}

/// Rows about the function.json of the only function, `F`.
fn functions(rows: &[Row]) {
    let app = |row: &Row| judge(row.0, None, &[("F/function.json", row.1)]);
    all_hold(rows.iter().filter_map(app));
}

/// Rows about the bindings of the only function.
fn bindings(rows: &[Row]) {
    all_hold(rows.iter().filter_map(|(fact, bindings)| {
        let function = format!("{{\"bindings\": [\n{bindings}\n]}}");
        judge(fact, None, &[("F/function.json", &function)])
    }));
}

/// Rows about one more binding beside an HTTP trigger and its output.
fn beside_http(rows: &[Row]) {
    all_hold(rows.iter().filter_map(|(fact, binding)| {
        let function = FUNCTION.replace("\n]}", &format!(",\n{binding}]}}"));
        judge(fact, None, &[("F/function.json", &function)])
    }));
}

/// Rows about the whole local.settings.json of an app with an HTTP function.
fn settings(rows: &[Row]) {
    all_hold(rows.iter().filter_map(|(fact, file)| {
        let files = [
            ("F/function.json", FUNCTION),
            ("local.settings.json", *file),
        ];
        judge(fact, None, &files)
    }));
}

/// Rows about the `Values` of local.settings.json in an app with an HTTP function.
fn values(rows: &[Row]) {
    all_hold(rows.iter().filter_map(|(fact, values)| {
        let file = format!(
            "{{\"IsEncrypted\": false, \"Values\": {{\"FUNCTIONS_WORKER_RUNTIME\": \"custom\",\n{values}}}}}"
        );
        let files = [("F/function.json", FUNCTION), ("local.settings.json", &file)];
        judge(fact, None, &files)
    }));
}

/// Rows about several files.
fn apps(rows: &[AppRow]) {
    all_hold(
        rows.iter()
            .filter_map(|(fact, files)| judge(fact, None, files)),
    );
}

/// Rows about apps that are meant for a plan.
fn planned(plan: HostingPlan, rows: &[AppRow]) {
    let app = |row: &AppRow| judge(row.0, Some(plan), row.1);
    all_hold(rows.iter().filter_map(app));
}

/// Shows every row of a table that does not hold, not only the first.
fn all_hold(broken: impl Iterator<Item = String>) {
    let broken: Vec<String> = broken.collect();
    assert!(
        broken.is_empty(),
        "{} rows:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

/// Runs the linter over an app; `None` when it finds what the files say, and nothing else.
fn judge(fact: &str, plan: Option<HostingPlan>, files: &[(&str, &str)]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let mut expected = Vec::new();
    if !files.iter().any(|(path, _)| *path == "host.json") {
        write(dir.path(), "host.json", HOST);
    }
    if !files.iter().any(|(_, text)| text.contains("not-there")) {
        write(dir.path(), "handler", "#!/bin/sh\nexec server\n");
    }
    for (path, marked) in files {
        let text = unmarked(path, marked, &mut expected);
        write(dir.path(), path, &text);
    }
    let found = judged(dir.path(), plan);
    let lines: Vec<String> = found.iter().map(|it| line(it, dir.path())).collect();
    let mut wrong = without(&expected, &lines, "does not find");
    wrong.extend(without(&lines, &expected, "finds"));
    wrong.extend(found.iter().filter_map(words::fault));
    (!wrong.is_empty()).then(|| format!("## {fact}\n{}\n{files:?}", wrong.join("\n")))
}

/// The lines of `all` that are not in `known`, as often as they are not.
fn without(all: &[String], known: &[String], verb: &str) -> Vec<String> {
    let mut known = known.to_vec();
    let mut new = all.to_vec();
    new.retain(|line| match known.iter().position(|it| it == line) {
        Some(index) => known.swap_remove(index).is_empty(),
        None => true,
    });
    let new = new.iter();
    new.map(|line| format!("{verb} {line}")).collect()
}

fn judged(dir: &Path, plan: Option<HostingPlan>) -> Vec<Finding> {
    let options = Options {
        plan,
        ..Options::default()
    };
    lint::run(&App::load(&Root::new(dir)), &options).findings
}

fn write(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Takes the marks out of a text, and notes what they say as `severity rule path:line:column`.
fn unmarked(path: &str, marked: &str, expected: &mut Vec<String>) -> String {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('‹') {
        let (mark, after) = after.split_once('›').expect("a mark that ends");
        text.push_str(before);
        marks.push((text.len(), mark));
        rest = after;
    }
    text.push_str(rest);
    let source = Source::new(path, text.clone());
    expected.extend(marks.into_iter().map(|(at, mark)| {
        let place = source.position(at);
        format!("{mark} {path}:{}:{}", place.line, place.column)
    }));
    text
}

/// A finding as the marks say it.
fn line(finding: &Finding, dir: &Path) -> String {
    let label = &finding.primary;
    let place = label.source.position(label.span.start);
    let path = Path::new(label.source.path());
    let path = path.strip_prefix(dir).unwrap_or(path).display().to_string();
    format!(
        "{} {} {}:{}:{}",
        finding.severity.as_str(),
        finding.rule.name,
        path.replace('\\', "/"),
        place.line,
        place.column
    )
}
