//! A value in local.settings.json is of a kind that Core Tools cannot read.

use std::ops::Range;

use crate::app::Settings;
use crate::app::settings::Setting;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::json::edit;
use crate::json::{Member, Node, Segment, Value};
use crate::lint::schema::{Kind, Violation};
use crate::lint::{Bad, Context, Rule};

/// The rule (H-SET-02, H-SET-05, H-SET-08).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "settings-value-type",
        severity: Severity::Error,
        summary: "local.settings.json holds a value of a kind that Core Tools cannot read",
        why: "Settings become environment variables, locally and in Azure, so `Values` must be \
              flat. One object or array in it makes Core Tools ignore the whole file: every \
              other setting is missing too. Numbers and booleans are fine. So does a list in \
              `Host`, or a port that is no number.",
        fix: "Write nested settings flat, with `__` between the levels: \"Database__Host\". \
              Write several origins in `CORS` as one text, with commas.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {
  "Database": {"Host": "localhost", "Ports": [1, 2]},
  "Names": ["a"],
  "Nothing": {}}}"#,
            )],
            at: &[
                "local.settings.json:2:3",
                "local.settings.json:3:3",
                "local.settings.json:4:3",
            ],
            fixed: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": {
  "Database__Host": "localhost",
  "Database__Ports__0": 1,
  "Database__Ports__1": 2,
  "Names__0": "a"}}"#,
            )],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Values": ["a"]}"#,
            )],
            at: &["local.settings.json:1:34"],
            fixed: &[],
        },
        Bad {
            files: &[(
                "local.settings.json",
                r#"{"IsEncrypted": false, "Host": {
  "CORS": ["http://localhost:3000"],
  "LocalHttpPort": "auto"}}"#,
            )],
            at: &["local.settings.json:2:11", "local.settings.json:3:20"],
            fixed: &[],
        },
    ],
    good: &[&[(
        "local.settings.json",
        r#"{"IsEncrypted": false, "Values": {"A": 1, "B": true, "C": null, "Database__Host": "localhost"},
  "ConnectionStrings": {"Shop": {"ConnectionString": "", "ProviderName": ""}}, "Host": {"CORS": "*", "LocalHttpPort": "7072"}}"#,
    )]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    let Some(settings) = context.settings() else {
        return;
    };
    let source = &settings.document.source;
    let nested = settings.values().filter(Setting::is_nested);
    out.extend(nested.map(|setting| {
        let fix = flattened(&settings, &setting);
        let label = Label::new(source, setting.key.span.clone());
        let message = format!(
            "the setting `{}` is {}, not text",
            setting.key.text,
            setting.kind()
        );
        let mut finding = Finding::new(&RULE.info, label, message)
            .note(CONSEQUENCE)
            .help(flat(&setting.flat_names()));
        finding.fix = fix;
        finding
    }));
    if let Some(values) = settings.top("Values").filter(|values| is_no_object(values)) {
        let label = Label::new(source, values.value.span.clone());
        let message = format!("`Values` is {}, not an object", values.value.kind());
        let finding = Finding::new(&RULE.info, label, message).note(CONSEQUENCE);
        out.push(finding.help("write \"Values\": { \"NAME\": \"value\" }"));
    }
    let of_host = context.settings.iter();
    out.extend(of_host.filter_map(|violation| host_value(&settings, violation)));
}

/// What in `Host` cannot be converted: an object or a list, and words for a number or a switch.
/// An address that is none is read, and refused later.
fn host_value(settings: &Settings<'_>, violation: &Violation) -> Option<Finding> {
    let Kind::Invalid { expected, found } = &violation.kind else {
        return None;
    };
    let [Segment::Key(section), Segment::Key(key)] = violation.path.as_slice() else {
        return None;
    };
    let node = settings.document.at(&[section, key])?;
    let is_converted = matches!(node.value, Value::Number(_))
        || matches!(key.as_str(), "CORS" | "LocalHttpAddress") && !is_nested(node);
    if section != "Host" || is_converted {
        return None;
    }
    let label = Label::new(&settings.document.source, violation.span.clone());
    let message = format!("`Host.{key}` is {found} that Core Tools cannot read");
    let expected = expected.as_deref().unwrap_or("text");
    Some(
        Finding::new(&RULE.info, label, message)
            .note("Core Tools ignores the whole file")
            .help(format!("write {expected}")),
    )
}

fn is_nested(node: &Node) -> bool {
    matches!(node.value, Value::Object(_) | Value::Array(_))
}

const CONSEQUENCE: &str =
    "Core Tools ignores the whole file, and in Azure a setting can only be text";

fn is_no_object(member: &Member) -> bool {
    !matches!(member.value.value, Value::Null | Value::Object(_))
}

/// Writes a nested value flat, unless one of the names is taken or a comment would get lost.
fn flattened(settings: &Settings<'_>, setting: &Setting<'_>) -> Option<Fix> {
    let document = settings.document;
    let text = document.source.text();
    let is_inside = |comment: &Range<usize>| {
        comment.start < setting.span().end && setting.key.span.end <= comment.start
    };
    let flat = setting.flat();
    if document.comments.iter().any(is_inside) || flat.iter().any(|(name, _)| settings.has(name)) {
        return None;
    }
    if flat.is_empty() {
        let (span, new) = settings.removing(setting)?;
        return Some(Fix::safe("remove it: it holds nothing").edit(&document.source, span, new));
    }
    let members: Option<Vec<(String, &str)>> = flat
        .into_iter()
        .map(|(name, span)| Some((name, text.get(span)?)))
        .collect();
    let (span, new) = edit::split(text, setting.member, &members?)?;
    Some(Fix::safe("write it flat").edit(&document.source, span, new))
}

/// What to write instead of a nested value; names only, never a value.
fn flat(names: &[String]) -> String {
    match names {
        [] => "remove it: it holds nothing".to_owned(),
        [only] => format!("write it flat, as `{only}`"),
        [first, second] => format!("write it flat, as `{first}` and `{second}`"),
        [first, second, ..] => format!("write it flat, as `{first}`, `{second}` and so on"),
    }
}
