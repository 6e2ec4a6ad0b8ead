//! The lists of `fch.toml`, and the answers about single paths.

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::diagnostics::Source;

/// An app with one file for each case.
const APP: [(&str, &[u8]); 8] = [
    ("host.json", b"{}"),
    ("handler", b"\x7fELF"),
    ("hello/function.json", b"{}"),
    ("static/app.js", b"1"),
    ("static/app.js.map", b"1"),
    ("static/img/logo.png", b"1"),
    ("notes.md", b"1"),
    (".env", b"A=b"),
];

const REQUIRED: [&str; 2] = ["host.json", "hello/function.json"];

/// Lists with each pattern on a line of its own, `include` from line 1.
fn lists(include: Option<&[&str]>, exclude: &[&str], shared: bool) -> Lists {
    let all: Vec<&str> = include
        .unwrap_or_default()
        .iter()
        .chain(exclude)
        .copied()
        .collect();
    let source = Arc::new(Source::new("fch.toml", all.join("\n")));
    let mut at = 0;
    let mut listed = all.iter().map(|pattern| {
        let span = at..at + pattern.len();
        at = span.end + 1;
        Listed {
            pattern: (*pattern).to_owned(),
            span,
        }
    });
    let include = include.map(|list| listed.by_ref().take(list.len()).collect());
    Lists::new(&source, include, listed.collect(), shared).unwrap()
}

/// What a request says of the app in `folder`.
struct Asked {
    folder: TempDir,
    lists: Option<Lists>,
    binary: Option<PathBuf>,
    unbuilt: bool,
}

impl Asked {
    fn new(lists: Option<Lists>) -> Self {
        Asked {
            folder: tree(&APP),
            lists,
            binary: None,
            unbuilt: false,
        }
    }

    fn ask<T>(&self, use_it: impl FnOnce(&Request<'_>) -> T) -> T {
        let required = REQUIRED.map(str::to_owned);
        use_it(&Request {
            root: self.folder.path(),
            shown_root: "app",
            executable: Some("handler"),
            required: &required,
            output: &self.folder.path().join("app.zip"),
            siblings: &[],
            lists: self.lists.as_ref(),
            binary: self.binary.as_deref(),
            levels: &[],
            unbuilt: self.unbuilt,
        })
    }

    fn select(&self) -> Selection {
        self.ask(|request| select(request).unwrap())
    }

    fn why(&self, name: &str) -> Answer {
        let mut answers = self.ask(|request| why(request, &[name.to_owned()]).unwrap());
        answers.remove(0)
    }
}

#[test]
fn a_list_of_what_goes_in_keeps_everything_else_at_home_but_what_is_needed() {
    let asked = Asked::new(Some(lists(Some(&["static", "!*.map"]), &["img/"], false)));
    let selection = asked.select();
    assert_eq!(
        names(&selection),
        [
            "handler",
            "hello/function.json",
            "host.json",
            "static/app.js"
        ]
    );
    assert!(selection.findings.is_empty(), "{:?}", selection.findings);
    let reason = |name: &str| asked.why(name).reason;
    assert_eq!(reason("static/app.js"), "listed in fch.toml:1 `static`");
    assert_eq!(
        reason("static/app.js.map"),
        "excluded by fch.toml:2 `!*.map`"
    );
    assert_eq!(
        reason("static/img/logo.png"),
        "it lies in `static/img/`, which is excluded by fch.toml:3 `img/`"
    );
    assert_eq!(reason("notes.md"), "not listed in `include` of fch.toml");
    assert_eq!(reason("handler"), "needed by the host");

    put(asked.folder.path(), ".funcignore", b"*.js\n");
    assert!(!names(&asked.select()).contains(&"static/app.js"));
}

#[test]
fn a_list_of_what_stays_out_adds_to_the_defaults_and_cannot_drop_what_is_needed() {
    let asked = Asked::new(Some(lists(None, &["*.md", "handler", "hello/"], false)));
    let selection = asked.select();
    assert!(selection.findings.is_empty(), "{:?}", selection.findings);
    assert_eq!(
        names(&selection),
        [
            "handler",
            "hello/function.json",
            "host.json",
            "static/app.js",
            "static/app.js.map",
            "static/img/logo.png"
        ]
    );
    assert!(asked.why(".env").reason.starts_with("left out by default"));
}

#[test]
fn a_pattern_that_brings_nothing_is_reported_where_it_stands() {
    let include = ["static/**", "satic/**", "!*.map", "handler", "*.md"];
    let asked = Asked::new(Some(lists(Some(&include), &["notes.md"], false)));
    let findings = asked.select().findings;
    assert_eq!(found(&findings), ["include-unmatched", "include-unmatched"]);
    let places: Vec<usize> = findings.iter().map(|it| it.primary.span.start).collect();
    // `*.md` has a file, but that is excluded.
    assert_eq!(places, [10, 34]);
    // One that several apps share speaks of all of them.
    let asked = Asked::new(Some(lists(Some(&include), &[], true)));
    assert!(asked.select().findings.is_empty());
}

#[test]
fn what_is_no_pattern_is_a_fault_with_a_place() {
    let source = Arc::new(Source::new("fch.toml", ""));
    for pattern in ["[z-a]", "", "  ", "#x"] {
        let listed = Listed {
            pattern: pattern.to_owned(),
            span: 7..9,
        };
        let fault = Lists::new(&source, None, vec![listed], false).unwrap_err();
        assert_eq!(fault.offset, 7, "{}", fault.why);
    }
}

#[test]
fn a_build_that_is_to_come_needs_no_executable() {
    let mut asked = Asked::new(None);
    fs::remove_file(asked.folder.path().join("handler")).unwrap();
    assert_eq!(found(&asked.select().findings), ["package-incomplete"]);
    asked.unbuilt = true;
    assert!(asked.select().findings.is_empty());
    let answer = asked.why("handler");
    assert!(answer.packaged && !answer.exists, "{answer:?}");
}

#[test]
fn an_executable_from_elsewhere_takes_the_place_of_the_one_in_the_app() {
    let mut asked = Asked::new(None);
    put(asked.folder.path(), "out/linux", b"\x7fELF other");
    let binary = asked.folder.path().join("out/linux");
    asked.binary = Some(binary.clone());
    let selection = asked.select();
    let handler = selection.entries.iter().find(|it| it.executable).unwrap();
    assert_eq!((handler.name.as_str(), handler.size), ("handler", 10));
    assert_eq!(handler.disk, binary.canonicalize().unwrap());
    assert!(!names(&selection).contains(&"out/linux"));

    fs::remove_file(asked.folder.path().join("handler")).unwrap();
    assert!(names(&asked.select()).contains(&"handler"));
    put(asked.folder.path(), ".funcignore", b"handler\n");
    assert_eq!(found(&asked.select().findings)[0], "package-incomplete");
}

#[test]
fn answers_hold_for_folders_and_for_what_is_not_there() {
    let asked = Asked::new(None);
    put(
        asked.folder.path(),
        ".funcignore",
        b"# mine\nstatic/\n!keep.md\n",
    );
    let answer = asked.why("static/img/logo.png");
    assert!(answer.exists && !answer.packaged);
    assert!(
        answer
            .reason
            .ends_with("ignored by .funcignore:2 `static/`")
    );
    assert!(
        answer.help.contains("narrow line 2 of .funcignore"),
        "{answer:?}"
    );
    let answer = asked.why("static/nothing");
    assert!(!answer.exists && !answer.packaged);
    let answer = asked.why("a [1].md");
    assert!(!answer.exists && answer.packaged);
    assert!(answer.help.contains(r"`/a \[1\].md`"), "{answer:?}");
    let answer = asked.why("keep.md");
    assert_eq!(answer.reason, "kept by .funcignore:3 `!keep.md`");
    let answer = asked.why("hello/");
    assert!(
        answer.packaged && answer.reason.contains("go in: 1"),
        "{answer:?}"
    );
    assert!(asked.why("").packaged);
}

#[test]
fn answers_say_what_func_does_otherwise() {
    // H-IGN-03, H-IGN-05
    let asked = Asked::new(None);
    put(
        asked.folder.path(),
        ".funcignore",
        b"note\n*.png\n*.map\nnotes\n",
    );
    assert!(asked.why("static/img/logo.png").func.is_some());
    let answer = asked.why("notes.md");
    assert!(answer.packaged && answer.func.unwrap().contains("line 4"));
    assert_eq!(asked.why("static/app.js").func, None);
}

#[cfg(unix)]
#[test]
fn answers_do_not_follow_links_out_of_the_app() {
    let asked = Asked::new(None);
    let outside = tree(&[("secret", b"")]);
    std::os::unix::fs::symlink(outside.path(), asked.folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("static", asked.folder.path().join("copy")).unwrap();
    let answer = asked.why("link");
    assert!(!answer.packaged && answer.exists, "{answer:?}");
    assert!(!answer.func.unwrap().contains("secret"));
    let answer = asked.why("link/secret");
    assert!(!answer.packaged, "{answer:?}");
    assert!(
        answer
            .reason
            .starts_with("it lies in `link`, which is never packaged")
    );
    assert!(asked.why("copy/app.js").packaged);
}
