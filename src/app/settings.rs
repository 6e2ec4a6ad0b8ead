//! local.settings.json: which settings there are. Values stay inside.

use std::ops::Range;

use super::credential;
use super::document::Document;
use crate::json::edit::{self, Change};
use crate::json::{Key, Member, Node, Value};

/// A view of local.settings.json. Top-level keys are matched exactly (H-SET-03).
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The file.
    pub document: &'a Document,
    root: &'a Node,
}

/// One entry of `Values`.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The name, with its place.
    pub key: &'a Key,
    /// The entry itself, for edits. Its value is for [`Setting::secret`] only.
    pub member: &'a Member,
    node: &'a Node,
}

impl<'a> Setting<'a> {
    /// Where the value stands.
    pub fn span(&self) -> Range<usize> {
        self.node.span.clone()
    }

    /// What kind of JSON value it is. The value itself is for [`Setting::secret`] only.
    pub fn kind(&self) -> &'static str {
        self.node.kind()
    }

    /// True for an object or an array, which make the whole file unusable (H-SET-05).
    pub fn is_nested(&self) -> bool {
        matches!(self.node.value, Value::Object(_) | Value::Array(_))
    }

    /// True for `null`, which Core Tools skips (H-SET-09).
    pub fn is_null(&self) -> bool {
        matches!(self.node.value, Value::Null)
    }

    /// The names under which a nested value could be written flat: `Database__Host`.
    pub fn flat_names(&self) -> Vec<String> {
        self.flat().into_iter().map(|(name, _)| name).collect()
    }

    /// Those names, each with the place of its value.
    pub fn flat(&self) -> Vec<(String, Range<usize>)> {
        let mut flat = Vec::new();
        flatten(&self.key.text, self.node, &mut flat);
        flat
    }

    /// The value as the environment variable it becomes (H-SET-05): numbers and booleans as
    /// text; `None` for null, which is skipped (H-SET-09). **Only for a process's environment.**
    pub fn variable(&self) -> Option<String> {
        match &self.node.value {
            Value::String(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(true) => Some("True".to_owned()),
            Value::Bool(false) => Some("False".to_owned()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The value as text, for comparing. **Never for output.**
    pub fn secret(&self) -> Secret<'a> {
        Secret(self.node.as_str().unwrap_or_default())
    }
}

fn flatten(name: &str, node: &Node, out: &mut Vec<(String, Range<usize>)>) {
    match &node.value {
        Value::Object(members) => members
            .iter()
            .for_each(|m| flatten(&format!("{name}__{}", m.key.text), &m.value, out)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| flatten(&format!("{name}__{index}"), item, out)),
        _ => out.push((name.to_owned(), node.span.clone())),
    }
}

/// A setting below a name: `accountName` of `Shop__accountName`.
#[derive(Debug, Clone, Copy)]
pub struct Child<'a> {
    /// The last part of the name.
    pub name: &'a str,
    /// The setting.
    pub setting: Setting<'a>,
}

/// The value of a setting. Has no `Debug` and no `Display`, so that it cannot be printed by
/// accident.
#[derive(Clone, Copy)]
pub struct Secret<'a>(&'a str);

impl Secret<'_> {
    /// True for a value that is there but says nothing.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// True when the value is this text, ignoring case.
    pub fn is(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// True for a key that opens something in Azure: one with the shape of a key, and not one
    /// that everybody knows because an emulator has it.
    pub fn holds_key(&self) -> bool {
        credential::holds_key(self.0)
    }

    /// True for what Core Tools writes when it encrypts a value: base64 of many bytes.
    pub fn may_be_encrypted(&self) -> bool {
        let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
        self.0.len() >= 40 && self.0.len().is_multiple_of(4) && self.0.bytes().all(base64)
    }
}

impl<'a> Settings<'a> {
    /// A view of a document and its root.
    pub fn new(document: &'a Document, root: &'a Node) -> Self {
        Settings { document, root }
    }

    /// A top-level member, by its exact key.
    pub fn top(&self, key: &str) -> Option<&'a Member> {
        self.root.member(key)
    }

    /// The entries of `Values`.
    pub fn values(&self) -> impl Iterator<Item = Setting<'a>> {
        let values = self.root.member("Values");
        let members = values.map_or(&[][..], |member| member.value.members());
        members.iter().map(setting)
    }

    /// The entries of `ConnectionStrings`; of one with a provider, the text in it (H-SET-07).
    pub fn connection_settings(&self) -> impl Iterator<Item = Setting<'a>> {
        let strings = self.root.member("ConnectionStrings");
        let members = strings.map_or(&[][..], |member| member.value.members());
        members.iter().map(|member| Setting {
            node: member
                .value
                .member("ConnectionString")
                .map_or(&member.value, |text| &text.value),
            ..setting(member)
        })
    }

    /// The settings directly below `name`: `name__child`, or `name:child` (H-SET-14).
    pub fn children(&self, name: &str) -> Vec<Child<'a>> {
        let child = |setting: Setting<'a>| {
            let text: &'a str = &setting.key.text;
            is_below(text, name).then_some(())?;
            let name = text.rsplit("__").next()?.rsplit(':').next()?;
            Some(Child { name, setting })
        };
        self.values().filter_map(child).collect()
    }

    /// Whether the names in the file are all that there are: not when Core Tools encrypted the
    /// file, nor when `Values` is there in another case and so is not read, which is a fault of
    /// its own (H-SET-03).
    pub fn is_telling(&self) -> bool {
        let misspelt = || self.root.member_ignoring_case("Values").is_some();
        !self.is_encrypted() && (self.root.member("Values").is_some() || !misspelt())
    }

    /// The edit that adds a setting behind the others; `value` is JSON. `None` where `Values` is
    /// no object.
    pub fn adding(&self, name: &str, value: &str) -> Option<Change> {
        let text = self.document.source.text();
        let fresh = || format!("{{ {}: {value} }}", edit::quoted(name));
        match self.root.member("Values").map(|member| &member.value) {
            Some(values) if values.is_object() => edit::append(text, values, name, value),
            Some(values) if matches!(values.value, Value::Null) => {
                Some((values.span.clone(), fresh()))
            }
            Some(_) => None,
            None => edit::append(text, self.root, "Values", &fresh()),
        }
    }

    /// The edit that takes a setting out of `Values`, where no comment is in the way.
    pub fn removing(&self, setting: &Setting<'_>) -> Option<Change> {
        let values = &self.root.member("Values")?.value;
        edit::remove(self.document.source.text(), values, setting.member)
    }

    /// The setting with this name. Names ignore case here: they become environment variables,
    /// and on Windows, where many develop, those do.
    pub fn value(&self, name: &str) -> Option<Setting<'a>> {
        self.values()
            .filter(|setting| setting.key.text.eq_ignore_ascii_case(name))
            .last()
    }

    /// The entries of `ConnectionStrings` as variables, name and value (H-SET-07). **Only for a
    /// process's environment.**
    pub fn connection_strings(&self) -> impl Iterator<Item = (String, String)> {
        let strings = self.root.member("ConnectionStrings");
        let members = strings.map_or(&[][..], |member| member.value.members());
        members.iter().filter_map(|member| {
            let node = member.value.member("ConnectionString");
            let value = node.map_or(&member.value, |node| &node.value).as_str()?;
            let name = format!("ConnectionStrings:{}", member.key.text);
            Some((name, value.to_owned()))
        })
    }

    /// The names of all settings, connection strings written as `ConnectionStrings:<name>`
    /// (H-SET-07).
    pub fn names(&self) -> Vec<String> {
        let strings = self.root.member("ConnectionStrings");
        let strings = strings.map_or(&[][..], |member| member.value.members());
        let strings = strings
            .iter()
            .map(|m| format!("ConnectionStrings:{}", m.key.text));
        self.values()
            .map(|setting| setting.key.text.clone())
            .chain(strings)
            .collect()
    }

    /// True when there is a setting of this name; `:` and `__` mean the same (H-SET-14).
    pub fn has(&self, name: &str) -> bool {
        self.has_name(|have| plain(have).eq(plain(name)))
    }

    /// True when a connection of this name can be found (H-SET-23): as such, with the
    /// `AzureWebJobs` prefix, as a connection string, or as a section of identity settings.
    pub fn has_connection(&self, name: &str) -> bool {
        let wanted = [
            name.to_owned(),
            format!("AzureWebJobs{name}"),
            format!("ConnectionStrings:{name}"),
            format!("ConnectionStrings:AzureWebJobs{name}"),
        ];
        let fits = |have: &str, name: &str| plain(have).eq(plain(name)) || is_below(have, name);
        self.has_name(|have| wanted.iter().any(|name| fits(have, name)))
    }

    /// True when one of [`Settings::names`] is such a name.
    fn has_name(&self, is_such: impl Fn(&str) -> bool) -> bool {
        let mut strings = self.connection_settings();
        self.values().any(|setting| is_such(&setting.key.text))
            || strings.any(|string| is_such(&format!("ConnectionStrings:{}", string.key.text)))
    }

    /// What the file says about encryption: without a clear no, Core Tools takes it as yes
    /// (H-SET-04).
    pub fn says_encrypted(&self) -> bool {
        match self.top("IsEncrypted").map(|member| &member.value.value) {
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => !text.trim().eq_ignore_ascii_case("false"),
            Some(Value::Number(number)) => number != "0",
            _ => true,
        }
    }

    /// True when the values cannot be judged because Core Tools encrypted them (H-SET-04).
    pub fn is_encrypted(&self) -> bool {
        let filled = || self.values().filter(|setting| !setting.secret().is_blank());
        self.says_encrypted()
            && filled().count() > 0
            && filled().all(|s| s.secret().may_be_encrypted())
    }
}

fn setting(member: &Member) -> Setting<'_> {
    Setting {
        key: &member.key,
        member,
        node: &member.value,
    }
}

/// The bytes of a name as the configuration compares them. Nothing is allocated, because each
/// name may be compared with each.
fn plain(name: &str) -> impl Iterator<Item = u8> {
    let mut rest = name.as_bytes();
    std::iter::from_fn(move || {
        if let Some(after) = rest.strip_prefix(b"__") {
            rest = after;
            return Some(b':');
        }
        let (first, after) = rest.split_first()?;
        rest = after;
        Some(first.to_ascii_lowercase())
    })
}

/// True for a name in the section called `section`.
fn is_below(name: &str, section: &str) -> bool {
    let mut name = plain(name);
    plain(section).all(|byte| name.next() == Some(byte)) && name.next() == Some(b':')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn with_settings<T>(text: &str, look: impl Fn(&Settings<'_>) -> T) -> T {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("local.settings.json");
        std::fs::write(&path, text).unwrap();
        let document = Document::read_secret(
            &path,
            "local.settings.json",
            &crate::app::Overlay::default(),
        );
        look(&Settings::new(&document, document.root.as_ref().unwrap()))
    }

    #[test]
    fn only_a_clear_no_means_plain() {
        // H-SET-03, H-SET-04
        let says = |text: &str| with_settings(text, |s| s.says_encrypted());
        assert!(says("{}"));
        assert!(says(r#"{"isEncrypted": false}"#));
        assert!(says(r#"{"IsEncrypted": true}"#));
        assert!(!says(r#"{"IsEncrypted": false}"#));
        assert!(!says(r#"{"IsEncrypted": "False"}"#));
    }

    #[test]
    fn nested_values_have_flat_names() {
        // H-SET-05, H-SET-14
        let text = r#"{"Values": {"A": {"B": {"C": 1}, "D": ["x", "y"]}}}"#;
        let names = with_settings(text, |s| s.value("A").unwrap().flat_names());
        assert_eq!(names, ["A__B__C", "A__D__0", "A__D__1"]);
    }

    #[test]
    fn children_are_found_by_either_separator() {
        // H-SET-14, H-SET-24
        let text =
            r#"{"Values": {"shop__accountName": "x", "Shop:credential": "y", "Shop2__a": ""}}"#;
        let names = with_settings(text, |s| {
            let children = s.children("Shop").into_iter();
            children.map(|c| c.name.to_owned()).collect::<Vec<_>>()
        });
        assert_eq!(names, ["accountName", "credential"]);
    }

    #[test]
    fn a_setting_is_added_wherever_values_can_take_it() {
        let added = |text: &str| {
            with_settings(text, |s| {
                let (span, new) = s.adding("A", "\"\"")?;
                let mut text = text.to_owned();
                text.replace_range(span, &new);
                Some(text)
            })
        };
        let wanted = |text: &str| Some(text.to_owned());
        assert_eq!(
            added(r#"{"Values": {"B": "x"}}"#),
            wanted(r#"{"Values": {"B": "x", "A": ""}}"#)
        );
        assert_eq!(
            added(r#"{"Values": null}"#),
            wanted(r#"{"Values": { "A": "" }}"#)
        );
        assert_eq!(
            added(r#"{"x": 1}"#),
            wanted(r#"{"x": 1, "Values": { "A": "" }}"#)
        );
        assert_eq!(added(r#"{"Values": []}"#), None);
    }
}
