//! `fch new --docker`: an image that has what the app needs. No test builds one.
#![allow(clippy::unwrap_used)]

use std::fs;
#[cfg(unix)]
use std::process::Command;

use super::{app, fch};
use std::path::Path;

/// Every language and every MCP server, as `fch new` takes them.
fn templates() -> Vec<Vec<String>> {
    let listed = fch(Path::new("."), &["--list"]).exits(0).stdout;
    let mut option: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for line in listed.lines().filter(|line| !line.is_empty()) {
        if !line.starts_with("  ") {
            option = line.split_whitespace().map(str::to_owned).collect();
        } else if option.last().is_some_and(|last| last == "--language") {
            let name = line.split_whitespace().next().unwrap().to_owned();
            all.push([option.clone(), vec![name]].concat());
        }
    }
    assert!(all.len() > 12, "{listed}");
    all
}

#[test]
fn an_image_copies_what_is_there_and_nothing_that_is_ignored() {
    for template in templates() {
        let mut args: Vec<&str> = template.iter().map(String::as_str).collect();
        args.push("--docker");
        let app = app(&args);
        let read = |file: &str| fs::read_to_string(app.path().join(file)).unwrap();
        let dockerfile = read("Dockerfile");
        let ignored = read(".dockerignore");
        assert!(ignored.contains("local.settings.json"), "{template:?}");
        let mut stages = Vec::new();
        for line in dockerfile.lines() {
            if let Some((_, stage)) = line
                .strip_prefix("FROM ")
                .and_then(|l| l.split_once(" AS "))
            {
                stages.push(stage.to_owned());
            }
            let Some(copy) = line.strip_prefix("COPY ") else {
                continue;
            };
            let mut words: Vec<&str> = copy.split_whitespace().collect();
            if let Some(from) = words[0].strip_prefix("--from=") {
                let is_known = stages.iter().any(|stage| stage == from) || from.contains('/');
                assert!(is_known, "{template:?}: {line}");
                continue;
            }
            words.pop();
            for source in words {
                // A `*` is for files that may be missing, but for sources.
                let there = source == "."
                    || source.contains(['*', '['])
                    || app.path().join(source).exists();
                assert!(there, "{template:?}: {line}");
                assert!(
                    !ignored.lines().any(|l| l.trim_matches('/') == source),
                    "{template:?}: {line}"
                );
            }
        }
        let last = dockerfile.rsplit("\nFROM ").next().unwrap();
        let base = last.split_whitespace().next().unwrap();
        let host = "mcr.microsoft.com/azure-functions/base:4";
        let named = format!("FROM {host} AS {base}\n");
        assert!(
            base == host || dockerfile.contains(&named),
            "{template:?}: {base}"
        );
        let root = "AzureWebJobsScriptRoot=/home/site/wwwroot";
        assert!(last.contains(root), "{template:?}");
        // What the host reads goes in: by its own line, or with everything.
        let collected = last.contains("COPY --from=build /out ");
        let named = dockerfile.contains(" host.json");
        assert_eq!(collected, named, "{template:?}");
        assert!(
            collected || dockerfile.contains("COPY . .\n"),
            "{template:?}"
        );
    }
}

/// A function that came later is in the image too, whoever wrote its folder.
#[cfg(unix)]
#[test]
fn an_image_has_every_function() {
    let mut collecting = 0;
    for language in [
        "go", "rust", "bun", "csharp", "java", "node", "python", "php", "ruby", "r", "deno",
    ] {
        let app = app(&["--language", language, "--docker"]);
        crate::harness::fch(app.path(), &["add", "later", "-t", "queue"]).exits(0);
        let dockerfile = fs::read_to_string(app.path().join("Dockerfile")).unwrap();
        let line = dockerfile
            .lines()
            .find(|line| line.contains("function.json"));
        let Some(line) = line else {
            assert!(dockerfile.contains("COPY . .\n"), "{language}");
            continue;
        };
        let out = tempfile::tempdir().unwrap();
        let script = line.strip_prefix("RUN ").unwrap();
        let script = script.replace("/out/", &format!("{}/", out.path().display()));
        let ran = Command::new("sh")
            .args(["-c", &script])
            .current_dir(app.path())
            .status();
        assert!(ran.unwrap().success(), "{language}: {script}");
        for file in ["host.json", "app/function.json", "later/function.json"] {
            assert!(out.path().join(file).is_file(), "{language}: {file}");
        }
        collecting += 1;
    }
    assert_eq!(collecting, 5, "the languages that are compiled");
}

#[test]
fn no_image_without_being_asked_where_a_zip_does() {
    let go = app(&["--language", "go"]);
    assert!(!go.path().join("Dockerfile").exists());
    let php = app(&["--language", "php"]);
    assert!(php.path().join("Dockerfile").exists());
    assert!(php.path().join(".dockerignore").exists());
}
