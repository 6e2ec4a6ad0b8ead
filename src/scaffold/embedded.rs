//! The files of `templates/`, embedded in the binary by `build.rs`.

/// Path below `templates/`, and content. Sorted by path.
pub(super) const TEMPLATES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The names of the files directly in a folder that ends with `/`, without `suffix`.
pub(super) fn names(folder: &str, suffix: &str) -> Vec<&'static str> {
    let inside = TEMPLATES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(folder)?.strip_suffix(suffix));
    inside.filter(|name| !name.contains('/')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_end_their_lines_as_unix_does() {
        for (path, text) in TEMPLATES {
            assert!(!text.contains(&b'\r'), "{path} has a carriage return");
            assert!(
                text.ends_with(b"\n"),
                "{path} does not end with a line break"
            );
        }
    }

    #[test]
    fn names_are_of_one_folder() {
        assert_eq!(names("app/", ".toml"), ["template"]);
        assert!(names("triggers/", ".toml").contains(&"queue"));
    }
}
