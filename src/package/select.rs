//! Which files go into the package, and why: one decision with one reason for every path.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::filter::Filter;
use super::ignore_file::IgnoreFile;
use super::needed::{self, Needed};
use super::walk::{Walk, name_below};
use super::whole_file;
use crate::app::funcignore::FuncIgnore;
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::error::{Failure, Result};

/// The rule for links that cannot be stored.
pub static SYMLINK: RuleInfo = RuleInfo {
    name: "symlink",
    severity: Severity::Error,
    summary: "a symbolic link leads out of the app, nowhere, or around in a circle",
    why: "A package holds files, not links: links in a zip turn into small text files or break \
          the deployment. fch stores a copy of what a link points to, which must lie in the app.",
    fix: "Copy the target into the app, or leave the link out with a line in `.funcignore`.",
};

/// The rule for names that a zip cannot hold.
pub static ENTRY_NAME: RuleInfo = RuleInfo {
    name: "entry-name",
    severity: Severity::Error,
    summary: "a file's name cannot be stored in a package",
    why: "Names in a zip are UTF-8 with `/` between folders. A name with a backslash becomes a \
          folder on some systems; one that is not UTF-8 comes out as something else.",
    fix: "Rename the file, or leave its folder out with a line in `.funcignore`.",
};

/// The rule for names that differ only in case.
pub static CASE_COLLISION: RuleInfo = RuleInfo {
    name: "case-collision",
    severity: Severity::Warning,
    summary: "two files differ only in upper and lower case",
    why: "Windows plans and most developer machines keep only one of them; which one is chance.",
    fix: "Rename one of them.",
};

/// The rule for pipes, sockets and devices.
pub static SPECIAL_FILE: RuleInfo = RuleInfo {
    name: "special-file",
    severity: Severity::Warning,
    summary: "a pipe, socket or device is left out",
    why: "A zip holds regular files only.",
    fix: "Remove it, or silence this with a line in `.funcignore`.",
};

/// What to package.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The app's root: the folder with host.json.
    pub root: &'a Path,
    /// How findings name that folder; empty or `.` for the current one.
    pub shown_root: &'a str,
    /// The executable, relative to the root, with `/`. None when it is a runtime from PATH.
    pub executable: Option<&'a str>,
    /// Files the host needs besides it: host.json and every function.json, with `/`.
    pub required: &'a [String],
    /// Where the zip will be written; it never packages itself.
    pub output: &'a Path,
}

/// What goes in and what stays out.
#[derive(Debug, Default)]
pub struct Selection {
    /// What goes in, sorted by name.
    pub entries: Vec<Entry>,
    /// What stays out, sorted by name. A folder stands for everything in it.
    pub excluded: Vec<Excluded>,
    /// What is wrong. An error means that the package would not work.
    pub findings: Vec<Finding>,
}

/// A file that goes in.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path relative to the root, with `/`.
    pub name: String,
    /// Where its bytes are; for a link, its target.
    pub disk: PathBuf,
    /// Size when it was listed, in bytes.
    pub size: u64,
    /// Whether it is the executable that host.json names.
    pub executable: bool,
    /// Why it goes in.
    pub reason: Reason,
}

/// A path that stays out.
#[derive(Debug, Clone)]
pub struct Excluded {
    /// Path relative to the root, with `/`; folders end with one.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a path goes in or stays out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// In: the host cannot run the app without it.
    Needed,
    /// In: nothing says otherwise.
    NotIgnored,
    /// In: a `!` line of `.funcignore`, counted from 1.
    Kept {
        /// The line.
        line: usize,
        /// What it says.
        pattern: String,
    },
    /// Out: a line of `.funcignore`, counted from 1.
    Ignored {
        /// The line.
        line: usize,
        /// What it says.
        pattern: String,
    },
    /// Out: no app is packaged with it.
    Never(&'static str),
    /// Out: the app has no `.funcignore`, and the defaults leave it out.
    Default {
        /// The default pattern.
        pattern: &'static str,
        /// What it is for.
        why: &'static str,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Needed => write!(f, "needed by the host"),
            Reason::NotIgnored => write!(f, "not ignored"),
            Reason::Kept { line, pattern } => write!(f, "kept by .funcignore:{line} `{pattern}`"),
            Reason::Ignored { line, pattern } => {
                write!(f, "ignored by .funcignore:{line} `{pattern}`")
            }
            Reason::Never(why) => write!(f, "never packaged: {why}"),
            Reason::Default { pattern, why } => write!(f, "left out by default `{pattern}`: {why}"),
        }
    }
}

/// Decides about every path of an app. Faults in the app are findings; an error means that it
/// could not be read.
pub fn select(request: &Request<'_>) -> Result<Selection> {
    let unreadable = |error| Failure::io("read", request.root, &error);
    let root = request.root.canonicalize().map_err(unreadable)?;
    let names = needed::names(request);
    let output = output_name(&root, request.output, &names)?;
    let mut filter = Filter::new(&root, request.executable.is_some(), output);
    if let Some(executable) = request.executable {
        filter.use_executable(executable);
    }
    let ignore_file = IgnoreFile::read(&root, request.shown_root)?;
    let mut selection = Selection::default();
    if let Some(file) = &ignore_file {
        let patterns = FuncIgnore::parse(file.text());
        selection.findings.extend(file.syntax(&patterns.bad_lines));
        filter.use_funcignore(patterns);
    }
    Walk {
        root: &root,
        shown_root: request.shown_root,
        filter: &filter,
        selection: &mut selection,
    }
    .run()?;
    let needed = Needed {
        request,
        root: &root,
        filter: &filter,
        ignore_file: ignore_file.as_ref(),
    };
    for name in &names {
        needed.put(name, &mut selection);
    }
    selection.entries.sort_by(|a, b| a.name.cmp(&b.name));
    selection.excluded.sort_by(|a, b| a.name.cmp(&b.name));
    let collisions = collisions(&selection.entries, request.shown_root);
    selection.findings.extend(collisions);
    if let Some(file) = &ignore_file {
        let differences = file.differences(&root, &filter, &selection);
        selection.findings.extend(differences);
    }
    Ok(selection)
}

/// The archive's own name below the root, if it lies there. It must not be a file of the app.
fn output_name(root: &Path, output: &Path, needed: &[String]) -> Result<Option<String>> {
    let folder = match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = output.file_name().and_then(|name| {
        let path = folder.canonicalize().ok()?.join(name);
        name_below("", root, &path)
    });
    match name {
        Some(name) if needed.contains(&name) => Err(Failure::usage(format!(
            "the package would overwrite the app's own `{name}`"
        ))
        .help("choose another name with `--output`")),
        name => Ok(name),
    }
}

/// The path of `name` as findings show it.
pub(super) fn shown_path(shown_root: &str, name: &str) -> String {
    match shown_root {
        "" | "." => name.to_owned(),
        root => format!("{}/{name}", root.trim_end_matches('/')),
    }
}

fn collisions(entries: &[Entry], shown_root: &str) -> Vec<Finding> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut findings = Vec::new();
    for entry in entries {
        if let Some(first) = seen.insert(entry.name.to_lowercase(), &entry.name) {
            let label = whole_file(shown_path(shown_root, &entry.name));
            let message = format!("`{first}` and `{}` differ only in case", entry.name);
            findings.push(Finding::new(&CASE_COLLISION, label, message));
        }
    }
    findings
}
