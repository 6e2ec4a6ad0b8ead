//! Workflow commands, read back as GitHub's runner reads them, and the summary of the job.

use super::{BROKEN, in_format, with_many_findings, with_weird_paths};
use crate::harness::{HOST, fch_with, tree};
use fch::diagnostics::printable;

/// A workflow command: its name, its properties, its message.
pub(super) struct Command {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

impl Command {
    fn get(&self, name: &str) -> &str {
        let found = self.properties.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

/// The commands in a log; fails on one that is not an annotation.
#[track_caller]
pub(super) fn commands(text: &str) -> Vec<Command> {
    let lines = text.lines().filter(|line| line.contains("::"));
    lines.map(command).collect()
}

#[track_caller]
fn command(line: &str) -> Command {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    assert!(["error", "warning", "notice"].contains(&name), "{line}");
    let pairs = properties
        .split(',')
        .map(|pair| pair.split_once('=').unwrap());
    let decoded = |text: &str| {
        let pairs = [
            ("%0D", "\r"),
            ("%0A", "\n"),
            ("%3A", ":"),
            ("%2C", ","),
            ("%25", "%"),
        ];
        let start = text.to_owned();
        pairs
            .iter()
            .fold(start, |text, (from, to)| text.replace(from, to))
    };
    Command {
        name: name.to_owned(),
        properties: pairs
            .map(|(key, value)| (key.to_owned(), decoded(value)))
            .collect(),
        message: decoded(message),
    }
}

#[test]
fn an_annotation_points_at_the_place() {
    let app = tree(&[("host.json", BROKEN)]);
    let run = in_format(app.path(), "github").exits(1);
    let commands = commands(&run.stdout);
    let [version, duplicate] = commands.as_slice() else {
        panic!("{}", run.stdout)
    };
    assert_eq!(version.name, "error");
    let expected = [
        ("file", "host.json"),
        ("line", "2"),
        ("endLine", "2"),
        ("col", "14"),
    ];
    for (key, value) in expected
        .into_iter()
        .chain([("endColumn", "15"), ("title", "host-version")])
    {
        assert_eq!(version.get(key), value, "{key}");
    }
    assert!(
        version
            .message
            .starts_with("`version` must be the text \"2.0\", not a number\n")
    );
    assert!(
        version
            .message
            .contains("\nhelp: write \"version\": \"2.0\"")
    );
    assert_eq!(duplicate.name, "warning");
    assert!(
        duplicate.message.contains("\nhost.json:3:3: "),
        "{}",
        duplicate.message
    );
}

#[test]
fn only_as_many_as_github_keeps() {
    let app = with_many_findings(25);
    let run = in_format(app.path(), "github").exits(0);
    assert_eq!(commands(&run.stdout).len(), 10);
    let last = run.stdout.lines().last();
    let expected = "15 more findings without an annotation: GitHub keeps 10 of each level";
    assert_eq!(last, Some(expected));
}

#[test]
fn names_of_folders_cannot_give_orders() {
    let (dir, names) = with_weird_paths();
    let run = in_format(dir.path(), "github").exits(1);
    let shown = commands(&run.stdout);
    for command in &shown {
        let folder = command.get("file").strip_suffix("/host.json").unwrap();
        // A terminal shows the log as well.
        let is_it = |name: &&str| printable(name) == folder;
        assert!(names.iter().any(is_it), "{folder}");
    }
}

#[test]
fn the_job_gets_a_table_of_all() {
    let app = with_many_findings(25);
    let dir = tree(&[("summary.md", "before\n")]);
    let file = dir.path().join("summary.md");
    let env = [("GITHUB_STEP_SUMMARY", file.to_str().unwrap())];
    fch_with(app.path(), &["validate", "--format", "github"], &env).exits(0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("before\n### fch validate\n"), "{text}");
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("| warning |"))
            .count(),
        25
    );
    assert!(
        text.contains("| warning | host-unknown-key | host.json:3:3 | `key0` is not"),
        "{text}"
    );

    // Other formats leave it alone, and one that cannot be written is no reason to fail.
    fch_with(app.path(), &["validate", "--format", "json"], &env).exits(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let clean = tree(&[("host.json", HOST)]);
    let nowhere = [("GITHUB_STEP_SUMMARY", "no/such/file")];
    let run = fch_with(clean.path(), &["validate", "--format", "github"], &nowhere).exits(0);
    assert!(
        run.stderr
            .contains("warning: cannot write the job's summary"),
        "{run:?}"
    );
}
