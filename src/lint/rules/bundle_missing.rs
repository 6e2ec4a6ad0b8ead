//! A binding needs an extension bundle and host.json names none.

use super::host_version;
use crate::app::binding::Binding;
use crate::app::handler::flattens_to_nothing;
use crate::app::{App, Function};
use crate::bindings;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::bundle::{CURRENT, ID};
use crate::lint::{Bad, Context, Rule};
use crate::ui::words::count;

/// The rule (H-DISC-56).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bundle-missing",
        severity: Severity::Error,
        summary: "a binding needs an extension bundle and host.json has none",
        why: "Only HTTP, timer and warmup bindings are built into the host. Every other type \
              comes with the extension bundle; without it the host drops the function because \
              the binding's type is not registered.",
        fix: "Add to host.json: \"extensionBundle\": { \"id\": \
              \"Microsoft.Azure.Functions.ExtensionBundle\", \"version\": \"[4.*, 5.0.0)\" }",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Safe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
        ],
        at: &["F/function.json:1:24"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" }}"#,
        )],
    }],
    good: &[
        &[(
            "F/function.json",
            r#"{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}]}"#,
        )],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    // Apps that bring their own extensions have no bundle on purpose.
    let own_extensions = ["bin/extensions.json", "extensions.csproj"];
    if !app.host.problems.is_empty()
        || has_bundle(app)
        || host_version::is_of_runtime_1(context)
        || own_extensions
            .iter()
            .any(|file| app.root.dir.join(file).exists())
    {
        return;
    }
    let needs: Vec<_> = context.functions().filter_map(|f| need(app, f)).collect();
    out.extend(finding(app, &needs));
}

/// A function's first binding that comes with a bundle. Without a handler, a type that is not
/// known may come with an extension of the app's own.
fn need<'a>(app: &App, function: &'a Function) -> Option<(&'a Function, Binding<'a>)> {
    let comes_with_bundle = |kind: &str| {
        bindings::needs_bundle(kind) && (app.handler().is_some() || bindings::is_known(kind))
    };
    let mut bindings = function.bindings();
    let binding = bindings.find(|binding| comes_with_bundle(binding.type_name()))?;
    Some((function, binding))
}

/// One finding, at the first function: one section is missing.
fn finding(app: &App, needs: &[(&Function, Binding<'_>)]) -> Option<Finding> {
    let ((function, binding), others) = needs.split_first()?;
    let kind = binding.type_name();
    let label = Label::new(&function.document.source, binding.anchor());
    let label = label.text("not built into the host");
    let message = format!("`{kind}` needs an extension bundle and host.json has none");
    // Compiled apps of other languages bring extensions along in their build output.
    let severity = match app.handler() {
        Some(_) => Severity::Error,
        None => Severity::Warning,
    };
    let mut finding = Finding::new(&RULE.info, label, message).severity(severity);
    if !others.is_empty() {
        let others = count(others.len(), "other function");
        finding = finding.note(format!("{others} of the app cannot do without it either"));
    }
    let section = format!("\"extensionBundle\": {}", section());
    let finding = finding.help(format!("add to host.json: {section}"));
    Some(finding.maybe_fix(fix(app)))
}

/// Adds the section, or fills the empty one. Only in an app with a handler: others may bring
/// their extensions along in their build output.
fn fix(app: &App) -> Option<Fix> {
    app.handler()?;
    let source = &app.host.source;
    let root = app.host.root.as_ref()?;
    let bundle = section();
    let change = match root.member_ignoring_case("extensionBundle") {
        Some(empty) => (empty.value.span.clone(), bundle),
        None => edit::append(source.text(), root, "extensionBundle", &bundle)?,
    };
    Some(Fix::safe("add the extension bundle").edits(source, [change]))
}

fn section() -> String {
    format!("{{ \"id\": \"{ID}\", \"version\": \"{CURRENT}\" }}")
}

/// A section that flattens to nothing counts as absent (H-CFG-04, H-HOST-09).
fn has_bundle(app: &App) -> bool {
    let section = app.host.at(&["extensionBundle"]);
    section.is_some_and(|section| !flattens_to_nothing(section))
}
