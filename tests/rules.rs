//! Every rule's examples are executed: bad ones report exactly at the places they name, good
//! ones stay silent. Every rule file is registered under its own name.

use std::fs;
use std::path::Path;

use fch::app::{App, Root};
use fch::lint::{self, Files, rules};

const VALID_HOST: &str =
    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#;

/// Writes an example app and returns where `rule` reports, as `path:line:column`.
fn places(files: Files, rule: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    if !files.iter().any(|(path, _)| *path == "host.json") {
        fs::write(dir.path().join("host.json"), VALID_HOST).unwrap();
        fs::write(dir.path().join("handler"), "#!/bin/sh\n").unwrap();
    }
    for (path, content) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let findings = lint::run(&App::load(&Root::new(dir.path())));
    findings
        .iter()
        .filter(|finding| finding.rule.name == rule)
        .map(|finding| {
            let place = finding.primary.source.position(finding.primary.span.start);
            let path = Path::new(finding.primary.source.path());
            let path = path.strip_prefix(dir.path()).unwrap().display().to_string();
            format!(
                "{}:{}:{}",
                path.replace('\\', "/"),
                place.line,
                place.column
            )
        })
        .collect()
}

/// Rules whose fault is bytes that an example cannot hold, and where it is tested instead.
const TESTED_ELSEWHERE: [(&str, &str); 1] = [("file-encoding", "tests/bad_input.rs")];

#[test]
fn examples_do_what_they_say() {
    for rule in rules::ALL {
        let name = rule.info.name;
        let elsewhere = TESTED_ELSEWHERE.iter().any(|(rule, _)| *rule == name);
        assert!(
            elsewhere || !rule.bad.is_empty(),
            "{name} has no bad example"
        );
        assert!(!rule.good.is_empty(), "{name} has no good example");
        for bad in rule.bad {
            assert_eq!(places(bad.files, name), bad.at, "{name}: {:?}", bad.files);
        }
        for good in rule.good {
            assert_eq!(places(good, name), [""; 0], "{name}: {good:?}");
        }
    }
}

#[test]
fn every_rule_file_is_registered_under_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            path.file_stem()
                .unwrap()
                .to_string_lossy()
                .replace('_', "-")
        })
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.info.name).collect();
    assert_eq!(names, files);
}

#[test]
fn every_rule_says_what_why_and_what_to_do() {
    for rule in rules::ALL {
        let info = &rule.info;
        assert!(
            info.summary.len() > 15 && !info.summary.ends_with('.'),
            "{}",
            info.name
        );
        assert!(
            info.why.len() > 40 && info.why.ends_with('.'),
            "{}",
            info.name
        );
        assert!(info.fix.len() > 20, "{}", info.name);
    }
}
