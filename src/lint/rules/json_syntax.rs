//! A file is not JSON, not even in the wide sense of the host.

use crate::app::Document;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, replace};
use crate::json::{self, Problem};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "json-syntax",
        severity: Severity::Error,
        summary: "a configuration file cannot be read as JSON",
        why: "The host does not start with a broken host.json, and drops a function whose \
              function.json is broken. Core Tools ignores a broken local.settings.json, so \
              that every setting is missing at once. It can be neither allowed nor lowered: a file \
              that cannot be read hides its other faults.",
        fix: "Correct the text at the marked place. Comments, trailing commas and single \
              quotes are fine: the host reads them.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\n  \"version\": \"2.0\"\n  \"logging\": {}\n}",
            )],
            at: &["host.json:2:19"],
            fixed: &[(
                "host.json",
                "{\n  \"version\": \"2.0\",\n  \"logging\": {}\n}",
            )],
        },
        Bad {
            files: &[("host.json", "{,\"version\" = \"2.0\"}")],
            at: &["host.json:1:2", "host.json:1:13"],
            fixed: &[("host.json", "{\"version\" : \"2.0\"}")],
        },
        // One lost quote, and a comment of another language: all that follows is noise.
        Bad {
            files: &[
                ("host.json", "{\n  # ours\n  \"version\": \"2.0\"\n}"),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type: "httpTrigger", "name": "req"}]}"#,
                ),
            ],
            at: &["F/function.json:1:24", "host.json:2:3"],
            fixed: &[],
        },
        // Text or a boolean: what was meant is anybody's guess.
        Bad {
            files: &[("F/function.json", r#"{"a": tru}"#)],
            at: &["F/function.json:1:7"],
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
        for problem in causes(document) {
            let label = Label::new(&document.source, problem.span.clone());
            let message = problem.message.clone();
            let finding = Finding::new(&RULE.info, label, message)
                .note(consequence(document))
                .maybe_help(problem.help);
            out.push(finding.maybe_fix(fix(document, problem)));
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

/// The problems that are not there because of another one. A bracket without its end, and
/// text behind the end, count only when there is nothing else that can have hidden the end. After a fault without an evident mend
/// the reader is out of step, so what follows at once, on that line or the next, is noise.
fn causes(document: &Document) -> Vec<&Problem> {
    let problems = &document.problems;
    let all_are = problems.iter().all(is_about_end);
    let mut noise_to = None;
    let mut causes: Vec<&Problem> = Vec::new();
    for problem in problems {
        let line = document.source.position(problem.span.start).line;
        let again = |cause: &&Problem| cause.span.start == problem.span.start;
        let is_noise =
            noise_to.is_some_and(|last| line <= last) || causes.last().is_some_and(again);
        if !is_noise && (all_are || !is_about_end(problem)) {
            causes.push(problem);
        }
        if is_noise || loses_step(problem) {
            noise_to = Some(line + 1);
        }
    }
    causes
}

fn is_about_end(problem: &Problem) -> bool {
    matches!(
        problem.message.as_str(),
        "object is never closed"
            | "array is never closed"
            | "unexpected text after the end of the JSON value"
    )
}

fn loses_step(problem: &Problem) -> bool {
    problem.change.is_none() && problem.message.starts_with("expected")
}

/// What it means for the app that nothing of this file is read (H-HOST-06, H-DISC-08, H-SET-02).
fn consequence(document: &Document) -> &'static str {
    let path = document.source.path();
    match path.rsplit(['/', '\\']).next() {
        Some("function.json") => "the host drops the function",
        Some("local.settings.json") => "Core Tools reads no setting at all",
        _ => "the host does not start",
    }
}

/// The change that mends the problem, when there are fewer of them with it.
fn fix(document: &Document, problem: &Problem) -> Option<Fix> {
    let (span, text) = problem.change.clone()?;
    let changed = replace(document.source.text(), &[(span.clone(), &text)])?;
    let better = json::parse(&changed).problems.len() < document.problems.len();
    let title = match text.as_str() {
        "" => "remove the `,`".to_owned(),
        text => format!("write the `{text}`"),
    };
    better.then(|| Fix::safe(title).edit(&document.source, span, text))
}
