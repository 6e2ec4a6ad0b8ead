//! A timer that also runs at every start.

use crate::app::{Binding, Function};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::{Member, Value, edit};
use crate::lint::{Bad, Context, Rule};

/// The rule (bindings-notes 1.4).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "run-on-startup",
        severity: Severity::Warning,
        summary: "a timer also runs whenever the host starts",
        why: "With `runOnStartup` the function runs at every deployment, every restart and \
              whenever the app scales out, whatever its schedule says. It is meant for trying \
              things out.",
        fix: "Remove `runOnStartup`. To run a function once, call it: `fch invoke NAME`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *", "runOnStartup": true}]}"#,
        )],
        at: &["F/function.json:1:80"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
        )],
    }],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *", "runOnStartup": false}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let timers = function
            .bindings()
            .filter(|binding| binding.is("timerTrigger"));
        out.extend(timers.filter_map(|timer| finding(function, &timer)));
    }
}

fn finding(function: &Function, timer: &Binding<'_>) -> Option<Finding> {
    let member = timer
        .property("runOnStartup")
        .filter(|member| is_true(member))?;
    let source = &function.document.source;
    let label = Label::new(source, member.key.span.clone());
    let message = "the timer also runs at every start and every scale-out";
    let finding = Finding::new(&RULE.info, label, message)
        .note("deployments and new instances start it, whatever the schedule says")
        .help("remove `runOnStartup`");
    Some(match edit::remove(source.text(), timer.node, member) {
        Some((span, text)) => {
            finding.fix(Fix::needs_review("remove `runOnStartup`").edit(source, span, text))
        }
        None => finding,
    })
}

fn is_true(member: &Member) -> bool {
    match &member.value.value {
        Value::Bool(value) => *value,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}
