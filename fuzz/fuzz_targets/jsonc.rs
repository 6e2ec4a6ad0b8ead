//! The reader of JSON with comments.

#![no_main]

use fch::json::{self, Node};
use libfuzzer_sys::fuzz_target;

fn check(node: &Node, text: &str) {
    assert!(text.get(node.span.clone()).is_some());
    for member in node.members() {
        assert!(text.get(member.key.span.clone()).is_some());
        check(&member.value, text);
    }
    node.items().iter().for_each(|item| check(item, text));
}

fuzz_target!(|text: &str| {
    let parsed = json::parse(text);
    for problem in &parsed.problems {
        assert!(text.get(problem.span.clone()).is_some());
    }
    for comment in &parsed.comments {
        assert!(text.get(comment.clone()).is_some());
    }
    if let Some(root) = &parsed.root {
        check(root, text);
        let _ = root.to_value();
    }
    // Strict JSON is JSON here too, but for nesting that the host does not read.
    if let Ok(strict) = serde_json_value(text) {
        let deep = parsed.problems.iter().any(|p| p.message.contains("levels deep"));
        assert!(deep || parsed.problems.is_empty(), "{:?}", parsed.problems);
        if let (false, Some(root)) = (deep, parsed.root) {
            assert_eq!(kinds(&root.to_value()), kinds(&strict));
        }
    }
});

fn serde_json_value(text: &str) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::from_str(text)
}

/// The value without its numbers: those of many digits are kept in another way.
fn kinds(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(_) => Value::Null,
        Value::Array(items) => items.iter().map(kinds).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(members.map(|(k, v)| (k.clone(), kinds(v))).collect())
        }
        other => other.clone(),
    }
}
