//! `scriptFile` names a file that is not there.

use crate::app::Function;
use crate::app::spelling::on_disk;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-DISC-27, V-11).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "script-file-missing",
        severity: Severity::Error,
        summary: "`scriptFile` names a file that does not exist",
        why: "The host drops a function whose `scriptFile` is missing, in custom-handler apps \
              too, where nothing else looks at it.",
        fix: "Remove `scriptFile`: a custom handler needs none. It often stays behind when a \
              function.json is copied from another language.",
    },
    plans: &[],
    local: true,
    fix: Some(Applicability::Unsafe),
    bad: &[Bad {
        files: &[(
            "F/function.json",
            "{\"scriptFile\": \"missing.py\",\n\"bindings\": [{\"type\": \"warmupTrigger\", \"name\": \"w\"}]}",
        )],
        at: &["F/function.json:1:16"],
        fixed: &[(
            "F/function.json",
            "{\"bindings\": [{\"type\": \"warmupTrigger\", \"name\": \"w\"}]}",
        )],
    }],
    good: &[
        &[
            (
                "F/function.json",
                r#"{"scriptFile": "../shared.py", "bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
            ),
            ("shared.py", ""),
        ],
        // The key is matched exactly, and an empty one counts as absent.
        &[(
            "F/function.json",
            r#"{"ScriptFile": "x.py", "scriptFile": "", "bindings": [{"type": "warmupTrigger", "name": "w"}]}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    // Without a handler the app is in a language of its own, built to who knows where.
    if context.app.handler().is_none() {
        return;
    }
    for function in context.functions() {
        let Some((node, script)) = function.script_file() else {
            continue;
        };
        let folder = context.app.root.dir.join(&function.name);
        if folder.join(script).is_file() || on_disk(&folder, script).is_some() {
            continue;
        }
        let label = Label::new(&function.document.source, node.span.clone());
        let message = format!("`scriptFile` names `{script}`, which does not exist");
        out.push(
            Finding::new(&RULE.info, label, message)
                .note("the host drops the function")
                .help("remove `scriptFile`: a custom handler needs none")
                .maybe_fix(removed(function)),
        );
    }
}

fn removed(function: &Function) -> Option<Fix> {
    let root = function.document.root.as_ref()?;
    let source = &function.document.source;
    let (span, text) = edit::remove(source.text(), root, root.member("scriptFile")?)?;
    Some(Fix::needs_review("remove `scriptFile`").edit(source, span, text))
}
