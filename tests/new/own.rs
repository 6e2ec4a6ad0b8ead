//! `fch new --template`: templates of one's own, whole and broken.
#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{fch, paths};
use crate::harness::tree;

const MANIFEST: &str = r#"title = "Lua"
summary = "our web server"
executable = "lua"
arguments = ["server.lua", "%FUNCTIONS_CUSTOMHANDLER_PORT%"]
next_steps = ["lua server.lua # {{name}}"]
files = [
  { from = "server.lua.hbs", to = "server.lua" },
  { from = "logo.bin", to = "static/{{name}}.bin" },
  { from = "start.sh", to = "start.sh", executable = true },
  { from = "gitignore", to = ".gitignore" },
  { from = "hello.json", to = "hello/function.json" },
]

[[variables]]
name = "team"
question = "Whose is it?"

[[variables]]
name = "region"
default = "north"
choices = ["north", "south"]
"#;

const FUNCTION: &str = r#"{ "bindings": [
  { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "function" },
  { "type": "http", "direction": "out", "name": "res" }
] }
"#;

fn template(manifest: &str, code: &str) -> TempDir {
    let dir = tree(&[
        ("template.toml", manifest),
        ("files/server.lua.hbs", code),
        ("files/start.sh", "#!/bin/sh\n"),
        ("files/gitignore", "ours\n"),
        ("files/hello.json", FUNCTION),
    ]);
    fs::write(
        dir.path().join("files/logo.bin"),
        [0, 159, 146, 150, 13, 10],
    )
    .unwrap();
    dir
}

fn new(folder: &Path, template: &Path, more: &[&str]) -> crate::harness::Run {
    let template = template.to_str().unwrap();
    fch(folder, &[&["app", "--template", template], more].concat())
}

/// The folder as a zip with one folder around everything, as services make them.
fn zipped(folder: &Path) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(File::create(dir.path().join("own.zip")).unwrap());
    for path in paths(folder) {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("own-main/{path}"), options).unwrap();
        zip.write_all(&fs::read(folder.join(path)).unwrap())
            .unwrap();
    }
    zip.finish().unwrap();
    dir
}

#[test]
fn a_folder_and_a_zip_make_the_same_app() {
    let own = template(MANIFEST, "-- {{name}} of {{vars.team}}, {{vars.region}}\n");
    let zip = zipped(own.path());
    let mut apps = Vec::new();
    for template in [own.path().to_owned(), zip.path().join("own.zip")] {
        let dir = tempfile::tempdir().unwrap();
        let run = new(
            dir.path(),
            &template,
            &["--set", "team=blue", "--set", "region=south"],
        );
        let run = run.exits(0);
        assert!(
            run.stderr.contains("lua server.lua # app"),
            "{}",
            run.stderr
        );
        let app = dir.path().join("app");
        let read = |file: &str| fs::read_to_string(app.join(file)).unwrap();
        assert_eq!(read("server.lua"), "-- app of blue, south\n");
        assert_eq!(read(".gitignore"), "ours\n", "its own file wins");
        assert_eq!(
            fs::read(app.join("static/app.bin")).unwrap(),
            [0, 159, 146, 150, 13, 10]
        );
        let host: Value = serde_json::from_str(&read("host.json")).unwrap();
        let description = &host["customHandler"]["description"];
        assert_eq!(description["defaultExecutablePath"], "lua");
        assert_eq!(
            description["arguments"][1],
            "%FUNCTIONS_CUSTOMHANDLER_PORT%"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |file| app.join(file).metadata().unwrap().permissions().mode() & 0o111;
            assert_eq!((mode("start.sh"), mode("server.lua")), (0o111, 0));
        }
        crate::harness::fch(&app, &["validate", "--fail-on", "info"]).exits(0);
        apps.push(paths(&app));
        drop(dir);
    }
    assert_eq!(apps[0], apps[1]);
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let own = template(MANIFEST, "\n");
    let dir = tempfile::tempdir().unwrap();
    let run = new(dir.path(), own.path(), &[]).exits(2);
    assert!(
        run.stderr.contains("the template wants a value for `team`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("`--set team=...`"));
    let run = new(
        dir.path(),
        own.path(),
        &["--set", "team=a", "--set", "region=west"],
    )
    .exits(2);
    assert!(
        run.stderr.contains("choose one of: north, south"),
        "{}",
        run.stderr
    );
    let run = new(
        dir.path(),
        own.path(),
        &["--set", "team=a", "--set", "raegion=north"],
    )
    .exits(2);
    assert!(
        run.stderr.contains("did you mean `region`?"),
        "{}",
        run.stderr
    );
    let run = new(
        dir.path(),
        own.path(),
        &["--set", "team=a", "--trigger", "queue"],
    )
    .exits(2);
    assert!(
        run.stderr.contains("`--trigger queue` has no meaning here"),
        "{}",
        run.stderr
    );
    assert!(paths(dir.path()).is_empty());
}

#[test]
fn a_broken_template_is_told_with_file_and_line() {
    let broken_at = |manifest: &str, code: &str, place: &str, why: &str| {
        let own = template(manifest, code);
        let dir = tempfile::tempdir().unwrap();
        let run = new(dir.path(), own.path(), &["--set", "team=a"]).exits(2);
        assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
        assert!(run.stderr.contains(why), "{why}: {}", run.stderr);
        assert!(paths(dir.path()).is_empty());
    };
    let manifest = |old: &str, new: &str| MANIFEST.replace(old, new);
    let code = "one\n{{name}}\n";
    broken_at(
        &manifest("title = \"Lua\"", "titel = \"Lua\""),
        code,
        "template.toml:1:1",
        "titel",
    );
    broken_at(
        &manifest("executable = \"lua\"\n", ""),
        code,
        "template.toml:1:1",
        "`executable`",
    );
    broken_at(
        &manifest("[\"server", "[server"),
        code,
        "template.toml:4:",
        "is not valid",
    );
    broken_at(
        &manifest("from = \"start.sh\"", "from = \"stop.sh\""),
        code,
        "template.toml:9:12",
        "the template has no file `files/stop.sh`",
    );
    for path in ["../x", "/etc/x", "a/../../x", "a\\\\..\\\\x", "c:x", ""] {
        broken_at(
            &manifest("to = \"start.sh\"", &format!("to = \"{path}\"")),
            code,
            "template.toml:9:29",
            "is not a plain path in the app",
        );
    }
    for path in ["../x", "/etc/x"] {
        broken_at(
            &manifest("files = [", &format!("functions = \"{path}\"\nfiles = [")),
            code,
            "template.toml:6:13",
            "is not a plain path in the app",
        );
    }
    for (old, new, place, why) in [
        (
            "# {{name}}",
            "# {{nmae}}",
            "template.toml:5:15",
            "no value `nmae`",
        ),
        (
            "{{name}}.bin",
            "{{nmae}}.bin",
            "template.toml:8:29",
            "no value `nmae`",
        ),
        (
            "to = \".gitignore\"",
            "to = \"START.sh\"",
            "template.toml:10:30",
            "two files of the template go to `START.sh`",
        ),
        (
            "to = \".gitignore\"",
            "to = \".git/hooks/pre-commit\"",
            "template.toml:10:30",
            "is in a folder that is git's own",
        ),
        (
            "to = \".gitignore\"",
            "to = \"nul.txt\"",
            "template.toml:10:30",
            "is a name that Windows does not allow",
        ),
        (
            "to = \".gitignore\"",
            "to = \"host.json/x\"",
            "makes `host.json` a file and a folder",
            "the app has `host.json/x` too",
        ),
        (
            "title =",
            "base = \"app\"\ntitle =",
            "template.toml:1:8",
            "fch has no language `app` to stand on",
        ),
    ] {
        broken_at(&manifest(old, new), code, place, why);
    }
    broken_at(
        &manifest("default = \"north\"", "default = \"east\""),
        code,
        "template.toml:18:1",
        "the default is not one of the choices",
    );
    broken_at(
        MANIFEST,
        "one\n\n{{nmae}}\n",
        "files/server.lua.hbs:3",
        "no value `nmae`",
    );
    broken_at(
        MANIFEST,
        "one\n{{vars.other}}\n",
        "files/server.lua.hbs:2",
        "no value",
    );
    broken_at(
        MANIFEST,
        "one\n{{#if name}}\n",
        "files/server.lua.hbs:",
        "is not valid",
    );
}

#[test]
fn what_is_no_template_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "text").unwrap();
    fs::create_dir(dir.path().join("empty")).unwrap();
    for (template, said) in [
        ("nowhere", "there is no template `nowhere`"),
        ("file", "cannot read the template file"),
        ("empty", "it has no `template.toml`"),
    ] {
        let run = new(dir.path(), Path::new(template), &[]).exits(2);
        assert!(run.stderr.contains(said), "{template}: {}", run.stderr);
    }
    let own = template(MANIFEST, "\n");
    let run = new(dir.path(), own.path(), &["--language", "go"]).exits(2);
    assert!(
        run.stderr.contains("`--language go` has no meaning here"),
        "{}",
        run.stderr
    );
}

/// Its words go into host.json as they are, and what it has in the place of fch's own files wins.
#[test]
fn any_words_and_any_files_make_a_whole_app() {
    let manifest = MANIFEST
        .replace("executable = \"lua\"", "executable = 'lu\"a'")
        .replace(
            "to = \".gitignore\"",
            "to = \".vscode/schemas/host.schema.json\"",
        );
    let own = template(&manifest, "\n");
    let dir = tempfile::tempdir().unwrap();
    new(dir.path(), own.path(), &["--set", "team=a"]).exits(0);
    let read = |file: &str| fs::read_to_string(dir.path().join("app").join(file)).unwrap();
    let host: Value = serde_json::from_str(&read("host.json")).unwrap();
    let description = &host["customHandler"]["description"];
    assert_eq!(description["defaultExecutablePath"], "lu\"a");
    assert_eq!(read(".vscode/schemas/host.schema.json"), "ours\n");
}

#[test]
fn there_is_no_image_without_a_dockerfile() {
    let own = template(MANIFEST, "\n");
    let dir = tempfile::tempdir().unwrap();
    let run = new(dir.path(), own.path(), &["--set", "team=a", "--docker"]).exits(2);
    let said = "the template has no Dockerfile for `--docker`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(paths(dir.path()).is_empty());
}

/// What a person said when the app was made is not known any more.
#[test]
fn a_value_that_nobody_knows_is_not_guessed() {
    let manifest = r#"title = "Ours"
summary = "ours"
base = "go"
executable = "handler"
functions = "functions.go"
files = [
  { from = "go.mod.hbs", to = "go.mod" },
  { from = "functions.go.hbs", to = "functions.go" },
  { from = "team.go.hbs", to = "team.go", when = "envelope" },
]
[[variables]]
name = "team"
default = "blue"
"#;
    let own = tree(&[
        ("template.toml", manifest),
        ("files/team.go.hbs", "// {{vars.team}}\n"),
    ]);
    let dir = tempfile::tempdir().unwrap();
    new(
        dir.path(),
        own.path(),
        &["--http-only", "--set", "team=red"],
    )
    .exits(0);
    let template = own.path().to_str().unwrap();
    let add = ["add", "more", "-t", "timer", "--template", template];
    let run = crate::harness::fch(&dir.path().join("app"), &add).exits(0);
    let said = "fch does not know the values that its variables had";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!dir.path().join("app/team.go").exists());
}

/// What the README of such an app says can be done.
#[test]
fn the_readme_knows_who_builds_the_app() {
    let readme = |manifest: &str| {
        let own = template(manifest, "\n");
        let dir = tempfile::tempdir().unwrap();
        new(dir.path(), own.path(), &["--set", "team=a"]).exits(0);
        fs::read_to_string(dir.path().join("app/README.md")).unwrap()
    };
    let made = MANIFEST.replace("title =", "build = \"make\"\ntitle =");
    let by_hand = readme(&made);
    assert!(by_hand.contains("\nmake  # makes ./lua\n"), "{by_hand}");
    assert!(!by_hand.contains("\nfch build"), "{by_hand}");
    let by_fch = readme(&format!("{made}[build_command]\ncommand = \"make\"\n"));
    assert!(by_fch.contains("\nfch build "), "{by_fch}");
    assert!(!by_fch.contains("\nmake"), "{by_fch}");
}

/// A template on another one has that one's files and snippets, and its own in their place.
#[test]
fn a_template_stands_on_another() {
    let manifest = r#"title = "Ours"
summary = "ours"
base = "go"
executable = "handler"
detect = ["go.mod"]
functions = "functions.go"
files = [
  { from = "go.mod.hbs", to = "go.mod" },
  { from = "handler.go.hbs", to = "handler.go" },
  { from = "functions.go.hbs", to = "functions.go" },
]
[route]
envelope = '	case "{{name}}": return {{camel}}'
"#;
    let own = tree(&[
        ("template.toml", manifest),
        ("files/handler.go.hbs", "// ours\n"),
    ]);
    let dir = tempfile::tempdir().unwrap();
    new(dir.path(), own.path(), &["--trigger", "queue"]).exits(0);
    let read = |file: &str| fs::read_to_string(dir.path().join("app").join(file)).unwrap();
    assert_eq!(read("handler.go"), "// ours\n");
    assert!(read("functions.go").contains("func handleQueueMessage("));
    assert!(read("go.mod").contains("module example.com/app"));
    let template = own.path().to_str().unwrap();
    let add = ["add", "more", "-t", "timer", "--template", template];
    crate::harness::fch(&dir.path().join("app"), &add).exits(0);
    assert!(read("functions.go").contains("case \"more\": return handleMore\n"));
}

/// What names a way out of the app after it was rendered stays in as well.
#[test]
fn a_value_cannot_lead_out_of_the_app() {
    let own = template(
        &MANIFEST.replace("static/{{name}}.bin", "{{vars.team}}.bin"),
        "\n",
    );
    let dir = tempfile::tempdir().unwrap();
    let run = new(dir.path(), own.path(), &["--set", "team=../../x"]).exits(2);
    assert!(
        run.stderr.contains("is not a plain path in the app"),
        "{}",
        run.stderr
    );
    assert!(paths(dir.path()).is_empty());
}
