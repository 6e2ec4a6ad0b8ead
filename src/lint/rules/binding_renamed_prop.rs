//! A property that has another name in the app's bundle.

use crate::app::{Binding, Function};
use crate::bindings::{self, Property};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::{Member, edit};
use crate::lint::bundle::only_major;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-57). An error where the binding does not work without the property
/// (bindings-notes 9).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-renamed-prop",
        severity: Severity::Warning,
        summary: "a binding has a property that its bundle knows by another name",
        why: "Extensions renamed properties between major versions of the bundle, such as \
              `collectionName` to `containerName` for Cosmos DB in version 4. The host ignores \
              the name that its version does not know, without a word.",
        fix: "Use the name that the message gives.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "docs", "connection": "Db", "databaseName": "shop", "containerName": "orders",
  "leaseCollectionName": "leases"}]}"#,
            ),
        ],
        at: &["F/function.json:2:3"],
        fixed: &[(
            "F/function.json",
            r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "docs", "connection": "Db", "databaseName": "shop", "containerName": "orders",
  "leaseContainerName": "leases"}]}"#,
        )],
    }],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[3.3.0, 4.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "docs", "connectionStringSetting": "Db", "databaseName": "shop", "collectionName": "orders"}]}"#,
            ),
        ],
        // The range allows both majors.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[3.*, 5.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "docs", "connectionStringSetting": "Db", "databaseName": "shop", "collectionName": "orders"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(major) = only_major(context.app) else {
        return;
    };
    for function in context.functions() {
        for binding in function.bindings() {
            let members = binding.node.members().iter();
            out.extend(members.filter_map(|member| judge(function, &binding, member, major)));
        }
    }
}

fn judge(
    function: &Function,
    binding: &Binding<'_>,
    member: &Member,
    major: u32,
) -> Option<Finding> {
    let known = bindings::lookup(binding.type_name())?;
    let written = &member.key.text;
    let name = name_in(known.property(written)?, known, major)?;
    let source = &function.document.source;
    let label = Label::new(source, member.key.span.clone());
    let message = format!("`{written}` is called `{name}` in extension bundle {major}");
    let finding = Finding::new(&RULE.info, label, message).help(format!("write `{name}`"));
    let ignored = "the host ignores the name that its version does not know";
    // Of two names for one thing somebody has to choose the value.
    if binding.property(name).is_some() {
        return Some(finding.note(ignored));
    }
    let finding = match known.needs(name) {
        true => finding
            .severity(Severity::Error)
            .note(format!("{ignored}, and drops the function")),
        false => finding.note(ignored),
    };
    // What was ignored so far would count: another lease container starts from the beginning.
    let fix = Fix::needs_review(format!("rename the key to `{name}`"));
    Some(finding.fix(fix.edit(source, member.key.span.clone(), edit::quoted(name))))
}

/// The property's name in the bundle, when that is another one.
fn name_in(
    property: &Property,
    binding: &'static bindings::BindingType,
    major: u32,
) -> Option<&'static str> {
    let major = format!("v{major}");
    let exists = |p: &Property| p.bundles.is_empty() || p.bundles.contains(&major);
    if exists(property) {
        return None;
    }
    let is_the_same = |other: &Property| {
        property.renamed_to.as_ref() == Some(&other.name)
            || other.renamed_to.as_ref() == Some(&property.name)
    };
    let mut others = binding.properties.iter();
    let other = others.find(|other| exists(other) && is_the_same(other))?;
    Some(&other.name)
}
