//! Rust handlers in workspaces, with cargo's own configuration, and with several binaries.

use std::fs;
use std::path::Path;

use fch::build::Target;
use fch::inspect::{Format, inspect};
use tempfile::TempDir;

use super::{fails, placed, says};
use crate::harness::{fch, fch_with, host_for, needs, tree};

/// A package whose program prints its name and how it was built.
fn package(name: &str) -> (String, String) {
    let manifest = format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2021'\n");
    let main =
        format!("fn main() {{ print!(\"{name}, debug is {{}}\", cfg!(debug_assertions)); }}");
    (manifest, main)
}

/// Packages `web` and `cli` in a workspace, with this host.json and these further files.
fn workspace(executable: &str, more: &[(&str, &str)]) -> TempDir {
    let ((web, web_main), (cli, cli_main)) = (package("web"), package("cli"));
    let host = host_for(executable);
    let profile = "[profile.checked]\ninherits = 'release'\ndebug-assertions = true\n";
    let root = format!("[workspace]\nmembers = ['crates/*']\nresolver = '2'\n{profile}");
    let mut files = vec![
        ("host.json", host.as_str()),
        ("Cargo.toml", &root),
        ("crates/web/Cargo.toml", &web),
        ("crates/web/src/main.rs", &web_main),
        ("crates/cli/Cargo.toml", &cli),
        ("crates/cli/src/main.rs", &cli_main),
    ];
    files.extend(more);
    tree(&files)
}

#[test]
fn a_workspace_builds_the_member_that_is_the_handler() {
    if !needs("cargo", "--version") {
        return;
    }
    let app = workspace("bin/web", &[]);
    fch(app.path(), &["build"]).exits(0);
    assert_eq!(says(&placed(app.path(), "bin/web")), "web, debug is false");

    let app = workspace("handler", &[]);
    fails(
        fch(app.path(), &["build"]),
        2,
        &["there are `cli` and `web`", "choose with `--bin`"],
    );
    fch(app.path(), &["build", "--bin", "cli"]).exits(0);
    assert_eq!(says(&placed(app.path(), "handler")), "cli, debug is false");
    fails(
        fch(app.path(), &["build", "--bin", "wbe"]),
        2,
        &["there is no binary `wbe`", "cargo knows `cli` and `web`"],
    );
}

#[test]
fn an_app_in_a_members_folder_is_that_member() {
    if !needs("cargo", "--version") {
        return;
    }
    let host = host_for("handler");
    let repo = workspace("unused", &[("crates/web/host.json", &host)]);
    let app = repo.path().join("crates/web");
    fch(&app, &["build", "--debug"]).exits(0);
    assert_eq!(says(&placed(&app, "handler")), "web, debug is true");
}

#[test]
fn fch_toml_says_once_and_for_all_what_the_command_line_may_say() {
    if !needs("cargo", "--version") {
        return;
    }
    let config = "[build]\nbin = 'web'\nprofile = 'checked'\nstrip = true\n";
    let app = workspace("handler", &[("fch.toml", config)]);
    let run = fch(app.path(), &["build", "-v"]).exits(0);
    assert_eq!(says(&placed(app.path(), "handler")), "web, debug is true");
    let line = "--profile checked --config 'profile.checked.strip=\"symbols\"'";
    assert!(run.stderr.contains(line), "{}", run.stderr);
    let other = ["build", "--bin", "cli", "--profile", "release"];
    fch(app.path(), &other).exits(0);
    assert_eq!(says(&placed(app.path(), "handler")), "cli, debug is false");
    fails(
        fch(app.path(), &["build", "--profile", "missing"]),
        1,
        &["profile `missing` is ", "cargo build failed"],
    );
    fails(
        fch(app.path(), &["build", "--profile", "a.b"]),
        2,
        &["`a.b` is not the name of a profile"],
    );
}

#[test]
fn strip_leaves_symbols_out() {
    if !needs("cargo", "--version") || !cfg!(target_os = "linux") {
        return;
    }
    let app = workspace("web", &[]);
    let size = |args: &[&str]| {
        fch(app.path(), args).exits(0);
        fs::metadata(app.path().join("web")).unwrap().len()
    };
    let debug_info = |path: &Path| match inspect(path).unwrap().format {
        Format::Elf(elf) => elf.strippable.debug > 0,
        other => panic!("{other}"),
    };
    let whole = size(&["build", "--debug"]);
    assert!(debug_info(&app.path().join("web")));
    let stripped = size(&["build", "--debug", "--strip"]);
    assert!(!debug_info(&app.path().join("web")));
    assert!(stripped < whole / 2, "{stripped} of {whole}");
}

#[test]
fn cargos_own_configuration_counts_also_in_a_folder_with_blanks() {
    if !needs("cargo", "--version") {
        return;
    }
    let triple = Target::host().triple;
    let config = format!("[build]\ntarget = '{triple}'\ntarget-dir = 'made here'\n");
    let ((manifest, main), host) = (package("web"), host_for("my bin/web"));
    let repo = tree(&[
        ("my app/host.json", &host),
        ("my app/Cargo.toml", &(manifest + "[workspace]\n")),
        ("my app/src/main.rs", &main),
        ("my app/.cargo/config.toml", &config),
    ]);
    let app = repo.path().join("my app");
    fch(&app, &["build", "--debug"]).exits(0);
    assert_eq!(says(&placed(&app, "my bin/web")), "web, debug is true");
    assert!(app.join("made here").join(triple).is_dir());
    assert!(!app.join("target").exists());

    let elsewhere = repo.path().join("over there");
    let env = [("CARGO_TARGET_DIR", elsewhere.to_str().unwrap())];
    fch_with(&app, &["build"], &env).exits(0);
    assert_eq!(says(&placed(&app, "my bin/web")), "web, debug is false");
    assert!(elsewhere.is_dir());
}
