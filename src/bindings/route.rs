//! HTTP route templates, as ASP.NET Core reads them (H-ROUTE-07).
//!
//! The `route` of an httpTrigger and the routes of `customHandler.http.routes`. Settings are not
//! replaced in them (H-DISC-59).

mod check;
mod constraint;
mod matching;
mod read;

use std::ops::Range;

use super::Fault;
pub use constraint::Constraint;
pub use matching::{Matcher, Values, decode_path};
pub use read::parse;

/// A route template that the host can read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// What stands between the slashes.
    pub segments: Vec<Segment>,
}

/// The parts of a template between two slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segment {
    /// Byte range in the template.
    pub span: Range<usize>,
    /// Literals and parameters, in order; two parameters always have a literal between them.
    pub parts: Vec<Part>,
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text, with doubled braces made single.
    Literal(String),
    /// `{...}`.
    Parameter(Parameter),
}

/// `{name}`, with all that may stand beside the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    /// Byte range in the template, braces included.
    pub span: Range<usize>,
    /// The name.
    pub name: String,
    /// `{*name}` or `{**name}`: takes the rest of the path.
    pub catch_all: bool,
    /// `{name?}`.
    pub optional: bool,
    /// `{name=value}`.
    pub default: Option<String>,
    /// `{name:int:min(1)}`.
    pub constraints: Vec<Constraint>,
}

/// The reserved word that a route begins with, after trimming slashes and ignoring case; the
/// host refuses `administrators` as well (H-DISC-64).
pub fn reserved_prefix(route: &str) -> Option<&'static str> {
    let key = conflict_key(route);
    ["admin", "runtime"]
        .into_iter()
        .find(|word| key.starts_with(word))
}

/// What the host compares to find two functions with the same route (H-DISC-65).
pub fn conflict_key(route: &str) -> String {
    route.trim_matches('/').to_lowercase()
}

impl Template {
    /// The parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let parts = self.segments.iter().flat_map(|segment| &segment.parts);
        parts.filter_map(|part| match part {
            Part::Parameter(parameter) => Some(parameter),
            Part::Literal(_) => None,
        })
    }

    /// Constraints that do not exist, or have a wrong argument. The host notices them only when
    /// it makes the routes, and then does not start at all (H-ROUTE-13).
    pub fn constraint_faults(&self) -> Vec<Fault> {
        let constraints = self
            .parameters()
            .flat_map(|parameter| &parameter.constraints);
        constraints.filter_map(Constraint::fault).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fault(text: &str) -> (&str, String) {
        let fault = parse(text).unwrap_err();
        (text.get(fault.span).unwrap(), fault.message)
    }

    fn names(text: &str) -> Vec<String> {
        let template = parse(text).unwrap();
        template
            .parameters()
            .map(|parameter| parameter.name.clone())
            .collect()
    }

    fn only(text: &str) -> Parameter {
        parse(text).unwrap().parameters().next().unwrap().clone()
    }

    #[test]
    fn literals_and_parameters() {
        assert_eq!(names("items/{category}/{id?}"), ["category", "id"]);
        assert_eq!(
            names("v{major}.{minor}/{a}-{b}.json"),
            ["major", "minor", "a", "b"]
        );
        assert_eq!(names(""), Vec::<String>::new());
        let template = parse("items/{id}/").unwrap();
        assert_eq!(template.segments.len(), 2, "a slash may end it");
        assert_eq!(template.segments[1].span, 6..10);
        assert_eq!(template.parameters().next().unwrap().span, 6..10);
        let literal = parse("a{{b}}").unwrap().segments[0].parts.clone();
        assert_eq!(literal, [Part::Literal("a{b}".into())]);
    }

    #[test]
    fn parameters_have_options() {
        assert!(only("{*rest}").catch_all && only("x/{**rest}").catch_all);
        assert!(only("{id:int?}").optional);
        assert!(
            parse("{file}.{ext?}")
                .unwrap()
                .parameters()
                .all(|p| p.optional == (p.name == "ext"))
        );
        assert_eq!(only("{page=1}").default.as_deref(), Some("1"));
        let page = only("{page:int:range(1,9)=1}");
        assert_eq!(page.default.as_deref(), Some("1"));
        let found: Vec<_> = page
            .constraints
            .iter()
            .map(|c| (&*c.name, c.argument.as_deref()))
            .collect();
        assert_eq!(found, [("int", None), ("range", Some("1,9"))]);
        assert_eq!(page.constraints[1].span, 10..20);
        let zip = only(r"{zip:regex(^\\d{{5}}$)}");
        assert_eq!(zip.constraints[0].argument.as_deref(), Some(r"^\\d{{5}}$"));
        assert_eq!(only("{a:regex(^(x|y)$):int}").constraints.len(), 2);
    }

    #[test]
    fn what_asp_net_refuses_is_pointed_at() {
        // H-ROUTE-14
        assert_eq!(fault("/items").0, "/");
        assert_eq!(fault("~/items").0, "~");
        assert_eq!(fault("a//b").1, "two slashes in a row");
        assert_eq!(parse("a//b").unwrap_err().span, 2..3);
        assert_eq!(fault("items?x").0, "?");
        // H-ROUTE-13
        assert_eq!(fault("a/{id").0, "{");
        assert_eq!(fault("a/id}").0, "}");
        assert_eq!(fault("a/{}").0, "{}");
        assert_eq!(fault("a/{i{d}").0, "{");
        assert_eq!(
            fault("{a}/{A}"),
            ("{A}", "the parameter `A` occurs twice".into())
        );
        assert_eq!(fault("{*rest}/x").0, "{*rest}");
        assert_eq!(fault("x{*rest}").0, "{*rest}");
        assert_eq!(fault("{a}{b}").0, "{b}");
        assert_eq!(fault("{a/b}").0, "a/b");
        assert_eq!(
            fault("{a?}x").1,
            "an optional parameter must end its segment"
        );
        assert_eq!(fault("{a}-{b?}").0, "{b?}");
        assert_eq!(
            fault("a.{b?}").0,
            "{b?}",
            "the literal must be the dot alone"
        );
        assert_eq!(fault("{a=1?}").0, "{a=1?}");
        assert_eq!(fault("{*a?}").0, "{*a?}");
    }

    #[test]
    fn constraints_must_exist_and_have_the_right_arguments() {
        let faults = |text| parse(text).unwrap().constraint_faults();
        for text in [
            "{a:int}",
            "{a:INT}",
            "{a:length(3)}",
            "{a:length(1,3)}",
            "{a:range(-1, 9)}",
            "{a:regex(^[0-9]+$)}",
            "{a:min(1):max(2)}",
            "{a:nonfile}",
            "{a}",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
        for (text, span) in [
            ("{a:integer}", 3..10),
            ("{a:int:minimum(3)}", 7..17),
            ("{a:min}", 3..6),
            ("{a:min(x)}", 3..9),
            ("{a:range(1)}", 3..11),
            ("{a:int(3)}", 3..9),
        ] {
            let faults = faults(text);
            assert_eq!(faults.len(), 1, "{text}");
            assert_eq!(faults[0].span, span, "{text}");
        }
    }

    #[test]
    fn admin_and_runtime_are_reserved() {
        // H-DISC-64
        assert_eq!(reserved_prefix("admin"), Some("admin"));
        assert_eq!(reserved_prefix("/Administrators/x"), Some("admin"));
        assert_eq!(reserved_prefix("RUNTIME/webhooks"), Some("runtime"));
        assert_eq!(reserved_prefix("my/admin"), None);
    }

    #[test]
    fn routes_conflict_by_text() {
        // H-DISC-65, V-17
        assert_eq!(conflict_key("items/{id}"), conflict_key("Items/{id}/"));
        assert_ne!(conflict_key("{a}"), conflict_key("{b}"));
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[a/{}?*:=().,~ü1 ]{0,16}") {
            match parse(&text) {
                Ok(template) => {
                    for fault in template.constraint_faults() {
                        prop_assert!(text.get(fault.span).is_some());
                    }
                    for parameter in template.parameters() {
                        let part = text.get(parameter.span.clone()).unwrap();
                        let braces = part.starts_with('{') && part.ends_with('}');
                        prop_assert!(braces);
                    }
                }
                Err(fault) => prop_assert!(text.get(fault.span).is_some()),
            }
        }

        #[test]
        fn a_plain_path_is_its_segments(parts in proptest::collection::vec("[a-z]{1,3}", 1..5)) {
            let template = parse(&parts.join("/")).unwrap();
            let literals: Vec<Part> = template.segments.into_iter().flat_map(|s| s.parts).collect();
            let expected: Vec<Part> = parts.into_iter().map(Part::Literal).collect();
            prop_assert_eq!(literals, expected);
        }
    }
}
