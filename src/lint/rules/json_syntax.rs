//! A file is not JSON, not even in the wide sense of the host.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "json-syntax",
        severity: Severity::Error,
        summary: "a configuration file cannot be read as JSON",
        why: "The host does not start with a broken host.json, and drops a function whose \
              function.json is broken. Core Tools ignores a broken local.settings.json, so \
              that every setting is missing at once.",
        fix: "Correct the text at the marked place. Comments, trailing commas and single \
              quotes are fine: the host reads them.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\n  \"version\": \"2.0\"\n  \"logging\": {}\n}",
            )],
            at: &["host.json:2:19"],
            fixed: &[],
        },
        Bad {
            files: &[("F/function.json", "")],
            at: &["F/function.json:1:1"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        "// the host reads comments, 'single quotes' and trailing commas\n{'version': \"2.0\",}",
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for document in context.app.documents() {
        for problem in &document.problems {
            let label = Label::new(&document.source, problem.span.clone());
            let message = problem.message.clone();
            out.push(Finding::new(&RULE.info, label, message).maybe_help(problem.help));
        }
        if document.problems.is_empty()
            && let Some(root) = document.root.as_ref().filter(|root| !root.is_object())
        {
            let label = Label::new(&document.source, root.span.clone());
            let message = format!("the file holds {}, not an object", root.kind());
            out.push(Finding::new(&RULE.info, label, message).help("put everything in `{ }`"));
        }
    }
}
