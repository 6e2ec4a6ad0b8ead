//! The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit on a real git repository.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::{HOST, HTTP_FUNCTION, needs, scrub, skip, tree, write};

/// A function.json that no host takes: two triggers.
const BROKEN: &str = r#"{"bindings": [
  {"type": "timerTrigger", "direction": "in", "name": "a", "schedule": "0 0 0 * * *"},
  {"type": "timerTrigger", "direction": "in", "name": "b", "schedule": "0 0 0 * * *"}
]}"#;

/// A git repository that uses hooks of ours, and pre-commit's own folder.
struct Repository {
    dir: tempfile::TempDir,
    home: tempfile::TempDir,
    _hooks: tempfile::TempDir,
}

impl Repository {
    /// A repository with these files, staged, that runs `hook`. `None` without the tools.
    fn with(hook: &str, files: &[(&str, &str)]) -> Option<Self> {
        if !(needs("git", "--version") && needs("pre-commit", "--version")) {
            return None;
        }
        let manifest = include_str!("../.pre-commit-hooks.yaml");
        let hooks = tree(&[(".pre-commit-hooks.yaml", manifest)]);
        git(hooks.path(), &["init", "-q"]);
        git(hooks.path(), &["add", "."]);
        commit(hooks.path());
        let head = git(hooks.path(), &["rev-parse", "HEAD"]);
        let config = format!(
            "repos:\n- repo: '{}'\n  rev: {}\n  hooks:\n  - id: {hook}\n",
            hooks.path().display(),
            String::from_utf8_lossy(&head.stdout).trim()
        );
        let mut repository = Self::configured(&config, files);
        repository._hooks = hooks;
        Some(repository)
    }

    fn configured(config: &str, files: &[(&str, &str)]) -> Self {
        let dir = tree(files);
        write(dir.path(), ".pre-commit-config.yaml", config.as_bytes());
        git(dir.path(), &["init", "-q"]);
        git(dir.path(), &["add", "."]);
        Repository {
            dir,
            home: tempfile::tempdir().unwrap(),
            _hooks: tempfile::tempdir().unwrap(),
        }
    }

    fn stage(&self, path: &str, content: &str) {
        write(self.dir.path(), path, content.as_bytes());
        git(self.dir.path(), &["add", path]);
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.dir.path().join(path)).unwrap()
    }

    /// Runs pre-commit as `git commit` would, on what is staged; `path` is what programs are
    /// looked for in. Returns whether it passed, and what it printed.
    fn run(&self, path: OsString) -> (bool, String) {
        let mut command = Command::new("pre-commit");
        scrub(&mut command);
        let output = command
            .args(["run", "--color", "never"])
            .current_dir(self.dir.path())
            .env("PRE_COMMIT_HOME", self.home.path())
            .env("PATH", path)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    }
}

fn git(dir: &Path, args: &[&str]) -> Output {
    let output = Command::new("git").args(args).current_dir(dir).output();
    let output = output.unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    output
}

fn commit(dir: &Path) {
    let who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    let what = ["commit", "-q", "--no-verify", "-m", "x"];
    git(dir, &[&who[..], &what[..]].concat());
}

/// PATH with the `fch` of this build in front.
fn path_with_fch() -> OsString {
    let fch = Path::new(env!("CARGO_BIN_EXE_fch")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path);
    std::env::join_paths(std::iter::once(fch.to_owned()).chain(folders)).unwrap()
}

/// PATH without cargo and rustc, in which no compiler is to be found.
fn path_without_rust() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_rust = |dir: &PathBuf| {
        ["cargo", "rustc"]
            .iter()
            .any(|tool| dir.join(tool).exists())
    };
    let folders = std::env::split_paths(&path).filter(|dir| !has_rust(dir));
    std::env::join_paths(folders).unwrap()
}

#[test]
fn a_clean_app_passes_and_a_broken_one_does_not() {
    let files = [("host.json", HOST), ("Hello/function.json", HTTP_FUNCTION)];
    let Some(repository) = Repository::with("fch-validate", &files) else {
        return;
    };
    let (passed, text) = repository.run(path_with_fch());
    assert!(passed && text.contains("Passed"), "{text}");
    commit(repository.dir.path());
    repository.stage("Hello/function.json", BROKEN);
    let (passed, text) = repository.run(path_with_fch());
    assert!(!passed && text.contains("error[one-trigger]"), "{text}");
    assert!(text.contains("Hello/function.json:3:"), "{text}");
    assert!(text.contains("exit code: 1"), "{text}");
}

#[test]
fn files_of_no_app_do_not_start_it() {
    let files = [
        ("package.json", "{"),
        ("src/host.json.bak", "{"),
        ("README.md", "x"),
    ];
    let Some(repository) = Repository::with("fch-validate", &files) else {
        return;
    };
    let (passed, text) = repository.run(path_with_fch());
    assert!(passed && text.contains("Skipped"), "{text}");
}

#[test]
fn one_staged_file_is_judged_with_its_whole_app() {
    let routed = HTTP_FUNCTION.replace("\"req\"", "\"req\", \"route\": \"x\"");
    let files = [
        ("a/host.json", HOST),
        ("a/One/function.json", routed.as_str()),
        ("b/host.json", HOST),
        ("b/Other/function.json", HTTP_FUNCTION),
        ("c/host.json", HOST),
        ("c/Broken/function.json", BROKEN),
    ];
    let Some(repository) = Repository::with("fch-validate", &files) else {
        return;
    };
    commit(repository.dir.path());
    repository.stage("a/Two/function.json", &routed);
    repository.stage("b/host.json", &format!("{HOST}\n"));
    let (passed, text) = repository.run(path_with_fch());
    assert!(!passed && text.contains("error[route-conflict]"), "{text}");
    // Nothing of the app that nobody touched.
    assert!(!text.contains("Broken"), "{text}");
}

#[test]
fn the_fixing_hook_mends_and_says_so() {
    let host = HOST.replace("\"version\": \"2.0\", ", "");
    let files = [
        ("host.json", host.as_str()),
        ("Hello/function.json", HTTP_FUNCTION),
    ];
    let Some(repository) = Repository::with("fch-validate-fix", &files) else {
        return;
    };
    let (passed, text) = repository.run(path_with_fch());
    assert!(
        !passed && text.contains("files were modified by this hook"),
        "{text}"
    );
    assert!(
        repository
            .text("host.json")
            .contains("\"version\": \"2.0\"")
    );
    git(repository.dir.path(), &["add", "."]);
    let (passed, text) = repository.run(path_with_fch());
    assert!(passed, "{text}");
}

/// pre-commit's own Python environment, from a wheel, with no Rust in sight. `FCH_WHEEL` names
/// the wheel.
#[test]
fn a_wheel_serves_pre_commit_without_a_compiler() {
    let Some(wheel) = std::env::var_os("FCH_WHEEL").map(PathBuf::from) else {
        skip("needs FCH_WHEEL");
        return;
    };
    if !(needs("git", "--version") && needs("pre-commit", "--version")) {
        return;
    }
    let config = format!(
        "repos:\n- repo: local\n  hooks:\n  - id: fch\n    name: fch\n    entry: fch validate\n    \
         language: python\n    additional_dependencies: ['{}']\n    files: '\\.json$'\n    \
         require_serial: true\n",
        wheel.display()
    );
    let files = [("host.json", HOST), ("Hello/function.json", BROKEN)];
    let repository = Repository::configured(&config, &files);
    let (passed, text) = repository.run(path_without_rust());
    assert!(!passed && text.contains("error[one-trigger]"), "{text}");
    repository.stage("Hello/function.json", HTTP_FUNCTION);
    let (passed, text) = repository.run(path_without_rust());
    assert!(passed && text.contains("Passed"), "{text}");
}
