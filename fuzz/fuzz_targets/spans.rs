//! From places to paths and back, and the edits made there.

#![no_main]

use fch::json::{self, Node, Part, Segment, edit};
use libfuzzer_sys::fuzz_target;

fn walk(node: &Node, root: &Node, path: &mut Vec<Segment>) {
    // Of repeated keys the last one counts, so the way may lead to a namesake.
    if let Some((_, found)) = root.resolve(path) {
        assert_eq!(found.kind() == node.kind(), true);
    }
    for member in node.members() {
        let unique = node.members().iter().filter(|m| m.key.text.eq_ignore_ascii_case(&member.key.text));
        if unique.count() > 1 {
            continue;
        }
        path.push(Segment::Key(member.key.text.clone()));
        walk(&member.value, root, path);
        path.pop();
    }
    for (index, item) in node.items().iter().enumerate() {
        path.push(Segment::Index(index));
        walk(item, root, path);
        path.pop();
    }
}

fn edits(text: &str, object: &Node) {
    let changes = object
        .members()
        .iter()
        .filter_map(|member| edit::remove(text, object, member))
        .chain(edit::append(text, object, "k", "1"))
        .chain(edit::prepend(text, object, "k", "1"));
    for (span, new) in changes {
        let edited = fch::diagnostics::replace(text, &[(span, &new)]).expect("an edit that fits");
        let parsed = json::parse(&edited);
        assert!(parsed.problems.is_empty(), "{text:?} -> {edited:?}: {:?}", parsed.problems);
    }
}

fuzz_target!(|text: &str| {
    let parsed = json::parse(text);
    let Some(root) = &parsed.root else { return };
    for (offset, _) in text.char_indices() {
        if let Some(spot) = root.spot(offset) {
            match spot.part {
                Part::Key(key) => assert!(key.span.start <= offset && offset <= key.span.end),
                Part::Value(node) | Part::Inside(node) => {
                    assert!(node.span.start <= offset && offset <= node.span.end);
                }
            }
        }
    }
    if parsed.problems.is_empty() {
        walk(root, root, &mut Vec::new());
        if root.is_object() {
            edits(text, root);
        }
    }
});
