//! .funcignore leaves out a file that the app cannot run without.

use crate::app::funcignore::core_tools::CoreTools;
use crate::app::funcignore::{FuncIgnore, Line, span_of_line};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-IGN-01..09).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "ignore-drops-needed",
        severity: Severity::Error,
        summary: "`.funcignore` leaves out a file that the app cannot run without",
        why: "Without host.json, a function.json or the executable, Azure accepts the deployment \
              and then runs an app that has no functions or never starts.",
        fix: "Narrow the pattern, or re-include the file with a `!` line after it. A file in an \
              ignored folder cannot be re-included; ignore the folder's content (`bin/*`) instead.",
    },
    plans: &[],
    fix: None,
    bad: &[
        Bad {
            files: &[(".funcignore", "# notes\n*.md\nhandler\n"), ("handler", "")],
            at: &[".funcignore:3:1"],
            fixed: &[],
        },
        Bad {
            files: &[(".funcignore", "*.json\n"), ("F/function.json", "{}")],
            at: &[".funcignore:1:1"],
            fixed: &[],
        },
        // Only in Core Tools' dialect: a pattern ends at any word boundary (H-IGN-05).
        Bad {
            files: &[
                (".funcignore", "hello\n"),
                ("hello-world/function.json", "{}"),
            ],
            at: &[".funcignore:1:1"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (".funcignore", "src/\ntarget/\nlocal.settings.json\n"),
            ("F/function.json", "{}"),
        ],
        &[
            (".funcignore", "/*\n!/host.json\n!/handler\n!/F\n"),
            ("F/function.json", "{}"),
        ],
        // `node` is found on PATH.
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
            ),
            (".funcignore", "node\n"),
        ],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(source) = &app.funcignore else {
        return;
    };
    let file = FuncIgnore::parse(source.text());
    let core_tools = CoreTools::parse(source.text());
    let mut seen: Vec<usize> = Vec::new();
    for name in app.required_files().into_iter().chain(app.own_executable()) {
        let (number, finding) = if let Some(Line { number, pattern }) = file.ignored_by(&name) {
            let label = Label::new(source, span_of_line(source.text(), number));
            let message = format!("`{pattern}` leaves out `{name}`, which the app needs");
            (number, Finding::new(&RULE.info, label, message))
        } else if let Some(number) = core_tools.denied_by(&name) {
            let label = Label::new(source, span_of_line(source.text(), number));
            let message = format!("`func` would leave out `{name}` because of this line");
            let finding = Finding::new(&RULE.info, label, message).severity(Severity::Warning);
            (
                number,
                finding.note(
                    "Core Tools matches a pattern up to any word boundary; fch, like git, does not",
                ),
            )
        } else {
            continue;
        };
        // One line may drop every function.json; saying it once is enough.
        if !seen.contains(&number) {
            seen.push(number);
            out.push(finding.help("narrow the pattern, or re-include the file with a `!` line"));
        }
    }
}
