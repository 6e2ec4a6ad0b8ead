//! Two MCP tools of one name.

use crate::app::{Binding, Function};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (the constraint of `mcpToolTrigger` in the catalogue).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mcp-tool-duplicate",
        severity: Severity::Error,
        summary: "two functions offer an MCP tool of the same name",
        why: "A client calls a tool by its name, so the name must be unique in the app. The \
              host cannot offer both.",
        fix: "Give one of the tools another `toolName`.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[Bad {
        files: &[
            (
                "F/function.json",
                r#"{"bindings": [{"type": "mcpToolTrigger", "name": "ctx", "toolName": "search", "description": "a"}]}"#,
            ),
            (
                "G/function.json",
                r#"{"bindings": [{"type": "mcpToolTrigger", "name": "ctx", "toolName": "Search", "description": "b"}]}"#,
            ),
        ],
        at: &["G/function.json:1:69"],
        fixed: &[],
    }],
    good: &[&[
        (
            "F/function.json",
            r#"{"bindings": [{"type": "mcpToolTrigger", "name": "ctx", "toolName": "search", "description": "a"}]}"#,
        ),
        (
            "G/function.json",
            r#"{"bindings": [{"type": "mcpToolTrigger", "name": "ctx", "toolName": "find", "description": "b"}]}"#,
        ),
    ]],
    check,
};

/// A tool that a function offers.
type Tool<'a> = (&'a Function, Binding<'a>, &'a str);

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let tools: Vec<Tool<'_>> = context.functions().filter_map(tool).collect();
    for (index, later) in tools.iter().enumerate() {
        let mut before = tools.iter().take(index);
        let first = before.find(|first| first.2.eq_ignore_ascii_case(later.2));
        out.extend(first.map(|first| finding(first, later)));
    }
}

fn tool(function: &Function) -> Option<Tool<'_>> {
    let trigger = function
        .trigger()
        .filter(|trigger| trigger.is("mcpToolTrigger"))?;
    let name = trigger
        .text("toolName")
        .filter(|name| !name.contains('%'))?;
    Some((function, trigger, name))
}

fn finding((one, first, _): &Tool<'_>, (two, later, name): &Tool<'_>) -> Finding {
    let place = |function: &Function, trigger: &Binding<'_>| {
        Label::new(&function.document.source, trigger.place_of("toolName"))
    };
    let message = format!("`{}` offers a tool `{name}` already", one.name);
    Finding::new(&RULE.info, place(two, later), message)
        .related(place(one, first).text("the first one"))
        .help("give one of the tools another name; case does not count")
}
