//! What goes in, and with which permission bits.

#[cfg(unix)]
use std::fs;

use super::{SCRIPT, SCRIPTED, entry, modes, names, package, scripted};
use crate::harness::{HOST, HTTP_FUNCTION, fch, tree, write};

#[test]
fn an_app_for_a_runtime_on_path_needs_no_executable() {
    let dir = tree(&[
        (
            "app/host.json",
            &HOST.replace("\"node\"", "\"node\", \"arguments\": [\"server.js\"]"),
        ),
        ("app/hello/function.json", HTTP_FUNCTION),
        ("app/server.js", "require('http')\n"),
        ("app/node_modules/a/index.js", "exports.a = 1\n"),
        ("app/local.settings.json", "{}"),
    ]);
    // There is nothing to build, and so nothing is built.
    let run = fch(dir.path(), &["package", "app"]).exits(0);
    let zip = dir.path().join("app.zip");
    assert_eq!(
        modes(&zip),
        [
            "hello/function.json",
            "host.json",
            "node_modules/a/index.js",
            "server.js"
        ]
        .map(|name| (name.to_owned(), 0o644))
    );
    assert!(!run.stderr.contains("Building"), "{}", run.stderr);
    assert!(!run.stdout.contains("node is"), "{}", run.stdout);
    let json = fch(dir.path(), &["package", "app", "--json"])
        .exits(0)
        .json();
    assert_eq!(json["package"]["executable"], serde_json::Value::Null);
}

#[test]
fn a_handler_that_nothing_builds_is_used_as_it_is() {
    let dir = scripted();
    let run = fch(dir.path(), &["package", "app"]).exits(0);
    assert!(
        run.stderr.contains("Using handler as it is"),
        "{}",
        run.stderr
    );
    assert_eq!(names(&dir.path().join("app.zip")), SCRIPTED);
}

#[test]
fn programs_and_scripts_are_executable_whatever_the_disk_says() {
    let dir = scripted();
    let app = dir.path().join("app");
    write(&app, "bin/deep/tool", b"\x7fELF and the rest");
    write(&app, "lib/libx.so", b"\x7fELF");
    write(&app, "run", SCRIPT.as_bytes());
    write(&app, "scripts/start.sh", SCRIPT.as_bytes());
    write(&app, "scripts/library.sh", b"echo 1\n");
    write(&app, "not-elf", b"\x7fEL");
    write(&app, "empty", b"");
    write(&app, "data.bin", b"\0\x01\x02");
    #[cfg(unix)]
    for file in crate::harness::files(&app) {
        use std::os::unix::fs::PermissionsExt;
        // The wrong way round: what needs the bit has it not.
        let mode = if file.contains('.') { 0o777 } else { 0o600 };
        fs::set_permissions(app.join(file), fs::Permissions::from_mode(mode)).unwrap();
    }
    package(dir.path(), &["app"]).exits(0);
    let expected = [
        ("bin/deep/tool", 0o755),
        ("data.bin", 0o644),
        ("empty", 0o644),
        ("handler", 0o755),
        ("hello/function.json", 0o644),
        ("host.json", 0o644),
        ("lib/libx.so", 0o755),
        ("not-elf", 0o644),
        ("run", 0o755),
        ("scripts/library.sh", 0o644),
        ("scripts/start.sh", 0o755),
    ];
    let zip = dir.path().join("app.zip");
    assert_eq!(
        modes(&zip),
        expected.map(|(name, mode)| (name.into(), mode))
    );
    assert_eq!(entry(&zip, "bin/deep/tool"), b"\x7fELF and the rest");
    assert_eq!(entry(&zip, "empty"), b"");
}

#[test]
fn local_settings_stay_at_home_at_any_depth_and_against_all_wishes() {
    let dir = scripted();
    let app = dir.path().join("app");
    write(
        &app,
        ".funcignore",
        b"*.md\n!local.settings.json\n!keep.md\n",
    );
    write(&app, "sub/Local.Settings.JSON", b"{}");
    write(&app, "sub/notes.md", b"");
    write(&app, "keep.md", b"");
    write(&app, ".git/config", b"");
    package(dir.path(), &["app"]).exits(0);
    assert_eq!(
        names(&dir.path().join("app.zip")),
        ["handler", "hello/function.json", "host.json", "keep.md"]
    );
}

#[test]
fn sources_stay_at_home_without_a_funcignore() {
    let dir = scripted();
    let app = dir.path().join("app");
    for file in [
        "Cargo.toml",
        "src/main.rs",
        "target/release/handler",
        "main.go",
        "old.zip",
    ] {
        write(&app, file, b"");
    }
    package(dir.path(), &["app"]).exits(0);
    assert_eq!(names(&dir.path().join("app.zip")), SCRIPTED);
    // An empty one takes over: then only Cargo's build folder stays.
    write(&app, ".funcignore", b"");
    package(dir.path(), &["app"]).exits(0);
    assert_eq!(
        names(&dir.path().join("app.zip")),
        [
            "Cargo.toml",
            "handler",
            "hello/function.json",
            "host.json",
            "main.go",
            "old.zip",
            "src/main.rs"
        ]
    );
}

/// The smallest static 64-bit Linux program: a header, and one segment to load.
pub(super) fn elf(machine: u8) -> Vec<u8> {
    let mut bytes = vec![0; 64 + 56];
    bytes[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    bytes[16] = 2; // a program
    bytes[18] = machine;
    bytes[20] = 1;
    bytes[32] = 64; // where the segments are listed,
    bytes[52] = 64;
    bytes[54] = 56; // how long each line is,
    bytes[56] = 1; // and how many there are
    bytes[64] = 1; // to be loaded
    bytes
}

#[test]
fn a_program_must_be_for_the_processor_that_azure_has() {
    const X86_64: u8 = 62;
    const AARCH64: u8 = 183;
    let dir = scripted();
    let zip = dir.path().join("app.zip");
    write(dir.path(), "app/handler", &elf(X86_64));
    let run = package(dir.path(), &["app"]).exits(0);
    assert!(
        run.stdout.contains("\nhandler is ELF x86-64, static\n"),
        "{}",
        run.stdout
    );
    assert_eq!(entry(&zip, "handler"), elf(X86_64));

    write(dir.path(), "app/handler", &elf(AARCH64));
    let run = package(dir.path(), &["app"]).exits(1);
    let fault = "error[binary-arch]: `app/handler` is built for arm64, and will run on x86-64";
    assert!(run.stdout.contains(fault), "{}", run.stdout);
    assert_eq!(entry(&zip, "handler"), elf(X86_64), "the older package");
    package(
        dir.path(),
        &["app", "--target", "aarch64-unknown-linux-gnu"],
    )
    .exits(0);
    assert_eq!(entry(&zip, "handler"), elf(AARCH64));
}
