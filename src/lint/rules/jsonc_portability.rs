//! A host.json that the host reads and a strict JSON reader does not.

use std::ops::Range;

use crate::app::Document;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity, replace};
use crate::lint::{Bad, Context, Rule, suppress};

/// The rule (H-DISC-19). It speaks once an app: of function.json, which only the host reads, and
/// of local.settings.json, which stays on one machine, there is nothing to say.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "jsonc-portability",
        severity: Severity::Info,
        summary: "host.json has comments or other things that strict JSON does not know",
        why: "The host reads comments, trailing commas and single quotes. Other tools that look \
              into host.json, such as scripts of a pipeline, may take strict JSON only and stop \
              there.",
        fix: "Nothing, if only the host, Core Tools and your editor read it. Otherwise write \
              strict JSON.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\n  // one\n  \"version\": \"2.0\", // two\n}",
            )],
            at: &["host.json:2:3"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", "{\n  \"version\": \"2.0\",\n}")],
            at: &["host.json:3:1"],
            fixed: &[],
        },
        Bad {
            files: &[("host.json", "{'version': '2.0'}")],
            at: &["host.json:1:2"],
            fixed: &[],
        },
    ],
    good: &[
        &[("host.json", "\u{feff}{\"version\": \"2.0\"}")],
        &[(
            "F/function.json",
            "{\n  // only the host reads this\n  \"bindings\": [{\"type\": \"warmupTrigger\", \"name\": \"w\"}],\n}",
        )],
        &[(
            "host.json",
            "{\n  // fch: allow(host-unknown-key)\n  \"version\": \"2.0\", \"ours\": 1\n}",
        )],
        // Broken for the host too: that is a fault of its own.
        &[("host.json", "{\n  // one\n  \"version\": \"2.0\"")],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(finding(&context.app.host));
}

fn finding(document: &Document) -> Option<Finding> {
    let text = without_ours(document)?;
    let span = first_stop(&text).filter(|_| document.problems.is_empty())?;
    let comment = document.comments.iter().find(|c| c.contains(&span.start));
    let (span, message) = match comment {
        Some(comment) => (comment.clone(), "strict JSON has no comments"),
        None => (span, "strict JSON ends here, though the host reads on"),
    };
    let label = Label::new(&document.source, span);
    Some(
        Finding::new(&RULE.info, label, message)
            .note("the host and Core Tools read this file; other tools may not"),
    )
}

/// The text with blanks for comments to the linter: who writes those has decided.
fn without_ours(document: &Document) -> Option<String> {
    let text = document.source.text();
    let blanks = " ".repeat(text.len());
    let is_ours = |span: &&Range<usize>| {
        let comment = text.get((**span).clone());
        comment.is_some_and(|comment| suppress::read(comment, 0).is_some())
    };
    let ours = document.comments.iter().filter(is_ours);
    let edits: Vec<_> = ours
        .map(|span| (span.clone(), &blanks[..span.len()]))
        .collect();
    replace(text, &edits)
}

/// The character at which a strict reader gives up; a byte order mark is not one.
fn first_stop(text: &str) -> Option<Range<usize>> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let error = serde_json::from_str::<serde::de::IgnoredAny>(&text[mark..]).err()?;
    let lines = text
        .split_inclusive('\n')
        .take(error.line().checked_sub(1)?);
    let line: usize = lines.map(str::len).sum();
    let first = if error.line() == 1 { mark } else { 0 };
    let at = line + first + error.column().saturating_sub(1);
    let character = text.get(at..)?.chars().next()?;
    Some(at..at + character.len_utf8())
}
