//! Every rule's examples are executed: bad ones report exactly at the places they name, good
//! ones stay silent. Every rule file is registered under its own name.

use std::fs;
use std::path::Path;
use std::process::Command;

use fch::app::{App, Root};
use fch::diagnostics::{Finding, Label, Severity, replace};
use fch::lint::{self, Files, Options, Rule, rules};

const VALID_HOST: &str =
    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#;

/// True when git can be run; says so when an example is skipped for want of it.
fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        let required = std::env::var_os("FCH_REQUIRE_TOOLS").is_some();
        assert!(!required, "needs git");
        eprintln!("skipped: needs git");
    }
    found
}

/// True for an example that is to be a git repository.
fn needs_git(files: Files) -> bool {
    files.iter().any(|(path, _)| *path == ".gitignore")
}

/// Makes `dir` a git repository that tracks every file not ignored.
fn track_all(dir: &Path) {
    for args in [&["init", "-q"][..], &["add", "."]] {
        let status = Command::new("git").args(args).current_dir(dir).status();
        assert!(status.unwrap().success(), "git {args:?}");
    }
}

/// Writes the files of an example app.
fn write(dir: &Path, files: Files) {
    if !files.iter().any(|(path, _)| *path == "host.json") {
        fs::write(dir.join("host.json"), VALID_HOST).unwrap();
        fs::write(dir.join("handler"), "#!/bin/sh\n").unwrap();
    }
    for (path, content) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    if needs_git(files) {
        track_all(dir);
    }
}

/// What `rule` finds in the app in `dir`, for the first plan that it is about.
fn findings(dir: &Path, rule: &str) -> Vec<Finding> {
    let about = rules::ALL.iter().find(|known| known.info.name == rule);
    let plan = about.and_then(|rule| rule.plans.first().copied());
    let options = Options {
        plan,
        ..Options::default()
    };
    let outcome = lint::run(&App::load(&Root::new(dir)), &options);
    let mine = outcome.findings.into_iter();
    mine.filter(|finding| finding.rule.name == rule).collect()
}

/// Writes an example app and returns how and where `rule` reports, as `path:line:column`.
fn report(files: Files, rule: &str) -> Vec<(Severity, String)> {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), files);
    findings(dir.path(), rule)
        .iter()
        .map(|finding| (finding.severity, place(&finding.primary, dir.path())))
        .collect()
}

/// Applies the fixes of `rule` to an example app until there is none left, and returns the files
/// that became others.
fn fixed(files: Files, rule: &Rule) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), files);
    let before = |path: &str| {
        let written = files.iter().find(|(name, _)| *name == path);
        written.map_or(VALID_HOST, |(_, content)| content)
    };
    let mut changed = std::collections::BTreeMap::new();
    for _ in 0..10 {
        let found = findings(dir.path(), rule.info.name);
        let Some(fix) = found.into_iter().find_map(|finding| finding.fix) else {
            break;
        };
        assert!(
            rule.fix >= Some(fix.applicability),
            "{}: {:?} is more than {:?}",
            rule.info.name,
            fix.applicability,
            rule.fix
        );
        let mut sources: Vec<_> = fix.edits.iter().map(|edit| &edit.source).collect();
        sources.dedup_by_key(|source| source.path().to_owned());
        for source in sources {
            let edits = fix
                .edits
                .iter()
                .filter(|e| e.source.path() == source.path());
            let edits: Vec<_> = edits.map(|e| (e.span.clone(), e.text.as_str())).collect();
            let text = replace(source.text(), &edits).expect("edits that fit");
            fs::write(source.path(), &text).unwrap();
            changed.insert(source.path().to_owned(), text);
        }
    }
    let relative = |path: String| {
        let path = Path::new(&path).strip_prefix(dir.path()).unwrap();
        path.display().to_string().replace('\\', "/")
    };
    let changed = changed
        .into_iter()
        .map(|(path, text)| (relative(path), text));
    changed
        .filter(|(path, text)| before(path) != text)
        .collect()
}

fn place(label: &Label, root: &Path) -> String {
    let start = label.source.position(label.span.start);
    let path = Path::new(label.source.path()).strip_prefix(root).unwrap();
    let path = path.display().to_string().replace('\\', "/");
    format!("{path}:{}:{}", start.line, start.column)
}

fn places(files: Files, rule: &str) -> Vec<String> {
    let report = report(files, rule);
    report.into_iter().map(|(_, place)| place).collect()
}

fn severities(files: Files, rule: &str) -> Vec<Severity> {
    let report = report(files, rule);
    report.into_iter().map(|(severity, _)| severity).collect()
}

/// Rules whose fault is bytes that an example cannot hold, and where it is tested instead.
const TESTED_ELSEWHERE: [(&str, &str); 1] = [("file-encoding", "tests/bad_input.rs")];

#[test]
fn examples_do_what_they_say() {
    let runs = |files: Files| !needs_git(files) || has_git();
    for rule in rules::ALL {
        let name = rule.info.name;
        let elsewhere = TESTED_ELSEWHERE.iter().any(|(rule, _)| *rule == name);
        assert!(
            elsewhere || !rule.bad.is_empty(),
            "{name} has no bad example"
        );
        assert!(!rule.good.is_empty(), "{name} has no good example");
        for bad in rule.bad.iter().filter(|bad| runs(bad.files)) {
            assert_eq!(places(bad.files, name), bad.at, "{name}: {:?}", bad.files);
            let fixed = fixed(bad.files, rule);
            let fixed: Vec<(&str, &str)> = fixed.iter().map(|(p, t)| (&**p, &**t)).collect();
            assert_eq!(fixed, bad.fixed, "{name}: fixes of {:?}", bad.files);
        }
        let fixes = rule.bad.iter().any(|bad| !bad.fixed.is_empty());
        assert!(
            elsewhere || rule.fix.is_some() == fixes,
            "{name}: no example of its fix"
        );
        for good in rule.good.iter().filter(|good| runs(good)) {
            assert_eq!(places(good, name), [""; 0], "{name}: {good:?}");
        }
    }
}

/// H-DISC-16. Not an example of the rule: other file systems cannot hold both folders.
#[cfg(target_os = "linux")]
#[test]
fn folders_that_differ_by_case_collide() {
    let files: Files = &[("Hello/function.json", "{}"), ("hello/function.json", "{}")];
    assert_eq!(places(files, "function-name"), ["hello/function.json:1:1"]);
}

#[test]
fn a_misplaced_function_is_an_error_only_when_no_other_is_left() {
    // H-DISC-09
    const NESTED: (&str, &str) = ("api/hello/function.json", "{}");
    let only: Files = &[NESTED];
    let one_of_two: Files = &[NESTED, ("hello/function.json", "{}")];
    let not_custom: Files = &[NESTED, ("host.json", r#"{"version": "2.0"}"#)];
    let rule = "function-depth";
    assert_eq!(severities(only, rule), [Severity::Error]);
    assert_eq!(severities(one_of_two, rule), [Severity::Warning]);
    assert_eq!(severities(not_custom, rule), [Severity::Info]);
}

#[test]
fn a_dockerfile_may_copy_what_funcignore_leaves_out() {
    const IGNORED: (&str, &str) = (".funcignore", "handler\n");
    let published: Files = &[IGNORED];
    let image: Files = &[IGNORED, ("Dockerfile", "FROM scratch\n")];
    let rule = "ignore-drops-needed";
    assert_eq!(severities(published, rule), [Severity::Error]);
    assert_eq!(severities(image, rule), [Severity::Warning]);
}

#[test]
fn methods_that_differ_by_case_pass_the_host_and_shadow_each_other() {
    // H-DISC-65, H-DISC-66
    const GET: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "r", "methods": ["GET"]}]}"#;
    const GET_LOWER: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "R", "methods": ["get"]}]}"#;
    let shadowed: Files = &[("A/function.json", GET), ("B/function.json", GET_LOWER)];
    let dropped: Files = &[
        ("A/function.json", GET),
        ("B/function.json", GET_LOWER),
        ("C/function.json", GET_LOWER),
    ];
    let rule = "route-conflict";
    assert_eq!(severities(shadowed, rule), [Severity::Warning]);
    assert_eq!(
        severities(dropped, rule),
        [Severity::Warning, Severity::Error]
    );
}

#[test]
fn every_rule_file_is_registered_under_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            path.file_stem()
                .unwrap()
                .to_string_lossy()
                .replace('_', "-")
        })
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.info.name).collect();
    assert_eq!(names, files);
}

#[test]
fn every_rule_says_what_why_and_what_to_do() {
    for rule in rules::ALL {
        let info = &rule.info;
        assert!(
            info.summary.len() > 15 && !info.summary.ends_with('.'),
            "{}",
            info.name
        );
        assert!(
            info.why.len() > 40 && info.why.ends_with('.'),
            "{}",
            info.name
        );
        assert!(info.fix.len() > 20, "{}", info.name);
    }
}
