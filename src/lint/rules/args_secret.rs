//! A credential in the arguments of the handler.

use crate::app::Handler;
use crate::diagnostics::{Finding, Label, RuleInfo, Severity};
use crate::json::Node;
use crate::lint::{Bad, Context, Rule};

/// The rule (H-START-06, H-START-22).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "args-secret",
        severity: Severity::Warning,
        summary: "the handler gets a credential as an argument",
        why: "Arguments can be read in the list of processes and are written to the host's log. \
              One that is written out is in the repository and in the package as well.",
        fix: "Put it into an app setting and let the handler read the environment variable of \
              that name: it inherits all of them.",
    },
    plans: &[],
    local: false,
    fix: None,
    bad: &[
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": [
"--db=Server=db;User Id=app;Password=x1",
"--password", "x1",
"redis://app:x1@cache.example.com:6380"]}}}"#,
            )],
            at: &["host.json:2:1", "host.json:3:15", "host.json:4:1"],
            fixed: &[],
        },
        // A setting: not written out, but shown to everybody on the machine. Information.
        Bad {
            files: &[(
                "host.json",
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": ["--db", "%DB_CONNECTION_STRING%"]}}}"#,
            )],
            at: &["host.json:1:112"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "host.json",
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": ["--port=%FUNCTIONS_CUSTOMHANDLER_PORT%", "--key=certs/server.pem", "--token=", "--password", "--exit-code=0", "redis://localhost:6379", "http://user:x@localhost/"]}}}"#,
    )]],
    check,
};

/// Words in the names of settings that hold credentials.
const SECRET_NAMES: [&str; 6] = [
    "connection_string",
    "connectionstring",
    "password",
    "secret",
    "accountkey",
    "api_key",
];

/// Names of fields, or of flags, whose values are credentials.
const SECRET_FIELDS: [&str; 10] = [
    "accountkey",
    "api-key",
    "apikey",
    "password",
    "pwd",
    "secret",
    "sharedaccesskey",
    "sharedaccesssignature",
    "sig",
    "token",
];

/// What only a developer's own machine answers to: its keys are published.
const LOCAL: [&str; 4] = ["devstoreaccount1", "localhost", "127.0.0.1", "@azurite"];

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(handler) = context.app.handler() else {
        return;
    };
    let source = &context.app.host.source;
    let label = |node: &Node| Label::new(source, node.span.clone());
    for node in written_out(&handler) {
        out.push(
            Finding::new(&RULE.info, label(node), "an argument holds a credential")
                .note("it is in the code, in the package, in the list of processes and in the log")
                .help("put it into an app setting, and read that from the environment")
                .help("make a new one: this one is known to everybody who sees the code"),
        );
    }
    for node in handler.arguments().filter(|node| refers_to_secret(node)) {
        let message = "the value of this setting becomes visible in the list of processes";
        out.push(
            Finding::new(&RULE.info, label(node), message)
                .severity(Severity::Info)
                .note("the handler inherits every app setting as an environment variable")
                .help("read the environment variable in the handler, and drop the argument"),
        );
    }
}

/// Arguments that are a credential, or stand behind a flag that asks for one.
fn written_out<'a>(handler: &Handler<'a>) -> Vec<&'a Node> {
    let arguments: Vec<&Node> = handler.arguments().collect();
    let before = std::iter::once(None).chain(arguments.iter().map(|node| node.as_str()));
    let is_secret = |(before, node): (Option<&str>, &&'a Node)| {
        let text = node.as_str()?;
        let asked_for = before.and_then(flag).is_some_and(is_secret_field) && is_literal(text);
        (asked_for || is_credential(text)).then_some(*node)
    };
    before.zip(&arguments).filter_map(is_secret).collect()
}

/// The name of a flag without a value.
fn flag(argument: &str) -> Option<&str> {
    argument
        .strip_prefix("--")
        .filter(|name| !name.contains('='))
}

/// True for text that carries a credential in itself: a field such as `Password=...`, or a URL
/// with a user's password. Keys of local emulators are public and do not count.
pub(super) fn is_credential(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if LOCAL.iter().any(|local| lower.contains(local)) {
        return false;
    }
    let mut fields = text.split([';', '&', '?', ' ']);
    let has_field = fields.any(|field| {
        // `--db=Server=...` has the name of the flag in front.
        let named = field.rsplit_once("--").map_or(field, |(_, named)| named);
        let pair = named.split_once('=');
        pair.is_some_and(|(name, value)| is_secret_field(name) && is_literal(value))
    });
    has_field || has_password(text)
}

fn is_secret_field(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    SECRET_FIELDS.iter().any(|field| match *field {
        "sig" => name == "sig",
        field => name.ends_with(field),
    })
}

/// True for a value that is one, not a variable or a placeholder, nor another flag.
fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let placeholder = value.contains('%') || value.starts_with(['$', '<', '{', '@', '-', '*']);
    !value.is_empty() && !placeholder && !matches!(value, "true" | "false")
}

/// True for a URL that carries a password: `amqp://user:password@host`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let user = authority
        .rsplit_once('@')
        .and_then(|(user, _)| user.split_once(':'));
    user.is_some_and(|(_, password)| is_literal(password))
}

fn refers_to_secret(node: &Node) -> bool {
    let text = node.as_str().unwrap_or_default();
    let references = crate::bindings::expression::settings(text).unwrap_or_default();
    let is_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        SECRET_NAMES.iter().any(|word| name.contains(word))
    };
    references
        .iter()
        .any(|reference| is_secret(&reference.name))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::RULE;
    use crate::app::{App, Root};

    #[test]
    fn what_is_reported_is_not_shown() {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in RULE.bad[0].files {
            std::fs::write(dir.path().join(path), text).unwrap();
        }
        let app = App::load(&Root::new(dir.path()));
        assert!(app.host.source.text().contains("x1"));
        assert!(!app.host.source.shown().contains("x1"));
    }
}
