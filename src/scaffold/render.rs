//! One template and its values -> text. Strict: a value that is missing is an error.

use handlebars::{Handlebars, no_escape};
use serde::Serialize;

use super::embedded;
use crate::error::{Failure, Result};

/// The text of `path` (below `templates/`): rendered when it ends in `.hbs`, else as it is.
///
/// # Errors
/// A [`Failure`] when the template does not exist or does not fit its values; a bug in a template.
pub(super) fn render(path: &str, values: &impl Serialize) -> Result<String> {
    let text = embedded::text(path)?;
    if !path.ends_with(".hbs") {
        return Ok(text.to_owned());
    }
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(no_escape);
    handlebars
        .render_template(text, values)
        .map_err(|error| Failure::usage(format!("the template {path} is broken")).because(error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn files_that_are_no_templates_are_copied() {
        let text = render("app/files/gitattributes", &json!({})).unwrap();
        assert_eq!(text, embedded::text("app/files/gitattributes").unwrap());
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let failure = render("rust/files/Cargo.toml.hbs", &json!({ "name": "a" })).unwrap_err();
        assert!(failure.cause.unwrap().contains("executable"));
    }
}
