//! Edits of a text by its tree: a member goes, comes, or gets another key or value, and every
//! other byte stays: comments, order, indentation, line ends.

use std::ops::Range;

use super::{Member, Node, parse};

/// Bytes of a text to replace, and by what.
pub type Change = (Range<usize>, String);

/// `text` as a JSON string, quotes included.
pub fn quoted(text: &str) -> String {
    // Text always serialises.
    serde_json::to_string(text).unwrap_or_default()
}

/// Takes `member` out of `object`, with the comma that becomes one too many. `None` when a
/// comment would go with it, or stands where the comma does: somebody has to say whose it is.
pub fn remove(text: &str, object: &Node, member: &Member) -> Option<Change> {
    let members = object.members();
    let index = members.iter().position(|m| std::ptr::eq(m, member))?;
    let (start, end) = (member.key.span.start, member.value.span.end);
    if has_comment(text.get(start..end)?) {
        return None;
    }
    let span = if let Some(next) = members.get(index + 1) {
        is_separator(text.get(end..next.key.span.start)?).then_some(start..next.key.span.start)?
    } else if let Some(previous) = index.checked_sub(1).and_then(|i| members.get(i)) {
        let before = previous.value.span.end;
        is_separator(text.get(before..start)?).then_some(before..end)?
    } else {
        let inside = object.span.start + 1..object.span.end - 1;
        let before = text.get(inside.start..start)?;
        let after = text.get(end..inside.end)?;
        (is_separator(before) && is_separator(after)).then_some(inside)?
    };
    Some((span, String::new()))
}

/// Puts a member at the end of `object`, laid out as the one before it. `value` is JSON.
/// `None` when the object is not closed.
pub fn append(text: &str, object: &Node, key: &str, value: &str) -> Option<Change> {
    let member = format!("{}: {value}", quoted(key));
    let close = object.span.end.checked_sub(1)?;
    text.get(close..)?.starts_with('}').then_some(())?;
    let Some(last) = object.members().last() else {
        let inside = text.get(object.span.start + 1..close)?;
        let laid_out = match inside.trim().is_empty() {
            true if !inside.contains('\n') => format!(" {member} "),
            _ => format!("{member}{}", gap_before(text, close)),
        };
        return Some((close..close, laid_out));
    };
    behind(
        text,
        last.key.span.start..last.value.span.end,
        close,
        &member,
    )
}

/// Puts an item at the end of `array`, laid out as the one before it. `item` is JSON. `None`
/// when the array is empty, or not closed.
pub fn append_item(text: &str, array: &Node, item: &str) -> Option<Change> {
    let close = array.span.end.checked_sub(1)?;
    text.get(close..)?.starts_with(']').then_some(())?;
    behind(text, array.items().last()?.span.clone(), close, item)
}

/// Puts `new` behind the last thing in brackets, which close at `close`. A comment in the line of
/// that thing is about it, and stays there.
fn behind(text: &str, last: Range<usize>, close: usize, new: &str) -> Option<Change> {
    let gap = gap_before(text, last.start);
    let end = last.end;
    let after = text.get(end..close)?;
    // Without a line of its own, the new thing would end up in the comment.
    let comments = |text: &str| match gap.contains('\n') {
        true => comments_in_line(text),
        false => 0,
    };
    // A comma behind the last one stays, and stays behind the last.
    Some(match after.trim_start().starts_with(',') {
        true => {
            let comma = end + after.find(',')? + 1;
            let at = comma + comments(text.get(comma..close)?);
            (at..at, format!("{gap}{new},"))
        }
        false => {
            let comments = after.get(..comments(after))?;
            let span = end..end + comments.len();
            (span, format!(",{comments}{gap}{new}"))
        }
    })
}

/// How many bytes of a text the comments take that begin and end in its first line.
fn comments_in_line(text: &str) -> usize {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let mut taken = 0;
    while let Some(rest) = line.get(taken..) {
        let comment = rest.trim_start();
        let start = taken + rest.len() - comment.len();
        let length = match comment {
            _ if comment.starts_with("//") => Some(comment.len()),
            _ if comment.starts_with("/*") => comment.find("*/").map(|at| at + 2),
            _ => None,
        };
        match length {
            Some(length) => taken = start + length,
            None => break,
        }
    }
    taken
}

/// Puts a member at the beginning of `object`, laid out as the one behind it. `value` is JSON.
/// `None` when the object is not closed.
pub fn prepend(text: &str, object: &Node, key: &str, value: &str) -> Option<Change> {
    let Some(first) = object.members().first() else {
        return append(text, object, key, value);
    };
    let at = first.key.span.start;
    let gap = gap_before(text, at);
    Some((at..at, format!("{}: {value},{gap}", quoted(key))))
}

/// Puts a value at a path of keys below `object`, with the objects that are missing on the way.
/// Keys are matched ignoring case; `value` is JSON. `None` when something is there already, or
/// stands in the way.
pub fn insert(text: &str, object: &Node, path: &[&str], value: &str) -> Option<Change> {
    let (key, below) = path.split_first()?;
    match object.member_ignoring_case(key) {
        Some(member) => insert(text, &member.value, below, value),
        None if object.is_object() => append(text, object, key, &nested(below, value)),
        None => None,
    }
}

/// Moves `member` of `object` to a path of keys below `root`. Where the path begins in the same
/// object it stays in its place and gets another key, or objects around it. `None` when it
/// cannot be removed or put there.
pub fn relocate(
    text: &str,
    root: &Node,
    object: &Node,
    member: &Member,
    path: &[&str],
) -> Option<Vec<Change>> {
    let (parent, missing) = existing(root, path);
    if std::ptr::eq(parent, object) {
        return in_place(member, missing);
    }
    // Nothing moves into itself.
    let leaves = !member.value.span.contains(&parent.span.start);
    let value = leaves.then(|| text.get(member.value.span.clone()))??;
    let there = insert(text, parent, missing, value)?;
    Some(vec![remove(text, object, member)?, there])
}

/// The last object on the path that exists, and the keys that are missing from there on.
fn existing<'n, 'p>(root: &'n Node, path: &'p [&'p str]) -> (&'n Node, &'p [&'p str]) {
    let Some((key, below)) = path.split_first() else {
        return (root, path);
    };
    match root.member_ignoring_case(key) {
        Some(member) => existing(&member.value, below),
        None => (root, path),
    }
}

/// A member with the first key of a path, the others in objects around its value.
fn in_place(member: &Member, path: &[&str]) -> Option<Vec<Change>> {
    let keys: Vec<String> = path.iter().map(|key| quoted(key)).collect();
    let ends = " }".repeat(path.len().checked_sub(1)?);
    let end = member.value.span.end;
    let mut changes = vec![(member.key.span.clone(), keys.join(": { "))];
    if !ends.is_empty() {
        changes.push((end..end, ends));
    }
    Some(changes)
}

fn nested(path: &[&str], value: &str) -> String {
    let around = |inner: String, key: &&str| format!("{{ {}: {inner} }}", quoted(key));
    path.iter().rev().fold(value.to_owned(), around)
}

/// Puts several members in the place of one, laid out as it is: keys, and values as JSON. `None`
/// when there is a comment in it.
pub fn split(text: &str, member: &Member, members: &[(String, &str)]) -> Option<Change> {
    let span = member.key.span.start..member.value.span.end;
    if has_comment(text.get(span.clone())?) {
        return None;
    }
    let gap = gap_before(text, span.start);
    let written: Vec<String> = members
        .iter()
        .map(|(key, value)| format!("{}: {value}", quoted(key)))
        .collect();
    Some((span, written.join(&format!(",{gap}"))))
}

/// True when there is a comment in the text of a member.
fn has_comment(member: &str) -> bool {
    let is_possible = member.contains('/');
    is_possible && !parse(&format!("{{{member}}}")).comments.is_empty()
}

/// White space with at most one comma, and nothing else.
fn is_separator(text: &str) -> bool {
    let commas = text.matches(',').count();
    commas <= 1 && text.chars().all(|c| c == ',' || c.is_whitespace())
}

/// The white space in front of `at`, back to the line's end at most, that included; a blank when
/// there is none.
fn gap_before(text: &str, at: usize) -> &str {
    let before = &text[..at];
    let spaces = before.trim_end_matches([' ', '\t']).len();
    let line = before[..spaces]
        .strip_suffix('\n')
        .map_or(spaces, |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    match &before[line..] {
        "" => " ",
        gap => gap,
    }
}

#[cfg(test)]
#[path = "edit_properties.rs"]
mod properties;

#[cfg(test)]
#[path = "edit_tests.rs"]
#[allow(clippy::unwrap_used)]
mod tests;
