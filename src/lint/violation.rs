//! What the schema pass finds: where a file does not fit its schema, and how.

use std::ops::Range;

use crate::app::{Binding, Function};
use crate::json::Segment;

/// One way in which a file does not fit its schema.
#[derive(Debug)]
pub struct Violation {
    /// Where to point: the key for an unknown key, the value for a wrong value, the opening
    /// bracket or the key of the object for a missing member.
    pub span: Range<usize>,
    /// The way to the object or value, keys in canonical case.
    pub path: Vec<Segment>,
    /// What is wrong there.
    pub kind: Kind,
}

/// What is wrong at a [`Violation`]'s place.
#[derive(Debug)]
pub enum Kind {
    /// A key the host does not know at this place.
    UnknownKey {
        /// The key, as written.
        key: String,
        /// The keys there are.
        known: Vec<String>,
        /// Where this key belongs, when that is known.
        belongs: Option<String>,
    },
    /// A member that must be there.
    Missing {
        /// Its key.
        key: String,
    },
    /// Members of which some must be there, and none is.
    NoneOf {
        /// Their keys.
        keys: Vec<String>,
        /// Which of them are enough, for people.
        expected: Option<String>,
    },
    /// A value the host cannot use.
    Invalid {
        /// What is expected, for people.
        expected: Option<String>,
        /// What kind of value was found.
        found: &'static str,
    },
}

impl Kind {
    /// The keys of the members that are missing, all or some.
    pub fn missing(&self) -> &[String] {
        match self {
            Kind::Missing { key } => std::slice::from_ref(key),
            Kind::NoneOf { keys, .. } => keys,
            _ => &[],
        }
    }
}

impl Violation {
    /// The path as people write it: `customHandler.description`, `bindings[1].queueName`.
    pub fn dotted(&self) -> String {
        dotted(&self.path)
    }

    /// The last key of the path.
    pub fn last_key(&self) -> Option<&str> {
        self.path.iter().rev().find_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
    }

    /// The binding that it is about; `None` for the file's own members.
    pub fn binding<'a>(&self, function: &'a Function) -> Option<Binding<'a>> {
        let [Segment::Key(bindings), Segment::Index(index), ..] = self.path.as_slice() else {
            return None;
        };
        let root = function.document.root.as_ref()?;
        let node = root.member(bindings)?.value.items().get(*index)?;
        Some(Binding::new(node))
    }

    /// The type of the binding that it is about, for a message.
    pub fn binding_type<'a>(&self, function: &'a Function) -> &'a str {
        let binding = self.binding(function);
        binding.map_or("function.json", |binding| binding.type_name())
    }
}

/// A path as people write it.
pub(super) fn dotted(path: &[Segment]) -> String {
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Key(key) if out.is_empty() => out.push_str(key),
            Segment::Key(key) => out.extend([".", key]),
            Segment::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}
