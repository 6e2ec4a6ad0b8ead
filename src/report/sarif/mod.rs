//! SARIF 2.1.0, as GitHub's code scanning takes it: every rule is listed, no text is empty, and
//! every region has its four numbers.
//!
//! Files are named from the root of the repository (`%SRCROOT%`), whose own address is left out:
//! it would differ from machine to machine.

mod fingerprint;
mod result;

use serde_json::{Value, json};

use super::{Checkout, Report};
use crate::diagnostics::{RuleInfo, Severity};
use result::Results;

/// The name of the root of the repository in every `uriBaseId`.
const ROOT: &str = "%SRCROOT%";
/// GitHub refuses a file with more results.
const MOST_RESULTS: usize = 25_000;
/// GitHub cuts longer descriptions.
const LONGEST_TEXT: usize = 1024;

/// Renders the report on one line. `rules` are all that could have fired.
pub fn render(report: &Report, rules: &[&'static RuleInfo], checkout: &Checkout) -> String {
    let rules = with_fired(rules, report);
    let worst_first = report.worst_first();
    let shown = &worst_first[..worst_first.len().min(MOST_RESULTS)];
    let left_out = worst_first.len() - shown.len();
    let mut results = Results::new(&rules, checkout);
    let results: Vec<Value> = shown
        .iter()
        .map(|finding| results.result(finding))
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "fch",
                "version": version,
                "semanticVersion": version,
                "rules": rules.iter().map(|info| rule(info)).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": "fch/"},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: {"description": {"text": "The root of the repository."}},
            },
            "invocations": [invocation(report, left_out)],
            "results": results,
        }],
    });
    format!("{log}\n")
}

/// The rules, and those that fired without being among them.
fn with_fired(rules: &[&'static RuleInfo], report: &Report) -> Vec<&'static RuleInfo> {
    let mut all = rules.to_vec();
    for finding in &report.findings {
        if all.iter().all(|info| info.name != finding.rule.name) {
            all.push(finding.rule);
        }
    }
    all
}

fn rule(info: &RuleInfo) -> Value {
    let name = info.name;
    let explained = format!(
        "{}\n\n{}\n\n**What to do:** {}\n\n`fch explain {name}` prints this text.",
        info.summary, info.why, info.fix
    );
    json!({
        "id": name,
        "name": name,
        "shortDescription": {"text": cut(info.summary)},
        "fullDescription": {"text": cut(info.why)},
        "help": {"text": info.fix, "markdown": explained},
        "defaultConfiguration": {"level": level(info.severity)},
        "properties": {
            "tags": ["azure-functions", "configuration"],
            "precision": "very-high",
            "problem.severity": problem(info.severity),
        },
    })
}

/// How the run went: what was not looked at, and what did not fit.
fn invocation(report: &Report, left_out: usize) -> Value {
    let skipped = report
        .skipped
        .iter()
        .map(|why| format!("not checked: {why}"));
    let more = format!("{left_out} findings are left out: GitHub takes {MOST_RESULTS}");
    let notes: Vec<Value> = skipped
        .chain((left_out > 0).then_some(more))
        .map(|text| json!({"level": "warning", "message": {"text": text}}))
        .collect();
    json!({"executionSuccessful": true, "toolExecutionNotifications": notes})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The same in the words of GitHub's own queries.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::{Finding, Label, Source};

    static INFO: RuleInfo = RuleInfo {
        name: "test-rule",
        severity: Severity::Info,
        summary: "something is off",
        why: "It matters.",
        fix: "Mend it.",
    };

    #[test]
    fn too_many_results_lose_the_least_and_say_so() {
        let source = Arc::new(Source::new("host.json", "{}"));
        let finding = || Finding::new(&INFO, Label::new(&source, 0..1), "x");
        let mut findings: Vec<Finding> = (0..=MOST_RESULTS).map(|_| finding()).collect();
        findings.push(finding().severity(Severity::Error));
        let report = Report {
            findings,
            ..Report::default()
        };
        let text = render(&report, &[], &Checkout::around(Path::new(".")));
        let log: Value = serde_json::from_str(&text).unwrap_or_default();
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(MOST_RESULTS));
        assert_eq!(run["results"][0]["level"], "error");
        assert_eq!(
            run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "2 findings are left out: GitHub takes 25000"
        );
    }
}
