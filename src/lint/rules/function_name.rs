//! A folder's name is not a valid function name, or is taken.

use crate::app::Function;
use crate::app::is_function_name;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-11..13, H-DISC-15, H-DISC-16, V-02).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "function-name",
        severity: Severity::Error,
        summary: "the folder of a function does not have a valid function name",
        why: "The folder's name is the function's name. The host drops a function whose name \
              it refuses. Of two names that differ only by case it finds only one in settings, \
              routes and admin calls, and Windows and macOS cannot hold both folders.",
        fix: "Rename the folder: a letter first, then letters, digits, `_` or `-`, 128 \
              characters at most, and not `host`. Set `route` to keep the URL.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[
                (
                    "1abc/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
                (
                    "Host/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
                (
                    "hello.world/function.json",
                    r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
                ),
            ],
            at: &[
                "1abc/function.json:1:1",
                "Host/function.json:1:1",
                "hello.world/function.json:1:1",
            ],
            fixed: &[],
        },
        Bad {
            files: &[("my function/function.json", "not even JSON")],
            at: &["my function/function.json:1:1"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "hosts/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            ),
            (
                "My_func-2/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
            ),
        ],
        &[("1.docs/readme.md", "not a function")],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    // The host looks at the name before it parses the file (H-DISC-14).
    let app = context.app;
    let listed = |f: &&Function| !f.is_compiled() && app.is_listed(&f.name);
    let functions: Vec<&Function> = app.functions.iter().filter(listed).collect();
    out.extend(functions.iter().filter_map(|function| invalid(function)));
    // The functions are sorted by name ignoring case: twins are neighbours.
    let twins = functions.windows(2).filter_map(|pair| match pair {
        [first, second] => twin(first, second),
        _ => None,
    });
    out.extend(twins);
}

fn invalid(function: &Function) -> Option<Finding> {
    let name = &function.name;
    let message = match name.as_str() {
        name if is_function_name(name) => return None,
        name if name.eq_ignore_ascii_case("host") => format!("a function cannot be named `{name}`"),
        name => format!("`{name}` is not a valid function name"),
    };
    let finding = Finding::new(
        &RULE.info,
        Label::new(&function.document.source, 0..0),
        message,
    );
    // Nobody expects a hidden folder to be a function, and the host drops nothing else.
    let severity = if name.starts_with('.') {
        Severity::Warning
    } else {
        Severity::Error
    };
    let finding = finding
        .severity(severity)
        .note("the host drops the function");
    Some(finding.help(
        "rename the folder: a letter, then letters, digits, `_` or `-`, 128 characters at most",
    ))
}

fn twin(first: &Function, second: &Function) -> Option<Finding> {
    let is_twin = first.name.eq_ignore_ascii_case(&second.name);
    let place = |function: &Function| Label::new(&function.document.source, 0..0);
    is_twin.then(|| {
        let message = format!(
            "`{}` and `{}` are one name to the host",
            first.name, second.name
        );
        Finding::new(&RULE.info, place(second), message)
            .severity(Severity::Warning)
            .related(place(first).text("the other one"))
            .note("settings and routes ignore case; Windows and macOS cannot hold both folders")
            .help("rename one of the folders")
    })
}
