//! A value of function.json, outside of its bindings, that the host refuses.

use crate::app::Function;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::did_you_mean;

/// The rule (H-DISC-26).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "function-invalid-value",
        severity: Severity::Error,
        summary: "`configurationSource` is neither `config` nor `attributes`",
        why: "The key says whether the bindings come from this file or from compiled code. The \
              host drops a function that says anything else.",
        fix: "Remove `configurationSource`: a custom handler needs none.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"configurationSource": "file", "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:25"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"configurationSource": "configs", "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:25"],
            fixed: &[(
                "F/function.json",
                r#"{"configurationSource": "config", "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
            )],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"ConfigurationSource": "Config", "entryPoint": 1, "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
    )]],
    check,
};

const SOURCES: [&str; 2] = ["config", "attributes"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    out.extend(context.functions().filter_map(finding));
}

fn finding(function: &Function) -> Option<Finding> {
    // What the host makes of anything but text is not known.
    let node = function.document.at(&["configurationSource"])?;
    let written = node.as_str().filter(|text| !text.is_empty())?;
    if SOURCES
        .iter()
        .any(|word| word.eq_ignore_ascii_case(written))
    {
        return None;
    }
    let source = &function.document.source;
    let label = Label::new(source, node.span.clone());
    let finding = Finding::new(
        &RULE.info,
        label,
        "`configurationSource` has an unknown value",
    )
    .note("the host drops the function")
    .help("write `config`, or remove it");
    Some(match did_you_mean(written, SOURCES) {
        Some(word) => {
            let fix = Fix::needs_review(format!("write `{word}`"));
            finding.fix(fix.edit(source, node.span.clone(), edit::quoted(word)))
        }
        None => finding,
    })
}
