//! Drives the real binary: a command line in a folder, the environment scrubbed, and what
//! came out of it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Variables that would change what `fch` prints or does.
const SCRUBBED: [&str; 7] = [
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "CI",
    "GITHUB_ACTIONS",
    "SOURCE_DATE_EPOCH",
    "CARGO_TARGET_DIR",
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
    SCRUBBED.iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command
        .args(args)
        .current_dir(dir)
        .envs(env.iter().copied())
        .output()
        .expect("fch starts");
    run(output)
}

#[track_caller]
fn run(output: Output) -> Run {
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

/// The collection of public apps beside the project, if it is there. Says so when it is not.
pub(crate) fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: needs ../shared/corpus");
    None
}
