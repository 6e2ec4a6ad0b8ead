//! Fixes that several rules offer.

use std::sync::Arc;

use crate::app::settings::Setting;
use crate::app::{Document, Settings};
use crate::diagnostics::{Fix, Source};
use crate::json::edit::quoted;
use crate::json::{Key, Node};
use crate::lint::schema::Violation;

/// Gives a key of `object` another name; `None` when that is taken, for two of one name would be
/// worse. Where just the case differs it is evident what was meant.
pub fn rename(source: &Arc<Source>, object: &Node, key: &Key, name: &str) -> Option<Fix> {
    let is_other = |other: &Key| other.span != key.span && other.text.eq_ignore_ascii_case(name);
    if object.members().iter().any(|member| is_other(&member.key)) {
        return None;
    }
    let title = format!("rename the key to `{name}`");
    let fix = match key.text.eq_ignore_ascii_case(name) {
        true => Fix::safe(title),
        false => Fix::needs_review(title),
    };
    Some(fix.edit(source, key.span.clone(), quoted(name)))
}

/// Gives a key that is not known the name that is meant.
pub fn respell(document: &Document, violation: &Violation, name: &str) -> Option<Fix> {
    let (_, object) = document.root.as_ref()?.resolve(&violation.path)?;
    let mut keys = object.members().iter().map(|member| &member.key);
    let key = keys.find(|key| key.span == violation.span)?;
    rename(&document.source, object, key, name)
}

/// Adds a setting without a value, for somebody to fill in.
pub fn placeholder(settings: &Settings<'_>, name: &str) -> Option<Fix> {
    let portable = name.replace(':', "__");
    let change = settings.adding(&portable, "\"\"")?;
    let title = format!("add `{portable}` to `Values`, without a value");
    Some(Fix::needs_review(title).edits(&settings.document.source, [change]))
}

/// Takes a setting out of the file.
pub fn removal(settings: &Settings<'_>, setting: &Setting<'_>) -> Option<Fix> {
    let change = settings.removing(setting)?;
    let title = format!("remove `{}`", setting.key.text);
    Some(Fix::needs_review(title).edits(&settings.document.source, [change]))
}
