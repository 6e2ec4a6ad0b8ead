//! `fch validate --fix`, `--unsafe-fixes` and `--diff` from the command line, and over public
//! apps.

use std::fs;
use std::path::Path;

use fch::app::{App, Root};
use fch::diagnostics::{Applicability, Finding, Severity};
use fch::lint::fix;
use fch::lint::{self, Options};

use crate::harness::{corpus, fch, files, needs, tree, write};

/// `./` is safe to take off.
const DOT_SLASH: &str = "{\r\n  // the handler\r\n  \"version\": \"2.0\",\r\n  \"customHandler\": {\"description\": {\"defaultExecutablePath\": \"./handler\"}}\r\n}";
const NO_VERSION: &str =
    r#"{"customHandler": {"description": {"defaultExecutablePath": "./handler"}}}"#;
/// A name that the host refuses. Somebody has to look at another one.
const ODD_NAME: &str =
    r#"{"bindings": [{"type": "timerTrigger", "name": "a-b", "schedule": "0 0 3 * * *"}]}"#;

fn app(host: &str) -> tempfile::TempDir {
    tree(&[("host.json", host), ("handler", "#!/bin/sh\n")])
}

fn host(app: &tempfile::TempDir) -> String {
    fs::read_to_string(app.path().join("host.json")).unwrap()
}

#[test]
fn safe_fixes_are_made_and_every_other_byte_stays() {
    let text = format!("\u{feff}{DOT_SLASH}");
    let app = app(&text);
    let run = fch(app.path(), &["validate", "--fix"]).exits(0);
    assert!(
        run.stdout.contains("\n1 info, 1 file in 1 app"),
        "the comment"
    );
    assert_eq!(run.stderr, "fixed 1 finding in 1 file\n");
    assert_eq!(host(&app), text.replace("./handler", "handler"));
    assert_eq!(files(app.path()), ["handler", "host.json"]);

    let again = fch(app.path(), &["validate", "--fix"]).exits(0);
    assert_eq!(again.stderr, "nothing fixed\n");
}

#[test]
fn what_remains_decides_the_exit_code() {
    let app = app(NO_VERSION);
    write(app.path(), "F/function.json", ODD_NAME.as_bytes());
    let run = fch(app.path(), &["validate", "--fix", "--format", "concise"]).exits(1);
    assert!(run.stdout.contains("error[binding-name]"));
    assert!(!run.stdout.contains("exe-dot-slash"));
    let expected = "fixed 2 findings in 1 file; 1 more with --unsafe-fixes\n";
    assert!(run.stderr.ends_with(expected), "{}", run.stderr);
    assert!(host(&app).starts_with(r#"{"version": "2.0", "customHandler""#));

    let run = fch(app.path(), &["validate", "--fix", "--unsafe-fixes", "-v"]).exits(0);
    let expected = "fix for F/function.json: rename the binding to `ab` [binding-name]\n";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn machines_get_their_document_and_nothing_else() {
    let app = app(NO_VERSION);
    write(app.path(), "F/function.json", ODD_NAME.as_bytes());
    let json = fch(app.path(), &["validate", "--format", "json"])
        .exits(1)
        .json();
    assert_eq!(json["summary"]["fixable"], 3);
    let fix = &json["findings"][2]["fix"];
    assert_eq!(fix["applicability"], "safe");
    let edit = serde_json::json!({"path": "host.json", "line": 1, "column": 61,
        "endLine": 1, "endColumn": 72, "text": "\"handler\""});
    assert_eq!(fix["edits"], serde_json::json!([edit]));

    let json = fch(app.path(), &["validate", "--fix", "--format", "json"])
        .exits(1)
        .json();
    assert_eq!(json["summary"]["fixable"], 1);
    assert_eq!(json["findings"][0]["fixable"], true);
}

#[test]
fn people_are_told_what_can_be_fixed() {
    let app = app(NO_VERSION);
    write(app.path(), "F/function.json", ODD_NAME.as_bytes());
    let stdout = fch(app.path(), &["validate"]).exits(1).stdout;
    assert!(stdout.contains("= help: fixable with `fch validate --fix`\n"));
    assert!(stdout.contains("= help: fixable with `fch validate --fix --unsafe-fixes`\n"));
    assert!(stdout.ends_with("\n2 fixable with --fix, 1 more with --unsafe-fixes\n"));
}

/// The handler's start script is one of the app's files too.
#[test]
fn a_script_is_mended_in_its_place() {
    let app = app(&DOT_SLASH.replace("./", ""));
    write(
        app.path(),
        "handler",
        b"#!/bin/sh\r\nexec node server.js\r\n",
    );
    fch(app.path(), &["validate", "--fix"]).exits(0);
    let script = fs::read_to_string(app.path().join("handler")).unwrap();
    assert_eq!(script, "#!/bin/sh\nexec node server.js\n");
}

/// What cannot be read as it stands must not be written again.
#[test]
fn a_funcignore_that_is_not_utf_8_stays_as_it_is() {
    let app = app(&DOT_SLASH.replace("./", ""));
    let utf_16 = "handler\n".encode_utf16().flat_map(u16::to_le_bytes);
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf_16).collect();
    for bytes in [
        &b"# \xfcbrig\n# fch: allow(cron-invalid)\nhandler\n"[..],
        &utf_16,
    ] {
        write(app.path(), ".funcignore", bytes);
        fch(app.path(), &["validate", "--fix", "--unsafe-fixes"]).exits(1);
        assert_eq!(fs::read(app.path().join(".funcignore")).unwrap(), bytes);
    }
}

/// `git apply` of what `--diff` prints, against what `--fix` writes.
#[test]
fn a_diff_is_a_patch() {
    if !needs("git", "--version") {
        return;
    }
    let lf = NO_VERSION.replace(", ", ",\n") + "\n";
    let files = [
        ("one/host.json", DOT_SLASH),
        ("one/handler", "#!/bin/sh\r\nexec node server.js"),
        ("a b/host.json", &lf),
        ("a b/F/function.json", ODD_NAME),
        ("\u{e4}/host.json", NO_VERSION),
    ];
    let (fixed, patched) = (tree(&files), tree(&files));
    let diff = fch(fixed.path(), &["validate", "--unsafe-fixes", "--diff"]).exits(1);
    fch(fixed.path(), &["validate", "--unsafe-fixes", "--fix"]);
    write(patched.path(), "fixes.patch", diff.stdout.as_bytes());
    let mut git = std::process::Command::new("git");
    let git = git.args(["-c", "core.autocrlf=false", "apply", "-p0", "fixes.patch"]);
    let applied = git.current_dir(patched.path()).output().unwrap();
    let complaint = String::from_utf8_lossy(&applied.stderr);
    assert!(applied.status.success(), "{complaint}\n{}", diff.stdout);
    for (path, before) in files {
        let text = |dir: &tempfile::TempDir| fs::read_to_string(dir.path().join(path)).unwrap();
        assert_eq!(text(&patched), text(&fixed), "{path}");
        assert_ne!(text(&fixed), before, "{path}");
    }
}

#[test]
fn a_diff_shows_and_changes_nothing() {
    let app = app(DOT_SLASH);
    let run = fch(app.path(), &["validate", "--diff"]).exits(1);
    assert!(run.stdout.starts_with("--- host.json\n+++ host.json\n@@ "));
    assert!(run.stdout.contains("\n   // the handler\r\n"));
    let added =
        "\n+  \"customHandler\": {\"description\": {\"defaultExecutablePath\": \"handler\"}}\r\n";
    assert!(run.stdout.contains(added), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n }\n\\ No newline at end of file\n"));
    assert_eq!(run.stderr, "would fix 1 finding in 1 file\n");
    assert_eq!(host(&app), DOT_SLASH);
    fch(app.path(), &["validate", "--diff", "--exit-zero"]).exits(0);

    fch(app.path(), &["validate", "--fix"]).exits(0);
    let run = fch(app.path(), &["validate", "--diff"]).exits(0);
    assert_eq!((&*run.stdout, &*run.stderr), ("", "nothing to fix\n"));
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    let app = app(DOT_SLASH);
    for options in [
        &["--unsafe-fixes"][..],
        &["--fix", "--diff"],
        &["--diff", "--format", "json"],
        &["--diff", "-o", "x"],
        &["--diff", "--statistics"],
        &["--diff", "--write-baseline", "x"],
    ] {
        let run = fch(app.path(), &[&["validate"], options].concat()).exits(2);
        assert!(run.stderr.contains("error: "), "{options:?}");
    }
    assert_eq!(host(&app), DOT_SLASH);
}

#[test]
fn utf_16_becomes_utf_8_when_asked() {
    let app = app("");
    let text = DOT_SLASH.replace("./", "");
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
    write(app.path(), "host.json", &bytes);
    let run = fch(app.path(), &["validate", "--diff"]).exits(1);
    assert_eq!(run.stdout, "host.json: UTF-16 becomes UTF-8\n");
    fch(app.path(), &["validate", "--fix"]).exits(0);
    assert_eq!(host(&app), text);
}

#[test]
fn a_read_only_file_is_named_and_its_findings_stay() {
    let app = app(DOT_SLASH);
    let path = app.path().join("host.json");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let run = fch(app.path(), &["validate", "--fix"]).exits(2);
    assert!(run.stderr.contains("host.json is read-only"));
    assert!(run.stdout.contains("exe-dot-slash"), "{}", run.stdout);
    assert_eq!(host(&app), DOT_SLASH);
    assert_eq!(files(app.path()), ["handler", "host.json"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_one() {
    let app = tree(&[("app/handler", ""), ("shared.json", DOT_SLASH)]);
    let link = app.path().join("app/host.json");
    std::os::unix::fs::symlink("../shared.json", &link).unwrap();
    fch(app.path(), &["validate", "app", "--fix"]).exits(0);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let text = fs::read_to_string(app.path().join("shared.json")).unwrap();
    assert_eq!(text, DOT_SLASH.replace("./", ""));
}

/// Copies what the linter reads of an app, links followed.
fn copy(from: &Root, to: &Path) {
    let app = App::load(from);
    let functions = app.functions.iter();
    let functions = functions.map(|f| format!("{}/function.json", f.name));
    let names = ["host.json", "local.settings.json", ".funcignore"].map(str::to_owned);
    for name in names.into_iter().chain(functions) {
        if let Ok(bytes) = fs::read(from.dir.join(&name)) {
            write(to, &name, &bytes);
        }
    }
}

fn lint(app: &App) -> Vec<Finding> {
    lint::run(app, &Options::default()).findings
}

fn errors(findings: &[Finding]) -> usize {
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    findings.iter().filter(is_error).count()
}

#[test]
fn public_apps_survive_their_fixes() {
    let Some(corpus) = corpus() else { return };
    let found = fch::app::discover::apps(&[corpus]).unwrap();
    assert!(found.roots.len() > 180);
    for root in &found.roots {
        for allowed in [Applicability::Safe, Applicability::Unsafe] {
            survives(root, allowed);
        }
    }
}

fn survives(root: &Root, allowed: Applicability) {
    let name = root.dir.display();
    let dir = tempfile::tempdir().unwrap();
    copy(root, dir.path());
    let app = Root::new(dir.path());
    let outcome = fix::run(App::load(&app), allowed, &lint);
    assert!(outcome.endless.is_empty(), "{name}: {:?}", outcome.endless);
    assert!(outcome.refused.is_empty(), "{name}: {:?}", outcome.refused);
    assert!(
        errors(&outcome.remaining) <= errors(&outcome.found),
        "{name}"
    );
    fix::write(&outcome.changes).unwrap();

    let before = App::load(root);
    let after = App::load(&app);
    for (old, new) in before.documents().zip(after.documents()) {
        assert!(new.problems.len() <= old.problems.len(), "{name}");
        assert_eq!(new.comments.len(), old.comments.len(), "{name}");
    }
    let again = fix::run(after, allowed, &lint);
    assert!(again.changes.is_empty(), "{name}: {:?}", again.done);
}
