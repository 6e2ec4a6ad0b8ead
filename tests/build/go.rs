//! Go handlers.

use std::fs;

use super::{fails, says};
use crate::harness::{fch, files, host_for, needs, tree, write};

// `println` goes to stderr, but needs no package: the build is quick for every system.
const MAIN: &str = "package main\n\nfunc main() { println(\"one\") }\n";

#[test]
fn it_builds_for_every_system() {
    if !needs("go", "version") {
        return;
    }
    let app = tree(&[
        ("host.json", &host_for("bin/handler")),
        ("go.mod", "module example.com/hello\n\ngo 1.19\n"),
        ("main.go", MAIN),
    ]);
    for (target, file, magic) in [
        ("linux", "handler", &b"\x7fELF\x02\x01"[..]),
        ("windows", "handler.exe", b"MZ"),
        ("macos", "handler", b"\xcf\xfa\xed\xfe"),
        ("aarch64-apple-darwin", "handler", b"\xcf\xfa\xed\xfe"),
    ] {
        let run = fch(app.path(), &["build", "--target", target]).exits(0);
        assert_eq!(run.stdout, "", "{target}");
        let bytes = fs::read(app.path().join("bin").join(file)).unwrap();
        assert!(bytes.starts_with(magic), "{target}: {:x?}", &bytes[..6]);
        let renamed = run.stderr.contains("warning: writing `bin/handler.exe`");
        assert_eq!(renamed, target == "windows", "{}", run.stderr);
    }
    assert_eq!(
        files(&app.path().join("bin")),
        ["handler", "handler.exe"],
        "and nothing else"
    );
}

#[test]
fn it_builds_for_this_machine_from_the_folder_of_that_name() {
    if !needs("go", "version") {
        return;
    }
    let say = |word: &str| {
        format!(
            "package main\n\nimport \"os\"\n\nfunc main() {{ os.Stdout.WriteString(\"{word}\") }}\n"
        )
    };
    let app = tree(&[
        ("host.json", &host_for("server")),
        ("go.mod", "module example.com/hello\n\ngo 1.19\n"),
        ("cmd/server/main.go", &say("the server")),
        ("cmd/tool/main.go", &say("a tool")),
    ]);
    fch(app.path(), &["build"]).exits(0);
    assert_eq!(says(&super::placed(app.path(), "server")), "the server");

    write(app.path(), "host.json", host_for("worker").as_bytes());
    fails(
        fch(app.path(), &["build"]),
        2,
        &[
            "cannot tell which main package is the handler: there are `./cmd/server` and `./cmd/tool`",
            "`cmd/worker`",
        ],
    );
}

#[test]
fn a_compile_error_is_the_compilers_to_tell_and_leaves_the_old_executable() {
    if !needs("go", "version") {
        return;
    }
    let app = tree(&[
        ("host.json", &host_for("handler")),
        ("go.mod", "module example.com/hello\n\ngo 1.19\n"),
        ("main.go", "package main\n\nfunc main() { nonsense() }\n"),
        ("handler", "the old one"),
    ]);
    fails(
        fch(app.path(), &["build", "--target", "linux"]),
        1,
        &["main.go:3:", "nonsense", "error: go build failed"],
    );
    let left = fs::read_to_string(app.path().join("handler")).unwrap();
    assert_eq!(left, "the old one");
}
