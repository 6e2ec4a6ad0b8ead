//! A lenient view of one object of a function's `bindings`.

use crate::json::{Member, Node};

/// One binding. Property names are matched ignoring case (H-DISC-44).
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The object.
    pub node: &'a Node,
}

/// Which way data flows through a binding (H-DISC-45).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Into the function; also what an absent direction means.
    In,
    /// Out of the function.
    Out,
    /// Both ways.
    InOut,
}

impl<'a> Binding<'a> {
    /// A view of `node`, which should be an object.
    pub fn new(node: &'a Node) -> Self {
        Binding { node }
    }

    /// A property, in any case.
    pub fn property(&self, name: &str) -> Option<&'a Member> {
        self.node.member_ignoring_case(name)
    }

    /// The text of a string property.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.property(name)?.value.as_str()
    }

    /// The `type`, as written; empty when it is missing or not text.
    pub fn type_name(&self) -> &'a str {
        self.text("type").unwrap_or_default()
    }

    /// True when the `type` is this one, ignoring case (H-DISC-50).
    pub fn is(&self, type_name: &str) -> bool {
        self.type_name().eq_ignore_ascii_case(type_name)
    }

    /// The schedule of a timer, as it is written; `None` for anything but text.
    pub fn schedule(&self) -> Option<&'a Node> {
        let value = &self.property("schedule")?.value;
        (self.is("timerTrigger") && value.as_str().is_some()).then_some(value)
    }

    /// The `name`, as written; empty when it is missing or not text.
    pub fn name(&self) -> &'a str {
        self.text("name").unwrap_or_default()
    }

    /// The direction; `Err` holds a value the host refuses (H-DISC-45).
    ///
    /// # Errors
    /// The offending member.
    pub fn direction(&self) -> Result<Direction, &'a Member> {
        let Some(member) = self.property("direction") else {
            return Ok(Direction::In);
        };
        let text = match &member.value.value {
            crate::json::Value::String(text) | crate::json::Value::Number(text) => text,
            _ => return Err(member),
        };
        let names = [
            ("in", "0", Direction::In),
            ("out", "1", Direction::Out),
            ("inout", "2", Direction::InOut),
        ];
        let mut names = names.into_iter();
        let meant =
            names.find(|(name, number, _)| text.eq_ignore_ascii_case(name) || text == number);
        meant.map(|(_, _, direction)| direction).ok_or(member)
    }

    /// True on the input side: `in` or `inout` (H-DISC-54).
    pub fn is_input(&self) -> bool {
        matches!(self.direction(), Ok(Direction::In | Direction::InOut))
    }

    /// True on the output side: `out` or `inout` (H-DISC-54).
    pub fn is_output(&self) -> bool {
        matches!(self.direction(), Ok(Direction::Out | Direction::InOut))
    }

    /// True for a type that ends with `trigger` on the input side (H-DISC-51).
    pub fn is_trigger(&self) -> bool {
        crate::bindings::is_trigger(self.type_name()) && self.is_input()
    }

    /// The best place to point at for the binding as a whole: its type's key, else itself.
    pub fn anchor(&self) -> std::ops::Range<usize> {
        let value = self
            .property("type")
            .map(|member| member.value.span.clone());
        value.unwrap_or(self.node.span.start..self.node.span.start + 1)
    }

    /// The best place to point at for a property: its value, else the binding as a whole.
    pub fn place_of(&self, name: &str) -> std::ops::Range<usize> {
        let value = self.property(name).map(|member| member.value.span.clone());
        value.unwrap_or_else(|| self.anchor())
    }
}

/// True when the host forwards raw HTTP to such a function if it is told to: exactly one
/// input, an `httpTrigger`, and exactly one output, `http` (H-CFG-32).
pub fn is_http_only<'a>(bindings: impl Iterator<Item = Binding<'a>> + Clone) -> bool {
    let mut inputs = bindings.clone().filter(Binding::is_input);
    let mut outputs = bindings.filter(Binding::is_output);
    let only = |first: Option<Binding<'_>>, more: bool, kind: &str| {
        first.is_some_and(|binding| binding.is(kind)) && !more
    };
    only(inputs.next(), inputs.next().is_some(), "httpTrigger")
        && only(outputs.next(), outputs.next().is_some(), "http")
}
