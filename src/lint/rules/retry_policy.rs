//! A `retry` that the host refuses, in function.json or in host.json.

use std::ops::Range;

use crate::app::Document;
use crate::bindings::timespan;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Node, Segment};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::list_and;

use super::timespan_days::days;

/// The rule (H-DISC-67..71, V-19, V-20, bindings-notes 4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "retry-policy",
        severity: Severity::Error,
        summary: "a retry policy is incomplete or has a wrong value",
        why: "The host drops a function whose retry policy it cannot read, and goes on without \
              it. With such a policy in host.json it does not start.",
        fix: "Every policy needs `maxRetryCount`; `fixedDelay` needs `delayInterval`, and \
              `exponentialBackoff` needs `minimumInterval` and a `maximumInterval` that \
              is not shorter.",
    },
    plans: &[],
    local: false,
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
        // For all functions: the host does not start.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "retry": {"strategy": "fixedDelay"}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "soon"}}"#,
            )],
            at: &["host.json:1:93"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "retry": {"strategy": "FixedDelay", "maxRetryCount": -1, "delayInterval": "1.00:00:00"}}"#,
    )]],
    check,
};

/// A file with a policy, and what follows from a fault in it (H-DISC-71).
struct Policy<'a> {
    document: &'a Document,
    retry: Option<&'a Node>,
    faults: Vec<&'a Violation>,
    effect: &'static str,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    // Numbers that are read as days are `timespan-days`.
    let counts = |fault: &&Violation| in_retry(fault) && days(fault, host.source.text()).is_none();
    let of_all = Policy {
        document: host,
        retry: host.at(&["retry"]),
        faults: context.host.iter().filter(counts).collect(),
        effect: "the host does not start",
    };
    of_all.judge(out);
    for (function, violations) in context.functions_with_violations() {
        let root = function.document.root.as_ref();
        let of_one = Policy {
            document: &function.document,
            // The key is matched exactly here (H-DISC-67).
            retry: root.and_then(|root| Some(&root.member("retry")?.value)),
            faults: violations.iter().filter(|it| in_retry(it)).collect(),
            effect: "the host drops the function",
        };
        of_one.judge(out);
    }
}

/// True for what is wrong in a `retry`, other than keys that are ignored.
pub(super) fn in_retry(violation: &Violation) -> bool {
    let is_key = matches!(violation.kind, Kind::UnknownKey { .. });
    !is_key && matches!(violation.path.first(), Some(Segment::Key(key)) if key == "retry")
}

impl Policy<'_> {
    fn judge(&self, out: &mut Vec<Finding>) {
        out.extend(self.faults.iter().filter_map(|fault| self.invalid(fault)));
        out.extend(self.missing());
        if self.faults.is_empty() {
            out.extend(self.reversed());
        }
    }

    fn finding(&self, span: Range<usize>, message: String) -> Finding {
        let label = Label::new(&self.document.source, span);
        Finding::new(&RULE.info, label, message).note(self.effect)
    }

    fn invalid(&self, violation: &Violation) -> Option<Finding> {
        let Kind::Invalid { expected, .. } = &violation.kind else {
            return None;
        };
        let expected = expected.as_deref().unwrap_or("another value");
        let message = format!("`{}` must be {expected}", violation.dotted());
        Some(self.finding(violation.span.clone(), message))
    }

    /// What is missing, in one finding: one strategy more or less decides about all of it.
    fn missing(&self) -> Option<Finding> {
        let wrong_strategy = self.faults.iter().any(|fault| {
            matches!(fault.kind, Kind::Invalid { .. }) && fault.last_key() == Some("strategy")
        });
        let counts = |key: &&String| !wrong_strategy || *key == "maxRetryCount";
        let missing = self
            .faults
            .iter()
            .filter(|fault| !fault.kind.missing().is_empty());
        let keys: Vec<&String> = missing
            .clone()
            .flat_map(|fault| fault.kind.missing())
            .filter(counts)
            .collect();
        let first = missing.clone().next().filter(|_| !keys.is_empty())?;
        let message = format!("`retry` has no {}", list_and(&keys));
        Some(self.finding(first.span.clone(), message))
    }

    /// A longest pause that is shorter than the first.
    fn reversed(&self) -> Option<Finding> {
        let retry = self.retry?;
        let strategy = retry.at(&["strategy"]).and_then(Node::as_str);
        if strategy.is_some_and(|strategy| strategy.eq_ignore_ascii_case("fixedDelay")) {
            return None;
        }
        let pause = |key: &str| timespan::parse(retry.at(&[key])?.as_str()?);
        let (least, most) = (pause("minimumInterval")?, pause("maximumInterval")?);
        (most.length() < least.length()).then(|| {
            let message = "`maximumInterval` is shorter than `minimumInterval`".to_owned();
            let span = retry.at(&["maximumInterval"]).map(|node| node.span.clone());
            self.finding(span.unwrap_or(retry.span.clone()), message)
        })
    }
}
