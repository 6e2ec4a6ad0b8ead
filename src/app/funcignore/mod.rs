//! .funcignore: which files stay out of a deployment.
//!
//! Matched as gitignore, as Microsoft documents it. Core Tools has a dialect of its own
//! ([`core_tools`]), kept here to tell where the two would pack different files.

pub mod core_tools;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The file, in the app's root only (H-IGN-01).
pub const FILE_NAME: &str = ".funcignore";

/// A `.funcignore`, matched as gitignore.
#[derive(Debug)]
pub struct FuncIgnore {
    matcher: Gitignore,
    /// The lines, trimmed as the matcher trims them.
    lines: Vec<String>,
    /// Lines that are no pattern and match nothing.
    pub bad_lines: Vec<BadLine>,
}

/// A line that git could not read either.
#[derive(Debug)]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// Why it is no pattern.
    pub error: String,
}

/// A line that decided something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// What it says.
    pub pattern: String,
}

/// What the file says about one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// No line matches.
    Unmatched,
    /// The path stays out.
    Ignored(Line),
    /// A `!` line keeps the path in.
    Kept(Line),
}

impl FuncIgnore {
    /// Reads the file's text; a line that is no pattern is kept as a fault.
    pub fn parse(text: &str) -> Self {
        let mut builder = GitignoreBuilder::new("");
        let mut bad_lines = Vec::new();
        let mut lines = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let error = builder.add_line(None, line).err();
            bad_lines.extend(error.map(|error| BadLine {
                line: index + 1,
                error: error.to_string(),
            }));
            lines.push(line.trim_end().to_owned());
        }
        let matcher = builder.build().unwrap_or_else(|error| {
            bad_lines.push(BadLine {
                line: 1,
                error: error.to_string(),
            });
            Gitignore::empty()
        });
        FuncIgnore {
            matcher,
            lines,
            bad_lines,
        }
    }

    /// What the file says about `path` alone. Folders around it must be asked too: a file in an
    /// ignored folder is ignored, as in git.
    pub fn decide(&self, path: &str, is_folder: bool) -> Decision {
        let line = |pattern: &str| Line {
            number: self.line_of(pattern),
            pattern: pattern.to_owned(),
        };
        match self.matcher.matched(path, is_folder) {
            Match::None => Decision::Unmatched,
            Match::Ignore(glob) => Decision::Ignored(line(glob.original())),
            Match::Whitelist(glob) => Decision::Kept(line(glob.original())),
        }
    }

    /// The line that leaves out the file `path`, or a folder around it.
    pub fn ignored_by(&self, path: &str) -> Option<Line> {
        on_the_way(path, false).find_map(|(path, is_folder)| match self.decide(path, is_folder) {
            Decision::Ignored(line) => Some(line),
            _ => None,
        })
    }

    /// Where a pattern stands. Of equal lines the last one decides, as in git.
    fn line_of(&self, pattern: &str) -> usize {
        let is_it = |line: &String| line == pattern.trim_end();
        self.lines
            .iter()
            .rposition(is_it)
            .map_or(1, |index| index + 1)
    }
}

/// The folders around `path`, outermost first, then the path itself; whether each is a folder.
pub fn on_the_way(path: &str, is_folder: bool) -> impl Iterator<Item = (&str, bool)> {
    let folders = path.match_indices('/').map(|(at, _)| (&path[..at], true));
    folders.chain([(path, is_folder)])
}

/// The byte range of a line's pattern, for pointing at it; empty when there is no such line.
pub fn span_of_line(text: &str, number: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (index, piece) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            let line = piece.trim_end();
            let indent = line.len() - line.trim_start_matches([' ', '\u{feff}']).len();
            return start + indent..start + line.len();
        }
        start += piece.len();
    }
    0..0
}
