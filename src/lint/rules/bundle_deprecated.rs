//! An extension bundle range that no longer gets updates, or cannot be read.

use crate::app::App;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit::quoted;
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
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[1.*, 2.0.0)"}}"#,
        )],
        at: &["host.json:1:102"],
        fixed: &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#,
        )],
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
pub(super) const CURRENT_MAJOR: u32 = 4;
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
    let highest = node
        .as_str()
        .and_then(Range::parse)
        .and_then(|range| range.highest);
    if let Some(major) = highest.filter(|major| is_bundle && *major < CURRENT_MAJOR) {
        let message = format!("extension bundle {major} is retired");
        let title = format!("write \"{CURRENT}\"");
        let fix = Fix::needs_review(title).edit(&host.source, node.span.clone(), quoted(CURRENT));
        out.push(
            Finding::new(
                &RULE.info,
                Label::new(&host.source, node.span.clone()),
                message,
            )
            .note("retired bundles get no fixes and stop working in the end")
            .help(format!(
                "write \"{CURRENT}\"; check the names of your bindings' properties, some changed"
            ))
            .fix(fix),
        );
    }
}

/// The one major version of the bundle that an app can get; `None` when it may get several, or
/// when that cannot be told.
pub(super) fn only_major(app: &App) -> Option<u32> {
    let text = |key: &str| app.host.at(&["extensionBundle", key])?.as_str();
    let range =
        text("version").filter(|_| text("id").is_some_and(|id| id.eq_ignore_ascii_case(BUNDLE)))?;
    let range = Range::parse(range)?;
    range.highest.filter(|_| range.lowest == range.highest)
}

/// The major versions that a NuGet interval such as `[1.*, 2.0.0)` allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    /// The lowest; `None` when there is none.
    pub lowest: Option<u32>,
    /// The highest; `None` when the range has no upper end.
    pub highest: Option<u32>,
}

impl Range {
    /// Reads an interval, or a bare version, which has no upper end. `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Range> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix(['[', '(']) else {
            let lowest = major(text)?;
            return Some(Range {
                lowest: Some(lowest),
                highest: None,
            });
        };
        let inner = inner.strip_suffix([']', ')'])?;
        // `[1.2.3]` is exactly that version.
        let (lower, upper) = inner.split_once(',').unwrap_or((inner, inner));
        let is_given = |end: &str| !end.trim().is_empty();
        let lowest = is_given(lower).then(|| major(lower));
        let highest = is_given(upper).then(|| highest(upper, text.ends_with(']')));
        let known = |end: Option<Option<u32>>| end.is_none_or(|end| end.is_some());
        (known(lowest) && known(highest)).then_some(Range {
            lowest: lowest.flatten(),
            highest: highest.flatten(),
        })
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().split('.').next()?.parse().ok()
}

/// The highest major below an upper end: `2.0.0)` ends just below 2, so it is 1.
fn highest(upper: &str, inclusive: bool) -> Option<u32> {
    let major = major(upper)?;
    let zero = upper
        .split('.')
        .skip(1)
        .all(|part| part.trim().chars().all(|c| c == '0'));
    let below = zero && !inclusive;
    Some(major.saturating_sub(u32::from(below)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Range;

    #[test]
    fn reads_nuget_intervals() {
        let majors = |text: &str| Range::parse(text).map(|range| (range.lowest, range.highest));
        assert_eq!(majors("[1.*, 2.0.0)"), Some((Some(1), Some(1))));
        assert_eq!(majors("[3.3.0, 4.0.0)"), Some((Some(3), Some(3))));
        assert_eq!(majors("[3.3.0, 4.1.0)"), Some((Some(3), Some(4))));
        assert_eq!(majors("[2.*, 3.0.0]"), Some((Some(2), Some(3))));
        assert_eq!(majors("[4.*, 5.0.0)"), Some((Some(4), Some(4))));
        assert_eq!(majors("[1.8.1]"), Some((Some(1), Some(1))));
        assert_eq!(majors("(, 2.0.0)"), Some((None, Some(1))));
        assert_eq!(majors("[1.*, )"), Some((Some(1), None)));
        assert_eq!(majors("4.0.0"), Some((Some(4), None)));
        assert_eq!(majors("junk"), None);
        assert_eq!(majors("[x, 5.0.0)"), None);
    }
}
