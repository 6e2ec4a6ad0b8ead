//! A blob trigger that looks for blobs in a way that Flex Consumption does not have.

use crate::app::{Binding, Function};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (pain point 47).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "flex-blob-source",
        severity: Severity::Error,
        summary: "a blob trigger does not use Event Grid, which Flex Consumption needs",
        why: "Flex Consumption does not look through containers for new blobs: without \
              \"source\": \"EventGrid\" the function never runs.",
        fix: "Write \"source\": \"EventGrid\", and make an event subscription for the container \
              that calls the function.",
    },
    plans: &[HostingPlan::Flex],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}"}]}"#,
            )],
            at: &["F/function.json:1:24"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "source": "EventGrid"}]}"#,
            )],
        },
        Bad {
            files: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "source": "LogsAndContainerScan"}]}"#,
            )],
            at: &["F/function.json:1:86"],
            fixed: &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "source": "EventGrid"}]}"#,
            )],
        },
    ],
    good: &[&[(
        "F/function.json",
        r#"{"bindings": [{"type": "blobTrigger", "name": "blob", "path": "in/{name}", "source": "eventGrid"}]}"#,
    )]],
    check,
};

const EVENT_GRID: &str = "EventGrid";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for function in context.functions() {
        let trigger = function
            .trigger()
            .filter(|trigger| trigger.is("blobTrigger"));
        out.extend(trigger.and_then(|trigger| finding(function, &trigger)));
    }
}

fn finding(function: &Function, trigger: &Binding<'_>) -> Option<Finding> {
    let source = &function.document.source;
    let written = trigger.property("source");
    let word = written.and_then(|member| member.value.as_str());
    if word.is_some_and(|word| word.eq_ignore_ascii_case(EVENT_GRID)) {
        return None;
    }
    let value = edit::quoted(EVENT_GRID);
    let change = match written {
        Some(member) => Some((member.value.span.clone(), value)),
        None => edit::append(source.text(), trigger.node, "source", &value),
    };
    let label = Label::new(source, trigger.place_of("source"));
    let finding = Finding::new(
        &RULE.info,
        label,
        "the function never runs on Flex Consumption",
    )
    .note("blobs are noticed through Event Grid only there")
    .help("write \"source\": \"EventGrid\", and make an event subscription");
    let fix = |change| Fix::needs_review("take new blobs from Event Grid").edits(source, [change]);
    Some(finding.maybe_fix(change.map(fix)))
}
