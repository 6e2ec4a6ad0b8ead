//! From a byte offset to the part of the tree that stands there.

use super::{Key, Node, Segment, Value};

/// What stands at an offset.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot<'a> {
    /// The way to the value that is there or, on a key, to the value behind it.
    pub path: Vec<Segment>,
    /// The part that is there.
    pub part: Part<'a>,
}

/// A part of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// The key of a member.
    Key(&'a Key),
    /// A value that is no object and no array, or the place where one is missing.
    Value(&'a Node),
    /// An object or array, between its members or items.
    Inside(&'a Node),
}

impl Node {
    /// The innermost part at `offset`; its ends count as inside. `None` outside of this value.
    pub fn spot(&self, offset: usize) -> Option<Spot<'_>> {
        let mut path = Vec::new();
        let part = touches(self, offset).then(|| part_at(self, offset, &mut path))?;
        Some(Spot { path, part })
    }
}

/// In front of a bracket is outside of it; behind one may be inside, if it is not closed yet.
fn touches(node: &Node, offset: usize) -> bool {
    let has_brackets = matches!(node.value, Value::Object(_) | Value::Array(_));
    let start = node.span.start + usize::from(has_brackets);
    start <= offset && offset <= node.span.end
}

fn part_at<'a>(node: &'a Node, offset: usize, path: &mut Vec<Segment>) -> Part<'a> {
    match &node.value {
        Value::Object(members) => {
            for member in members {
                if offset < member.key.span.start || member.value.span.end < offset {
                    continue;
                }
                path.push(Segment::Key(member.key.text.clone()));
                if offset <= member.key.span.end {
                    return Part::Key(&member.key);
                }
                if touches(&member.value, offset) {
                    return part_at(&member.value, offset, path);
                }
                path.pop();
                return Part::Inside(node);
            }
            Part::Inside(node)
        }
        Value::Array(items) => {
            let Some(index) = items.iter().position(|item| touches(item, offset)) else {
                return Part::Inside(node);
            };
            path.push(Segment::Index(index));
            part_at(&items[index], offset, path)
        }
        _ => Part::Value(node),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::json::parse;

    /// The spot at the `|` in a text.
    fn spot(text: &str) -> String {
        let offset = text.find('|').unwrap();
        let root = parse(&text.replace('|', "")).root.unwrap();
        let spot = root.spot(offset).unwrap();
        let path: Vec<String> = spot
            .path
            .iter()
            .map(|segment| match segment {
                Segment::Key(key) => key.clone(),
                Segment::Index(index) => index.to_string(),
            })
            .collect();
        let part = match spot.part {
            Part::Key(_) => "key",
            Part::Value(_) => "value",
            Part::Inside(_) => "inside",
        };
        format!("{part} {}", path.join("/"))
    }

    #[test]
    fn finds_keys_values_and_gaps() {
        assert_eq!(spot(r#"{"a": {"b|": 1}}"#), "key a/b");
        assert_eq!(spot(r#"{"a": {"b": |1}}"#), "value a/b");
        assert_eq!(spot(r#"{"a": {| "b": 1}}"#), "inside a");
        assert_eq!(spot(r#"{"a": ["x", "y|"]}"#), "value a/1");
        assert_eq!(spot(r#"{"a": [|]}"#), "inside a");
    }

    #[test]
    fn a_text_that_is_being_typed_has_spots_too() {
        assert_eq!(spot(r#"{"a": {"type": |}}"#), "value a/type");
        assert_eq!(spot(r#"{"a": {"type": "|"#), "value a/type");
        assert_eq!(spot(r#"{"a": {"b": 1, |"#), "inside a");
        assert_eq!(spot(r#"{"a": {"b": 1, "|"#), "key a/");
    }
}
