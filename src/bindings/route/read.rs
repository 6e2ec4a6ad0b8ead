//! Text to template: segments, their literals and parameters, and how these fit together.

use std::ops::Range;

use super::{Parameter, Part, Segment, Template, constraint};
use crate::bindings::Fault;

/// Reads a route template. A fault makes the function fail to load (H-ROUTE-13, H-ROUTE-14).
pub fn parse(text: &str) -> Result<Template, Fault> {
    if text.starts_with(['/', '~']) {
        let fault = Fault::new(0..1, format!("a route may not begin with `{}`", &text[..1]));
        return Err(fault.help("the slash after the prefix is added by the host"));
    }
    let mut template = Template::default();
    let mut reader = Reader { text, at: 0 };
    while reader.at < text.len() {
        let segment = reader.segment()?;
        template.segments.push(segment);
    }
    only_the_last_catches_all(&template)?;
    names_are_unique(&template)?;
    Ok(template)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Up to the next slash outside braces, and over that slash.
    fn segment(&mut self) -> Result<Segment, Fault> {
        let start = self.at;
        let mut parts = Vec::new();
        while let Some(next) = self.peek().filter(|next| *next != '/') {
            let opens = next == '{' && !self.text[self.at..].starts_with("{{");
            parts.push(if opens {
                self.parameter()?
            } else {
                self.literal()?
            });
        }
        let span = start..self.at;
        if span.is_empty() {
            return Err(Fault::new(start..start + 1, "two slashes in a row"));
        }
        if self.peek().is_some() {
            self.at += 1;
        }
        check_parts(&span, &parts)?;
        Ok(Segment { span, parts })
    }

    fn literal(&mut self) -> Result<Part, Fault> {
        let mut literal = String::new();
        while let Some(next) = self.peek() {
            let doubled = self.text[self.at..].starts_with(if next == '{' { "{{" } else { "}}" });
            match next {
                '/' => break,
                '{' if !doubled => break,
                '}' if !doubled => {
                    return Err(Fault::new(self.at..self.at + 1, "`}` without `{`"));
                }
                '?' => {
                    let fault = Fault::new(self.at..self.at + 1, "`?` outside braces");
                    return Err(fault.help("query parameters are not part of a route"));
                }
                '{' | '}' => self.at += 1,
                _ => {}
            }
            literal.push(next);
            self.at += next.len_utf8();
        }
        Ok(Part::Literal(literal))
    }

    fn parameter(&mut self) -> Result<Part, Fault> {
        let open = self.at;
        let inside = open + 1;
        let mut end = inside;
        loop {
            let rest = &self.text[end..];
            match rest.chars().next() {
                _ if rest.starts_with("{{") || rest.starts_with("}}") => end += 2,
                Some('}') => break,
                Some('{') | None => {
                    let fault = Fault::new(open..inside, "`{` without `}`");
                    return Err(fault.help("in a regex constraint, double the braces"));
                }
                Some(other) => end += other.len_utf8(),
            }
        }
        self.at = end + 1;
        parameter(self.text, inside..end).map(Part::Parameter)
    }
}

/// Reads what stands between the braces.
fn parameter(text: &str, inside: Range<usize>) -> Result<Parameter, Fault> {
    let span = inside.start - 1..inside.end + 1;
    let body = &text[inside.clone()];
    let stars = body
        .bytes()
        .take(2)
        .take_while(|byte| *byte == b'*')
        .count();
    let optional = body.ends_with('?');
    let start = inside.start + stars;
    let end = (inside.end - usize::from(optional)).max(start);
    let body = &text[start..end];
    let name_end = start + body.find([':', '=']).unwrap_or(body.len());
    let name = &text[start..name_end];
    let (constraints, default) = constraint::read(text, name_end..end);
    let parameter = Parameter {
        name: name.to_owned(),
        catch_all: stars > 0,
        optional,
        default,
        constraints,
        span,
    };
    check_name(&parameter, start..name_end)?;
    check_optional(&parameter)?;
    Ok(parameter)
}

fn check_name(parameter: &Parameter, span: Range<usize>) -> Result<(), Fault> {
    if parameter.name.is_empty() {
        return Err(Fault::new(
            parameter.span.clone(),
            "a parameter needs a name",
        ));
    }
    match parameter.name.find(['/', '{', '}', '?', '*']) {
        Some(_) => Err(Fault::new(
            span,
            "a parameter name may not hold `/`, `{`, `}`, `?` or `*`",
        )),
        None => Ok(()),
    }
}

fn check_optional(parameter: &Parameter) -> Result<(), Fault> {
    if !parameter.optional {
        return Ok(());
    }
    let fault = |message: &str| Err(Fault::new(parameter.span.clone(), message));
    if parameter.catch_all {
        return fault("a parameter with `*` cannot be optional; it matches an empty rest anyway");
    }
    if parameter.default.is_some() {
        return fault("a parameter with a default cannot be optional");
    }
    Ok(())
}

fn check_parts(span: &Range<usize>, parts: &[Part]) -> Result<(), Fault> {
    for (index, part) in parts.iter().enumerate() {
        let Part::Parameter(parameter) = part else {
            continue;
        };
        let fault = |message: &str| Err(Fault::new(parameter.span.clone(), message));
        let before = index.checked_sub(1).and_then(|index| parts.get(index));
        if matches!(before, Some(Part::Parameter(_))) {
            return fault("two parameters need something between them");
        }
        if parameter.catch_all && parts.len() > 1 {
            return fault("a parameter with `*` must have a segment of its own");
        }
        if parameter.optional && index + 1 < parts.len() {
            return Err(Fault::new(
                span.clone(),
                "an optional parameter must end its segment",
            ));
        }
        let dot = before.is_none_or(|part| *part == Part::Literal(".".into()));
        if parameter.optional && !dot {
            return fault("before an optional parameter only a `.` may stand");
        }
    }
    Ok(())
}

fn only_the_last_catches_all(template: &Template) -> Result<(), Fault> {
    let last = template.segments.last().map(|segment| segment.span.clone());
    let outside = |parameter: &&Parameter| {
        let inside = last
            .as_ref()
            .is_some_and(|last| last.contains(&parameter.span.start));
        parameter.catch_all && !inside
    };
    match template.parameters().find(outside) {
        Some(parameter) => {
            let message = "a parameter with `*` must be the last segment";
            Err(Fault::new(parameter.span.clone(), message))
        }
        None => Ok(()),
    }
}

fn names_are_unique(template: &Template) -> Result<(), Fault> {
    let mut seen = Vec::new();
    for parameter in template.parameters() {
        let name = parameter.name.to_lowercase();
        if seen.contains(&name) {
            let message = format!("the parameter `{}` occurs twice", parameter.name);
            return Err(Fault::new(parameter.span.clone(), message));
        }
        seen.push(name);
    }
    Ok(())
}
