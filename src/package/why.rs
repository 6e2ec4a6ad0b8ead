//! What is decided about one path, by what, and how to change it.

use std::fs::Metadata;

use super::filter::Verdict;
use super::func::LeftOut;
use super::select::Chooser;
use super::selection::{Excluded, Reason, Request, Selection};
use crate::app::funcignore::on_the_way;
use crate::error::Result;

/// What is decided about a path.
#[derive(Debug)]
pub struct Answer {
    /// The path relative to the root, with `/`; empty for the root itself.
    pub name: String,
    /// Whether it is there. Of one that is not, the answer says what would be.
    pub exists: bool,
    /// Whether it goes in; a folder does when one of its files does.
    pub packaged: bool,
    /// What decided.
    pub reason: String,
    /// What to do for the opposite.
    pub help: String,
    /// What `func` does otherwise.
    pub func: Option<String>,
}

/// Answers for `names`, paths relative to the app's root, with `/`.
///
/// # Errors
/// When the app cannot be read.
pub fn why(request: &Request<'_>, names: &[String]) -> Result<Vec<Answer>> {
    let chooser = Chooser::new(request)?;
    let inquiry = Inquiry {
        selection: chooser.select()?,
        chooser,
    };
    Ok(names.iter().map(|name| inquiry.answer(name)).collect())
}

struct Inquiry<'a> {
    chooser: Chooser<'a>,
    selection: Selection,
}

impl Inquiry<'_> {
    fn answer(&self, name: &str) -> Answer {
        let name = name.trim_end_matches('/');
        if let Some(entry) = self.selection.entries.iter().find(|e| e.name == name) {
            return self.packaged(name, &entry.reason);
        }
        if let Some(excluded) = self.selection.excluded.iter().find(|e| is_in(name, e)) {
            return self.left_out(name, excluded);
        }
        match self.chooser.root.join(name).is_dir() {
            true => self.folder(name),
            false => self.missing(name),
        }
    }

    fn packaged(&self, name: &str, reason: &Reason) -> Answer {
        let func = match self.selection.func.leaves_out(name) {
            None => None,
            Some(LeftOut::Always) => Some("`func` never packs it".to_owned()),
            Some(LeftOut::Line(line)) => Some(format!(
                "`func` leaves it out: it reads line {line} of .funcignore in its own way"
            )),
        };
        Answer {
            name: name.to_owned(),
            exists: true,
            packaged: true,
            reason: reason.to_string(),
            help: self.to_leave_out(name, reason),
            func,
        }
    }

    fn left_out(&self, name: &str, excluded: &Excluded) -> Answer {
        let Excluded { name: by, reason } = excluded;
        let around = by.trim_end_matches('/') != name;
        let found = self.chooser.root.join(name).symlink_metadata();
        // What a link leads to is not looked into.
        let asked = match found.as_ref().is_ok_and(Metadata::is_dir) {
            true => format!("{name}/"),
            false => name.to_owned(),
        };
        Answer {
            name: name.to_owned(),
            exists: found.is_ok(),
            packaged: false,
            reason: match around {
                true => format!("it lies in `{by}`, which is {reason}"),
                false => reason.to_string(),
            },
            help: to_package(name, reason, around),
            func: self.packed_by_func(&asked),
        }
    }

    fn packed_by_func(&self, name: &str) -> Option<String> {
        let counts = |name: &str| self.selection.func.leaves_out(name).is_none();
        let root = &self.chooser.root;
        let file = self.selection.func.keeps(root, name, counts)?;
        Some(match file == name {
            true => "`func` packs it".to_owned(),
            false => format!("`func` packs files of it, such as `{file}`"),
        })
    }

    fn folder(&self, name: &str) -> Answer {
        let prefix = match name {
            "" => String::new(),
            name => format!("{name}/"),
        };
        let below = |other: &str| other.starts_with(&prefix);
        let files = self.selection.entries.iter().map(|it| &it.name);
        let files = files.filter(|name| below(name)).count();
        let out = self.selection.excluded.iter().map(|it| &it.name);
        let out = out.filter(|name| below(name)).count();
        Answer {
            name: name.to_owned(),
            exists: true,
            packaged: files > 0,
            reason: match (files, out) {
                (0, 0) => "an empty folder, and a package holds files only".to_owned(),
                (files, 0) => format!("a folder; files in it that go in: {files}"),
                (files, out) => {
                    format!("a folder; files in it that go in: {files}, paths that stay out: {out}")
                }
            },
            help: match (files, out) {
                (0, 0) => "put a file into it".to_owned(),
                (0, _) => "ask about one of its files".to_owned(),
                _ if name.is_empty() => "`fch package --list` says it file by file".to_owned(),
                _ => self.to_leave_out(&prefix, &Reason::NotIgnored),
            },
            func: None,
        }
    }

    /// A path that is not there: what its name alone decides.
    fn missing(&self, name: &str) -> Answer {
        let out = on_the_way(name, false).find_map(|(path, is_folder)| {
            match self.chooser.filter.decide(path, is_folder) {
                Verdict::Out(reason) if is_folder => Some((format!("{path}/"), reason)),
                Verdict::Out(reason) => Some((path.to_owned(), reason)),
                Verdict::In(_) => None,
            }
        });
        let needed = self.chooser.needed.iter().any(|it| it == name);
        let mut answer = match out {
            Some((name_out, reason)) if !needed => self.left_out(
                name,
                &Excluded {
                    name: name_out,
                    reason,
                },
            ),
            _ if needed => self.packaged(name, &Reason::Needed),
            _ => match self.chooser.filter.decide(name, false) {
                Verdict::In(reason) | Verdict::Out(reason) => self.packaged(name, &reason),
            },
        };
        answer.exists = false;
        answer
    }

    fn to_leave_out(&self, name: &str, reason: &Reason) -> String {
        let pattern = pattern(name);
        match reason {
            Reason::Needed => "it cannot stay out: the host does not run the app without it".into(),
            Reason::Kept { line, .. } => format!(
                "to leave it out, write the line `{pattern}` below line {line} of .funcignore"
            ),
            Reason::NotIgnored if self.chooser.filter.has_funcignore() => {
                format!("to leave it out, add the line `{pattern}` to .funcignore")
            }
            _ => format!(
                "to leave it out, write `exclude = [{}]` under `[package]` in fch.toml",
                toml_text(&pattern)
            ),
        }
    }
}

/// Whether `excluded` is about the path `name`: it is the path itself, or a folder around it, or
/// a link in place of one.
fn is_in(name: &str, excluded: &Excluded) -> bool {
    let out = excluded.name.trim_end_matches('/');
    let rest = name.strip_prefix(out);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn to_package(name: &str, reason: &Reason, around: bool) -> String {
    let pattern = pattern(name);
    match reason {
        Reason::Ignored { line, .. } if around => format!(
            "to package it, narrow line {line} of .funcignore: a `!` line brings nothing back \
             from a folder that is out"
        ),
        Reason::Ignored { line, .. } => format!(
            "to package it, remove line {line} of .funcignore, or write `!{pattern}` below it"
        ),
        Reason::Default { .. } => "to package it, write a .funcignore; even an empty one replaces \
                                   the defaults"
            .to_owned(),
        Reason::Unlisted => format!(
            "to package it, add {} to `include` under `[package]` in fch.toml",
            toml_text(&pattern)
        ),
        Reason::Unwanted { line, pattern } => {
            format!("to package it, narrow or remove `{pattern}` in line {line} of fch.toml")
        }
        _ => "no line of .funcignore or fch.toml changes that".to_owned(),
    }
}

/// A pattern for exactly this path.
fn pattern(name: &str) -> String {
    let mut pattern = String::from("/");
    for c in name.chars() {
        if r"\*?[]{}".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    match pattern.strip_suffix(' ') {
        // The end of a line is trimmed, but for what is escaped.
        Some(start) => format!("{start}\\ "),
        None => pattern,
    }
}

/// A text as TOML writes it.
fn toml_text(text: &str) -> String {
    match text.contains(['\'', '\n']) {
        true => format!("{text:?}"),
        false if text.contains(['\\', '"']) => format!("'{text}'"),
        false => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::funcignore::{Decision, FuncIgnore};

    proptest! {
        #[test]
        fn the_suggested_pattern_is_about_this_path_alone(
            name in "[a-z!#* ?.\\[\\]\\\\{}-]{1,8}(/[a-zé!# *\\[\\]-]{1,8})?",
            other in "[a-z!#* ?.-]{1,8}(/[a-z!# *-]{1,8})?",
        ) {
            let plain = |name: &str| name.split('/').all(|part| ![".", ".."].contains(&part));
            prop_assume!(plain(&name) && plain(&other));
            let line = pattern(&name);
            let file = FuncIgnore::parse(&line);
            prop_assert!(file.bad_lines.is_empty(), "{line}");
            prop_assert!(matches!(file.decide(&name, false), Decision::Ignored(_)), "{line}");
            let kept = FuncIgnore::parse(&format!("**\n!{line}"));
            prop_assert!(matches!(kept.decide(&name, false), Decision::Kept(_)), "{line}");
            let about_other = matches!(file.decide(&other, false), Decision::Ignored(_));
            prop_assert_eq!(about_other, other == name, "{}", line);
        }
    }

    #[test]
    fn texts_are_toml() {
        #[derive(serde::Deserialize)]
        struct Table {
            x: String,
        }
        for text in ["/a", r"/\[a\]", "/it's", "/\"a\"", "/é 'q' \\"] {
            let toml = format!("x = {}", toml_text(text));
            let read: Option<Table> = toml::from_str(&toml).ok();
            assert_eq!(read.map(|table| table.x).as_deref(), Some(text), "{toml}");
        }
    }
}
