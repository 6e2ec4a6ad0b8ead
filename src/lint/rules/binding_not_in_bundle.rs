//! A binding type that no version of the app's extension bundle has.

use crate::app::{App, Binding, Function};
use crate::bindings;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::bundle::{CURRENT_MAJOR, only_major};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-56).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "binding-not-in-bundle",
        severity: Severity::Error,
        summary: "the extension bundle is too old for a binding",
        why: "host.json names the versions of the bundle that the host may take, and none of them \
              has this binding type: the host drops the function because the type is not \
              registered.",
        fix: "Take a range with newer versions in it, best `[4.*, 5.0.0)`, or a type that the \
              bundle has.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 4.1.0)"}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "mysqlTrigger", "name": "rows", "tableName": "t", "connectionStringSetting": "Db"}]}"#,
                ),
            ],
            at: &["F/function.json:1:24"],
            fixed: &[],
        },
        // No version 3 has it.
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[3.*, 4.0.0)"}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "mysqlTrigger", "name": "rows", "tableName": "t", "connectionStringSetting": "Db"}]}"#,
                ),
            ],
            at: &["F/function.json:1:24"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 5.0.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "mysqlTrigger", "name": "rows", "tableName": "t", "connectionStringSetting": "Db"}]}"#,
            ),
        ],
        // The bundle for previews counts its versions differently.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle.Preview", "version": "[4.0.0, 4.1.0)"}}"#,
            ),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "mysqlTrigger", "name": "rows", "tableName": "t", "connectionStringSetting": "Db"}]}"#,
            ),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    // What the catalogue says of version 1 is not known, and newer majors are not in it.
    let Some(major) = only_major(app).filter(|major| (2..=CURRENT_MAJOR).contains(major)) else {
        return;
    };
    let end = end(app);
    for function in context.functions() {
        let bindings = function.bindings();
        out.extend(bindings.filter_map(|binding| judge(function, &binding, major, end)));
    }
}

fn judge(
    function: &Function,
    binding: &Binding<'_>,
    major: u32,
    end: Option<End>,
) -> Option<Finding> {
    let known = bindings::lookup(binding.type_name())?;
    if !known.needs_bundle || known.first_listed.is_empty() {
        return None;
    }
    let name = &known.name;
    let first = known.first_listed.get(&format!("v{major}"));
    let message = match first {
        Some(first) if end?.is_before(version(first)?) => {
            format!(
                "`{name}` is in the extension bundle from {first} on, and the range ends before"
            )
        }
        Some(_) => return None,
        // A later version of the current bundle may bring it.
        None if major == CURRENT_MAJOR => return None,
        None => format!("no version {major} of the extension bundle has `{name}`"),
    };
    let label = Label::new(&function.document.source, binding.anchor());
    let finding = Finding::new(&RULE.info, label, message)
        .note("the host drops the function")
        .help("in host.json, write the range \"[4.*, 5.0.0)\"");
    Some(finding)
}

type Version = [u32; 3];

/// The upper end of a range of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    version: Version,
    inclusive: bool,
}

impl End {
    /// Reads the upper end of `[4.0.0, 4.1.0)`; `None` for a range without one.
    fn parse(range: &str) -> Option<End> {
        let inner = range.trim().strip_prefix(['[', '('])?;
        let upper = inner.strip_suffix([']', ')'])?.rsplit(',').next()?;
        let version = version(upper)?;
        let inclusive = inner.ends_with(']');
        Some(End { version, inclusive })
    }

    /// Whether every version of the range is older than `first`.
    fn is_before(self, first: Version) -> bool {
        self.version < first || (self.version == first && !self.inclusive)
    }
}

fn end(app: &App) -> Option<End> {
    End::parse(app.host.at(&["extensionBundle", "version"])?.as_str()?)
}

/// Reads `4.13.2`; missing parts are zero, and a `*` stands for anything.
fn version(text: &str) -> Option<Version> {
    let mut parts = text.trim().split('.').map(|part| match part {
        "*" => Some(u32::MAX),
        part => part.parse().ok(),
    });
    let mut next = || parts.next().unwrap_or(Some(0));
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_range_ends_before_a_version_or_not() {
        let is_before = |range: &str, first: &str| {
            let first = version(first).unwrap();
            End::parse(range).map(|end| end.is_before(first))
        };
        assert_eq!(is_before("[4.0.0, 4.1.0)", "4.1.0"), Some(true));
        assert_eq!(is_before("[4.0.0, 4.1.0]", "4.1.0"), Some(false));
        assert_eq!(is_before("[4.9.0]", "4.10.0"), Some(true));
        assert_eq!(is_before("[4.*, 5.0.0)", "4.26.0"), Some(false));
        assert_eq!(is_before("4.0.0", "4.26.0"), None);
        assert_eq!(is_before("[4.*, )", "4.26.0"), None);
    }
}
