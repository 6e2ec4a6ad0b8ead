//! The `path` of a blobTrigger: a container, and a pattern whose tokens catch parts of names.

use std::ops::Range;

use regex::Regex;

use crate::bindings::expression;

/// Which blobs a trigger wants.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The container.
    pub container: String,
    /// What every name begins with.
    pub prefix: String,
    tokens: Vec<String>,
    /// Matches a whole name; a group for each token.
    name: Regex,
}

impl Pattern {
    /// Reads `container`, `container/name` or `container/dir/{name}.{ext}`. A container alone
    /// means all its blobs.
    ///
    /// # Errors
    /// Why it cannot be watched, in one line.
    pub fn parse(path: &str) -> Result<Pattern, String> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (container, name) = path.split_once('/').unwrap_or((path, ""));
        if container.is_empty() {
            return Err("its `path` names no container".into());
        }
        if container.contains(['{', '}']) {
            return Err("the container in its `path` may hold no `{name}`".into());
        }
        let tokens = expression::tokens(name).map_err(|fault| fault.message)?;
        let literals = literals(name, tokens.iter().map(|token| &token.span));
        let expression = match name {
            "" => "(?s)^.*$".to_owned(),
            _ => expression_of(&literals),
        };
        Ok(Pattern {
            container: container.to_owned(),
            prefix: literals.into_iter().next().unwrap_or_default(),
            tokens: tokens.into_iter().map(|token| token.name).collect(),
            name: Regex::new(&expression).map_err(|_| "its `path` is too long".to_owned())?,
        })
    }

    /// The values of the tokens for a blob's name; `None` when it does not match. A token takes
    /// as much as it can, slashes too: `{name}.{ext}` gives `a.b` and `c` for `a.b.c`.
    pub fn tokens(&self, name: &str) -> Option<Vec<(&str, String)>> {
        let found = self.name.captures(name)?;
        let names = self.tokens.iter().map(String::as_str);
        let values = found.iter().skip(1).flatten();
        Some(
            names
                .zip(values.map(|value| value.as_str().to_owned()))
                .collect(),
        )
    }
}

/// What stands before, between and after the tokens.
fn literals<'a>(text: &str, tokens: impl Iterator<Item = &'a Range<usize>>) -> Vec<String> {
    let plain = |text: &str| text.replace("{{", "{").replace("}}", "}");
    let mut found = Vec::new();
    let mut at = 0;
    for token in tokens {
        found.push(plain(&text[at..token.start]));
        at = token.end;
    }
    found.push(plain(&text[at..]));
    found
}

fn expression_of(literals: &[String]) -> String {
    let escaped: Vec<String> = literals.iter().map(|text| regex::escape(text)).collect();
    format!("(?s)^{}$", escaped.join("(.*)"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(path: &str, name: &str) -> Option<Vec<(String, String)>> {
        let pattern = Pattern::parse(path).unwrap();
        let found = pattern.tokens(name)?;
        Some(found.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn tokens_catch_parts_of_the_name() {
        // V-68
        assert_eq!(
            tokens("in/{name}.txt", "a.txt").unwrap(),
            [pair("name", "a")]
        );
        assert_eq!(tokens("in/{name}.txt", "a.csv"), None);
        assert_eq!(
            tokens("in/{name}", "deep/er/a").unwrap(),
            [pair("name", "deep/er/a")]
        );
    }

    #[test]
    fn a_token_takes_as_much_as_it_can() {
        let found = tokens("input/{name}.{extension}", "foo.bar.txt").unwrap();
        assert_eq!(found, [pair("name", "foo.bar"), pair("extension", "txt")]);
        assert_eq!(
            tokens("input/{name}.csv", "a.b.csv").unwrap(),
            [pair("name", "a.b")]
        );
    }

    #[test]
    fn a_path_may_hold_no_token_at_all() {
        assert_eq!(tokens("in", "any/thing"), Some(Vec::new()));
        assert_eq!(tokens("in/one.txt", "one.txt"), Some(Vec::new()));
        assert_eq!(tokens("in/one.txt", "oneXtxt"), None);
        assert_eq!(tokens("in/{{x}}", "{x}"), Some(Vec::new()));
    }

    #[test]
    fn the_prefix_is_what_comes_before_the_first_token() {
        let prefix = |path| Pattern::parse(path).unwrap().prefix;
        assert_eq!(prefix("in/dir/{name}.txt"), "dir/");
        assert_eq!(prefix("in/dir/one.txt"), "dir/one.txt");
        assert_eq!(prefix("in"), "");
    }

    #[test]
    fn paths_that_cannot_be_watched() {
        assert!(Pattern::parse("").is_err());
        assert!(Pattern::parse("{c}/x").is_err());
        assert!(Pattern::parse("c/{x").is_err());
    }

    proptest! {
        #[test]
        fn a_filled_pattern_matches(name in "[a-z.]{1,8}", ext in "[a-z]{1,4}") {
            let found = tokens("c/{name}.{ext}", &format!("{name}.{ext}")).unwrap();
            prop_assert_eq!(found, [pair("name", &name), pair("ext", &ext)]);
        }

        #[test]
        fn never_panics(path in "[a/{}.ü]{0,10}", name in "[a/{}.ü]{0,10}") {
            if let Ok(pattern) = Pattern::parse(&path) {
                let _ = pattern.tokens(&name);
            }
        }
    }
}
