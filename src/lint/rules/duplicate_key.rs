//! The same key twice in one object.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity, Source};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};
use std::sync::Arc;

/// The rule (H-DISC-21).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "duplicate-key",
        severity: Severity::Warning,
        summary: "an object has the same key twice",
        why: "The host keeps the last one and drops the others without a word.",
        fix: "Remove the one you do not mean.",
    },
    bad: &[Bad {
        files: &[("host.json", "{\"version\": \"2.0\",\n\"logging\": {},\n\"logging\": {}}")],
        at: &["host.json:3:1"],
    }],
    good: &[&[("host.json", r#"{"version": "2.0", "logging": {"logLevel": {"a": "None", "b": "None"}}}"#)]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for document in context.app.documents() {
        // A broken text repeats keys only because its objects run together.
        if let Some(root) = document.root.as_ref().filter(|_| document.problems.is_empty()) {
            walk(root, &document.source, out);
        }
    }
}

fn walk(node: &Node, source: &Arc<Source>, out: &mut Vec<Finding>) {
    let members = node.members();
    for (index, member) in members.iter().enumerate() {
        let earlier = members[..index].iter().rev().find(|m| m.key.text == member.key.text);
        if let Some(earlier) = earlier {
            let message = format!("`{}` is written twice; the last one counts", member.key.text);
            out.push(
                Finding::new(&RULE.info, Label::new(source, member.key.span.clone()), message)
                    .related(Label::new(source, earlier.key.span.clone()).text("ignored")),
            );
        }
        walk(&member.value, source, out);
    }
    node.items().iter().for_each(|item| walk(item, source, out));
}
