//! The path of a request: a route template with values in it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::bindings::route::{Parameter, Part, Template};
use crate::emulator::plan::{Function, Http, Plan};
use crate::error::{Failure, Result};

/// What may not stand bare in a segment of a path.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path of a function with `values` in its route.
///
/// # Errors
/// When a value is missing, or belongs nowhere.
pub(super) fn of(
    plan: &Plan,
    function: &Function,
    http: &Http,
    values: &[(String, String)],
) -> Result<String> {
    let value = |parameter: &Parameter| {
        let given = values.iter().rev();
        let mut given = given.filter(|(name, _)| name.eq_ignore_ascii_case(&parameter.name));
        given.next().map(|(_, value)| value.as_str())
    };
    let known = |name: &String| {
        let mut parameters = http.template.parameters();
        parameters.any(|parameter| parameter.name.eq_ignore_ascii_case(name))
    };
    let shown = plan.template(http);
    if let Some((name, _)) = values.iter().find(|(name, _)| !known(name)) {
        return Err(
            Failure::usage(format!("the route `{shown}` has no parameter `{name}`"))
                .help("`--query name=value` adds to the query, `--data` gives the body"),
        );
    }
    fill(&http.template, value).map_err(|missing| {
        Failure::usage(format!("the route `{shown}` needs a value for `{missing}`")).help(format!(
            "fch invoke {} --set {missing}=VALUE",
            function.name
        ))
    })
}

/// The path that a template makes of its parameters' values, or the first one that has none.
/// What is optional or has a default may be missing; the path then ends before it.
fn fill<'a>(
    template: &Template,
    value: impl Fn(&Parameter) -> Option<&'a str>,
) -> std::result::Result<String, String> {
    let mut path = String::new();
    for segment in &template.segments {
        let mut text = String::new();
        for part in &segment.parts {
            match part {
                Part::Literal(literal) => text.push_str(&encode(literal)),
                Part::Parameter(parameter) => match value(parameter) {
                    Some(value) if parameter.catch_all => {
                        let parts: Vec<String> = value.split('/').map(encode).collect();
                        text.push_str(&parts.join("/"));
                    }
                    Some(value) => text.push_str(&encode(value)),
                    None => match &parameter.default {
                        Some(default) => text.push_str(&encode(default)),
                        None if parameter.optional || parameter.catch_all => {}
                        None => return Err(parameter.name.clone()),
                    },
                },
            }
        }
        let left_out = segment
            .parts
            .iter()
            .any(|part| matches!(part, Part::Parameter(_)));
        if text.is_empty() && left_out {
            break;
        }
        path.push('/');
        // `{file}.{ext?}` without the extension loses the dot, too.
        path.push_str(text.strip_suffix('.').filter(|_| left_out).unwrap_or(&text));
    }
    Ok(if path.is_empty() {
        "/".to_owned()
    } else {
        path
    })
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::bindings::route;

    fn filled(template: &str, values: &[(&str, &str)]) -> std::result::Result<String, String> {
        let value = |parameter: &Parameter| {
            let mut values = values.iter();
            values
                .find(|(name, _)| *name == parameter.name)
                .map(|(_, value)| *value)
        };
        fill(&route::parse(template).unwrap(), value)
    }

    #[test]
    fn parameters_take_their_values() {
        assert_eq!(
            filled("api/orders/{id:int}", &[("id", "7")]).unwrap(),
            "/api/orders/7"
        );
        assert_eq!(
            filled("api/{a}-{b}.json", &[("a", "x/y"), ("b", "ü")]).unwrap(),
            "/api/x%2Fy-%C3%BC.json"
        );
        assert_eq!(
            filled("files/{*rest}", &[("rest", "a b/c")]).unwrap(),
            "/files/a%20b/c"
        );
        assert_eq!(filled("api/{id}", &[]), Err("id".into()));
        assert_eq!(filled("", &[]).unwrap(), "/");
    }

    #[test]
    fn what_may_be_missing_ends_the_path() {
        assert_eq!(filled("api/items/{id?}", &[]).unwrap(), "/api/items");
        assert_eq!(filled("api/items/{page=1}", &[]).unwrap(), "/api/items/1");
        assert_eq!(filled("files/{*rest}", &[]).unwrap(), "/files");
        assert_eq!(
            filled("files/{name}.{ext?}", &[("name", "a")]).unwrap(),
            "/files/a"
        );
    }
}
