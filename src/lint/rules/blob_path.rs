//! A blob trigger's path that the host cannot match blobs with.

use crate::app::Function;
use crate::bindings::expression::{self, Reference};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 3.4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "blob-path",
        severity: Severity::Error,
        summary: "the path of a blob trigger has a part in braces that cannot be matched",
        why: "In the `path` of a blob trigger `{name}` gives a part of the blob's name a name. \
              The host must know the container in advance, must see where one part ends and \
              the next begins, and can use a name only once. Otherwise it drops the function.",
        fix: "Write `container/{name}`, with something between two parts: `{base}.{ext}`. For \
              a container from the settings write `%NAME%`.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "A/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "{container}/{name}"}]}"#,
            ),
            (
                "B/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{a}{b}"}]}"#,
            ),
            (
                "C/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{a}/{a}"}]}"#,
            ),
            (
                "D/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{a.b}"}]}"#,
            ),
        ],
        at: &[
            "A/function.json:1:64",
            "B/function.json:1:70",
            "C/function.json:1:71",
            "D/function.json:1:67",
        ],
        fixed: &[],
    }],
    good: &[&[
        (
            "A/function.json",
            r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "%IN%/dir/{base}.{ext}"}]}"#,
        ),
        (
            "B/function.json",
            r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{{{date}}}-{name_1}"}]}"#,
        ),
        (
            "C/function.json",
            r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in"}]}"#,
        ),
    ]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let trigger = function
            .trigger()
            .filter(|trigger| trigger.is("blobTrigger"));
        let path = trigger.and_then(|trigger| trigger.property("path"));
        out.extend(path.and_then(|path| judge(function, &path.value)));
    }
}

/// The first fault: mending it may mend the others.
fn judge(function: &Function, node: &Node) -> Option<Finding> {
    let text = node.as_str()?;
    let tokens = expression::tokens(text).ok()?;
    let (token, message, help) = fault(text, &tokens)?;
    let source = &function.document.source;
    let label = Label::new(source, node.part(source.text(), &token.span));
    let finding = Finding::new(&RULE.info, label, message).note("the host drops the function");
    Some(finding.help(help))
}

fn fault<'a>(text: &str, tokens: &'a [Reference]) -> Option<(&'a Reference, String, &'static str)> {
    let container = text.find('/').unwrap_or(text.len());
    for (index, token) in tokens.iter().enumerate() {
        let before = tokens.get(..index).unwrap_or_default();
        let name = &token.name;
        if token.span.start < container && !text.contains('%') {
            let message = format!("the container cannot be `{{{name}}}`");
            return Some((
                token,
                message,
                "write its name, or `%NAME%` for an app setting",
            ));
        }
        if before
            .last()
            .is_some_and(|last| last.span.end == token.span.start)
        {
            let message = format!("nothing parts `{{{name}}}` from what stands before it");
            return Some((
                token,
                message,
                "write a separator between the two: `{base}.{ext}`",
            ));
        }
        if before.iter().any(|other| other.name == *name) {
            let message = format!("`{{{name}}}` is there twice");
            return Some((token, message, "give each part its own name"));
        }
        if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            let message = format!("`{name}` cannot be the name of a part");
            return Some((token, message, "use letters, digits and `_`"));
        }
    }
    None
}
