//! A function that seems to be switched off, and is not.

use crate::app::Function;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Member, Value};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-32, H-DISC-33, H-DISC-35, V-13).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "disabled-ignored",
        severity: Severity::Warning,
        summary: "a function is switched off in function.json, where nobody looks",
        why: "Since runtime 2 the host reads neither `disabled` nor `excluded` in \
              function.json: the function runs.",
        fix: "Set the app setting `AzureWebJobs.NAME.Disabled` to `true`, here and in Azure, or \
              remove the function's folder.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"disabled": true, "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
            )],
            at: &["F/function.json:1:2"],
            fixed: &[],
        },
        // Runtime 1 took the name of a setting.
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}], "disabled": "OFF_SWITCH", "excluded": true}"#,
            )],
            at: &["F/function.json:1:82", "F/function.json:1:108"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"disabled": false, "excluded": null, "bindings": [{"type": "timerTrigger", "name": "t", "schedule": "0 0 * * * *"}]}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let root = function.document.root.as_ref();
        let switches = ["disabled", "excluded"];
        let written = switches
            .iter()
            .filter_map(|key| root?.member_ignoring_case(key));
        let wanted = written.filter(|member| asks_for_it(member));
        out.extend(wanted.map(|member| finding(function, member)));
    }
}

/// Everything but a clear no, which says what happens anyway.
fn asks_for_it(member: &Member) -> bool {
    match &member.value.value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty() && !text.eq_ignore_ascii_case("false"),
        Value::Number(text) => text != "0",
        _ => true,
    }
}

fn finding(function: &Function, member: &Member) -> Finding {
    let name = &function.name;
    let label = Label::new(&function.document.source, member.key.span.clone());
    let message = format!(
        "`{}` in function.json does not switch the function off",
        member.key.text
    );
    Finding::new(&RULE.info, label, message)
        .note(format!("the host does not read it: `{name}` runs"))
        .help(format!(
            "set the app setting `AzureWebJobs.{name}.Disabled` to `true`"
        ))
}
