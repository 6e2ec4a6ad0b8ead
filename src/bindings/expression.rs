//! Binding expressions: `%NAME%` references to app settings, and `{name}` tokens.

use std::ops::Range;

use super::Fault;

/// One `%NAME%` in a text, or one `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The text between the signs.
    pub name: String,
    /// Byte range of the whole reference, signs included.
    pub span: Range<usize>,
}

impl Reference {
    /// Whether a token's name can be one: identifiers with dots between them. Only the first
    /// part is looked at, what follows may be the name of a header.
    pub fn is_well_named(&self) -> bool {
        let first = self.first_part();
        let rest = first.strip_prefix('$').unwrap_or(first);
        let allowed = |c: char| c.is_alphanumeric() || c == '_';
        let begins = |c: char| c.is_alphabetic() || c == '_';
        rest.starts_with(begins) && rest.chars().all(allowed) || is(first, "rand-guid")
    }

    /// Whether a token is one that every trigger has: `rand-guid`, `datetime` and `sys`.
    pub fn is_built_in(&self) -> bool {
        let first = self.first_part();
        let names = ["rand-guid", "datetime", "sys", "$sys"];
        names.iter().any(|name| is(first, name))
    }

    /// The name up to its first dot.
    pub fn first_part(&self) -> &str {
        self.name.split('.').next().unwrap_or(&self.name)
    }
}

/// Names are compared ignoring case.
fn is(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The app settings that a text refers to as `%NAME%`, in order. There is no escape for `%`; one
/// without a partner, or with nothing in between, makes the function fail to load (H-DISC-58).
pub fn settings(text: &str) -> Result<Vec<Reference>, Fault> {
    let mut found = Vec::new();
    let mut signs = text.match_indices('%').map(|(at, _)| at);
    while let Some(open) = signs.next() {
        let Some(close) = signs.next() else {
            return Err(Fault::new(open..open + 1, "`%` without a second `%`")
                .help("write the name of an app setting between two: `%NAME%`"));
        };
        let name = &text[open + 1..close];
        if name.is_empty() {
            return Err(Fault::new(
                open..close + 1,
                "no setting name between `%` and `%`",
            ));
        }
        found.push(Reference {
            name: name.to_owned(),
            span: open..close + 1,
        });
    }
    Ok(found)
}

/// The `{name}` tokens of a text, in order; `{{` and `}}` stand for single braces. A format, as
/// in `{datetime:yyyy}`, is not part of the name.
pub fn tokens(text: &str) -> Result<Vec<Reference>, Fault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(brace) = text[at..].find(['{', '}']).map(|offset| at + offset) {
        let rest = &text[brace..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            at = brace + 2;
            continue;
        }
        let token = token(text, brace)?;
        at = token.span.end;
        found.push(token);
    }
    Ok(found)
}

fn token(text: &str, brace: usize) -> Result<Reference, Fault> {
    let inside = match text[brace..].strip_prefix('{') {
        Some(inside) => inside,
        None => return Err(Fault::new(brace..brace + 1, "`}` without `{`").help(DOUBLE)),
    };
    let length = match inside.find(['{', '}']) {
        Some(length) if inside[length..].starts_with('}') => length,
        _ => return Err(Fault::new(brace..brace + 1, "`{` without `}`").help(DOUBLE)),
    };
    let span = brace..brace + length + 2;
    let expression = &inside[..length];
    let name = expression
        .split_once(':')
        .map_or(expression, |(name, _)| name);
    if name.trim().is_empty() {
        return Err(Fault::new(span, "no name between `{` and `}`"));
    }
    Ok(Reference {
        name: name.to_owned(),
        span,
    })
}

const DOUBLE: &str = "double a brace that is meant as text: `{{` or `}}`";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(references: Vec<Reference>) -> Vec<String> {
        references
            .into_iter()
            .map(|reference| reference.name)
            .collect()
    }

    #[test]
    fn settings_may_be_the_whole_text_or_parts_of_it() {
        assert_eq!(names(settings("%Queue%").unwrap()), ["Queue"]);
        assert_eq!(names(settings("in-%A:B%/%C__D%").unwrap()), ["A:B", "C__D"]);
        assert_eq!(settings("ü%Q%").unwrap()[0].span, 2..5);
        assert!(settings("plain").unwrap().is_empty());
    }

    #[test]
    fn a_percent_sign_needs_a_partner() {
        assert_eq!(settings("a%b").unwrap_err().span, 1..2);
        assert_eq!(settings("%A%x%").unwrap_err().span, 4..5);
        assert_eq!(settings("x%%").unwrap_err().span, 1..3);
    }

    #[test]
    fn tokens_are_found_with_their_spans() {
        let found = tokens("samples/{name}.{ext}").unwrap();
        assert_eq!(found[0].span, 8..14);
        assert_eq!(names(found), ["name", "ext"]);
        assert_eq!(
            names(tokens("{datetime:yyyy-MM}/{Query.id}").unwrap()),
            ["datetime", "Query.id"]
        );
        assert_eq!(names(tokens("c/{rand-guid}").unwrap()), ["rand-guid"]);
    }

    #[test]
    fn names_are_identifiers() {
        let token = |text: &str| tokens(text).unwrap().remove(0);
        for good in [
            "{name}",
            "{_a1.b-c}",
            "{Headers.x-id}",
            "{Rand-Guid:N}",
            "{$sys.utcnow}",
        ] {
            assert!(token(good).is_well_named(), "{good}");
        }
        for bad in ["{a-b}", "{1a}", "{ a }", "{\"a\"}"] {
            assert!(!token(bad).is_well_named(), "{bad}");
        }
        assert!(token("{DateTime:yyyy}").is_built_in());
        assert!(token("{sys.randguid}").is_built_in());
        assert!(!token("{system}").is_built_in());
    }

    #[test]
    fn doubled_braces_are_text() {
        assert!(tokens("a/{{b}}").unwrap().is_empty());
        assert_eq!(names(tokens("{{x}}/{y}").unwrap()), ["y"]);
    }

    #[test]
    fn braces_that_do_not_match_are_pointed_at() {
        assert_eq!(tokens("a{b").unwrap_err().span, 1..2);
        assert_eq!(tokens("a{b{c}").unwrap_err().span, 1..2);
        assert_eq!(tokens("ab}").unwrap_err().span, 2..3);
        assert_eq!(tokens("x{}").unwrap_err().span, 1..3);
        assert_eq!(tokens("x{ }").unwrap_err().span, 1..4);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[%{}:aü ]{0,12}") {
            for result in [settings(&text), tokens(&text)] {
                match result {
                    Ok(found) => for reference in found {
                        prop_assert!(text.get(reference.span).is_some());
                    },
                    Err(fault) => prop_assert!(text.get(fault.span).is_some()),
                }
            }
        }
    }
}
