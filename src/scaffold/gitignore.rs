//! Lines for a project's `.gitignore`, where they are missing.

use std::fs;
use std::io;
use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use super::plan::PlannedFile;
use crate::error::{Failure, Result};

/// Its name.
pub(super) const FILE: &str = ".gitignore";

/// The project's `.gitignore` with lines for these files, which are paths in the project. `None`
/// when it has them all: whatever it says now stays as it is, byte by byte.
///
/// # Errors
/// A [`Failure`] when the file is there but cannot be read.
pub(super) fn with(root: &Path, files: &[&str]) -> Result<Option<PlannedFile>> {
    let path = root.join(FILE);
    let text = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Failure::io("read", &path, &error)),
    };
    let content = appended(&text, files);
    Ok((content != text).then(|| PlannedFile {
        path: FILE.to_owned(),
        content,
        executable: false,
    }))
}

fn appended(text: &[u8], files: &[&str]) -> Vec<u8> {
    let lines = String::from_utf8_lossy(text);
    let mut rules = GitignoreBuilder::new("");
    for line in lines.lines() {
        // A line that is no pattern ignores nothing, for git too.
        let _ = rules.add_line(None, line);
    }
    let rules = rules.build().ok();
    let is_ignored = |file: &str| {
        let rules = rules.as_ref();
        rules.is_some_and(|rules| rules.matched_path_or_any_parents(file, false).is_ignore())
    };
    let end = if lines.contains("\r\n") { "\r\n" } else { "\n" };
    let mut content = text.to_owned();
    for file in files.iter().filter(|file| !is_ignored(file)) {
        if !content.is_empty() && !content.ends_with(b"\n") {
            content.extend_from_slice(end.as_bytes());
        }
        content.extend_from_slice(format!("/{file}{end}").as_bytes());
    }
    content
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_added() {
        let added = |text: &str| {
            let bytes = appended(text.as_bytes(), &["local.settings.json", "bin/shop"]);
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(added(""), "/local.settings.json\n/bin/shop\n");
        let whole = "*.json\n!host.json\n/bin/";
        assert_eq!(added(whole), whole);
        assert_eq!(
            added("bin\r\n# end"),
            "bin\r\n# end\r\n/local.settings.json\r\n"
        );
        let but = "*.settings.json\n!local.settings.json\nbin\n";
        assert_eq!(added(but), format!("{but}/local.settings.json\n"));
    }

    #[test]
    fn what_is_no_utf8_stays() {
        let bytes = appended(b"\xff\n", &["a"]);
        assert_eq!(bytes, b"\xff\n/a\n");
    }
}
