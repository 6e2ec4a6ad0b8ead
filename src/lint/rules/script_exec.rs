//! A start script keeps the server as a child of the shell.

use std::ops::Range;

use crate::app::handler::is_known_runtime;
use crate::app::handler_file::Script;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::lint::{Bad, Context, Rule};

/// The rule (pain point 36). Speaks only when the last command is plainly the server.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "script-exec",
        severity: Severity::Info,
        summary: "the start script does not hand over to the server with `exec`",
        why: "The host knows the shell that runs the script, and stops that. The server is a \
              child of it: it gets no signal, may outlive the host and keep its port. A script \
              that ends, because the server is in the background, is a handler that ended.",
        fix: "Start the server in the script's last line, in the foreground, with `exec`.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Unsafe),
    bad: &[
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
                ),
                (
                    "run.sh",
                    "#!/bin/bash\ncd \"$(dirname \"$0\")\" && PORT=1 ./server --port 80 \\\n  -v\n# end\n",
                ),
            ],
            at: &["run.sh:2:32"],
            fixed: &[(
                "run.sh",
                "#!/bin/bash\ncd \"$(dirname \"$0\")\" && PORT=1 exec ./server --port 80 \\\n  -v\n# end\n",
            )],
        },
        Bad {
            files: &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
                ),
                ("run.sh", "#!/usr/bin/env sh\nnode server.js &\n"),
            ],
            at: &["run.sh:2:1"],
            fixed: &[],
        },
    ],
    good: &[
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/sh\nset -e\nexec ./server\n"),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            (
                "run.sh",
                "#!/bin/sh\n./server &\npid=$!\ntrap 'kill $pid' TERM\nwait $pid\n",
            ),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/sh\nif true; then\n  ./server\nfi\n"),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/bin/sh\n./server | ./log\n"),
        ],
        &[
            (
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "run.sh"}}}"#,
            ),
            ("run.sh", "#!/usr/bin/python3\n./server\n"),
        ],
    ],
    check,
};

/// Shells whose words are read here.
const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(script) = context.handler_file.as_ref().and_then(|file| file.script()) else {
        return;
    };
    let is_shell = |script: &Script| {
        let shebang = script.shebang.as_ref().filter(|shebang| !shebang.crlf);
        shebang.is_some_and(|shebang| SHELLS.contains(&shebang.program()))
    };
    if is_shell(script) {
        out.extend(finding(script));
    }
}

fn finding(script: &Script) -> Option<Finding> {
    let source = &script.source;
    let text = source.text();
    let last = last_command(text)?;
    let command = text.get(last.clone())?;
    let behind_variables = command.len() - without_variables(command).len();
    let place = last.start + behind_variables..last.end;
    let command = text.get(place.clone())?;
    if !starts_a_server(command) {
        return None;
    }
    let label = Label::new(source, place.clone());
    if command.ends_with('&') {
        return Some(
            Finding::new(
                &RULE.info,
                label,
                "the script starts the server in the background",
            )
            .note("it ends at once, and to the host the handler has ended")
            .help("start the server in the foreground, with `exec`"),
        );
    }
    let fix = Fix::needs_review("put `exec` before the command");
    Some(
        Finding::new(
            &RULE.info,
            label,
            "the script starts the server without `exec`",
        )
        .note("the host stops the shell, and the server may live on")
        .help("put `exec` before the command")
        .fix(fix.edit(source, place.start..place.start, "exec ")),
    )
}

/// The last command that is one by itself: behind the last `&&` or `;` of the last line that is
/// no comment, with the lines that it goes on in. `None` for what is not understood here.
fn last_command(text: &str) -> Option<Range<usize>> {
    let end = lines(text)
        .filter(|line| is_code(&text[line.clone()]))
        .last()?
        .end;
    let end = text[..end].trim_end().len();
    let mut start = text[..end].rfind('\n')? + 1;
    while text[..start].trim_end_matches(['\r', '\n']).ends_with('\\') {
        start = text[..start - 1].rfind('\n')? + 1;
    }
    let line = text.get(start..end)?;
    let separator = line.rfind("&&").map(|at| at + 2);
    let separator = separator.max(line.rfind(';').map(|at| at + 1)).unwrap_or(0);
    let rest = &line[separator..];
    let blank = rest.len() - rest.trim_start().len();
    Some(start + separator + blank..end)
}

/// The byte ranges of the lines behind the first.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        at - line.len()..at
    });
    lines.skip(1)
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// A command without the `NAME=value` before it.
fn without_variables(command: &str) -> &str {
    let Some((first, rest)) = command.split_once(' ') else {
        return command;
    };
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    match first.split_once('=') {
        Some((name, value)) if is_name(name) && !value.contains(['"', '\'', '$', '`']) => {
            without_variables(rest.trim_start())
        }
        _ => command,
    }
}

/// True for one command, and no pipe, that is a program by its path, or a runtime.
fn starts_a_server(command: &str) -> bool {
    let first = command.split_whitespace().next().unwrap_or_default();
    let word = first.trim_matches(['"', '\'']);
    let is_program =
        is_known_runtime(word) || word.starts_with(['.', '/', '$']) && word.contains('/');
    let is_one = !command.contains(['|', '(', ')', '`', '{', '}', '<']);
    is_program && is_one && !command.contains("$(")
}
