//! An argument with a blank in it, which the host does not keep together.

use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, looks_secret};
use crate::json::edit::quoted;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::count;

/// The rule (H-START-08, H-START-11). Several words in one item work as several arguments, and
/// some write it so on purpose.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "args-space",
        severity: Severity::Info,
        summary: "an argument has a blank in it, so the handler gets it as several",
        why: "The host joins the arguments with blanks, without quotes. The handler then gets \
              every word as an argument of its own: a path with a blank falls into pieces.",
        fix: "Write every word as an item of its own. To keep one together, put quotes into it: \
              \"\\\"my file\\\"\".",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node",
"arguments": ["server.js", "--name  my app"], "workerArguments": ["a b"]}}}"#,
        )],
        at: &["host.json:2:28", "host.json:2:67"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node",
"arguments": ["server.js", "--name", "my", "app"], "workerArguments": ["a", "b"]}}}"#,
        )],
    }],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["--name", "\"my app\"", "", " x"]}}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(handler) = context.app.handler() else {
        return;
    };
    let source = &context.app.host.source;
    for node in handler.arguments() {
        let text = node.as_str().unwrap_or_default();
        let words: Vec<String> = text.split_whitespace().map(quoted).collect();
        // With quotes inside, somebody knows how they are split.
        if words.len() < 2 || text.contains('"') {
            continue;
        }
        let change = words.join(", ");
        // What an edit writes is shown; a credential must not be.
        let fix = (!looks_secret(text)).then(|| {
            let title = "write every word as an argument of its own";
            Fix::needs_review(title).edit(source, node.span.clone(), change)
        });
        let label = Label::new(source, node.span.clone());
        let words_are = count(words.len(), "argument");
        out.push(
            Finding::new(
                &RULE.info,
                label,
                format!("the handler gets this as {words_are}"),
            )
            .note("the host joins the arguments with blanks and does not quote them")
            .help("put quotes into an argument that has to stay in one piece: \"\\\"my file\\\"\"")
            .maybe_fix(fix),
        );
    }
}
