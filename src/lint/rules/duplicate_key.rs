//! The same key twice in one object.

use std::sync::Arc;

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
use crate::json::{Member, Node, edit};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-21).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "duplicate-key",
        severity: Severity::Warning,
        summary: "an object has the same key twice",
        why: "The host keeps the last one and drops the others without a word.",
        fix: "Remove the one you do not mean.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "host.json",
            "{\"version\": \"2.0\",\n\"logging\": {\"a\": 1},\n\"logging\": {},\n\"logging\": {}}",
        )],
        at: &["host.json:4:1"],
        fixed: &[("host.json", "{\"version\": \"2.0\",\n\"logging\": {}}")],
    }],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "logging": {"logLevel": {"a": "None", "b": "None"}}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for document in context.app.documents() {
        // A broken text repeats keys only because its objects run together.
        if let Some(root) = document
            .root
            .as_ref()
            .filter(|_| document.problems.is_empty())
        {
            walk(root, &document.source, out);
        }
    }
}

/// Reports each repeated key of an object once, at the place that counts.
fn walk(node: &Node, source: &Arc<Source>, out: &mut Vec<Finding>) {
    let mut members: Vec<&Member> = node.members().iter().collect();
    members.sort_by_key(|member| &member.key.text);
    for same in members.chunk_by(|one, next| one.key.text == next.key.text) {
        if let [.., ignored, counts] = same {
            let text = &counts.key.text;
            let times = if same.len() == 2 {
                "twice".to_owned()
            } else {
                format!("{} times", same.len())
            };
            let fix = removal(source, node, ignored, counts);
            let message = format!("`{text}` is written {times}; the last one counts");
            out.push(
                Finding::new(
                    &RULE.info,
                    Label::new(source, counts.key.span.clone()),
                    message,
                )
                .help("keep one of them")
                .related(Label::new(source, ignored.key.span.clone()).text("ignored"))
                .maybe_fix(fix),
            );
        }
    }
    let values = node.members().iter().map(|member| &member.value);
    let below = values.chain(node.items());
    below.for_each(|value| walk(value, source, out));
}

/// Takes out the one that is ignored. When it says something else than the one that counts,
/// somebody has to look which of them is meant.
fn removal(source: &Arc<Source>, node: &Node, ignored: &Member, counts: &Member) -> Option<Fix> {
    let text = source.text();
    let change = edit::remove(text, node, ignored)?;
    let written = |member: &Member| text.get(member.value.span.clone());
    let title = "remove the one that is ignored";
    let fix = match written(ignored) == written(counts) {
        true => Fix::safe(title),
        false => Fix::needs_review(title),
    };
    Some(fix.edits(source, [change]))
}
