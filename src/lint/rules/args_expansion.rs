//! An argument with a variable that the host does not expand, or expands to nothing.

use crate::app::{App, Handler};
use crate::bindings::expression::{self, Reference};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::lint::expressions::set_by_others;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-30, H-START-08..11). No shell is involved, unless the handler is one.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "args-expansion",
        severity: Severity::Warning,
        summary: "an argument has a variable that the host leaves as it is, or takes away",
        why: "The host starts the handler without a shell: `$NAME`, `${NAME}` and `~` reach it \
              as they are written. Only `%NAME%` is replaced, on every system, and one that has \
              no value is taken away.",
        fix: "Write `%NAME%`, and define the setting; the handler's port is \
              `%FUNCTIONS_CUSTOMHANDLER_PORT%`.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": [
"--port", "$FUNCTIONS_CUSTOMHANDLER_PORT",
"--url=http://*:${FUNCTIONS_CUSTOMHANDLER_PORT}/",
"~/data", "50%-60%"]}}}"#,
            )],
            at: &[
                "host.json:2:11",
                "host.json:3:1",
                "host.json:4:1",
                "host.json:4:14",
            ],
            fixed: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": [
"--port", "%FUNCTIONS_CUSTOMHANDLER_PORT%",
"--url=http://*:%FUNCTIONS_CUSTOMHANDLER_PORT%/",
"~/data", "50%-60%"]}}}"#,
            )],
        },
        // Told only where there are settings to look into, and as information.
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["%DATA_FOLDER%", "%WORDS%", "%HOME%"]}}}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"WORDS": "x"}}"#,
                ),
            ],
            at: &["host.json:1:101"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["--port=%FUNCTIONS_CUSTOMHANDLER_PORT%", "%DATA_FOLDER%", "^a$", "$1", "100%", "a~b"]}}}"#,
        )],
        // A shell expands them itself.
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bash", "arguments": ["-c", "\"exec ./handler --port $FUNCTIONS_CUSTOMHANDLER_PORT\""]}}}"#,
        )],
    ],
    check,
};

const SHELLS: [&str; 6] = ["bash", "cmd", "powershell", "pwsh", "sh", "zsh"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(handler) = app.handler().filter(|handler| !is_shell(handler)) else {
        return;
    };
    out.extend(handler.arguments().filter_map(|node| finding(app, node)));
}

fn is_shell(handler: &Handler<'_>) -> bool {
    let path = handler.executable_path().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default();
    SHELLS.iter().any(|shell| shell.eq_ignore_ascii_case(name))
}

fn finding(app: &App, node: &Node) -> Option<Finding> {
    let text = node.as_str()?;
    if let Some(variable) = dollar(text) {
        return Some(unexpanded(app, node, &variable));
    }
    let source = &app.host.source;
    if text == "~" || text.starts_with("~/") {
        let label = Label::new(source, node.span.clone());
        let message = "`~` reaches the handler as it is";
        return Some(
            Finding::new(&RULE.info, label, message)
                .note("the host starts the handler without a shell")
                .help("write the path of the folder"),
        );
    }
    let references = expression::settings(text).ok()?;
    let odd = references
        .iter()
        .find(|reference| !is_name(&reference.name));
    if let Some(odd) = odd {
        let label = Label::new(source, node.part(source.text(), &odd.span));
        let message = "the host takes what stands between two `%` for a variable";
        return Some(
            Finding::new(&RULE.info, label, message).note("there is none, so it is removed"),
        );
    }
    unset(app, node, &references)
}

/// The first `$NAME` or `${NAME}` with a name as environments have them.
fn dollar(text: &str) -> Option<Reference> {
    text.match_indices('$').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let (name, length) = match rest.strip_prefix('{') {
            Some(inner) => inner
                .split_once('}')
                .map(|(name, _)| (name, name.len() + 3))?,
            None => {
                let end = rest.find(|c| !is_upper(c)).unwrap_or(rest.len());
                (&rest[..end], end + 1)
            }
        };
        let named = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() > 1;
        (named && name.chars().all(is_upper)).then(|| Reference {
            name: name.to_owned(),
            span: at..at + length,
        })
    })
}

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

fn is_name(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_.:-()".contains(c))
}

fn unexpanded(app: &App, node: &Node, variable: &Reference) -> Finding {
    let source = &app.host.source;
    let span = node.part(source.text(), &variable.span);
    let name = &variable.name;
    // Where the text has escapes, only the whole of it can be pointed at.
    let fix = (span != node.span).then(|| {
        let title = format!("write `%{name}%`");
        Fix::needs_review(title).edit(source, span, format!("%{name}%"))
    });
    let label = Label::new(source, node.span.clone());
    Finding::new(&RULE.info, label, format!("`{name}` is not expanded here"))
        .note("the host starts the handler without a shell, and replaces `%NAME%` only")
        .help(format!("write `%{name}%`"))
        .maybe_fix(fix)
}

/// A variable that is not among the local settings, where those can be read.
fn unset(app: &App, node: &Node, references: &[Reference]) -> Option<Finding> {
    let settings = app.settings().filter(|settings| !settings.is_encrypted())?;
    settings.document.problems.is_empty().then_some(())?;
    let is_unset = |name: &str| !settings.has(name) && !set_by_others(name);
    let mut references = references.iter();
    let missing = references.find(|reference| is_unset(&reference.name))?;
    let source = &app.host.source;
    let label = Label::new(source, node.span.clone());
    let name = &missing.name;
    let message = format!("the setting `{name}` is not in local.settings.json");
    Some(
        Finding::new(&RULE.info, label, message)
            .severity(Severity::Info)
            .note("where it has no value, the host takes it out of the argument")
            .help(format!("add `{name}` to `Values`")),
    )
}
