//! What one comment says: `fch: allow(rule, other) reason`, `fch: allow-file(rule)`.

use std::ops::Range;

use crate::ui::words::suggestion;

/// How far a suppression reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// `allow`: the line it is about.
    Line,
    /// `allow-file`: the whole file.
    File,
}

/// A suppression as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// How far it reaches.
    pub scope: Scope,
    /// The rules it names, one at least.
    pub names: Vec<Name>,
}

/// The name of a rule, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Byte range of the name.
    pub span: Range<usize>,
    /// The name.
    pub text: String,
}

/// Why a comment that speaks to fch is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Byte range to point at.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

const SCOPES: [(&str, Scope); 2] = [("allow", Scope::Line), ("allow-file", Scope::File)];

/// Reads a comment with its marks, which begins at `offset` of its file. `None` when it does not
/// speak to fch.
pub fn read(comment: &str, offset: usize) -> Option<Result<Directive, Fault>> {
    let inner = comment.strip_prefix("/*").map(|inner| {
        let closed = inner.strip_suffix("*/");
        closed.unwrap_or(inner)
    });
    let inner = inner.unwrap_or_else(|| comment.trim_start_matches(['/', '#']));
    let order = inner.trim_start().strip_prefix("fch:")?.trim();
    let start = offset + position(comment, order);
    Some(read_order(order, start))
}

/// Reads what stands behind `fch:`.
fn read_order(order: &str, start: usize) -> Result<Directive, Fault> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let word_end = order.find(|c| !is_letter(c)).unwrap_or(order.len());
    let (word, rest) = order.split_at(word_end);
    let known = SCOPES.iter().find(|(name, _)| *name == word);
    let fault = |span: Range<usize>, message: &str| Fault {
        span: start + span.start..start + span.end,
        message: message.to_owned(),
        help: "write `fch: allow(RULE)` or `fch: allow-file(RULE)`; a reason may follow".to_owned(),
    };
    let Some((_, scope)) = known else {
        let names = SCOPES.map(|(name, _)| name);
        let fault = fault(0..order.len(), "this comment tells `fch` nothing it knows");
        let near = suggestion(word, &names).filter(|help| help.starts_with("did"));
        return Err(match near {
            Some(help) => Fault { help, ..fault },
            None => fault,
        });
    };
    let list = rest.trim_start().strip_prefix('(');
    let list = list.and_then(|list| list.split_once(')'));
    let Some((list, _reason)) = list else {
        let message = format!("`{word}` is not followed by rules in parentheses");
        return Err(fault(0..order.len(), &message));
    };
    let first = start + position(order, list);
    let names = names(list, first);
    if names.is_empty() {
        return Err(fault(0..order.len(), "this comment names no rule"));
    }
    Ok(Directive {
        scope: *scope,
        names,
    })
}

/// The names in a list with commas; empty places do not count.
fn names(list: &str, start: usize) -> Vec<Name> {
    let items = list.split(',').map(str::trim);
    let items = items.filter(|item| !item.is_empty());
    items
        .map(|item| {
            let at = start + position(list, item);
            Name {
                span: at..at + item.len(),
                text: item.to_owned(),
            }
        })
        .collect()
}

/// Where `part`, which was cut out of `whole`, begins in it.
fn position(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(comment: &str) -> (Scope, Vec<String>) {
        let directive = read(comment, 0).unwrap().unwrap();
        let names = directive.names.into_iter().map(|name| name.text);
        (directive.scope, names.collect())
    }

    #[test]
    fn reads_both_scopes_in_every_kind_of_comment() {
        let one = |scope| (scope, vec!["a-b".to_owned()]);
        assert_eq!(said("// fch: allow(a-b)"), one(Scope::Line));
        assert_eq!(said("//fch:allow (a-b)because"), one(Scope::Line));
        assert_eq!(said("/* fch: allow-file( a-b ) why */"), one(Scope::File));
        assert_eq!(said("# fch: allow(a-b)"), one(Scope::Line));
        let two = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(said("// fch: allow(a, b,) (c)"), (Scope::Line, two));
    }

    #[test]
    fn names_have_their_places_in_the_file() {
        let directive = read("// fch: allow(a, bc)", 100).unwrap().unwrap();
        let spans: Vec<_> = directive.names.iter().map(|n| n.span.clone()).collect();
        assert_eq!(spans, [114..115, 117..119]);
    }

    #[test]
    fn other_comments_are_none_of_our_business() {
        for comment in ["// allow(a)", "// see fch: allow(a)", "/**/", "//", "# x"] {
            assert_eq!(read(comment, 0), None, "{comment}");
        }
    }

    #[test]
    fn what_is_not_understood_is_a_fault() {
        let fault = |comment: &str| read(comment, 0).unwrap().unwrap_err();
        assert_eq!(fault("// fch: alow(x)").help, "did you mean `allow`?");
        assert_eq!(fault("// fch: alow(x)").span, 8..15);
        assert!(fault("// fch: allow x").message.contains("parentheses"));
        assert!(fault("// fch: allow(x").message.contains("parentheses"));
        assert!(fault("// fch: allow( , )").message.contains("no rule"));
        assert!(fault("// fch:").message.contains("nothing"));
        assert!(
            fault("// fch: ignore-all")
                .help
                .contains("allow-file(RULE)")
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_never_points_outside(
            comment in "(//|/\\*|#)? ?(fch:)? ?(allow|allow-file|\\PC)?[(]?(\\PC|,| ){0,9}[)]?(\\*/)?",
            offset in 0usize..50,
        ) {
            let end = offset + comment.len();
            match read(&comment, offset) {
                Some(Ok(directive)) => for name in directive.names {
                    let span = name.span.start - offset..name.span.end - offset;
                    prop_assert_eq!(comment.get(span), Some(name.text.as_str()));
                },
                Some(Err(fault)) => prop_assert!(fault.span.start >= offset && fault.span.end <= end),
                None => {}
            }
        }
    }
}
