//! What a package has to fit on the plan that it is for.

use std::fs;

use super::{package, scripted};
use crate::harness::fch;

#[test]
fn a_plan_that_ends_is_told_when_it_is_meant() {
    let dir = scripted();
    let app = dir.path().join("app");
    let quiet = package(&app, &["--plan", "flex"]).exits(0);
    assert!(!quiet.stdout.contains("plan-ends"), "{}", quiet.stdout);
    let told = package(&app, &["--plan", "consumption"]).exits(0);
    assert!(
        told.stdout.contains("info[plan-ends]") && told.stdout.contains("2028-09-30"),
        "{}",
        told.stdout
    );
}

#[test]
fn what_the_project_knows_better_counts_for_its_plan() {
    let dir = scripted();
    let app = dir.path().join("app");
    fs::write(app.join("fch.toml"), "[plans.premium]\nzip-limit = 100\n").unwrap();
    package(&app, &["--plan", "dedicated"]).exits(0);
    let refused = package(&app, &["--plan", "premium", "-o", "premium.zip"]).exits(1);
    assert!(
        refused
            .stdout
            .contains("error[package-size]: `premium.zip` is "),
        "{}",
        refused.stdout
    );
    assert!(!app.join("premium.zip").exists());
}

#[test]
fn a_wrong_value_of_a_plan_is_named_with_its_place() {
    let dir = scripted();
    let app = dir.path().join("app");
    for (text, what) in [
        ("[plans.flex]\nglibc = 2.36\n", "fch.toml:2:9"),
        (
            "[plans.flex]\nglibc = \"new\"\n",
            "a version such as \"2.36\"",
        ),
        ("[plans.flexx]\n", "flexx"),
        ("[plans.flex]\nglib = \"2.36\"\n", "did you mean `glibc`?"),
    ] {
        fs::write(app.join("fch.toml"), text).unwrap();
        let run = package(&app, &[]).exits(2);
        assert!(run.stderr.contains(what), "{text}: {}", run.stderr);
    }
}

#[test]
fn explain_lists_what_is_known_of_plans() {
    let run = fch(&std::env::temp_dir(), &["explain", "plans", "--json"]).exits(0);
    let plans = run.json();
    assert_eq!(plans["plans"].as_array().unwrap().len(), 8);
    assert_eq!(plans["plans"][0]["facts"][0]["value"], "2.31");
    assert_eq!(plans["libraries"][0]["images"], "all");
}

#[test]
fn a_plan_without_windows_takes_no_package_for_it() {
    let dir = scripted();
    let app = dir.path().join("app");
    let refused = "error: there is no Windows on the plan `flex`\n";
    let mut commands = vec![
        vec!["package", "--target", "windows", "--plan", "flex"],
        vec!["build", "--target", "windows", "--plan", "flex"],
        vec!["verify", "a.zip", "--target", "windows", "--plan", "flex"],
    ];
    for command in &commands {
        let run = fch(&app, command).exits(2);
        assert!(
            run.stderr.starts_with(refused),
            "{command:?}: {}",
            run.stderr
        );
        assert!(run.stderr.contains("`--target linux`"), "{}", run.stderr);
    }
    // The same when fch.toml names the plan.
    fs::write(app.join("fch.toml"), "[lint]\nplan = \"flex\"\n").unwrap();
    commands
        .iter_mut()
        .for_each(|command| command.truncate(command.len() - 2));
    for command in &commands {
        let run = fch(&app, command).exits(2);
        assert!(
            run.stderr.starts_with(refused),
            "{command:?}: {}",
            run.stderr
        );
    }
    assert!(!app.join("app.zip").exists());
}

#[test]
fn a_script_for_a_runtime_that_the_plan_lacks_is_told_once_with_its_line() {
    let dir = scripted();
    let app = dir.path().join("app");
    fs::write(app.join("handler"), "#!/usr/bin/env -S deno run -A\n").unwrap();
    let run = package(&app, &["--plan", "flex"]).exits(0);
    let told = "warning[runtime-on-path]: `deno` may not be on PATH in Flex Consumption\n --> handler:1:1\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert_eq!(run.stdout.matches("runtime-on-path").count(), 1);
    let unseen = fch(
        &app,
        &["verify", "app.zip", "--plan", "flex", "--format", "concise"],
    );
    let unseen = unseen.exits(0).stdout;
    assert!(
        unseen.contains("app.zip/handler:1:1: warning[runtime-on-path]"),
        "{unseen}"
    );
    package(&app, &["--plan", "container", "--deny", "runtime-on-path"]).exits(0);
    package(&app, &["--plan", "flex", "--deny", "runtime-on-path"]).exits(1);
}
