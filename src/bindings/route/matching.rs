//! Does a path fit a template, and which values does it give (H-ROUTE-07, H-ROUTE-09)?
//!
//! The rules are those of classic ASP.NET Core routing. A segment with several parts is read
//! from right to left, each parameter taking as much as it can.

use percent_encoding::percent_decode_str;

use super::check::Check;
use super::{Part, Template};

/// Names and values in template order; `None` for what was left out (H-REQ-24).
pub type Values = Vec<(String, Option<String>)>;

/// A template made ready for matching many paths.
#[derive(Debug, Clone)]
pub struct Matcher {
    segments: Vec<Vec<Piece>>,
    slots: Vec<Slot>,
}

#[derive(Debug, Clone)]
enum Piece {
    Literal(String),
    /// The index of a slot.
    Parameter(usize),
}

/// A parameter, waiting for its value.
#[derive(Debug, Clone)]
struct Slot {
    name: String,
    optional: bool,
    catch_all: bool,
    default: Option<String>,
    checks: Vec<Check>,
}

impl Template {
    /// The values of a path, when it fits; see [`Matcher::matches`]. For one path; make a
    /// [`Matcher`] for many.
    pub fn matches(&self, path: &str) -> Option<Values> {
        Matcher::new(self).matches(path)
    }
}

impl Matcher {
    /// Compiles a template with its constraints.
    pub fn new(template: &Template) -> Matcher {
        let mut slots = Vec::new();
        let mut piece = |part: &Part| match part {
            Part::Literal(text) => Piece::Literal(text.clone()),
            Part::Parameter(parameter) => {
                slots.push(Slot {
                    name: parameter.name.clone(),
                    optional: parameter.optional,
                    catch_all: parameter.catch_all,
                    default: parameter.default.clone(),
                    checks: parameter.constraints.iter().map(Check::new).collect(),
                });
                Piece::Parameter(slots.len() - 1)
            }
        };
        let segments = template.segments.iter();
        let segments = segments
            .map(|segment| segment.parts.iter().map(&mut piece).collect())
            .collect();
        Matcher { segments, slots }
    }

    /// The values of a percent-encoded path, with or without its first slash, when the path fits
    /// and the constraints hold (H-ROUTE-09, H-ROUTE-10).
    pub fn matches(&self, path: &str) -> Option<Values> {
        self.matches_decoded(&decode_path(path))
    }

    /// The same for a path that [`decode_path`] has been applied to.
    pub fn matches_decoded(&self, path: &str) -> Option<Values> {
        let mut found = vec![None; self.slots.len()];
        self.capture(path.strip_prefix('/').unwrap_or(path), &mut found)?;
        let values = self.slots.iter().zip(found);
        let values = values.map(|(slot, value)| slot.accept(value));
        values.collect()
    }

    fn capture(&self, mut rest: &str, found: &mut [Option<String>]) -> Option<()> {
        for segment in &self.segments {
            if rest.starts_with('/') {
                return None;
            }
            if let [Piece::Parameter(slot)] = segment[..]
                && self.slots.get(slot)?.catch_all
            {
                let value = (!rest.is_empty()).then(|| rest.to_owned());
                *found.get_mut(slot)? = value;
                return Some(());
            }
            if rest.is_empty() {
                self.may_be_missing(segment)?;
                continue;
            }
            let (text, after) = rest.split_once('/').unwrap_or((rest, ""));
            self.segment(segment, text, found)?;
            rest = after;
        }
        rest.is_empty().then_some(())
    }

    fn may_be_missing(&self, segment: &[Piece]) -> Option<()> {
        let [Piece::Parameter(slot)] = segment else {
            return None;
        };
        let slot = self.slots.get(*slot)?;
        (slot.optional || slot.default.is_some()).then_some(())
    }

    fn segment(&self, pieces: &[Piece], text: &str, found: &mut [Option<String>]) -> Option<()> {
        if let [before @ .., Piece::Literal(dot), Piece::Parameter(last)] = pieces
            && !before.is_empty()
            && self.slots.get(*last)?.optional
        {
            // `{name}.{ext?}`: with the extension, else without it and its dot.
            return read(pieces, text, found).or_else(|| {
                let bare = !text.ends_with(dot.as_str());
                bare.then(|| read(before, text, found))?
            });
        }
        read(pieces, text, found)
    }
}

impl Slot {
    fn accept(&self, value: Option<String>) -> Option<(String, Option<String>)> {
        let value = value.or_else(|| self.default.clone());
        let left_out = self.optional && value.is_none();
        let fits = || {
            self.checks
                .iter()
                .all(|check| check.holds(value.as_deref()))
        };
        (left_out || fits()).then(|| (self.name.clone(), value.clone()))
    }
}

/// Reads one segment from right to left. Nothing is stored unless all of it fits.
fn read(pieces: &[Piece], text: &str, found: &mut [Option<String>]) -> Option<()> {
    let mut values = Vec::new();
    let mut waiting = None;
    let mut rest = text;
    for (index, piece) in pieces.iter().enumerate().rev() {
        match piece {
            Piece::Parameter(slot) => waiting = Some(*slot),
            Piece::Literal(literal) => {
                let at = find_last(rest, literal)?;
                let after = rest.get(at + literal.len()..)?;
                let last = index + 1 == pieces.len();
                if last && !after.is_empty() {
                    return None;
                }
                if let Some(slot) = waiting.take() {
                    values.push((slot, not_empty(after)?));
                }
                rest = rest.get(..at)?;
            }
        }
    }
    match waiting {
        Some(slot) => values.push((slot, not_empty(rest)?)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    for (slot, value) in values {
        *found.get_mut(slot)? = Some(value.to_owned());
    }
    Some(())
}

fn not_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn find_last(text: &str, literal: &str) -> Option<usize> {
    let starts = 0..=text.len().checked_sub(literal.len())?;
    let here = |at: &usize| {
        let part = text.get(*at..at + literal.len());
        part.is_some_and(|part| same(part, literal))
    };
    starts.rev().find(here)
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

/// A path as the host decodes it: percent-encoding becomes text, but `%2F` stays, so that it
/// does not become a separator, and so does what is not UTF-8.
pub fn decode_path(path: &str) -> String {
    let mut decoded = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = find_encoded_slash(rest) {
        decoded.push_str(&decode(&rest[..at]));
        decoded.push_str(&rest[at..at + 3]);
        rest = &rest[at + 3..];
    }
    decoded.push_str(&decode(rest));
    decoded
}

fn find_encoded_slash(text: &str) -> Option<usize> {
    let mut found = text.match_indices('%').map(|(at, _)| at);
    found.find(|at| {
        let three = text.get(*at..at + 3);
        three.is_some_and(|three| three.eq_ignore_ascii_case("%2f"))
    })
}

fn decode(text: &str) -> String {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::parse;

    use proptest::prelude::*;

    /// The values as `name=value`, or `name` for one that was left out.
    fn values(template: &str, path: &str) -> Option<String> {
        let values = parse(template).unwrap().matches(path)?;
        let values = values.into_iter().map(|(name, value)| match value {
            Some(value) => format!("{name}={value}"),
            None => name,
        });
        Some(values.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn literals_ignore_case_and_a_slash_may_end_the_path() {
        // H-ROUTE-09
        assert_eq!(values("api/Order", "/API/order").as_deref(), Some(""));
        assert_eq!(values("api/Order", "/api/order/").as_deref(), Some(""));
        assert_eq!(values("api/{id}", "/api/aBc").as_deref(), Some("id=aBc"));
        for path in [
            "/api",
            "/api/order/x",
            "/api//order",
            "/api/order//",
            "/",
            "",
        ] {
            assert_eq!(values("api/Order", path), None, "{path}");
        }
    }

    #[test]
    fn optional_default_and_rest() {
        // H-REQ-24, V-61
        let route = "api/items/{id:int}/{kind?}";
        assert_eq!(values(route, "/api/items/7").as_deref(), Some("id=7 kind"));
        let both = values(route, "/api/items/7/x");
        assert_eq!(both.as_deref(), Some("id=7 kind=x"));
        assert_eq!(values(route, "/api/items/x"), None);
        assert_eq!(values("p/{n=1}", "/p").as_deref(), Some("n=1"));
        assert_eq!(values("p/{n=1}", "/p/2").as_deref(), Some("n=2"));
        assert_eq!(values("f/{*rest}", "/f").as_deref(), Some("rest"));
        assert_eq!(values("f/{**rest}", "/f/a/b").as_deref(), Some("rest=a/b"));
        assert_eq!(values("f/{*rest=i}", "/f/").as_deref(), Some("rest=i"));
        assert_eq!(values("{*rest}", "/").as_deref(), Some("rest"));
    }

    #[test]
    fn several_parts_are_read_from_the_right() {
        let name = |path| values("{a}-{b}.json", path);
        assert_eq!(name("/x-y-z.json").as_deref(), Some("a=x-y b=z"));
        assert_eq!(name("/x-y.JSON").as_deref(), Some("a=x b=y"));
        for path in ["/-y.json", "/x-.json", "/xy.json", "/x-y.json5"] {
            assert_eq!(name(path), None, "{path}");
        }
        let version = |path| values("v{major}.{minor}", path);
        assert_eq!(version("/v1.2.3").as_deref(), Some("major=1.2 minor=3"));
        assert_eq!(version("/xv1.2"), None);
    }

    #[test]
    fn an_extension_can_be_left_out_with_its_dot() {
        let file = |path| values("{file}.{ext?}", path);
        assert_eq!(file("/a.b.txt").as_deref(), Some("file=a.b ext=txt"));
        assert_eq!(file("/a").as_deref(), Some("file=a ext"));
        assert_eq!(file("/a."), None);
    }

    #[test]
    fn values_are_decoded_but_for_the_slash() {
        assert_eq!(values("{a}", "/x%20%C3%BC").as_deref(), Some("a=x ü"));
        assert_eq!(values("{a}", "/x%2Fy%2fz").as_deref(), Some("a=x%2Fy%2fz"));
        assert_eq!(values("{a}", "/%ff%").as_deref(), Some("a=%ff%"));
        assert_eq!(values("ü", "/%C3%9C").as_deref(), Some(""));
    }

    proptest! {
        #[test]
        fn any_path_can_be_asked_for(
            template in "[a-b/{}?*:=.]{0,12}",
            path in "[a-b/%2Fü.]{0,12}",
        ) {
            if let Ok(template) = parse(&template)
                && let Some(values) = template.matches(&path)
            {
                prop_assert_eq!(values.len(), template.parameters().count());
            }
        }

        #[test]
        fn a_parameter_takes_any_segment(value in "[a-z%.{}-]{1,8}") {
            let encoded = value.replace('%', "%25");
            prop_assert_eq!(values("x/{a}", &format!("/x/{encoded}")), Some(format!("a={value}")));
        }
    }
}
