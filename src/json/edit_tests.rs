//! What changes when members and items come, go and move, and what stays.

use super::*;
use crate::json::parse;

fn apply(text: &str, change: Option<Change>) -> Option<String> {
    let (span, new) = change?;
    let mut text = text.to_owned();
    text.replace_range(span, &new);
    Some(text)
}

fn removed(text: &str, key: &str) -> Option<String> {
    let root = parse(text).root.unwrap();
    apply(text, remove(text, &root, root.member(key).unwrap()))
}

fn appended(text: &str) -> Option<String> {
    let root = parse(text).root.unwrap();
    apply(text, append(text, &root, "k", "1"))
}

fn prepended(text: &str) -> Option<String> {
    let root = parse(text).root.unwrap();
    apply(text, prepend(text, &root, "k", "1"))
}

#[test]
fn a_removed_member_takes_one_comma_along() {
    assert_eq!(removed(r#"{"a": 1, "b": 2}"#, "a").unwrap(), r#"{"b": 2}"#);
    assert_eq!(removed(r#"{"a": 1, "b": 2}"#, "b").unwrap(), r#"{"a": 1}"#);
    assert_eq!(
        removed(r#"{"a": 1, "b": 2,}"#, "b").unwrap(),
        r#"{"a": 1,}"#
    );
    assert_eq!(removed("{ \"a\": 1 }", "a").unwrap(), "{}");
    let text = "{\r\n  \"a\": 1,\r\n  \"b\": 2,\r\n  \"c\": 3\r\n}";
    assert_eq!(
        removed(text, "b").unwrap(),
        "{\r\n  \"a\": 1,\r\n  \"c\": 3\r\n}"
    );
    assert_eq!(
        removed(text, "c").unwrap(),
        "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}"
    );
}

#[test]
fn a_member_beside_a_comment_is_left_to_people() {
    assert_eq!(removed("{\"a\": 1, // about a\n\"b\": 2}", "a"), None);
    assert_eq!(removed("{ /* a */ \"a\": 1 }", "a"), None);
    assert_eq!(removed("{\"a\": /* one */ 1}", "a"), None);
    assert_eq!(removed("{\"a\": [1, // one\n]}", "a"), None);
    assert_eq!(removed("{\"a\": \"b // c\"}", "a").unwrap(), "{}");
}

#[test]
fn a_new_member_is_laid_out_as_its_neighbour() {
    assert_eq!(appended("{}").unwrap(), r#"{ "k": 1 }"#);
    assert_eq!(appended(r#"{"a": 1}"#).unwrap(), r#"{"a": 1, "k": 1}"#);
    assert_eq!(appended(r#"{"a": 1,}"#).unwrap(), r#"{"a": 1, "k": 1,}"#);
    let text = "{\r\n\t\"a\": 1 // one\r\n}";
    let wanted = "{\r\n\t\"a\": 1, // one\r\n\t\"k\": 1\r\n}";
    assert_eq!(appended(text).unwrap(), wanted);
    assert_eq!(
        prepended("{\n  \"a\": 1\n}").unwrap(),
        "{\n  \"k\": 1,\n  \"a\": 1\n}"
    );
    assert_eq!(prepended(r#"{"a": 1}"#).unwrap(), r#"{"k": 1, "a": 1}"#);
}

#[test]
fn a_comment_stays_in_the_line_that_it_is_about() {
    for (before, after) in [
        (
            "{\n  \"a\": 1, // a\n}",
            "{\n  \"a\": 1, // a\n  \"k\": 1,\n}",
        ),
        (
            "{\n  \"a\": 1 /* a */ /* b */ // c\n  // d\n}",
            "{\n  \"a\": 1, /* a */ /* b */ // c\n  \"k\": 1\n  // d\n}",
        ),
        (
            "{\n  \"a\": 1 /* a\n */\n}",
            "{\n  \"a\": 1,\n  \"k\": 1 /* a\n */\n}",
        ),
        // There the new member would be in the comment.
        ("{\"a\": 1 // a\n}", "{\"a\": 1, \"k\": 1 // a\n}"),
    ] {
        assert_eq!(appended(before).unwrap(), after);
    }
}

fn relocated(text: &str, from: &[&str], path: &[&str]) -> Option<String> {
    let root = parse(text).root.unwrap();
    let (key, object) = from.split_last().unwrap();
    let object = root.at(object).unwrap();
    let mut changes = relocate(text, &root, object, object.member(key).unwrap(), path)?;
    changes.sort_by_key(|(span, _)| std::cmp::Reverse((span.start, span.end)));
    let mut text = text.to_owned();
    for (span, new) in changes {
        text.replace_range(span, &new);
    }
    Some(text)
}

#[test]
fn a_member_moves_to_where_it_belongs() {
    assert_eq!(
        relocated(r#"{"a": 1, "c": 2}"#, &["a"], &["b"]).unwrap(),
        r#"{"b": 1, "c": 2}"#
    );
    // In its place, with objects around it: comments stay where they are.
    assert_eq!(
        relocated("{\"q\": {} // why\n}", &["q"], &["x", "y", "q"]).unwrap(),
        "{\"x\": { \"y\": { \"q\": {} } } // why\n}"
    );
    // Into an object that is there.
    assert_eq!(
        relocated(r#"{"X": {"a": 1}, "q": 2}"#, &["q"], &["x", "y", "q"]).unwrap(),
        r#"{"X": {"a": 1, "y": { "q": 2 }}}"#
    );
    // Out of an object.
    assert_eq!(
        relocated(
            r#"{"x": {"d": {"f": true}}}"#,
            &["x", "d", "f"],
            &["x", "f"]
        )
        .unwrap(),
        r#"{"x": {"d": {}, "f": true}}"#
    );
}

#[test]
fn nothing_is_overwritten_by_a_move() {
    assert_eq!(
        relocated(r#"{"b": 1, "x": {"b": 2}}"#, &["b"], &["x", "b"]),
        None
    );
    assert_eq!(relocated(r#"{"b": 1, "x": 2}"#, &["b"], &["x", "b"]), None);
    assert_eq!(relocated(r#"{"b": {}}"#, &["b"], &["b", "c"]), None);
    assert_eq!(relocated(r#"{"b": 1, "B": 2}"#, &["b"], &["b"]), None);
}

#[test]
fn a_new_item_is_laid_out_as_its_neighbour() {
    let appended = |text: &str| {
        let root = parse(text).root.unwrap();
        apply(text, append_item(text, &root, "{}"))
    };
    assert_eq!(appended("[1]").unwrap(), "[1, {}]");
    assert_eq!(appended("[1,\n  2,\n]").unwrap(), "[1,\n  2,\n  {},\n]");
    let text = "[\r\n\t{ } // one\r\n]";
    assert_eq!(appended(text).unwrap(), "[\r\n\t{ }, // one\r\n\t{}\r\n]");
    assert_eq!(appended("[]"), None);
}

#[test]
fn a_member_becomes_several_laid_out_as_it_is() {
    let split_b = |text: &str| {
        let root = parse(text).root.unwrap();
        let members = [("x".to_owned(), "1"), ("y".to_owned(), "\"2\"")];
        apply(text, split(text, root.member("b").unwrap(), &members))
    };
    assert_eq!(
        split_b("{\r\n\t\"b\": {\"c\": 1}, // b\r\n\t\"d\": 2\r\n}").unwrap(),
        "{\r\n\t\"x\": 1,\r\n\t\"y\": \"2\", // b\r\n\t\"d\": 2\r\n}"
    );
    assert_eq!(split_b(r#"{"b": []}"#).unwrap(), r#"{"x": 1, "y": "2"}"#);
    assert_eq!(split_b("{\"b\": {\"c\": 1 /* one */}}"), None);
}

#[test]
fn an_object_that_does_not_end_gets_nothing() {
    assert_eq!(appended(r#"{"a": 1"#), None);
}
