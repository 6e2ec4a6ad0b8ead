//! Selection, against real folders.

use super::*;
use crate::diagnostics::Severity;

const HOST: (&str, &[u8]) = ("host.json", b"{}");

#[test]
fn an_app_without_funcignore_ships_what_it_runs_on() {
    let app = tree(&[
        HOST,
        ("hello/function.json", b"{}"),
        ("handler", b"\x7fELF"),
        ("assets/logo.png", b"png"),
        ("local.settings.json", b"{}"),
        ("src/main.rs", b"fn main() {}"),
        ("Cargo.toml", b"[package]"),
        ("target/release/handler", b"\x7fELF"),
        ("web/target/keep.js", b"1"),
        (".git/config", b""),
        (".env", b"A=b"),
        ("app.zip", b"PK"),
    ]);
    let selection = chosen(
        app.path(),
        Some("handler"),
        &["host.json", "hello/function.json"],
    );
    assert_eq!(
        names(&selection),
        [
            "assets/logo.png",
            "handler",
            "hello/function.json",
            "host.json",
            "web/target/keep.js"
        ]
    );
    assert!(selection.findings.is_empty(), "{:?}", selection.findings);
    let executable: Vec<_> = selection.entries.iter().filter(|e| e.executable).collect();
    assert_eq!(executable.len(), 1);
    assert_eq!(executable[0].reason, Reason::Needed);
    let why = |name: &str| {
        let excluded = selection.excluded.iter().find(|e| e.name == name).unwrap();
        excluded.reason.to_string()
    };
    assert_eq!(why("target/"), "never packaged: Cargo's build folder");
    assert_eq!(why("app.zip"), "never packaged: it is the package itself");
    assert_eq!(
        why("local.settings.json"),
        "never packaged: it holds local secrets"
    );
    assert!(why(".env").starts_with("left out by default `.env`"));
}

#[test]
fn an_executable_in_cargos_folder_goes_in_alone() {
    let app = tree(&[
        HOST,
        ("Cargo.toml", b""),
        ("target/release/handler", b"\x7fELF"),
        ("target/release/handler.d", b""),
    ]);
    let selection = chosen(app.path(), Some("./target/release/handler"), &["host.json"]);
    assert_eq!(names(&selection), ["host.json", "target/release/handler"]);
    assert!(selection.entries[1].executable);
    assert!(selection.findings.is_empty());
}

#[test]
fn an_executable_in_cargos_folder_can_still_be_ignored() {
    let app = tree(&[
        HOST,
        ("Cargo.toml", b""),
        (".funcignore", b"target/\n"),
        ("target/release/handler", b"\x7fELF"),
    ]);
    let selection = chosen(app.path(), Some("target/release/handler"), &["host.json"]);
    assert_eq!(found(&selection.findings), ["package-incomplete"]);
}

#[test]
fn a_needed_file_that_is_ignored_is_an_error_at_the_line() {
    let app = tree(&[
        HOST,
        (".funcignore", b"# mine\n\n  bin\nhello/\n"),
        ("bin/handler", b"\x7fELF"),
        ("hello/function.json", b"{}"),
    ]);
    let selection = chosen(
        app.path(),
        Some("bin/handler"),
        &["host.json", "hello/function.json"],
    );
    // Not found by git: leading blanks are part of a pattern there, though not in Core Tools.
    assert_eq!(names(&selection), ["bin/handler", "host.json"]);
    let drops = &selection.findings[0];
    assert_eq!(drops.rule.name, "package-incomplete");
    assert_eq!(drops.severity, Severity::Error);
    assert_eq!(drops.primary.source.path(), "app/.funcignore");
    assert_eq!(
        &drops.primary.source.text()[drops.primary.span.clone()],
        "hello/"
    );
    let differs = &selection.findings[1];
    assert_eq!(differs.rule.name, "ignore-semantics");
    assert_eq!(
        differs.severity,
        Severity::Warning,
        "func drops the executable"
    );
    assert_eq!(
        &differs.primary.source.text()[differs.primary.span.clone()],
        "bin"
    );
}

#[test]
fn a_file_can_be_kept_and_the_defaults_do_not_touch_a_funcignore() {
    let app = tree(&[
        HOST,
        (".funcignore", b"*.md\n!keep.md\n"),
        ("keep.md", b""),
        ("drop.md", b""),
        ("main.rs", b""),
    ]);
    let selection = chosen(app.path(), Some("host.json"), &[]);
    assert_eq!(names(&selection), ["host.json", "keep.md", "main.rs"]);
    assert!(selection.findings.is_empty(), "{:?}", selection.findings);
}

#[test]
fn where_func_decides_otherwise_is_said_once_a_line() {
    let app = tree(&[
        HOST,
        (".funcignore", b"test\n*.md\nnode_modules/\nbin/\n"),
        ("test.rs", b""),
        ("test-data/a", b""),
        ("docs/README.md", b""),
        ("node_modules/x/index.js", b""),
        ("bin/.hidden", b""),
        ("bin/.gitignore", b""),
    ]);
    let selection = chosen(app.path(), None, &["host.json"]);
    let said: Vec<&str> = selection
        .findings
        .iter()
        .map(|f| f.message.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "`func` would leave out `test-data/a` because of this line",
            "`func` would package `docs/README.md` in spite of this line",
            "`func` would package `bin/.hidden` in spite of this line",
        ]
    );
    assert_eq!(selection.findings[0].notes, ["the same holds for 1 more"]);
    assert!(
        selection
            .findings
            .iter()
            .all(|f| f.severity == Severity::Info)
    );
}

#[test]
fn what_is_missing_is_named_and_case_counts() {
    let app = tree(&[HOST, ("Handler", b"\x7fELF"), ("folder/x", b"")]);
    let selection = chosen(
        app.path(),
        Some("handler"),
        &["host.json", "gone/function.json", "folder"],
    );
    assert_eq!(found(&selection.findings), ["package-incomplete"; 3]);
    let messages: Vec<&str> = selection
        .findings
        .iter()
        .map(|f| f.message.as_str())
        .collect();
    assert_eq!(messages[0], "the app needs `folder`, which is not a file");
    assert_eq!(
        messages[1],
        "the app needs `gone/function.json`, which does not exist"
    );
    assert!(selection.findings[2].help[0].contains("`Handler`"));
}

#[test]
fn a_needed_local_settings_file_is_still_never_packaged() {
    let app = tree(&[HOST, ("local.settings.json", b"{}")]);
    let selection = chosen(app.path(), None, &["local.settings.json"]);
    assert_eq!(names(&selection), ["host.json"]);
    assert_eq!(found(&selection.findings), ["package-incomplete"]);
}

#[test]
fn a_needed_path_must_be_plain() {
    let app = tree(&[HOST, ("bin/handler", b"\x7fELF")]);
    for detour in [
        "bin/../bin/handler",
        "bin//handler",
        "../handler",
        "/bin/sh",
    ] {
        let selection = chosen(app.path(), Some(detour), &["host.json"]);
        assert_eq!(
            found(&selection.findings),
            ["package-incomplete"],
            "{detour}"
        );
        assert_eq!(names(&selection), ["bin/handler", "host.json"]);
    }
}

#[test]
fn the_package_never_overwrites_a_needed_file() {
    let app = tree(&[HOST, ("handler", b"\x7fELF")]);
    let required = ["host.json".to_owned()];
    let request = Request {
        root: app.path(),
        shown_root: ".",
        executable: Some("handler"),
        required: &required,
        output: &app.path().join("handler"),
        siblings: &[],
        lists: None,
        binary: None,
        levels: &[],
        unbuilt: false,
    };
    assert!(select(&request).is_err());
}

#[test]
fn secrets_are_found_by_name_and_content() {
    let app = tree(&[
        HOST,
        (".funcignore", b""),
        (".env", b"KEY=1"),
        (".env.example", b"KEY="),
        ("local.settings.json.bak", b"{}"),
        ("local.settings.sample.json", b"{}"),
        ("certs/ca.pem", b"-----BEGIN CERTIFICATE-----"),
        ("certs/server.key", b"-----BEGIN RSA PRIVATE KEY-----"),
        ("certs/site.pfx", b"\x30\x82"),
        (".npmrc", b"//registry.example/:_authToken=x"),
        ("web/.npmrc", b"fund=false"),
        ("prod.local.settings.json", b"{}"),
    ]);
    let selection = chosen(app.path(), None, &["host.json"]);
    let found = secrets(&selection, "app").unwrap();
    let paths: Vec<&str> = found.iter().map(|f| f.primary.source.path()).collect();
    assert_eq!(
        paths,
        [
            "app/.env",
            "app/.npmrc",
            "app/certs/server.key",
            "app/certs/site.pfx",
            "app/local.settings.json.bak",
            "app/prod.local.settings.json"
        ]
    );
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_inside_the_app_are_stored_as_copies() {
        let app = tree(&[HOST, ("shared/lib/a.js", b"a"), ("fn/index.js", b"i")]);
        symlink("../shared/lib", app.path().join("fn/lib")).unwrap();
        symlink("index.js", app.path().join("fn/main.js")).unwrap();
        let selection = chosen(app.path(), None, &["host.json"]);
        assert_eq!(
            names(&selection),
            [
                "fn/index.js",
                "fn/lib/a.js",
                "fn/main.js",
                "host.json",
                "shared/lib/a.js"
            ]
        );
        assert!(selection.findings.is_empty(), "{:?}", selection.findings);
        assert_eq!(fs::read(&selection.entries[1].disk).unwrap(), b"a");
    }

    #[test]
    fn links_that_escape_dangle_or_loop_are_errors() {
        let outside = tree(&[("secret", b"s")]);
        let app = tree(&[HOST, ("a/x", b""), ("b/y", b"")]);
        let link = |to: &Path, at: &str| symlink(to, app.path().join(at)).unwrap();
        link(&outside.path().join("secret"), "escape");
        link(outside.path(), "escape-folder");
        link(Path::new("nowhere"), "dangling");
        link(Path::new("self"), "self");
        link(Path::new(".."), "a/up");
        link(Path::new("../b"), "a/to-b");
        link(Path::new("../a"), "b/to-a");
        let selection = chosen(app.path(), None, &["host.json"]);
        let mut faults: Vec<&str> = selection
            .findings
            .iter()
            .map(|f| {
                assert_eq!(f.rule.name, "symlink");
                f.primary.source.path()
            })
            .collect();
        faults.sort_unstable();
        assert_eq!(
            faults,
            [
                "app/a/to-b/to-a",
                "app/a/up",
                "app/b/to-a/to-b",
                "app/b/to-a/up",
                "app/dangling",
                "app/escape",
                "app/escape-folder",
                "app/self"
            ]
        );
        assert_eq!(
            names(&selection),
            ["a/to-b/y", "a/x", "b/to-a/x", "b/y", "host.json"]
        );
    }

    #[test]
    fn a_link_is_no_back_door_for_local_settings() {
        let app = tree(&[HOST, ("local.settings.json", b"{}"), (".git/config", b"")]);
        symlink("local.settings.json", app.path().join("settings.json")).unwrap();
        symlink(".git", app.path().join("history")).unwrap();
        let selection = chosen(app.path(), None, &["host.json"]);
        assert_eq!(names(&selection), ["host.json"]);
    }

    #[test]
    fn an_ignored_bad_link_is_nobodys_business() {
        let app = tree(&[HOST, (".funcignore", b"dangling\n")]);
        symlink("nowhere", app.path().join("dangling")).unwrap();
        assert!(chosen(app.path(), None, &["host.json"]).findings.is_empty());
    }

    #[test]
    fn odd_names_and_special_files_are_reported() {
        let app = tree(&[HOST, ("a\\b", b"")]);
        // Some file systems refuse such a name; then there is nothing to test.
        let latin1 = app.path().join(OsStr::from_bytes(b"caf\xe9"));
        let stored = fs::write(latin1, b"").is_ok();
        let _socket = std::os::unix::net::UnixListener::bind(app.path().join("socket")).unwrap();
        symlink("socket", app.path().join("to-socket")).unwrap();
        let selection = chosen(app.path(), None, &["host.json"]);
        let special = found(&selection.findings).into_iter();
        assert_eq!(special.filter(|rule| *rule == "special-file").count(), 2);
        let mut found = found(&selection.findings);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, ["entry-name", "special-file"]);
        let odd = selection
            .findings
            .iter()
            .filter(|f| f.rule.name == "entry-name");
        assert_eq!(odd.count(), 1 + usize::from(stored));
        assert_eq!(names(&selection), ["host.json"]);
    }
}
