//! What must hold for the reader of route templates, whatever the template and the path.

use fch::bindings::route::{self, Template};

/// Spans lie in the text; what matches gives a value for each parameter. The first line is a
/// path, the rest is the template.
pub fn check(input: &str) {
    let (path, text) = input.split_once('\n').unwrap_or(("", input));
    let _ = route::reserved_prefix(text);
    let _ = route::conflict_key(text);
    match route::parse(text) {
        Err(fault) => assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        Ok(template) => fits(&template, text, path),
    }
}

fn fits(template: &Template, text: &str, path: &str) {
    for fault in template.constraint_faults() {
        assert!(text.get(fault.span.clone()).is_some(), "{fault:?}");
    }
    let segments = template.segments.iter().map(|segment| &segment.span);
    let parameters = template.parameters().map(|parameter| &parameter.span);
    for span in segments.chain(parameters) {
        assert!(text.get(span.clone()).is_some(), "{span:?}");
    }
    for path in [path, text] {
        let Some(values) = template.matches(path) else {
            continue;
        };
        let names: Vec<&str> = template.parameters().map(|p| &*p.name).collect();
        let given: Vec<&str> = values.iter().map(|(name, _)| &**name).collect();
        assert_eq!(given, names);
    }
}
