//! The user's own build command, from `fch.toml`. The commands here are for `sh`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use super::{fails, says};
use crate::harness::{Run, fch, files, host_for, tree};

fn app(config: &str) -> TempDir {
    tree(&[
        ("host.json", &host_for("bin/handler")),
        ("fch.toml", config),
    ])
}

fn build(app: &Path, target: &str) -> Run {
    fch(app, &["build", "--target", target])
}

#[test]
fn a_command_is_told_target_and_place() {
    let script = r##"[build]
command = '''
echo "what the command says"
printf '#!/bin/sh\nprintf "%s"' "$FCH_TARGET $FCH_TARGET_OS $FCH_TARGET_ARCH" > "$FCH_OUTPUT"
chmod +x "$FCH_OUTPUT"; pwd > where; printf "%s" "$FCH_OUTPUT" > output'''
"##;
    for (target, told) in [
        ("linux", "x86_64-unknown-linux-musl linux x86_64"),
        (
            "aarch64-unknown-linux-gnu",
            "aarch64-unknown-linux-gnu linux aarch64",
        ),
        ("aarch64-apple-darwin", "aarch64-apple-darwin macos aarch64"),
    ] {
        // An `fch.toml` wins over a manifest, and runs in the app's root.
        let app = app(script);
        fs::write(app.path().join("Cargo.toml"), "not even TOML").unwrap();
        fs::create_dir(app.path().join("sub")).unwrap();
        let run = fch(&app.path().join("sub"), &["build", "--target", target]).exits(0);
        assert_eq!(run.stdout, "", "what the command says is no result");
        assert!(
            run.stderr.contains("what the command says\n"),
            "{}",
            run.stderr
        );
        let handler = app.path().join("bin/handler");
        assert_eq!(says(&handler), told);
        let read = |name: &str| fs::read_to_string(app.path().join(name)).unwrap();
        let real = |path: &Path| path.canonicalize().unwrap();
        assert!(Path::new(&read("output")).is_absolute());
        assert_eq!(real(Path::new(&read("output"))), real(&handler));
        assert_eq!(real(Path::new(read("where").trim())), real(app.path()));
    }
}

#[test]
fn an_output_is_copied_into_place_and_made_executable() {
    let app = app("[build]\n\
                   command = ['sh', '-c', 'mkdir -p out && printf \"#!/bin/sh\\necho it runs\" > out/x']\n\
                   output = 'out/x'\n\
                   [build.targets.windows]\n\
                   command = 'printf MZ > \"$FCH_OUTPUT\"'\n");
    build(app.path(), "linux").exits(0);
    let handler = app.path().join("bin/handler");
    assert_eq!(says(&handler), "it runs\n");
    let mode = fs::metadata(&handler).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    // Windows has a command of its own, which writes in place.
    build(app.path(), "windows").exits(0);
    let exe = fs::read(app.path().join("bin/handler.exe")).unwrap();
    assert_eq!(exe, b"MZ");
    assert_eq!(
        files(app.path()),
        [
            "bin/handler",
            "bin/handler.exe",
            "fch.toml",
            "host.json",
            "out/x"
        ]
    );
}

#[test]
fn a_command_that_fails_or_makes_nothing_is_a_failed_job() {
    let failing = app("[build]\ncommand = 'echo no such flag >&2; exit 3'\n");
    fs::create_dir(failing.path().join("bin")).unwrap();
    fs::write(failing.path().join("bin/handler"), "the old one").unwrap();
    fails(
        build(failing.path(), "linux"),
        1,
        &[
            "no such flag\n",
            "error: the build command failed",
            "exit status: 3",
            "`[build]` of fch.toml",
        ],
    );
    let left = fs::read_to_string(failing.path().join("bin/handler")).unwrap();
    assert_eq!(left, "the old one");

    let lazy = app("[build]\ncommand = 'true'\n");
    fails(
        build(lazy.path(), "linux"),
        1,
        &["ended well but left no executable", "`output` in fch.toml"],
    );
    let absent = app("[build]\ncommand = ['./make-handler']\n");
    fails(
        build(absent.path(), "linux"),
        1,
        &["cannot start the build command", "make-handler"],
    );
}

#[test]
fn faults_in_the_config_name_their_place() {
    for (config, words) in [
        (
            "[build]\ncommand = 'true'\noutptu = 'x'\n",
            &["error: fch.toml:3:1 is not valid", "`outptu`", "`output`"][..],
        ),
        ("[build]\ncommand = 7\n", &["fch.toml:2:11 is not valid"]),
        ("[build\n", &["fch.toml:1:"]),
        (
            "[build]\noutput = 'x'\n",
            &["fch.toml is not valid", "no `command`"],
        ),
        (
            "[build]\ncommand = 'true'\n[build.targets.linus]\ncommand = 'x'\n",
            &["fch.toml:3:16", "did you mean `linux`?"],
        ),
        (
            "[build]\ncommand = 'true'\noutput = '../x'\n",
            &["`output` is `../x`, which is not a file inside the app"],
        ),
        (
            "[build.targets.windows]\ncommand = 'true'\n",
            &["fch.toml has no build command for linux"],
        ),
    ] {
        let app = app(config);
        fails(build(app.path(), "linux"), 2, words);
    }
}
