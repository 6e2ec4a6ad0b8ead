//! What must hold for the linter and its fixes, whatever a file of the app says.

use std::{fs, io};

use fch::app::{App, Document, Root};
use fch::diagnostics::{Applicability, Finding, Label};
use fch::hosting::HostingPlan;
use fch::lint::fix::{self, Why};
use fch::lint::{self, Options};
use fch::report::{Report, concise, json};
use jiff::civil::DateTime;
use tempfile::TempDir;

/// The files that may be anything, and what the app has there otherwise.
const FILES: [(&str, &str); 4] = [
    (
        "host.json",
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
    ),
    ("F/function.json", r#"{"bindings": []}"#),
    (
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {}}"#,
    ),
    (".funcignore", ".git*\n"),
];

/// Linting ends; every fix fits, keeps a valid file valid and its comments in it, and none is
/// left in the end. The first line of the input is a file, and maybe a plan; the rest is its text.
pub fn check(input: &str) {
    let Some((name, text)) = input.split_once('\n') else {
        return;
    };
    let Some((file, _)) = FILES.iter().find(|(file, _)| name.starts_with(file)) else {
        return;
    };
    let options = Options {
        plan: HostingPlan::ALL
            .into_iter()
            .find(|plan| name.ends_with(plan.word())),
        now: Some(DateTime::constant(2026, 2, 28, 23, 59, 58, 0)),
        ..Options::default()
    };
    let folder = app_with(file, text).expect("a temporary folder");
    let root = Root::new(folder.path());
    let lint = |app: &App| lint::run(app, &options).findings;
    let before = App::load(&root);
    lint(&before).iter().for_each(points_into_its_files);

    let outcome = fix::run(App::load(&root), Applicability::Unsafe, &lint);
    assert!(outcome.endless.is_empty(), "endless: {:?}", outcome.endless);
    for refused in &outcome.refused {
        assert_eq!(refused.why, Why::MoreErrors, "{refused:?}");
    }
    fix::write(&outcome.changes).expect("files that may be written");
    let after = App::load(&root);
    for (old, new) in before.documents().zip(after.documents()) {
        is_kept(old, new);
    }
    let again = fix::run(after, Applicability::Unsafe, &lint);
    assert!(
        again.changes.is_empty(),
        "{:?} then {:?}",
        outcome.done,
        again.done
    );
    can_be_reported(outcome.found);
}

/// An app on the disk, as the fix engine wants it, with `text` in one of its files.
fn app_with(file: &str, text: &str) -> io::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("F"))?;
    fs::write(path("handler"), "#!/bin/sh\n")?;
    for (name, usual) in FILES {
        fs::write(path(name), if name == file { text } else { usual })?;
    }
    Ok(folder)
}

fn points_into_its_files(finding: &Finding) {
    let lies_in = |label: &Label| label.source.text().get(label.span.clone()).is_some();
    assert!(lies_in(&finding.primary), "{finding:?}");
    assert!(finding.related.iter().all(lies_in), "{finding:?}");
}

/// What people wrote is there still: comments, the byte order mark, the ends of lines.
fn is_kept(old: &Document, new: &Document) {
    assert!(new.problems.len() <= old.problems.len());
    let (old_text, new_text) = (old.source.text(), new.source.text());
    assert_eq!(
        old_text.starts_with('\u{feff}'),
        new_text.starts_with('\u{feff}')
    );
    if !old.problems.is_empty() {
        return;
    }
    let kept = comments(new);
    for comment in comments(old) {
        assert!(
            kept.contains(&comment),
            "{comment:?} is gone from {new_text:?}"
        );
    }
}

fn comments(document: &Document) -> Vec<&str> {
    let spans = document.comments.iter();
    spans
        .map(|span| document.source.text()[span.clone()].trim_end())
        .collect()
}

fn can_be_reported(findings: Vec<Finding>) {
    let report = Report {
        findings,
        ..Report::default()
    };
    let lines = concise::render(&report);
    assert_eq!(lines.lines().count(), report.findings.len(), "{lines}");
    let text = json::render(&report, true);
    assert!(
        serde_json::from_str::<serde_json::Value>(&text).is_ok(),
        "{text}"
    );
}
