//! An extension bundle range that no longer gets updates, or cannot be read.

use crate::app::App;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bundle-deprecated",
        severity: Severity::Warning,
        summary: "the extension bundle's version range is limited to a retired major version",
        why: "Bundles 1, 2 and 3 are out of support or about to be: no fixes, warnings in the \
              portal, failures in the end. Version 4 renames some properties, for example of \
              Cosmos DB bindings.",
        fix: "Write \"version\": \"[4.*, 5.0.0)\" and check the properties of your bindings.",
    },
    plans: &[],
    fix: None,
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[1.*, 2.0.0)"}}"#,
        )],
        at: &["host.json:1:102"],
        fixed: &[],
    }],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 5.0.0)"}}"#,
        )],
        // Spans majors up to the current one.
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 5.0.0)"}}"#,
        )],
        // Logic Apps count their majors differently.
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle.Workflows", "version": "[1.*, 2.0.0)"}}"#,
        )],
    ],
    check,
};

/// The range that is current.
pub(super) const CURRENT: &str = "[4.*, 5.0.0)";
const CURRENT_MAJOR: u32 = 4;
/// The bundles whose major versions are meant here; other ids count differently.
pub(super) const BUNDLE: &str = "Microsoft.Azure.Functions.ExtensionBundle";

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let id = host
        .at(&["extensionBundle", "id"])
        .and_then(|node| node.as_str());
    let Some(node) = host.at(&["extensionBundle", "version"]) else {
        return;
    };
    let is_bundle = id.is_some_and(|id| id.eq_ignore_ascii_case(BUNDLE));
    let highest = node.as_str().and_then(highest_major);
    if let Some(major) = highest.filter(|major| is_bundle && *major < CURRENT_MAJOR) {
        let message = format!("extension bundle {major} is retired");
        out.push(
            Finding::new(
                &RULE.info,
                Label::new(&host.source, node.span.clone()),
                message,
            )
            .note("retired bundles get no fixes and stop working in the end")
            .help(format!(
                "write \"{CURRENT}\"; check the names of your bindings' properties, some changed"
            )),
        );
    }
}

/// The one major version of the bundle that an app can get; `None` when it may get several, or
/// when that cannot be told.
pub(super) fn only_major(app: &App) -> Option<u32> {
    let text = |key: &str| app.host.at(&["extensionBundle", key])?.as_str();
    let range =
        text("version").filter(|_| text("id").is_some_and(|id| id.eq_ignore_ascii_case(BUNDLE)))?;
    let lower = range
        .trim()
        .strip_prefix(['[', '('])?
        .split(['.', ',', ']'])
        .next()?;
    let lower: u32 = lower.trim().parse().ok()?;
    (highest_major(range)? == lower).then_some(lower)
}

/// The highest major version a NuGet interval such as `[1.*, 2.0.0)` allows; `None` when it
/// has no upper end or cannot be read.
fn highest_major(range: &str) -> Option<u32> {
    let range = range.trim();
    let inclusive = range.ends_with(']');
    let inner = range.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let upper = match inner.split_once(',') {
        Some((_, upper)) => upper.trim(),
        None => inner.trim(), // `[1.2.3]` is exactly that version
    };
    let mut parts = upper.split('.');
    let major: u32 = parts.next()?.trim().parse().ok()?;
    let zero = parts.all(|part| part.trim().chars().all(|c| c == '0'));
    // `2.0.0)` ends just below 2, so 1 is the highest.
    Some(if zero && !inclusive {
        major.saturating_sub(1)
    } else {
        major
    })
}

#[cfg(test)]
mod tests {
    use super::highest_major;

    #[test]
    fn reads_nuget_intervals() {
        assert_eq!(highest_major("[1.*, 2.0.0)"), Some(1));
        assert_eq!(highest_major("[3.3.0, 4.0.0)"), Some(3));
        assert_eq!(highest_major("[3.3.0, 4.1.0)"), Some(4));
        assert_eq!(highest_major("[2.*, 3.0.0]"), Some(3));
        assert_eq!(highest_major("[4.*, 5.0.0)"), Some(4));
        assert_eq!(highest_major("[1.8.1]"), Some(1));
        assert_eq!(highest_major("(, 2.0.0)"), Some(1));
        assert_eq!(highest_major("[1.*, )"), None);
        assert_eq!(highest_major("4.0.0"), None);
        assert_eq!(highest_major("junk"), None);
    }
}
