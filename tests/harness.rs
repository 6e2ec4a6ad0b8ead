//! Drives the real binary: a command line in a folder, the environment scrubbed, and what
//! came out of it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard};

/// Variables that would change what `fch` prints or does.
const SCRUBBED: [&str; 12] = [
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "CI",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "SOURCE_DATE_EPOCH",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET",
    "CGO_ENABLED",
    "GOOS",
    "GOARCH",
];

/// What a run of `fch` printed and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit code; a panic or a signal fails the test.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Fails the test unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect(&self.stdout)
    }
}

/// Runs `fch` in `dir`.
#[track_caller]
pub(crate) fn fch<S: AsRef<OsStr>>(dir: &Path, args: &[S]) -> Run {
    fch_with(dir, args, &[])
}

/// Runs `fch` in `dir` with additional environment variables.
#[track_caller]
pub(crate) fn fch_with<S: AsRef<OsStr>>(dir: &Path, args: &[S], env: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fch"));
    command.args(args);
    run(dir, &mut command, env)
}

/// Runs a command that ends in `fch`, in `dir`. Nothing is fetched: tests know no network.
#[track_caller]
pub(crate) fn run(dir: &Path, command: &mut Command, env: &[(&str, &str)]) -> Run {
    scrub(command);
    let output = command
        .current_dir(dir)
        .env("CARGO_NET_OFFLINE", "true")
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("fch starts");
    ended(output)
}

/// Takes variables away that would change what `fch` prints or does.
pub(crate) fn scrub(command: &mut Command) {
    SCRUBBED.iter().for_each(|name| {
        command.env_remove(name);
    });
}

#[track_caller]
pub(crate) fn ended(output: Output) -> Run {
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    assert!(
        !run.stderr.contains("panicked at") && run.code >= 0,
        "fch crashed: {run:?}"
    );
    run
}

/// Whether a tool is there; says so when not. `FCH_REQUIRE_TOOLS=1` makes that a failure.
pub(crate) fn needs(tool: &str, probe: &str) -> bool {
    let mut command = Command::new(tool);
    let found = command
        .arg(probe)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    found.status().is_ok() || skip(&format!("needs {tool}"))
}

/// Says that a test cannot run here, or fails it with `FCH_REQUIRE_TOOLS=1`.
pub(crate) fn skip(why: &str) -> bool {
    assert!(
        std::env::var_os("FCH_REQUIRE_TOOLS").is_none_or(|v| v != "1"),
        "{why}"
    );
    println!("skipped: {why}");
    false
}

/// Spares the scaffolds the optimisation of their release profile: it takes longer than all the
/// rest together, and no test asks how fast the handler is.
pub(crate) const UNOPTIMISED: [(&str, &str); 2] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
];

/// Cargo's target folder for scaffolds, where they share compiled dependencies and so the place
/// of `handler`: it is this test's alone until the guard is dropped. None when cargo or the
/// crates of the app in `app` are not there.
pub(crate) fn scaffold_target(app: &Path) -> Option<(PathBuf, MutexGuard<'static, ()>)> {
    static ALONE: Mutex<()> = Mutex::new(());
    if !needs("cargo", "--version") {
        return None;
    }
    let mut fetch = Command::new("cargo");
    fetch.args(["fetch", "--quiet"]).current_dir(app);
    if !fetch.status().unwrap().success() {
        skip("needs the crates of the scaffold");
        return None;
    }
    let alone = ALONE
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold");
    Some((folder, alone))
}

/// A temporary folder with these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, content) in files {
        write(dir.path(), path, content.as_bytes());
    }
    dir
}

/// Writes a file below `dir`, folders included.
pub(crate) fn write(dir: &Path, path: &str, content: &[u8]) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// A host.json that the host starts with.
pub(crate) const HOST: &str =
    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#;

/// A function.json of an HTTP function.
pub(crate) const HTTP_FUNCTION: &str = r#"{"bindings": [
  {"type": "httpTrigger", "direction": "in", "name": "req", "methods": ["get"]},
  {"type": "http", "direction": "out", "name": "res"}
]}"#;

/// A host.json that starts `executable`, a file of the app.
pub(crate) fn host_for(executable: &str) -> String {
    HOST.replace("node", executable)
}

/// The names of all files below `dir`, with `/`, sorted.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    let mut all: Vec<String> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(dir).unwrap().to_owned())
        .map(|path| path.to_str().unwrap().replace('\\', "/"))
        .collect();
    all.sort();
    all
}

/// The collection of public apps beside the project, if it is there. Says so when it is not.
pub(crate) fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: needs ../shared/corpus");
    None
}
