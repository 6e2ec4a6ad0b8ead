//! Which findings count: `--deny`, `--warn`, `--allow`, `--plan`, `fch.toml`, comments.

mod baseline;
mod comments;
mod packages;
mod paths;

use std::path::Path;

use serde_json::Value;

use crate::harness::{HOST, HTTP_FUNCTION, fch, tree, write};

/// A host.json with a key that the host does not know: a warning at 2:1.
const ODD: &str = "{\"version\": \"2.0\",\n\"ours\": 1}";

/// What `fch validate` finds: `severity rule path:line`.
#[track_caller]
fn found(dir: &Path, args: &[&str]) -> Vec<String> {
    let json = report(dir, args);
    let findings = json["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().replace('\\', "/");
    findings
        .map(|finding| {
            let (severity, rule) = (text(&finding["severity"]), text(&finding["rule"]));
            format!(
                "{severity} {rule} {}:{}",
                text(&finding["path"]),
                finding["line"]
            )
        })
        .collect()
}

/// The JSON document that `fch validate` prints.
#[track_caller]
fn report(dir: &Path, args: &[&str]) -> Value {
    let run = fch(dir, &[&["validate", "--format", "json"], args].concat());
    assert!(run.code < 2, "{}", run.stderr);
    run.json()
}

#[test]
fn the_last_level_of_a_rule_wins() {
    let app = tree(&[("host.json", ODD)]);
    let of = |args: &[&str]| found(app.path(), args);
    let is = |severity: &str| [format!("{severity} host-unknown-key host.json:2")];
    assert_eq!(of(&[]), is("warning"));
    assert_eq!(of(&["--deny", "host-unknown-key"]), is("error"));
    assert_eq!(of(&["--allow=cron-invalid,host-unknown-key"]), [""; 0]);
    let deny_then_warn = ["--deny=host-unknown-key", "--warn=host-unknown-key"];
    assert_eq!(of(&deny_then_warn), is("warning"));
    let warn_then_deny = ["--warn=host-unknown-key", "--deny=host-unknown-key"];
    assert_eq!(of(&warn_then_deny), is("error"));
    assert_eq!(of(&["--allow", "all"]), [""; 0]);
    assert_eq!(of(&["--allow=all", "--deny=host-unknown-key"]), is("error"));
    assert_eq!(of(&["--deny=host-unknown-key", "--allow=all"]), [""; 0]);
}

#[test]
fn a_denied_rule_fails_the_run() {
    let app = tree(&[("host.json", ODD)]);
    assert_eq!(fch(app.path(), &["validate"]).code, 0);
    assert_eq!(fch(app.path(), &["validate", "--deny", "all"]).code, 1);
}

#[test]
fn an_unknown_rule_is_wrong_usage() {
    let app = tree(&[("host.json", ODD)]);
    let run = fch(app.path(), &["validate", "--deny", "host-unkown-key"]).exits(2);
    assert!(
        run.stderr.contains("there is no rule `host-unkown-key`")
            && run.stderr.contains("did you mean `host-unknown-key`?"),
        "{}",
        run.stderr
    );
    let run = fch(app.path(), &["validate", "--plan", "cheap"]).exits(2);
    assert!(run.stderr.contains("flex"), "{}", run.stderr);
}

#[test]
fn a_file_that_cannot_be_read_is_always_an_error() {
    let app = tree(&[("host.json", "{ // fch: allow-file(json-syntax)\n")]);
    let of = |args: &[&str]| found(app.path(), args);
    let broken = "error json-syntax host.json:1";
    assert!(of(&["--allow", "all"]).contains(&broken.to_owned()));
    assert!(of(&["--warn", "all"]).contains(&broken.to_owned()));
    assert!(of(&[]).contains(&"warning unused-ignore host.json:1".to_owned()));
    for flag in ["--allow", "--warn"] {
        let run = fch(app.path(), &["validate", flag, "json-syntax"]).exits(2);
        assert!(
            run.stderr.contains("neither allowed nor lowered"),
            "{}",
            run.stderr
        );
    }
    write(app.path(), "fch.toml", b"[lint]\nallow = ['json-syntax']\n");
    let run = fch(app.path(), &["validate"]).exits(2);
    assert!(run.stderr.contains("fch.toml:2:10"), "{}", run.stderr);
}

#[test]
fn fch_toml_sets_levels_and_the_command_line_wins() {
    let app = tree(&[
        ("host.json", ODD),
        ("fch.toml", "[lint]\nallow = ['host-unknown-key']\n"),
    ]);
    assert_eq!(found(app.path(), &[]), [""; 0]);
    let denied = found(app.path(), &["--deny", "host-unknown-key"]);
    assert_eq!(denied, ["error host-unknown-key host.json:2"]);

    write(
        app.path(),
        "fch.toml",
        b"[lint]\nallow = ['all']\nwarn = ['host-unknown-key']\n",
    );
    assert_eq!(
        found(app.path(), &[]),
        ["warning host-unknown-key host.json:2"]
    );
}

#[test]
fn fch_toml_of_the_repository_counts_unless_the_app_has_its_own() {
    let repo = tree(&[
        (
            "fch.toml",
            "[lint]\ndeny = ['host-unknown-key']\n[[lint.paths]]\npath = 'apps/b'\nallow = ['all']\n",
        ),
        ("apps/a/host.json", ODD),
        ("apps/b/host.json", ODD),
        ("apps/c/host.json", ODD),
        ("apps/c/fch.toml", ""),
    ]);
    let warned = |app: &str| format!("warning host-unknown-key apps/{app}/host.json:2");
    let no_repository = found(repo.path(), &[]);
    assert_eq!(no_repository, ["a", "b", "c"].map(warned), "no repository");

    std::fs::create_dir(repo.path().join(".git")).unwrap();
    let expected = [
        "error host-unknown-key apps/a/host.json:2".to_owned(),
        warned("c"),
    ];
    assert_eq!(found(repo.path(), &[]), expected);
    let inside = found(&repo.path().join("apps/a"), &[]);
    assert_eq!(inside, ["error host-unknown-key host.json:2"]);
    let inside = found(&repo.path().join("apps/b"), &["."]);
    assert_eq!(inside, [""; 0]);
}

#[test]
fn levels_may_differ_by_path() {
    let bad = HTTP_FUNCTION.replace("\"in\"", "\"in\", \"odd\": 1");
    let toml = "[[lint.paths]]\npath = 'Old*/'\nallow = ['binding-unknown-prop']\n\
                [[lint.paths]]\npath = '/OldButGold/function.json'\ndeny = ['binding-unknown-prop']\n";
    let app = tree(&[
        ("host.json", HOST),
        ("New/function.json", &bad),
        ("Old/function.json", &bad),
        ("OldButGold/function.json", &bad),
        ("fch.toml", toml),
    ]);
    let found = found(app.path(), &[]);
    let mine: Vec<_> = found
        .iter()
        .filter(|it| it.contains("unknown-prop"))
        .collect();
    assert_eq!(mine.len(), 2, "{found:?}");
    assert!(mine[0].ends_with("New/function.json:2") && mine[0].starts_with("warning"));
    assert!(mine[1].ends_with("OldButGold/function.json:2") && mine[1].starts_with("error"));
}

#[test]
fn a_wrong_fch_toml_is_said_with_its_place_by_every_command() {
    let app = tree(&[("host.json", HOST)]);
    let wrong = [
        (
            "[lint]\nalow = []\n",
            "fch.toml:2:1",
            "did you mean `allow`?",
        ),
        ("[lint]\nplan = 'flexx'\n", "fch.toml:2:8", "flex"),
        (
            "[lint]\ndeny = ['x', 'cron-invald']\n",
            "fch.toml:2:9",
            "there is no rule `x`",
        ),
        (
            "[lint]\ndeny = ['cron-invald']\n",
            "fch.toml:2:9",
            "did you mean `cron-invalid`?",
        ),
        (
            "[build]\ncommand = 'x'\n[build.targets.linus]\n",
            "fch.toml:3:16",
            "`linux`",
        ),
        (
            "[[lint.paths]]\npath = '!x'\n",
            "fch.toml:2:8",
            "no pattern",
        ),
    ];
    for (text, place, why) in wrong {
        write(app.path(), "fch.toml", text.as_bytes());
        for command in ["validate", "package"] {
            let run = fch(app.path(), &[command]).exits(2);
            assert!(
                run.stderr.contains(place) && run.stderr.contains(why),
                "{command}: {text}: {}",
                run.stderr
            );
        }
    }
}

#[test]
fn package_honours_what_validate_does() {
    let host = ODD.replace(
        "\"ours\"",
        "\"customHandler\": {\"description\": {\"defaultExecutablePath\": \"node\"}},\n\"ours\"",
    );
    let app = tree(&[("host.json", &host), ("F/function.json", HTTP_FUNCTION)]);
    let list = |args: &[&str]| fch(app.path(), &[&["package", "--list"], args].concat()).stdout;
    assert!(list(&[]).contains("host-unknown-key"));
    assert!(!list(&["--allow", "host-unknown-key"]).contains("host-unknown-key"));
    assert!(list(&["--deny", "host-unknown-key"]).contains("error[host-unknown-key]"));
    write(
        app.path(),
        "fch.toml",
        b"[lint]\nallow = ['host-unknown-key']\n",
    );
    assert!(!list(&[]).contains("host-unknown-key"));
}
