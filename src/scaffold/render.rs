//! A template and its values -> text. Strict: a value that is missing is an error.

use handlebars::{Handlebars, RenderError, no_escape};
use serde::Serialize;

use crate::error::{Failure, Result};

/// Renders `template`, which messages name `shown`.
///
/// # Errors
/// A [`Failure`] with the line when it is not valid, or does not fit its values.
pub(super) fn render(shown: &str, template: &str, values: &impl Serialize) -> Result<String> {
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(no_escape);
    handlebars
        .render_template(template, values)
        .map_err(|error| failure(shown, &error))
}

fn failure(shown: &str, error: &RenderError) -> Failure {
    use handlebars::RenderErrorReason::{MissingVariable, TemplateError};
    let (line, why) = match error.reason() {
        TemplateError(error) => (
            error.pos().map(|(line, _)| line),
            error.reason().to_string(),
        ),
        MissingVariable(Some(name)) => (error.line_no, format!("there is no value `{name}`")),
        reason => (error.line_no, reason.to_string()),
    };
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    Failure::usage(format!("the template {shown}{line} is not valid")).because(why)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_written_as_they_are() {
        let text = render("a.hbs", "<{{name}}>", &json!({ "name": "\"&<" })).unwrap();
        assert_eq!(text, "<\"&<>");
    }

    #[test]
    fn faults_are_told_with_file_and_line() {
        let missing = render("own/a.hbs", "one\n{{nmae}}\n", &json!({ "name": "a" })).unwrap_err();
        assert_eq!(missing.message, "the template own/a.hbs:2 is not valid");
        assert_eq!(missing.cause.unwrap(), "there is no value `nmae`");
        let open = render("own/a.hbs", "one\ntwo\n{{#if name}}\n", &json!({})).unwrap_err();
        assert!(
            open.message.starts_with("the template own/a.hbs:"),
            "{open}"
        );
        assert!(!open.message.contains(".hbs is"), "{open}");
    }
}
