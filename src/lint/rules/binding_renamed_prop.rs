//! A property that has another name in the app's bundle.

use super::bundle_deprecated::only_major;
use crate::app::Binding;
use crate::bindings::{self, Property};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Member;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-57).
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
    fix: None,
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
        fixed: &[],
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
        for (member, property, binding) in function.bindings().flat_map(catalogued) {
            if let Some(name) = name_in(property, binding, major) {
                let written = &member.key.text;
                let label = Label::new(&function.document.source, member.key.span.clone());
                let message = format!("`{written}` is called `{name}` in extension bundle {major}");
                out.push(
                    Finding::new(&RULE.info, label, message)
                        .note("the host ignores the name that its version does not know")
                        .help(format!("write `{name}`")),
                );
            }
        }
    }
}

type Catalogued<'a> = (
    &'a Member,
    &'static Property,
    &'static bindings::BindingType,
);

/// The members of a binding that the catalogue knows.
fn catalogued<'a>(binding: Binding<'a>) -> impl Iterator<Item = Catalogued<'a>> {
    let known = bindings::lookup(binding.type_name());
    let members = binding.node.members().iter();
    members.filter_map(move |member| {
        let known = known?;
        Some((member, known.property(&member.key.text)?, known))
    })
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
