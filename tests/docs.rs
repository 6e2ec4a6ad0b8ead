//! Documents that are made from the code, and the README against the program.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::fch;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a generated document with the committed one; `FCH_BLESS=1` rewrites it.
fn generated(path: &str, text: &str) {
    let path = project().join(path);
    if std::env::var_os("FCH_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    // Not `assert_eq!`: two copies of a whole document help nobody.
    assert!(
        committed == text,
        "{} is stale: run with FCH_BLESS=1",
        path.display()
    );
}

#[test]
fn the_rules_page_is_made_from_the_rules() {
    generated("docs/rules.md", &fch::explain::rules::markdown());
}

#[test]
fn the_plans_page_is_made_from_the_table() {
    generated("docs/plans.md", &fch::explain::plans::markdown());
}

#[test]
fn the_errors_page_is_made_from_the_errors() {
    generated("docs/errors.md", &fch::explain::errors::markdown());
    let rules = fch::explain::rules::all();
    for error in fch::explain::errors::all() {
        for name in error.rules {
            let known = rules.iter().any(|info| info.name == *name);
            assert!(known, "{}: there is no rule `{name}`", error.name);
        }
    }
}

#[test]
fn explain_takes_errors_as_they_were_printed() {
    let known = fch::explain::errors::all();
    assert!(known.count() >= 40);
    let run = fch(project(), &["explain", "Exec", "format", "error"]).exits(0);
    assert!(
        run.stdout.starts_with("exec-format-error\n"),
        "{}",
        run.stdout
    );
    let text = "WorkerConfig for runtime: custom not found";
    let run = fch(project(), &["explain", text, "--json"]).exits(0);
    assert_eq!(run.json()["errors"][0]["name"], "worker-config-not-found");
    let text = "Value cannot be null. (Parameter 'provider')";
    let run = fch(project(), &["explain", text]).exits(0);
    assert!(run.stdout.starts_with("null-provider\n"), "{}", run.stdout);
    let run = fch(project(), &["explain", "it does not work"]).exits(2);
    assert!(run.stderr.contains("fch explain errors"), "{}", run.stderr);
    let list = fch(project(), &["explain", "errors"]).exits(0).stdout;
    assert!(list.contains("glibc-too-old"));
}

#[test]
fn explain_knows_every_rule_and_helps_with_others() {
    let list = fch(project(), &["explain"]).exits(0).stdout;
    for info in fch::explain::rules::all() {
        assert!(list.contains(info.name), "{}", info.name);
        let page = fch(project(), &["explain", info.name]).exits(0).stdout;
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let page = words(&page);
        for text in [info.summary, info.why, info.fix] {
            assert!(page.contains(&words(text)), "{}: {text}", info.name);
        }
    }
    let run = fch(project(), &["explain", "forward-splt"]).exits(2);
    assert!(
        run.stderr.contains("did you mean `forward-split`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn explain_says_which_commands_report_a_rule() {
    let of = |rule: &str| {
        fch(project(), &["explain", rule, "--json"]).exits(0).json()["commands"].clone()
    };
    assert_eq!(of("cron-invalid"), json!(["validate", "package", "verify"]));
    // local.settings.json is not in a package.
    assert_eq!(of("settings-tracked"), json!(["validate", "package"]));
    assert_eq!(of("exec-bit"), json!(["package", "verify"]));
    assert_eq!(of("include-unmatched"), json!(["package"]));
    assert_eq!(of("zip-bomb"), json!(["verify"]));
    assert_eq!(
        of("forward-split"),
        json!(["validate", "package", "verify"])
    );
    let page = fch(project(), &["explain", "exec-bit"]).exits(0).stdout;
    assert!(
        page.ends_with("Reported by\n  fch package, fch verify\n"),
        "{page}"
    );
}

#[test]
fn rule_names_are_unique() {
    let infos = fch::explain::rules::all();
    for pair in infos.windows(2) {
        assert_ne!(pair[0].name, pair[1].name);
    }
}

#[test]
fn the_readme_names_every_command_and_only_those() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let help = fch(project(), &["--help"]).exits(0).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty()) // a description that goes on in the next line
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains(&"validate"));
    for command in &commands {
        assert!(
            readme.contains(&format!("`fch {command}")),
            "{command} is not in the README"
        );
        let help = fch(project(), &[command, "--help"]).exits(0).stdout;
        assert!(
            help.contains("Examples:\n  fch "),
            "{command} --help has no example"
        );
        for option in ["-q, --quiet", "-v, --verbose", "--color <WHEN>"] {
            assert!(help.contains(option), "{command} --help lacks {option}");
        }
    }
}

#[test]
fn the_changelog_knows_this_version() {
    let changelog = fs::read_to_string(project().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(&format!("## [{}]", env!("CARGO_PKG_VERSION"))));
}
