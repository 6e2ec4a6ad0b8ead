//! What people read, as they read it: reviewed snapshots of small outputs.

use insta::assert_snapshot;

use crate::harness::{fch, tree};

/// The output of `fch` in an app, with the time taken out.
fn shown(files: &[(&str, &str)], args: &[&str]) -> String {
    let app = tree(files);
    let out = fch(app.path(), args).stdout;
    match out.rsplit_once(" checked in ") {
        Some((before, _)) => format!("{before} checked in N ms\n"),
        None => out,
    }
}

#[test]
fn one_fault_in_two_files() {
    let host = "{
  \"version\": \"2.0\",
  \"customHandler\": {
    \"enableForwardingHttpRequest\": true,
    \"description\": { \"defaultExecutablePath\": \"node\" }
  },
  \"extensionBundle\": {
    \"id\": \"Microsoft.Azure.Functions.ExtensionBundle\",
    \"version\": \"[4.*, 5.0.0)\"
  }
}
";
    let function = "{
  \"bindings\": [
    { \"type\": \"httpTrigger\", \"name\": \"req\" },
    { \"type\": \"http\", \"direction\": \"out\", \"name\": \"res\" },
    { \"type\": \"queue\", \"direction\": \"out\", \"name\": \"out\", \"queueName\": \"orders\" }
  ]
}
";
    let files = [("host.json", host), ("F/function.json", function)];
    assert_snapshot!(shown(&files, &["validate"]), @r#"
    info[forward-split]: `F` gets a JSON envelope, not the raw request
     --> F/function.json:5:15
      |
    5 |     { "type": "queue", "direction": "out", "name": "out", "queueName": "orders" }
      |               ^^^^^^^ one binding more than raw HTTP allows
      |
     ::: host.json:4:5
      |
    4 |     "enableForwardingHttpRequest": true,
      |     ----------------------------- raw HTTP is switched on here
      |
      = note: only functions with just an `httpTrigger` and an `http` output get raw requests
      = help: let the handler answer `POST /F` with an envelope
      = help: or leave just the `httpTrigger` and one `http` output

    1 info, 2 files in 1 app checked in N ms
    "#);
}

#[test]
fn several_faults_in_a_line_too_long_to_show_in_full() {
    let schema = "a".repeat(500);
    let long = format!("{{\"version\": 2, \"$schema\": \"{schema}\", \"vresion\": \"2.0\"}}");
    assert_snapshot!(shown(&[("host.json", &long)], &["validate"]), @r#"
    error[host-version]: `version` must be the text "2.0", not a number
     --> host.json:1:13
      |
    1 | {"version": 2, "$schema": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...
      |             ^
      |
      = note: the host refuses to start with this file
      = help: write "version": "2.0"
      = help: fixable with `fch validate --fix`

    warning[host-unknown-key]: `vresion` is not a key of host.json
     --> host.json:1:531
      |
    1 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "vresion": "2.0"}
      |                                                                ^^^^^^^^^
      |
      = note: the host ignores it
      = help: did you mean `version`?

    1 error, 1 warning, 1 file in 1 app checked in N ms
    "#);
}

#[test]
fn the_page_of_a_rule() {
    assert_snapshot!(shown(&[], &["explain", "exe-dot-slash"]), @r#"
    exe-dot-slash (warning)

    `defaultExecutablePath` starts with `./`

    Why it matters
      Core Tools compares the path with the names in the zip letter by letter: with `./` in
      front it never matches, the file goes out without its execute bit, and the handler
      does not start on Linux.

    What to do
      Write the path without `./`. It is relative to the app's root anyway.

    Reported by
      fch validate, fch package, fch verify
    "#);
}

#[test]
fn a_package() {
    let host = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#;
    let files = [
        ("host.json", host),
        ("handler", "#!/bin/sh\nexec true\n"),
        ("data/words.txt", "one\ntwo\n"),
        (".funcignore", "*.md\n"),
        ("notes.md", ""),
    ];
    assert_snapshot!(shown(&files, &["package", "--list"]), @r#"
    data/words.txt  0644        8 B  not ignored
    handler         0755       20 B  needed by the host
    host.json       0644       90 B  needed by the host

    3 files, 118 B unpacked
    2 paths outside; `fch package --why FILE` says why, `--json` has all
    "#);
    assert_snapshot!(shown(&files, &["package", "--no-build", "-o", "app.zip"]), @r#"
    data/words.txt  0644        8 B
    handler         0755       20 B
    host.json       0644       90 B

    3 files, 118 B unpacked, for Linux x86-64
    handler is script for /bin/sh
    app.zip: 415 B
    sha256 428e5d810f53257ee3606f3a58f6086e8d65b1a229fc863134ea57bb0ce4ac19
    "#);
}
