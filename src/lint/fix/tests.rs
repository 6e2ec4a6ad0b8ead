//! The engine, with rules made for it: good ones, and some that no house should have.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use super::*;
use crate::app::Root;
use crate::diagnostics::{Fix, Label, RuleInfo, Severity};
use crate::lint::{self, Options};

static RULE: RuleInfo = RuleInfo {
    name: "made-up",
    severity: Severity::Warning,
    summary: "",
    why: "",
    fix: "",
};

fn app(host: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("host.json"), host).unwrap();
    dir
}

fn mend(dir: &Path, allowed: Applicability, lint: Lint<'_>) -> Outcome {
    run(App::load(&Root::new(dir)), allowed, lint)
}

/// The host.json that comes out of the safe fixes of a rule.
fn mended(host: &str, lint: Lint<'_>) -> (String, Outcome) {
    let dir = app(host);
    let outcome = mend(dir.path(), Applicability::Safe, lint);
    let text = outcome.changes.first().map_or(host, |c| c.after.text());
    (text.to_owned(), outcome)
}

/// A finding about each place of host.json where `wrong` stands; `fix` says what to put there.
fn each(app: &App, wrong: &str, right: &str) -> Vec<Finding> {
    let source = &app.host.source;
    let places = source.text().match_indices(wrong);
    let finding = |(at, _): (usize, &str)| {
        let span = at..at + wrong.len();
        let fix = Fix::safe("mend it").edit(source, span.clone(), right);
        Finding::new(
            &RULE,
            Label::new(source, span),
            format!("`{wrong}` at {at}"),
        )
        .fix(fix)
    };
    places.map(finding).collect()
}

fn error(app: &App, message: &str) -> Finding {
    let label = Label::new(&app.host.source, 0..0);
    Finding::new(&RULE, label, message).severity(Severity::Error)
}

#[test]
fn fixes_that_touch_take_turns() {
    let (text, outcome) = mended("[1111, 1]", &|app| each(app, "1", "2"));
    assert_eq!(text, "[2222, 2]");
    assert_eq!(outcome.done[0].count, 5);
    assert!(outcome.remaining.is_empty());
}

#[test]
fn fixes_that_need_review_wait_for_leave() {
    let dir = app("[1]");
    let lint = |app: &App| {
        let mut findings = each(app, "1", "2");
        for finding in &mut findings {
            let fix = finding.fix.as_mut().unwrap();
            fix.applicability = Applicability::Unsafe;
        }
        findings
    };
    let outcome = mend(dir.path(), Applicability::Safe, &lint);
    assert!(outcome.changes.is_empty() && outcome.remaining.len() == 1);
    let outcome = mend(dir.path(), Applicability::Unsafe, &lint);
    assert_eq!(outcome.changes[0].after.text(), "[2]");
}

#[test]
fn fixes_that_never_end_are_named_and_not_made() {
    let (text, outcome) = mended("[1]", &|app| each(app, "1", "11"));
    assert_eq!(text, "[1]");
    assert_eq!(outcome.endless, ["made-up"]);
    assert!(outcome.done.is_empty());
    assert!(outcome.remaining[0].fix.is_none());
}

#[test]
fn a_fix_that_breaks_the_file_is_not_made_and_others_are() {
    let both = |app: &App| [each(app, "1", "2"), each(app, "7", "}")].concat();
    let (text, outcome) = mended("[1, 7]", &both);
    assert_eq!(text, "[2, 7]");
    assert_eq!(outcome.refused[0].why, Why::Unreadable);
    assert!(outcome.remaining[0].fix.is_none());
}

#[test]
fn a_fix_whose_edits_overlap_is_not_made() {
    let lint = |app: &App| {
        let mut findings = each(app, "11", "2");
        for finding in &mut findings {
            let fix = finding.fix.as_mut().unwrap();
            fix.edits.extend(fix.edits.clone());
        }
        findings
    };
    let (text, outcome) = mended("[11]", &lint);
    assert_eq!(text, "[11]");
    assert_eq!(outcome.refused[0].why, Why::Misfit);
}

#[test]
fn a_fix_that_brings_in_an_error_is_not_made() {
    let lint = |app: &App| {
        let mut findings = each(app, "1", "2");
        let is_worse = app.host.source.text().contains('2');
        findings.extend(is_worse.then(|| error(app, "worse")));
        findings
    };
    let (text, outcome) = mended("[1]", &lint);
    assert_eq!(text, "[1]");
    assert_eq!(outcome.refused[0].why, Why::MoreErrors);
}

#[test]
fn what_would_do_harm_is_tried_again_when_others_are_done() {
    let lint = |app: &App| {
        let text = app.host.source.text();
        let is_worse = text.contains('2') && !text.contains('8');
        let mut findings = [
            each(app, "1", "2"),
            each(app, "6", "7"),
            each(app, "7", "8"),
        ]
        .concat();
        findings.extend(is_worse.then(|| error(app, "worse")));
        findings
    };
    let (text, outcome) = mended("[1, 6]", &lint);
    assert_eq!(text, "[2, 8]");
    assert!(outcome.refused.is_empty());
}

#[test]
fn an_error_that_is_mended_in_turn_does_no_harm() {
    // A newer bundle, which has another name for a property, so to speak.
    let lint = |last: &'static str| {
        move |app: &App| {
            let old = app.host.source.text().contains('9');
            let renamed = each(app, "1", last).into_iter();
            let renamed = renamed.map(|finding| finding.severity(Severity::Error));
            match old {
                true => each(app, "9", "4"),
                false => renamed.collect(),
            }
        }
    };
    assert_eq!(mended("[9, 1]", &lint("2")).0, "[4, 2]");
    // The second fix breaks the file and is not made; then the first does harm after all.
    let (text, outcome) = mended("[9, 1]", &lint("}"));
    assert_eq!(text, "[9, 1]");
    assert_eq!(outcome.refused[0].why, Why::MoreErrors);
}

#[test]
fn an_error_may_uncover_another_and_a_repaired_file_any() {
    let exchanged = |app: &App| match app.host.source.text().contains('1') {
        true => vec![each(app, "1", "2").remove(0).severity(Severity::Error)],
        false => vec![error(app, "behind it")],
    };
    assert_eq!(mended("[1]", &exchanged).0, "[2]");
    let uncovered = |app: &App| match app.host.problems.is_empty() {
        true => vec![error(app, "a"), error(app, "b")],
        false => each(app, "=", ":"),
    };
    assert_eq!(mended(r#"{"a"=1}"#, &uncovered).0, r#"{"a":1}"#);
}

#[test]
fn a_fix_in_two_files_is_made_in_both() {
    let dir = app("[1]");
    fs::write(dir.path().join("local.settings.json"), "{\"A\": 1}").unwrap();
    let lint = |app: &App| {
        let mut findings = each(app, "1", "2");
        let settings = &app.settings.as_ref().unwrap().source;
        for finding in &mut findings {
            let fix = finding.fix.take().unwrap();
            finding.fix = Some(fix.edit(settings, 6..7, "\"1\""));
        }
        findings
    };
    let outcome = mend(dir.path(), Applicability::Safe, &lint);
    let texts: Vec<&str> = outcome.changes.iter().map(|c| c.after.text()).collect();
    assert_eq!(texts, ["[2]", "{\"A\": \"1\"}"]);
    assert_eq!(outcome.changes[1].after.shown(), "{\"A\": \"*\"}");
}

fn real(app: &App) -> Vec<Finding> {
    lint::run(app, &Options::default()).findings
}

#[test]
fn a_file_that_names_itself_as_the_executable_is_one_file() {
    let dir = app(
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "host.json"}}, x}"#,
    );
    fs::write(dir.path().join("local.settings.json"), "{\"Values\": {}}").unwrap();
    let outcome = mend(dir.path(), Applicability::Unsafe, &real);
    assert!(outcome.refused.is_empty(), "{:?}", outcome.refused);
    assert_eq!(outcome.changes.len(), 1);
}

#[test]
fn utf_16_becomes_utf_8_and_then_what_else_is_to_be_fixed() {
    let dir = app("");
    let text = "{\"version\": \"2.0\", \"a\": \"ä\"}";
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
    fs::write(dir.path().join("host.json"), &bytes).unwrap();
    let outcome = mend(dir.path(), Applicability::Safe, &real);
    assert_eq!(outcome.done[0].rule, "file-encoding");
    assert_eq!(outcome.changes[0].after.text(), text);
    let with_more = |app: &App| [real(app), each(app, "ä", "b")].concat();
    let outcome = mend(dir.path(), Applicability::Safe, &with_more);
    assert!(outcome.changes[0].after.text().contains("\"b\""));
    // Without its own fix, such a file stays as it is.
    let outcome = mend(dir.path(), Applicability::Safe, &|app| each(app, "ä", "b"));
    assert!(outcome.changes.is_empty());
    // Half a character at the end would be lost.
    fs::write(dir.path().join("host.json"), [&bytes[..], b"x"].concat()).unwrap();
    let outcome = mend(dir.path(), Applicability::Unsafe, &real);
    assert!(outcome.changes.is_empty());
}

#[test]
fn broken_bytes_are_never_written_again() {
    let dir = app("");
    fs::write(
        dir.path().join("host.json"),
        b"{\"Version\": \"2.0\", \"a\": \"\xff\"}",
    )
    .unwrap();
    let outcome = mend(dir.path(), Applicability::Unsafe, &real);
    assert!(outcome.changes.is_empty());
    assert!(
        outcome
            .remaining
            .iter()
            .all(|finding| finding.fix.is_none())
    );
}

const QUEUE: &str = r#"{"bindings": [{"type": "queueTrigger", "name": "q", "queueName": "a"}]}"#;

#[test]
fn no_fix_takes_a_comment_along() {
    let host = |section: &str| {
        format!(
            r#"{{"version": "2.0", "customHandler": {{"description": {{"defaultExecutablePath": "h"}}}}, {section}}}"#
        )
    };
    let mended = |section: &str| {
        let dir = app(&host(section));
        fs::create_dir(dir.path().join("F")).unwrap();
        fs::write(dir.path().join("F/function.json"), QUEUE).unwrap();
        let outcome = mend(dir.path(), Applicability::Unsafe, &real);
        let text = outcome.changes.first().map(|c| c.after.text().to_owned());
        text.unwrap_or(host(section))
    };
    assert!(mended(r#""extensionBundle": {}"#).contains("Microsoft.Azure"));
    let empty = r#""extensionBundle": { /* not yet */ }"#;
    assert_eq!(mended(empty), host(empty));
    let ignored = r#""httpWorker": {"description": {"defaultExecutablePath": /* old */ "x"}}"#;
    assert!(mended(ignored).contains("/* old */"));
}

/// The host would do the same, but people may mean something else, or other programs rely on it.
#[test]
fn safe_fixes_leave_to_people_what_is_theirs_to_say() {
    let safe = |host: &str| {
        let dir = app(host);
        let settings = r#"{"IsEncrypted": false, "Values": {"A:B": "x", "C": "1", "C": "2"}}"#;
        fs::write(dir.path().join("local.settings.json"), settings).unwrap();
        let outcome = mend(dir.path(), Applicability::Safe, &real);
        outcome.changes.len()
    };
    let handler = r#"{"description": {"defaultExecutablePath": "node"}}"#;
    let both =
        format!(r#"{{"version": "2.0", "httpWorker": {handler}, "customHandler": {handler}}}"#);
    assert_eq!(safe(&both), 0);
    assert_eq!(
        safe(r#"{"functionTimeout": "00:05:00"}"#),
        0,
        "perhaps of runtime 1"
    );
    assert_eq!(safe(&format!(r#"{{"customHandler": {handler}}}"#)), 1);
}
