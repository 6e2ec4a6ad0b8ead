//! Real apps: no crash, no error on an app that the host would load, and no more findings than
//! the reviewed ones.

mod counts;
mod remarks;

use std::collections::BTreeMap;

use crate::harness::{corpus, fch};

/// Errors in the corpus that were looked at and are right, with the reason: a part of the
/// path, the rule, why.
const REVIEWED: &[(&str, &str, &str)] = &[
    (
        "azure-functions-python-worker",
        "host-version",
        "host.json of 2018 for runtime 1, without `version`: today's host stops at it (H-HOST-03)",
    ),
    (
        "logzio-azure-serverless",
        "host-version",
        "host.json of runtime 1, without `version`: today's host stops at it (H-HOST-03)",
    ),
    (
        "logzio-azure-serverless",
        "binding-missing-prop",
        "Event Hubs `path` of runtime 1; without `eventHubName` the function fails to index",
    ),
    (
        "heaths__functions-quickstart-rust-azd",
        "ignore-drops-needed",
        "`target/` leaves out the executable, `target/release/handler`, from what `func` publishes",
    ),
    (
        "m-moris__azure-go-sample-functions",
        "function-depth",
        "all functions lie one folder too deep: as it stands, the app has none (H-DISC-01). Its \
         Makefile copies host.json down beside them and deploys from there",
    ),
];

#[test]
fn errors_on_public_apps_are_only_the_reviewed_ones() {
    let Some(corpus) = corpus() else { return };
    let run = fch(&corpus, &["validate", ".", "--format", "json"]);
    assert!(run.code < 2, "{}", run.stderr);
    let json = run.json();
    assert!(json["summary"]["apps"].as_u64().unwrap() > 180);
    assert_eq!(json["summary"]["skipped"], serde_json::json!([]));

    let mut unexpected: BTreeMap<String, usize> = BTreeMap::new();
    let mut used = vec![false; REVIEWED.len()];
    for finding in json["findings"].as_array().unwrap() {
        if finding["severity"] != "error" {
            continue;
        }
        let (path, rule) = (
            finding["path"].as_str().unwrap(),
            finding["rule"].as_str().unwrap(),
        );
        let path = path.replace('\\', "/");
        let known = REVIEWED
            .iter()
            .position(|(part, name, _)| path.contains(part) && *name == rule);
        match known {
            Some(index) => used[index] = true,
            None => {
                *unexpected
                    .entry(format!("{path}: {rule}: {}", finding["message"]))
                    .or_default() += 1
            }
        }
    }
    assert!(unexpected.is_empty(), "look at these: {unexpected:#?}");
    let unused: Vec<_> = REVIEWED
        .iter()
        .zip(used)
        .filter(|(_, used)| !used)
        .collect();
    assert!(unused.is_empty(), "no longer reported: {unused:?}");
}

#[test]
fn every_format_renders_every_public_app() {
    let Some(corpus) = corpus() else { return };
    for format in crate::formats::ALL {
        let run = fch(
            &corpus,
            &["validate", "custom", "generic", "--format", format],
        );
        assert!(run.code < 2, "{format}: {}", run.stderr);
        let least = if format == "github" { 1_000 } else { 10_000 };
        assert!(run.stdout.len() > least, "{format}");
    }
}
