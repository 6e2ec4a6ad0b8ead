//! The tree: values with the byte range they were written in.

use std::ops::Range;

/// A JSON value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Byte range of the whole value, quotes and brackets included.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, or a value that could not be read.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object: members in the order they were written, repeated keys included.
    Object(Vec<Member>),
}

/// One `key: value` of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Byte range, quotes included.
    pub span: Range<usize>,
    /// The key, unescaped.
    pub text: String,
}

/// One step of a path into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(usize),
}

impl Node {
    /// The members of an object; empty for anything else.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Where a part of this string stands in the file, given a byte range of the unescaped text.
    /// The whole value when escapes make the two differ.
    pub fn part(&self, source: &str, within: &Range<usize>) -> Range<usize> {
        let start = self.span.start + 1;
        let written = source.get(start..self.span.end.saturating_sub(1));
        if written.is_some() && written == self.as_str() {
            start + within.start..start + within.end
        } else {
            self.span.clone()
        }
    }

    /// True for an object.
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The word for this kind of value in a message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The member with exactly this key; the last one when it is repeated (H-DISC-21).
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|m| m.key.text == key)
    }

    /// The member with this key in any case; the last one when there are several.
    pub fn member_ignoring_case(&self, key: &str) -> Option<&Member> {
        let same = |m: &&Member| m.key.text.eq_ignore_ascii_case(key);
        self.members().iter().rev().find(same)
    }

    /// The value at a path of keys, each matched ignoring case as configuration keys are.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| {
            node.member_ignoring_case(key).map(|m| &m.value)
        })
    }

    /// The value at a path, and the key that leads to it (`None` for the root and for items).
    /// A key is matched exactly, else ignoring case.
    pub fn resolve(&self, path: &[Segment]) -> Option<(Option<&Key>, &Node)> {
        path.iter()
            .try_fold((None, self), |(_, node), segment| match segment {
                Segment::Key(key) => {
                    let exact = node.member(key);
                    let member = exact.or_else(|| node.member_ignoring_case(key))?;
                    Some((Some(&member.key), &member.value))
                }
                Segment::Index(index) => Some((None, node.items().get(*index)?)),
            })
    }

    /// The value as `serde_json` knows it; of repeated keys the last one wins.
    pub fn to_value(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => number(text),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Node::to_value).collect(),
            Value::Object(members) => members
                .iter()
                .map(|m| (m.key.text.clone(), m.value.to_value()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// A number as `serde_json` knows it. What JSON cannot say (hex, `NaN`) becomes the number it
/// means or, failing that, its text.
fn number(text: &str) -> serde_json::Value {
    if let Ok(value) = text.parse::<i64>() {
        return value.into();
    }
    if let Some(hex) = text.strip_prefix("0x").or(text.strip_prefix("0X"))
        && let Ok(value) = i64::from_str_radix(hex, 16)
    {
        return value.into();
    }
    let float = text.parse::<f64>().ok();
    match float.and_then(serde_json::Number::from_f64) {
        Some(value) => value.into(),
        None => text.into(),
    }
}
