//! The words of selecting: what is asked for, what goes in, what stays out, and why.

use std::fmt;
use std::path::{Path, PathBuf};

use super::func::Func;
use super::lists::Lists;
use crate::diagnostics::Finding;
use crate::lint::levels::Layer;

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
    /// Packages of other apps, which may lie in this one.
    pub siblings: &'a [PathBuf],
    /// What `fch.toml` says.
    pub lists: Option<&'a Lists>,
    /// Where the executable's bytes are, when not in the app.
    pub binary: Option<&'a Path>,
    /// What the user makes of the rules, the weakest first.
    pub levels: &'a [Layer],
    /// Whether a build will make the executable, so that it may be missing.
    pub unbuilt: bool,
}

/// What goes in and what stays out.
#[derive(Debug, Default)]
pub struct Selection {
    /// What goes in, sorted by name.
    pub entries: Vec<Entry>,
    /// What stays out, sorted by name. A folder stands for everything in it.
    pub excluded: Vec<Excluded>,
    /// Which files `func` would pack.
    pub func: Func,
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
    /// In: a pattern of `include` in `fch.toml`.
    Listed {
        /// Its line, counted from 1.
        line: usize,
        /// What it says.
        pattern: String,
    },
    /// Out: `include` in `fch.toml` does not list it.
    Unlisted,
    /// Out: a pattern of `exclude`, or a `!` pattern of `include`, in `fch.toml`.
    Unwanted {
        /// Its line, counted from 1.
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
            Reason::Listed { line, pattern } => write!(f, "listed in fch.toml:{line} `{pattern}`"),
            Reason::Unlisted => write!(f, "not listed in `include` of fch.toml"),
            Reason::Unwanted { line, pattern } => {
                write!(f, "excluded by fch.toml:{line} `{pattern}`")
            }
            Reason::Ignored { line, pattern } => {
                write!(f, "ignored by .funcignore:{line} `{pattern}`")
            }
            Reason::Never(why) => write!(f, "never packaged: {why}"),
            Reason::Default { pattern, why } => write!(f, "left out by default `{pattern}`: {why}"),
        }
    }
}

/// The path of `name` as findings show it.
pub(super) fn shown_path(shown_root: &str, name: &str) -> String {
    match shown_root {
        "" | "." => name.to_owned(),
        root => format!("{}/{name}", root.trim_end_matches('/')),
    }
}
