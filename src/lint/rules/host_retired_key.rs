//! A setting that does nothing in this app: its extension bundle no longer reads it, or it is for
//! another language.

use crate::app::Document;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::{Member, Node, Segment};
use crate::lint::bundle::only_major;
use crate::lint::{Bad, Context, Rule};
use crate::schemas::{Place, Schema};

/// The rule. It speaks of bundles only where host.json allows exactly one major version.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "host-retired-key",
        severity: Severity::Warning,
        summary: "a setting in host.json does nothing with this extension bundle or this language",
        why: "Extensions dropped settings when they became new major versions: since bundle 3 the \
              sections of the old Service Bus and Event Hubs libraries are ignored without a \
              word, and the defaults apply.",
        fix: "Move the value to the setting that replaced it, or remove it.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"},
"extensions": {"serviceBus": {
"messageHandlerOptions": {"maxConcurrentCalls": 1},
"prefetchCount": 1}}}"#,
            )],
            at: &["host.json:3:1"],
            fixed: &[],
        },
        // The other way round: too new for the bundle.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 3.0.0)"},
"extensions": {"queues": {"messageEncoding": "none"}}}"#,
            )],
            at: &["host.json:2:27"],
            fixed: &[],
        },
        // Dependencies of PowerShell functions: information.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "managedDependency": {"enabled": true}, "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            )],
            at: &["host.json:1:20"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "host.json",
            r#"{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[2.*, 3.0.0)"}, "extensions": {"serviceBus": {"messageHandlerOptions": {"maxConcurrentCalls": 1}}}}"#,
        )],
        // Without a bundle, or with one of several majors, nobody knows.
        &[(
            "host.json",
            r#"{"version": "2.0", "extensions": {"serviceBus": {"messageHandlerOptions": {"maxConcurrentCalls": 1}}}, "managedDependency": {"enabled": true}}"#,
        )],
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let Some(root) = host.root.as_ref().filter(|_| host.problems.is_empty()) else {
        return;
    };
    let major = only_major(context.app).filter(|major| *major > 1);
    out.extend(
        major
            .into_iter()
            .flat_map(|major| unread(host, root, major)),
    );
    if context.app.handler().is_some() {
        out.extend(dependencies(host, root));
    }
}

/// The settings that this version of the bundle does not read.
fn unread(host: &Document, root: &Node, major: u32) -> Vec<Finding> {
    let Some(extensions) = root.member_ignoring_case("extensions") else {
        return Vec::new();
    };
    let mut path = vec![Segment::Key("extensions".to_owned())];
    let mut unread = Unread {
        root,
        major,
        found: Vec::new(),
    };
    unread.look_into(&extensions.value, &mut path);
    let finding = |(member, renamed): (&Member, Option<&str>)| {
        let key = &member.key;
        let label = Label::new(&host.source, key.span.clone());
        let message = format!("extension bundle {major} does not read `{}`", key.text);
        let help = renamed.map(|renamed| format!("it is `{renamed}` there"));
        Finding::new(&RULE.info, label, message)
            .note("the host ignores it, and the default applies")
            .maybe_help(help)
    };
    unread.found.into_iter().map(finding).collect()
}

/// What is for functions in PowerShell.
fn dependencies(host: &Document, root: &Node) -> Option<Finding> {
    let names = ["managedDependency", "managedDependencies"];
    let mut found = names
        .iter()
        .filter_map(|key| root.member_ignoring_case(key));
    let key = &found.next()?.key;
    let label = Label::new(&host.source, key.span.clone());
    let message = format!("`{}` is for PowerShell functions only", key.text);
    let finding = Finding::new(&RULE.info, label, message).severity(Severity::Info);
    let finding = finding.note("a custom handler brings its own dependencies");
    Some(finding.help("remove it"))
}

/// The search for settings that one major version of the bundle does not read.
struct Unread<'a> {
    root: &'a Node,
    major: u32,
    /// Each with the setting that replaces it, when there is one.
    found: Vec<(&'a Member, Option<&'static str>)>,
}

impl<'a> Unread<'a> {
    /// Looks at the members of an object; below one that is not read, no more is said.
    fn look_into(&mut self, object: &'a Node, path: &mut Vec<Segment>) {
        for member in object.members() {
            // HTTP is in the host itself, not in the bundle.
            if path.len() == 1 && member.key.text.eq_ignore_ascii_case("http") {
                continue;
            }
            path.push(Segment::Key(member.key.text.clone()));
            let place = Place::at(Schema::Host, Some(self.root), path);
            if self.is_unread(&place) {
                let renamed = place
                    .annotation("x-renamed-to")
                    .and_then(|name| name.as_str());
                self.found.push((member, renamed));
            } else if place.is_known() {
                self.look_into(&member.value, path);
            }
            path.pop();
        }
    }

    /// True when the schema lists bundles for the place, and not this one.
    fn is_unread(&self, place: &Place) -> bool {
        let bundles = place
            .annotation("x-bundles")
            .and_then(|list| list.as_array());
        let this = format!("v{}", self.major);
        bundles.is_some_and(|bundles| bundles.iter().all(|bundle| bundle != this.as_str()))
    }
}
