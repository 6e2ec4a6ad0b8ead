//! The files of `templates/`, embedded in the binary. A test fails when one is not in the table.

use crate::error::{Failure, Result};

macro_rules! embed {
    ($($path:literal,)*) => {
        &[$(($path, include_str!(concat!("../../templates/", $path))),)*]
    };
}

/// Path below `templates/`, and text. Sorted by path.
pub(super) const TEMPLATES: &[(&str, &str)] = embed![
    "app/files/README.md.hbs",
    "app/files/funcignore.hbs",
    "app/files/gitattributes",
    "app/files/gitignore.hbs",
    "app/files/host.json.hbs",
    "app/files/local.settings.json.hbs",
    "app/files/vscode/extensions.json.hbs",
    "app/files/vscode/settings.json.hbs",
    "app/files/vscode/tasks.json.hbs",
    "app/template.toml",
    "ci/github/files/deploy.yml.hbs",
    "ci/github/template.toml",
    "go/files/envelope/envelope.go",
    "go/files/envelope/functions.go.hbs",
    "go/files/go.mod.hbs",
    "go/files/handler.go.hbs",
    "go/files/http/functions.go.hbs",
    "go/template.toml",
    "go/triggers/blob.hbs",
    "go/triggers/http-only.hbs",
    "go/triggers/http.hbs",
    "go/triggers/queue.hbs",
    "go/triggers/timer.hbs",
    "outputs/blob.toml",
    "outputs/queue.toml",
    "rust/files/Cargo.toml.hbs",
    "rust/files/envelope/envelope.rs",
    "rust/files/envelope/functions.rs.hbs",
    "rust/files/http/functions.rs.hbs",
    "rust/files/main.rs.hbs",
    "rust/template.toml",
    "rust/triggers/blob.hbs",
    "rust/triggers/http-only.hbs",
    "rust/triggers/http.hbs",
    "rust/triggers/queue.hbs",
    "rust/triggers/timer.hbs",
    "triggers/blob/function.json.hbs",
    "triggers/blob/trigger.toml",
    "triggers/http/function.json.hbs",
    "triggers/http/trigger.toml",
    "triggers/queue/function.json.hbs",
    "triggers/queue/trigger.toml",
    "triggers/timer/function.json.hbs",
    "triggers/timer/trigger.toml",
];

/// The text of one template.
///
/// # Errors
/// A [`Failure`] when a template names a file that is not in the table.
pub(super) fn text(path: &str) -> Result<&'static str> {
    TEMPLATES
        .iter()
        .find(|(known, _)| *known == path)
        .map(|(_, text)| *text)
        .ok_or_else(|| Failure::usage(format!("the template {path} is missing from fch")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_templates_is_embedded() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut on_disk: Vec<String> = walkdir::WalkDir::new(root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(root).unwrap().to_owned())
            .map(|path| path.to_str().unwrap().replace('\\', "/"))
            .collect();
        on_disk.sort();
        let table: Vec<&str> = TEMPLATES.iter().map(|(path, _)| *path).collect();
        assert_eq!(
            table, on_disk,
            "embedded.rs and templates/ must list the same files"
        );
    }

    #[test]
    fn templates_end_their_lines_as_unix_does() {
        for (path, text) in TEMPLATES {
            assert!(!text.contains('\r'), "{path} has a carriage return");
            assert!(
                text.ends_with('\n'),
                "{path} does not end with a line break"
            );
        }
    }
}
