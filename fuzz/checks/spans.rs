//! What must hold between places in a JSON text and paths into it, and for the edits made there.

use fch::diagnostics;
use fch::json::edit::{self, Change};
use fch::json::{self, Node, Part, Segment};

/// The way to a place leads back to it, and an edit leaves JSON behind.
pub fn check(text: &str) {
    let parsed = json::parse(text);
    let Some(root) = &parsed.root else { return };
    for (offset, _) in text.char_indices() {
        surrounds(root, offset);
    }
    if parsed.problems.is_empty() {
        walk(root, root, &mut Vec::new());
        edits(text, root);
    }
}

fn surrounds(root: &Node, offset: usize) {
    let Some(spot) = root.spot(offset) else {
        return;
    };
    let span = match spot.part {
        Part::Key(key) => &key.span,
        Part::Value(node) | Part::Inside(node) => &node.span,
    };
    assert!(
        span.start <= offset && offset <= span.end,
        "{offset}: {spot:?}"
    );
}

/// Every value is found by its path, and at the place where it stands.
fn walk(node: &Node, root: &Node, path: &mut Vec<Segment>) {
    assert_eq!(root.resolve(path).map(|(_, found)| found), Some(node));
    let inside = node.span.start + 1;
    let has_brackets = node.is_object() || node.kind() == "an array";
    if has_brackets && node.members().is_empty() && node.items().is_empty() {
        let spot = root.spot(inside).map(|spot| spot.path);
        assert_eq!(spot.as_deref(), Some(&path[..]), "{node:?}");
    }
    for member in node.members() {
        // Of repeated keys the last one counts, so the way leads to a namesake.
        let counts = node.member(&member.key.text);
        if counts.is_some_and(|counts| std::ptr::eq(counts, member)) {
            path.push(Segment::Key(member.key.text.clone()));
            walk(&member.value, root, path);
            path.pop();
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        path.push(Segment::Index(index));
        walk(item, root, path);
        path.pop();
    }
}

fn edits(text: &str, node: &Node) {
    if node.is_object() {
        node.members()
            .iter()
            .for_each(|member| of_member(text, node, member));
        leaves_json(text, edit::append(text, node, "k", "1"));
        leaves_json(text, edit::prepend(text, node, "k", "1"));
        leaves_json(text, edit::insert(text, node, &["k", "l"], "1"));
    }
    leaves_json(
        text,
        edit::append_item(text, node, "1").filter(|_| !node.items().is_empty()),
    );
    node.members()
        .iter()
        .for_each(|member| edits(text, &member.value));
    node.items().iter().for_each(|item| edits(text, item));
}

fn of_member(text: &str, object: &Node, member: &json::Member) {
    leaves_json(text, edit::remove(text, object, member));
    let two = [("k".to_owned(), "1"), ("l".to_owned(), "2")];
    leaves_json(text, edit::split(text, member, &two));
    for path in [&["k"][..], &["k", "l"]] {
        let changes = edit::relocate(text, object, object, member, path);
        leaves_json(text, changes.into_iter().flatten());
    }
}

fn leaves_json(text: &str, changes: impl IntoIterator<Item = Change>) {
    let changes: Vec<Change> = changes.into_iter().collect();
    let edits: Vec<_> = changes
        .iter()
        .map(|(span, new)| (span.clone(), &**new))
        .collect();
    let edited = diagnostics::replace(text, &edits).expect("edits that fit");
    let parsed = json::parse(&edited);
    assert!(
        parsed.problems.is_empty(),
        "{text:?} -> {edited:?}: {:?}",
        parsed.problems
    );
    let old = json::parse(text).comments.len();
    assert_eq!(
        parsed.comments.len(),
        old,
        "comments of {text:?} -> {edited:?}"
    );
}
