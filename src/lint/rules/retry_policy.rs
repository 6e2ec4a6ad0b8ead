//! A `retry` that the host refuses.

use std::ops::Range;

use crate::app::Function;
use crate::bindings::timespan;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Segment};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::list_and;

/// The rule (H-DISC-67..71, V-19, V-20, bindings-notes 4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "retry-policy",
        severity: Severity::Error,
        summary: "the retry policy of a function is incomplete or has a wrong value",
        why: "The host drops a function whose retry policy it cannot read, and goes on without it.",
        fix: "Every policy needs `maxRetryCount`; `fixedDelay` needs `delayInterval`, and \
              `exponentialBackoff` needs `minimumInterval` and a `maximumInterval` that \
              is not shorter.",
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
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "exponentialBackoff", "maxRetryCount": 3}}"#,
            )],
            at: &["F/function.json:1:82"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixedDelay", "delayInterval": "00:00:02"}}"#,
            )],
            at: &["F/function.json:1:82"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "fixed", "maxRetryCount": 3, "delayInterval": "00:00:02"}}"#,
            )],
            at: &["F/function.json:1:104"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"maxRetryCount": 3, "minimumInterval": "00:10:00", "maximumInterval": "00:00:10"}}"#,
            )],
            at: &["F/function.json:1:162"],
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
    for function in context.functions() {
        let of_function = context.function_violations();
        let faults: Vec<&Violation> = of_function
            .filter(|(other, violation)| std::ptr::eq(*other, function) && in_retry(violation))
            .map(|(_, violation)| violation)
            .collect();
        out.extend(faults.iter().filter_map(|fault| invalid(function, fault)));
        out.extend(missing(function, &faults));
        if faults.is_empty() {
            out.extend(reversed(function));
        }
    }
}

fn in_retry(violation: &Violation) -> bool {
    matches!(violation.path.first(), Some(Segment::Key(key)) if key == "retry")
}

fn finding(function: &Function, span: Range<usize>, message: String) -> Finding {
    let label = Label::new(&function.document.source, span);
    Finding::new(&RULE.info, label, message).note("the host drops the function")
}

fn invalid(function: &Function, violation: &Violation) -> Option<Finding> {
    let Kind::Invalid { expected, .. } = &violation.kind else {
        return None;
    };
    let expected = expected.as_deref().unwrap_or("another value");
    let message = format!("`{}` must be {expected}", violation.dotted());
    Some(finding(function, violation.span.clone(), message))
}

/// What is missing, in one finding: one strategy more or less decides about all of it.
fn missing(function: &Function, faults: &[&Violation]) -> Option<Finding> {
    let of_strategy = |key: &str| key != "maxRetryCount";
    let wrong_strategy = faults.iter().any(|fault| {
        matches!(fault.kind, Kind::Invalid { .. }) && fault.last_key() == Some("strategy")
    });
    let keys = faults.iter().filter_map(|fault| match &fault.kind {
        Kind::Missing { key } => Some(key.as_str()),
        _ => None,
    });
    let keys: Vec<&str> = keys
        .filter(|key| !(wrong_strategy && of_strategy(key)))
        .collect();
    let first = faults
        .iter()
        .find(|fault| matches!(fault.kind, Kind::Missing { .. }))?;
    let message = format!("`retry` has no {}", list_and(&keys));
    (!keys.is_empty()).then(|| finding(function, first.span.clone(), message))
}

/// A longest pause that is shorter than the first.
fn reversed(function: &Function) -> Option<Finding> {
    let retry = &function.document.root.as_ref()?.member("retry")?.value;
    let strategy = retry.at(&["strategy"]).and_then(Node::as_str);
    if strategy.is_some_and(|strategy| strategy.eq_ignore_ascii_case("fixedDelay")) {
        return None;
    }
    let pause = |key: &str| timespan::parse(retry.at(&[key])?.as_str()?);
    let (least, most) = (pause("minimumInterval")?, pause("maximumInterval")?);
    (most.length() < least.length()).then(|| {
        let message = "`maximumInterval` is shorter than `minimumInterval`".to_owned();
        let span = retry.at(&["maximumInterval"]).map(|node| node.span.clone());
        finding(function, span.unwrap_or(retry.span.clone()), message)
    })
}
