//! SARIF against the schema of OASIS, and against what GitHub asks for beyond it.

use std::path::Path;
use std::sync::LazyLock;

use fch::lint::{Files, rules};
use serde_json::Value;

use super::{BROKEN, in_format, validate};
use crate::harness::{HOST, corpus, tree, write};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = include_str!("../data/sarif-schema-2.1.0.json");
    // A bracket too many, which ECMAScript lets pass as a letter.
    let text = text.replace("{2}]?$", "{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
});

/// Fails unless GitHub would take `text`; returns its run.
#[track_caller]
pub(super) fn is_accepted(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    let faults: Vec<String> = SCHEMA
        .iter_errors(&log)
        .map(|fault| format!("{fault} at {}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    has_no_empty_text(&log);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    rules.iter().for_each(rule_is_complete);
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        result_is_complete(result);
    }
    run.clone()
}

fn has_no_empty_text(value: &Value) {
    match value {
        Value::String(text) => assert_ne!(text, ""),
        Value::Array(items) => items.iter().for_each(has_no_empty_text),
        Value::Object(members) => members.values().for_each(has_no_empty_text),
        _ => {}
    }
}

fn rule_is_complete(rule: &Value) {
    for path in ["/shortDescription/text", "/fullDescription/text"] {
        let text = rule.pointer(path).and_then(Value::as_str).unwrap();
        assert!(text.chars().count() <= 1024, "{rule}");
    }
    for path in [
        "/id",
        "/help/text",
        "/help/markdown",
        "/defaultConfiguration/level",
    ] {
        assert!(rule.pointer(path).is_some_and(Value::is_string), "{rule}");
    }
    assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 20);
    let severity = rule["properties"]["problem.severity"].as_str();
    assert!(["error", "warning", "recommendation"].contains(&severity.unwrap()));
}

fn result_is_complete(result: &Value) {
    assert_eq!(result["locations"].as_array().map(Vec::len), Some(1));
    let related = result["relatedLocations"].as_array();
    let message = result["message"]["text"].as_str().unwrap();
    for location in related.into_iter().flatten() {
        let link = format!("]({})", location["id"]);
        assert!(message.contains(&link), "not linked: {result}");
        place_is_complete(location);
    }
    place_is_complete(&result["locations"][0]);
    for change in result
        .pointer("/fixes/0/artifactChanges")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        for replacement in change["replacements"].as_array().unwrap() {
            region_is_complete(&replacement["deletedRegion"]);
        }
    }
}

fn place_is_complete(location: &Value) {
    let place = &location["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    assert!(uri.chars().all(plain), "{uri}");
    assert!(
        uri.split('/').all(|name| name != "." && name != ".."),
        "{uri}"
    );
    assert!(!uri.starts_with('/'), "{uri}");
    region_is_complete(&place["region"]);
}

fn region_is_complete(region: &Value) {
    let number = |name: &str| region[name].as_u64().unwrap();
    let start = (number("startLine"), number("startColumn"));
    let end = (number("endLine"), number("endColumn"));
    assert!(start >= (1, 1) && end >= start && end.1 >= 1, "{region}");
}

/// Writes every example into a folder of its own below `dir`.
fn examples(dir: &Path) {
    let mut number = 0;
    let mut add = |files: Files| {
        number += 1;
        write(dir, &format!("{number}/host.json"), HOST.as_bytes());
        for (path, content) in files {
            write(dir, &format!("{number}/{path}"), content.as_bytes());
        }
    };
    for rule in rules::ALL {
        rule.bad.iter().for_each(|bad| add(bad.files));
        rule.good.iter().for_each(|good| add(good));
    }
}

#[test]
fn every_example_of_every_rule_is_accepted() {
    let dir = tree(&[]);
    examples(dir.path());
    let run = is_accepted(&in_format(dir.path(), "sarif").exits(1).stdout);
    let listed: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let known: Vec<&str> = rules::ALL.iter().map(|rule| rule.info.name).collect();
    assert_eq!(listed, known);
    let results = run["results"].as_array().unwrap();
    // local.settings.json may hold secrets; fixes of the others are shown.
    let mut bad = rules::ALL.iter().flat_map(|rule| rule.bad);
    let fixable = bad.any(|bad| bad.fixed.iter().any(|(path, _)| *path == "host.json"));
    let fixes = results.iter().any(|result| result["fixes"].is_array());
    assert_eq!(fixes, fixable);
    assert!(
        results
            .iter()
            .any(|result| result["relatedLocations"].is_array())
    );
}

#[test]
fn public_apps_are_accepted() {
    let Some(corpus) = corpus() else { return };
    let run = validate(&corpus, &["custom", "generic", "--format", "sarif"]);
    let run = is_accepted(&run.stdout);
    assert!(run["results"].as_array().unwrap().len() > 100);
}

#[test]
fn a_finding_is_found_in_the_repository() {
    let repo = tree(&[(".git/HEAD", ""), ("apps/one/host.json", BROKEN)]);
    let from = repo.path().join("apps/one");
    for path in [".", "../one", "host.json", from.to_str().unwrap()] {
        let run = validate(&from, &["--format", "sarif", path]).exits(1);
        let run = is_accepted(&run.stdout);
        let result = &run["results"][0];
        assert_eq!(result["ruleId"], "host-version");
        assert_eq!(
            result["locations"][0]["physicalLocation"],
            serde_json::json!({
                "artifactLocation": {"uri": "apps/one/host.json", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 15},
            })
        );
        let hash = &result["partialFingerprints"]["primaryLocationLineHash"];
        assert_eq!(*hash, "b7a93dd0835e5450:1");
    }
}

#[test]
fn a_fault_of_the_whole_file_has_a_region() {
    let app = tree(&[("host.json/x", "")]);
    let run = is_accepted(&in_format(app.path(), "sarif").exits(1).stdout);
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    let first = serde_json::json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1});
    assert_eq!(*region, first);
}

#[test]
fn no_secret_is_in_a_fix() {
    let app = tree(&[
        ("host.json", HOST),
        (
            "local.settings.json",
            r#"{"Values": {"Secret": 8723461, "Other": {"Key": "9dkSecret"}}}"#,
        ),
    ]);
    for format in super::ALL {
        let out = in_format(app.path(), format).stdout;
        assert!(
            !out.contains("8723461") && !out.contains("9dkSecret"),
            "{out}"
        );
    }
}
