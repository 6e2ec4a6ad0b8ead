//! A smallest batch that is larger than the largest.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "batch-sizes",
        severity: Severity::Error,
        summary: "the smallest batch is larger than the largest",
        why: "The extension refuses such a pair when it starts, and none of its functions run. The \
              largest has a default when it is not written.",
        fix: "Make the minimum at most as large as the maximum.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"serviceBus": {"minMessageBatchSize": 20, "maxMessageBatchSize": 10}}}"#,
            )],
            at: &["host.json:1:73"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"eventHubs": {"minEventBatchSize": "101"}}}"#,
            )],
            at: &["host.json:1:70"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "extensions": {"serviceBus": {"minMessageBatchSize": 10, "maxMessageBatchSize": 10}, "eventHubs": {"minEventBatchSize": 100}}}"#,
    )]],
    check,
};

/// Extension, keys of the two sizes, and the default of the largest.
const PAIRS: [(&str, &str, &str, i64); 2] = [
    (
        "serviceBus",
        "minMessageBatchSize",
        "maxMessageBatchSize",
        1000,
    ),
    ("eventHubs", "minEventBatchSize", "maxEventBatchSize", 100),
];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    for (extension, min_key, max_key, default) in PAIRS {
        let at = |key: &str| host.at(&["extensions", extension, key]);
        let Some(min) = at(min_key) else { continue };
        let max = at(max_key);
        let Some(largest) = max.map_or(Some(default), number) else {
            continue;
        };
        if number(min).is_none_or(|smallest| smallest <= largest) {
            continue;
        }
        let label = Label::new(&host.source, min.span.clone());
        let message = format!("`{min_key}` is larger than `{max_key}`, {largest}");
        let mut finding = Finding::new(&RULE.info, label, message)
            .note("the extension does not start with this, and its functions do not run");
        if let Some(max) = max {
            finding =
                finding.related(Label::new(&host.source, max.span.clone()).text("the largest"));
        }
        out.push(finding);
    }
}

/// A number, also one written as text (H-CFG-21).
fn number(node: &Node) -> Option<i64> {
    match &node.value {
        Value::Number(text) | Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
