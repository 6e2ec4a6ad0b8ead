//! A credential in host.json.

use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

use super::args_secret::is_credential;

/// The rule. Arguments of the handler have their own, `args-secret`.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "secret-in-host-json",
        severity: Severity::Warning,
        summary: "host.json holds a credential",
        why: "host.json is committed and deployed: everybody who sees the code or the package \
              has the credential, and changing it needs a deployment.",
        fix: "Put it into an app setting. A key of host.json can be set by one, for example \
              `AzureFunctionsJobHost__extensions__rabbitMQ__connectionString`. Make a new \
              credential: this one is known.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"rabbitMQ": {
"connectionString": "amqp://app:x1@mq.example.com:5672"},
"other": {"list": ["Server=db;Password=x1"]}}}"#,
            )],
            at: &["host.json:2:21", "host.json:3:20"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "extensions": {"rabbitMQ": {"hostName": "mq.example.com", "password": "x1"}}}"#,
            )],
            at: &["host.json:1:90"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "extensions": {"rabbitMQ": {"connectionString": "amqp://guest:guest@localhost:5672", "password": ""}}, "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": ["--password=x1"]}}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let host = &context.app.host;
    let Some(root) = host.root.as_ref().filter(|_| host.problems.is_empty()) else {
        return;
    };
    let password = root
        .at(&["extensions", "rabbitMQ", "password"])
        .filter(|node| {
            node.as_str()
                .is_some_and(|text| !text.is_empty() && !text.contains('%'))
        });
    let address = root
        .at(&["extensions", "rabbitMQ", "connectionString"])
        .filter(|node| node.as_str().is_some_and(names_a_password));
    let mut found: Vec<&Node> = password.into_iter().chain(address).collect();
    let arguments = ["customHandler", "httpWorker"];
    for member in root.members() {
        let has_own_rule = arguments
            .iter()
            .any(|key| key.eq_ignore_ascii_case(&member.key.text));
        if !has_own_rule {
            credentials(&member.value, &mut found);
        }
    }
    out.extend(found.into_iter().map(|node| {
        let label = Label::new(&host.source, node.span.clone());
        Finding::new(&RULE.info, label, "host.json holds a credential")
            .note("everybody who sees the code or the package has it")
            .help(
                "set it by an app setting named `AzureFunctionsJobHost__` and the path, with `__`",
            )
    }));
}

/// Whether an address such as `amqp://user:password@server` has a password that is one: neither
/// a setting, nor the one that every broker comes with.
fn names_a_password(address: &str) -> bool {
    let user = address
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'));
    let password = user.and_then(|(user, _)| user.split_once(':'));
    password.is_some_and(|(_, text)| !text.is_empty() && text != "guest" && !text.contains('%'))
}

fn credentials<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    if node.as_str().is_some_and(is_credential) {
        out.push(node);
    }
    node.members()
        .iter()
        .for_each(|member| credentials(&member.value, out));
    node.items().iter().for_each(|item| credentials(item, out));
}
