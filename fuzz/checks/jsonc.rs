//! What must hold for the reader of JSON with comments, whatever the text.

use fch::json::{self, Node};
use serde_json::Value;

/// Spans lie in the text and on characters; what serde_json reads, we read too, to the same value.
pub fn check(text: &str) {
    let parsed = json::parse(text);
    for problem in &parsed.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        if let Some((span, _)) = &problem.change {
            assert!(text.get(span.clone()).is_some(), "{problem:?}");
        }
    }
    for comment in &parsed.comments {
        assert!(text[comment.clone()].starts_with('/'), "{comment:?}");
    }
    if let Some(root) = &parsed.root {
        lies_in(root, text);
        let _ = root.to_value();
    }
    // Strict JSON is JSON here too, but for nesting that the host does not read.
    let Ok(strict) = serde_json::from_str::<Value>(text) else {
        return;
    };
    if parsed
        .problems
        .iter()
        .any(|problem| problem.message.contains("levels deep"))
    {
        return;
    }
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let ours = parsed.root.map(|root| without_numbers(&root.to_value()));
    assert_eq!(ours, Some(without_numbers(&strict)));
}

fn lies_in(node: &Node, text: &str) {
    assert!(text.get(node.span.clone()).is_some(), "{node:?}");
    for member in node.members() {
        assert!(text.get(member.key.span.clone()).is_some(), "{member:?}");
        lies_in(&member.value, text);
    }
    node.items().iter().for_each(|item| lies_in(item, text));
}

/// Numbers of many digits are kept in another way.
fn without_numbers(value: &Value) -> Value {
    match value {
        Value::Number(_) => Value::Null,
        Value::Array(items) => items.iter().map(without_numbers).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), without_numbers(value)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}
