//! `fch validate` from the command line: which apps, which formats, which exit code.

use crate::harness::{HOST, HTTP_FUNCTION, fch, tree, write};

const BROKEN: &str = "{\n  \"version\": \"2.0\"\n  \"logging\": {}\n}\n";

#[test]
fn a_clean_app_is_clean_in_every_format() {
    let app = tree(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
    let human = fch(app.path(), &["validate"]).exits(0);
    assert!(
        human
            .stdout
            .starts_with("no problems, 2 files in 1 app checked in ")
    );
    assert_eq!(human.stderr, "");
    assert_eq!(fch(app.path(), &["validate", "-q"]).exits(0).stdout, "");
    assert_eq!(
        fch(app.path(), &["validate", "--format", "concise"])
            .exits(0)
            .stdout,
        ""
    );
    let json = fch(app.path(), &["validate", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["summary"]["files"], 2);
}

#[test]
fn a_finding_points_at_its_place_in_every_format() {
    let app = tree(&[("host.json", BROKEN)]);
    let human = fch(app.path(), &["validate"]).exits(1).stdout;
    let expected = "\
error[json-syntax]: expected `,` or `}`, found `\"`
 --> host.json:2:19
  |
2 |   \"version\": \"2.0\"
  |                   ^
  |
  = note: the host does not start
  = help: add the missing `,`
  = help: fixable with `fch validate --fix`

";
    assert!(human.starts_with(expected), "{human}");
    let summary = human.strip_prefix(expected).unwrap();
    assert!(
        summary.starts_with("1 error, 1 file in 1 app checked in ")
            && summary.ends_with(" ms\n1 fixable with --fix\n"),
        "{summary}"
    );

    let concise = fch(app.path(), &["validate", "--format", "concise"]).exits(1);
    assert_eq!(
        concise.stdout,
        "host.json:2:19: error[json-syntax] expected `,` or `}`, found `\"`\n"
    );
    let json = fch(app.path(), &["validate", "--format", "json"])
        .exits(1)
        .json();
    assert_eq!(
        json["findings"][0],
        serde_json::json!({
            "rule": "json-syntax", "severity": "error",
            "message": "expected `,` or `}`, found `\"`",
            "path": "host.json", "line": 2, "column": 19, "endLine": 2, "endColumn": 19,
            "labels": [{"message": "", "primary": true, "path": "host.json",
                "line": 2, "column": 19, "endLine": 2, "endColumn": 19}],
            "notes": ["the host does not start"], "help": ["add the missing `,`"],
            "fixable": true,
            "fix": {"title": "write the `,`", "applicability": "safe", "edits": [
                {"path": "host.json", "line": 2, "column": 19, "endLine": 2, "endColumn": 19,
                    "text": ","}]}
        })
    );
    assert_eq!(json["summary"]["errors"], 1);
}

#[test]
fn paths_are_named_as_the_user_typed_them() {
    let repo = tree(&[
        ("apps/one/host.json", BROKEN),
        ("apps/one/F/function.json", HTTP_FUNCTION),
        ("apps/two/host.json", BROKEN),
    ]);
    let paths = |from: &str, args: &[&str]| {
        let args: Vec<&str> = ["validate", "--format", "json"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        let json = fch(&repo.path().join(from), &args).exits(1).json();
        let findings = json["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|finding| finding["path"].as_str().unwrap().replace('\\', "/"))
            .collect::<Vec<_>>()
    };
    assert_eq!(paths("", &[]), ["apps/one/host.json", "apps/two/host.json"]);
    assert_eq!(
        paths("", &["apps"]),
        ["apps/one/host.json", "apps/two/host.json"]
    );
    assert_eq!(paths("", &["./apps/two"]), ["./apps/two/host.json"]);
    assert_eq!(paths("apps/one", &["."]), ["./host.json"]);
    assert_eq!(paths("apps/one", &[]), ["host.json"]);
    assert_eq!(paths("apps/one", &["F/function.json"]), ["host.json"]);
    assert_eq!(paths("apps/one/F", &[]), ["../host.json"]);
    assert_eq!(
        paths("apps", &["one/F/function.json", "one/host.json"]),
        ["one/host.json"]
    );
    let absolute = repo.path().join("apps/two");
    let absolute = absolute.to_str().unwrap();
    assert_eq!(
        paths("", &[absolute]),
        [format!("{}/host.json", absolute.replace('\\', "/"))]
    );
}

#[test]
fn nothing_to_check_is_an_error_not_a_pass() {
    let empty = tree(&[("readme", "")]);
    let run = fch(empty.path(), &["validate"]).exits(2);
    assert!(
        run.stderr
            .contains("error: no function app in, above or below ."),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("help: a function app is a folder with a host.json")
    );
    let run = fch(empty.path(), &["validate", "nowhere"]).exits(2);
    assert!(run.stderr.contains("cannot read nowhere"), "{}", run.stderr);
}

#[test]
fn the_exit_code_follows_the_severity_asked_for() {
    let warned = tree(&[("host.json", "{\"version\": \"2.0\", \"a\": 1, \"a\": 2}")]);
    let exit = |args: &[&str]| fch(warned.path(), &[&["validate"], args].concat()).code;
    assert_eq!(exit(&[]), 0, "warnings alone do not fail");
    assert_eq!(exit(&["--fail-on", "warning"]), 1);
    assert_eq!(exit(&["--fail-on", "info"]), 1);
    assert_eq!(exit(&["--fail-on", "nonsense"]), 2);
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let app = tree(&[("host.json", BROKEN)]);
    assert!(!fch(app.path(), &["validate"]).stdout.contains('\u{1b}'));
    let forced = fch(app.path(), &["validate", "--color", "always"]).stdout;
    assert!(forced.contains("\u{1b}["));
}

#[test]
fn a_second_app_with_faults_does_not_hide_the_first() {
    let repo = tree(&[("a/host.json", HOST), ("b/host.json", BROKEN)]);
    write(repo.path(), "a/F/function.json", b"{\"bindings\": []}");
    let json = fch(repo.path(), &["validate", "--format", "json"])
        .exits(1)
        .json();
    let rules: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["one-trigger", "json-syntax"]);
    assert_eq!(json["summary"]["apps"], 2);
}
