//! The handler is started by a runtime that the plan's Linux image need not have: because
//! host.json names it, or the first line of a script does.

use std::ops::Range;

use crate::app::App;
use crate::app::handler::{is_known_runtime, without_exe};
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::hosting::HostingPlan;
use crate::inspect::script::Shebang;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-CFG-26, H-START-39). A container brings what it needs, and with a profile the
/// stack is that of the language. `fch package` judges scripts by it too.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "runtime-on-path",
        severity: Severity::Warning,
        summary: "the handler needs a runtime that the plan's Linux image does not promise",
        why: "On a developer's machine `node` or `java` is on PATH. The Linux image that a plan \
              starts for custom handlers has the host and a shell; when it does not find the \
              runtime, nothing is started and no function is answered. The images of the stacks \
              for Node.js, Python, Java and PowerShell have theirs.",
        fix: "Create the app with the stack of that language, or put the runtime into the package \
              and name its path, build a single executable (`deno compile`, `bun build --compile`), \
              or deploy a container.",
    },
    plans: &[
        HostingPlan::Flex,
        HostingPlan::Consumption,
        HostingPlan::Premium,
        HostingPlan::Dedicated,
    ],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node", "arguments": ["server.js"]}}}"#,
            )],
            at: &["host.json:1:79"],
            fixed: &[],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "server.ts"}}}"#,
                ),
                (
                    "server.ts",
                    "#!/usr/bin/env -S deno run -A\nDeno.serve(() => new Response());\n",
                ),
            ],
            at: &["server.ts:1:1"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/bash\nexec ./server\n"),
        ],
        &[(
            "host.json",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "bash", "arguments": ["run.sh"]}}}"#,
        )],
        &[(
            "host.json",
            r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler", "customHandler": {"description": {"defaultExecutablePath": "python", "arguments": ["server.py"]}}}"#,
        )],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "node"}}}"#,
            ),
            ("node", "#!/bin/sh\n"),
        ],
    ],
    check,
};

/// What every image has: the host needs it itself.
const ALWAYS_THERE: [&str; 3] = ["bash", "dotnet", "sh"];

/// Shells that people have and Debian does not come with.
const OTHER_SHELLS: [&str; 6] = ["ash", "csh", "fish", "ksh", "tcsh", "zsh"];

/// The runtimes of the languages that Azure has stacks for.
const STACKS: [&str; 7] = ["java", "node", "npm", "npx", "pwsh", "python", "python3"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let app = context.app;
    let Some(plan) = context.plan else { return };
    if app.profile().is_some() || app.overrides_executable() {
        return;
    }
    if let Some(runtime) = runtime(app) {
        let node = app.handler().and_then(|handler| handler.executable_node());
        let label = node.map(|node| Label::new(&app.host.source, node.span.clone()));
        out.extend(label.map(|label| finding(runtime, plan, label)));
    } else if let Some(script) = context.handler_file.as_ref().and_then(|file| file.script()) {
        let label = Label::new(&script.source, first_line(script.source.text()));
        let shebang = script.shebang.as_ref();
        out.extend(shebang.and_then(|shebang| of_script(shebang, plan, label)));
    }
}

fn first_line(text: &str) -> Range<usize> {
    let line = text.lines().next().unwrap_or_default();
    0..line.trim_end().len()
}

/// The finding about a script that begins with this line, if the images of `plan` need not have
/// what that names.
pub fn of_script(shebang: &Shebang, plan: HostingPlan, label: Label) -> Option<Finding> {
    let program = shebang.program();
    let needed = OTHER_SHELLS.contains(&program)
        || is_known_runtime(program) && !ALWAYS_THERE.contains(&program);
    let applies = needed && RULE.plans.contains(&plan) && !shebang.crlf;
    applies.then(|| finding(program, plan, label))
}

fn finding(runtime: &str, plan: HostingPlan, label: Label) -> Finding {
    // The other plans have Windows too, where many runtimes are installed.
    let (on, severity) = match plan {
        HostingPlan::Flex if !is_stack(runtime) => ("", Severity::Warning),
        HostingPlan::Flex => ("", Severity::Info),
        _ => (" on Linux", Severity::Info),
    };
    let help = match is_stack(runtime) {
        true => "create the app in Azure with the stack of that language, or package the runtime",
        false => "put the runtime into the package, build one executable, or deploy a container",
    };
    let message = format!("`{runtime}` may not be on PATH in {plan}{on}");
    Finding::new(&RULE.info, label, message)
        .severity(severity)
        .note("when it is not there nothing is started, and no function is answered")
        .help(help)
}

/// Whether it comes with a stack that an app in Azure can be created with. Its image has the
/// runtime, and starts custom handlers as well.
fn is_stack(runtime: &str) -> bool {
    let name = without_exe(runtime).unwrap_or(runtime);
    STACKS.iter().any(|stack| name.eq_ignore_ascii_case(stack))
}

/// The runtime from PATH that the host would start.
fn runtime(app: &App) -> Option<&str> {
    let path = app.handler()?.executable_path()?;
    let name = without_exe(path).unwrap_or(path).to_ascii_lowercase();
    let from_path = is_known_runtime(path) && app.own_executable().is_none();
    (from_path && !ALWAYS_THERE.contains(&name.as_str())).then_some(path)
}
