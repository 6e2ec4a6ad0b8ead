//! .funcignore leaves out a file that the app cannot run without.

use std::sync::Arc;

use crate::app::App;
use crate::app::funcignore::core_tools::CoreTools;
use crate::app::funcignore::{FuncIgnore, Line, span_of_line};
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity, Source};
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
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[(".funcignore", "# notes\n*.md\nhandler\n"), ("handler", "")],
            at: &[".funcignore:3:1"],
            fixed: &[(".funcignore", "# notes\n*.md\nhandler\n!/handler\n")],
        },
        Bad {
            files: &[(".funcignore", "*.json\r\n*.md"), ("F/function.json", "{}")],
            at: &[".funcignore:1:1"],
            fixed: &[(
                ".funcignore",
                "*.json\r\n*.md\r\n!/host.json\r\n!/F/function.json\r\n",
            )],
        },
        // What is in an ignored folder cannot be re-included.
        Bad {
            files: &[(".funcignore", "F/\n"), ("F/function.json", "{}")],
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
            fixed: &[(".funcignore", "hello\n!/hello-world/function.json\n")],
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

/// A needed file that a line leaves out.
struct Dropped {
    line: usize,
    name: String,
    /// The pattern, when git reads the line so too.
    pattern: Option<String>,
}

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(source) = &app.funcignore else {
        return;
    };
    let dropped = dropped(app, source.text());
    for (index, first) in dropped.iter().enumerate() {
        // One line may drop every function.json; saying it once is enough.
        if dropped[..index]
            .iter()
            .any(|other| other.line == first.line)
        {
            continue;
        }
        let same = dropped.iter().filter(|other| other.line == first.line);
        let names: Vec<&str> = same.map(|other| other.name.as_str()).collect();
        let mut finding = finding(first, source);
        if app.root.dir.join("Dockerfile").is_file() {
            finding = finding
                .severity(Severity::Warning)
                .note("the Dockerfile may copy it all the same");
        }
        finding.fix = re_included(source, &names);
        out.push(finding);
    }
}

fn dropped(app: &App, text: &str) -> Vec<Dropped> {
    let file = FuncIgnore::parse(text);
    let core_tools = CoreTools::parse(text);
    let needed = app.required_files().into_iter().chain(app.own_executable());
    let judge = |name: String| {
        let (line, pattern) = match file.ignored_by(&name) {
            Some(Line { number, pattern }) => (number, Some(pattern)),
            None => (core_tools.denied_by(&name)?, None),
        };
        Some(Dropped {
            line,
            name,
            pattern,
        })
    };
    needed.filter_map(judge).collect()
}

fn finding(dropped: &Dropped, source: &Arc<Source>) -> Finding {
    let name = &dropped.name;
    let label = Label::new(source, span_of_line(source.text(), dropped.line));
    let finding = if let Some(pattern) = &dropped.pattern {
        let message = format!("`{pattern}` leaves out `{name}`, which the app needs");
        Finding::new(&RULE.info, label, message)
    } else {
        let message = format!("`func` would leave out `{name}` because of this line");
        Finding::new(&RULE.info, label, message)
            .severity(Severity::Warning)
            .note("Core Tools matches a pattern up to any word boundary; fch, like git, does not")
    };
    finding.help("narrow the pattern, or re-include the file with a `!` line")
}

/// Appends a `!` line for each file; `None` where that does not bring them back.
fn re_included(source: &Arc<Source>, names: &[&str]) -> Option<Fix> {
    let text = source.text();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: String = names.iter().map(|n| format!("!/{n}{line_end}")).collect();
    if !text.ends_with('\n') {
        lines.insert_str(0, line_end);
    }
    let mended = format!("{text}{lines}");
    let file = FuncIgnore::parse(&mended);
    let core_tools = CoreTools::parse(&mended);
    let is_in = |n: &&str| file.ignored_by(n).is_none() && core_tools.denied_by(n).is_none();
    let fix = || {
        let end = text.len()..text.len();
        Fix::needs_review("re-include what the app needs").edit(source, end, lines)
    };
    names.iter().all(is_in).then(fix)
}
