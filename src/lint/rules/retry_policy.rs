//! A `retry` that the host refuses.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Segment;
use crate::lint::schema::Kind;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-67..71, V-19, V-20).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "retry-policy",
        severity: Severity::Error,
        summary: "the retry policy of a function is incomplete or has a wrong value",
        why: "The host drops a function whose retry policy it cannot read, and goes on without it.",
        fix: "Every policy needs `maxRetryCount`; `fixedDelay` needs `delayInterval`, and \
              `exponentialBackoff` needs `minimumInterval` and `maximumInterval`.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixedDelay", "maxRetryCount": 3}}"#,
            )],
            at: &["F/function.json:1:82"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixedDelay", "maxRetryCount": -2, "delayInterval": "00:00:02"}}"#,
            )],
            at: &["F/function.json:1:135"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "FixedDelay", "maxRetryCount": -1, "delayInterval": "1.00:00:00"}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (function, violation) in context.function_violations() {
        let in_retry = matches!(violation.path.first(), Some(Segment::Key(key)) if key == "retry");
        if !in_retry {
            continue;
        }
        let message = match &violation.kind {
            Kind::UnknownKey { .. } => continue,
            Kind::Missing { key } => format!("`retry` has no `{key}`"),
            Kind::Invalid { expected, .. } => format!(
                "`{}` must be {}",
                violation.dotted(),
                expected.as_deref().unwrap_or("another value")
            ),
        };
        let label = Label::new(&function.document.source, violation.span.clone());
        out.push(Finding::new(&RULE.info, label, message).note("the host drops the function"));
    }
}
