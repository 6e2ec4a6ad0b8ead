//! A `dataType` on an HTTP trigger, where it has no effect.

use crate::app::Function;
use crate::app::binding::is_http_only;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-REQ-31).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binary-http",
        severity: Severity::Warning,
        summary: "an HTTP trigger asks for binary data in an envelope, which has none",
        why: "The host puts a request into the JSON envelope the same way whatever `dataType` \
              says. A body that is not text reaches the handler unharmed only as a raw request.",
        fix: "Set `enableProxyingHttpRequest` in host.json, and leave the function just an \
              `httpTrigger` and an `http` output.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[(
            "F/function.json",
            r#"{"bindings": [
  {"type": "httpTrigger", "name": "req", "dataType": "binary"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
        at: &["F/function.json:2:54"],
        fixed: &[],
    }],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"enableProxyingHttpRequest": true, "description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [
  {"type": "httpTrigger", "name": "req", "dataType": "binary"},
  {"type": "http", "direction": "out", "name": "res"}]}"#,
            ),
        ],
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "httpTrigger", "name": "req", "dataType": "string"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(handler) = context.app.handler() else {
        return;
    };
    let is_raw = |f: &Function| handler.sends_raw_http() && is_http_only(f.bindings());
    let enveloped = context.functions().filter(|function| !is_raw(function));
    out.extend(enveloped.filter_map(finding));
}

fn finding(function: &Function) -> Option<Finding> {
    let trigger = function.http_trigger()?;
    let asked = trigger.text("dataType")?;
    let is_bytes = ["binary", "stream"]
        .iter()
        .any(|word| asked.eq_ignore_ascii_case(word));
    is_bytes.then(|| {
        let label = Label::new(&function.document.source, trigger.place_of("dataType"));
        Finding::new(
            &RULE.info,
            label,
            "`dataType` of an `httpTrigger` has no effect",
        )
        .note("the handler gets the request in a JSON envelope, its body as text")
        .help("for bytes, set `enableProxyingHttpRequest` in host.json")
    })
}
