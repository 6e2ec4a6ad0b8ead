//! The path of a file as seen from a folder: what patterns match and baselines record.

use std::path::{Component, Path, PathBuf};

/// `path` relative to `folder`, with `/`; both as on the command line, the empty path being the
/// current folder. A file on another drive keeps its own path.
pub(super) fn relative(folder: &Path, path: &Path) -> String {
    let (folder, path) = (real(folder), real(path));
    let mut from = folder.components().peekable();
    let mut to = path.components().peekable();
    if from.peek() != to.peek() {
        return path.display().to_string();
    }
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| Component::ParentDir);
    let parts = up.chain(to).map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The path without links and dots. The file itself may be missing, its folder not.
fn real(path: &Path) -> PathBuf {
    let path = match path.as_os_str().is_empty() {
        true => Path::new("."),
        false => path,
    };
    path.canonicalize()
        .or_else(|_| missing(path))
        .unwrap_or_else(|_| path.to_owned())
}

fn missing(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let folder = absolute.parent().unwrap_or(&absolute).canonicalize()?;
    Ok(folder.join(absolute.file_name().unwrap_or_default()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("a/b")).unwrap();
        std::fs::write(dir.path().join("a/b/f"), "").unwrap();
        let at = |path: &str| dir.path().join(path);
        let seen = |folder: &str, path: &str| relative(&at(folder), &at(path));
        assert_eq!(seen("", "a/b/f"), "a/b/f");
        assert_eq!(seen("a/b", "a/b/f"), "f");
        assert_eq!(seen("a/b", "a/b"), "");
        assert_eq!(seen("a/b", "a/missing"), "../missing");
        assert_eq!(seen("a/../a", "a/./b/f"), "b/f");
        assert_eq!(
            relative(Path::new(""), Path::new("Cargo.toml")),
            "Cargo.toml"
        );
    }
}
