//! Errors that the Functions host, Core Tools, the operating system and deployments print, and
//! what they mean for a custom handler.
//!
//! One file for each place where they come up. To add one: copy the nearest entry, give its
//! `says` the words that every form of the message has, in their order, and run the tests: each
//! entry must be found by its own example, and no other may take it.

mod deployment;
mod host;
mod invocation;
mod pages;
mod process;
mod tools;

pub use pages::{list, markdown, page};

/// An error that other programs print.
#[derive(Debug)]
pub struct KnownError {
    /// Its short name, for links and machines.
    pub name: &'static str,
    /// Forms of the message, each as the parts that never change, in their order.
    pub says: &'static [&'static [&'static str]],
    /// A message as somebody would paste it.
    pub example: &'static str,
    /// What it means, and what usually causes it.
    pub means: &'static str,
    /// How to see whether that is the cause.
    pub check: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Rules that find the cause beforehand.
    pub rules: &'static [&'static str],
}

/// Every known error, by the place where it comes up.
pub fn all() -> impl Iterator<Item = &'static KnownError> {
    [
        process::ERRORS,
        host::ERRORS,
        invocation::ERRORS,
        tools::ERRORS,
        deployment::ERRORS,
    ]
    .into_iter()
    .flatten()
}

/// The errors that a pasted text, of one line or a whole log, shows: the one with the most in
/// common first, nothing twice.
pub fn find(text: &str) -> Vec<&'static KnownError> {
    let text = normal(text);
    let mut found: Vec<(usize, &KnownError)> = all()
        .filter_map(|error| Some((error.likeness(&text)?, error)))
        .collect();
    found.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    found.into_iter().map(|(_, error)| error).collect()
}

impl KnownError {
    /// How many letters of a text, as [`normal`] makes it, this error accounts for.
    fn likeness(&self, text: &str) -> Option<usize> {
        let forms = self.says.iter();
        forms.filter_map(|form| letters_in_order(form, text)).max()
    }
}

/// The length of `parts` when `text` has them all, in their order.
fn letters_in_order(parts: &[&str], text: &str) -> Option<usize> {
    let mut rest = text;
    let mut letters = 0;
    for part in parts {
        let part = normal(part);
        rest = &rest[rest.find(&part)? + part.len()..];
        letters += part.len();
    }
    Some(letters)
}

/// Lower case, one kind of quotation mark, single blanks: what terminals and portals change.
fn normal(text: &str) -> String {
    let lower = text
        .to_lowercase()
        .replace(['`', '"', '\u{2018}', '\u{2019}'], "'");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_found_by_its_example() {
        for error in all() {
            let found = find(error.example);
            let first = found.first().map(|error| error.name);
            assert_eq!(first, Some(error.name), "{}", error.example);
        }
    }

    #[test]
    fn names_and_texts_are_whole() {
        let mut names: Vec<&str> = all().map(|error| error.name).collect();
        names.sort_unstable();
        for pair in names.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
        for error in all() {
            for text in [error.means, error.check, error.fix] {
                assert!(
                    text.len() > 20 && text.ends_with(['.', '?']),
                    "{}: {text}",
                    error.name
                );
            }
        }
    }

    #[test]
    fn every_form_of_a_message_counts() {
        for error in all() {
            for form in error.says {
                let text = form.join(" something ");
                let found = find(&text);
                assert!(
                    found.iter().any(|found| found.name == error.name),
                    "{}: {text}",
                    error.name
                );
            }
        }
    }

    #[test]
    fn a_log_around_it_does_not_matter() {
        let log = "[2026-01-01T00:00:00Z] Starting\n[…] An error occurred trying to start process \
                   \u{2018}/home/site/wwwroot/handler\u{2019} with working directory \
                   '/home/site/wwwroot'.   Exec format\n error";
        assert_eq!(find(log)[0].name, "exec-format-error");
    }

    #[test]
    fn there_is_nothing_for_other_texts() {
        for text in ["", "hello", "an error occurred", "   "] {
            assert_eq!(find(text).len(), 0, "{text}");
        }
    }
}
