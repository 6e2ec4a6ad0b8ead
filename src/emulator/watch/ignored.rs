//! Files and folders whose changes mean nothing to a running app.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Folders that tools fill.
const FOLDERS: [&str; 5] = ["target", "node_modules", "obj", "__pycache__", "venv"];
/// How files end that editors leave while they write, and handlers while they run.
const ENDS: [&str; 18] = [
    ".zip", "~", ".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", ".crswap", ".log", ".pid",
    ".pyc", ".db", ".sqlite", ".sqlite3", "-journal", "-wal", "-shm",
];
/// How documents begin that nobody compiles.
const DOCUMENTS: [&str; 4] = ["readme", "license", "changelog", "contributing"];

/// What does not count: hidden files, what tools fill, what git ignores, the executable, zips,
/// documents, and what editors and handlers leave while they write.
#[derive(Debug)]
pub struct Ignored {
    git: Gitignore,
    executable: Option<String>,
}

impl Ignored {
    /// Reads the `.gitignore` of the app in `root`. `executable` is what a build writes, as a
    /// path in the app with `/`.
    pub fn read(root: &Path, executable: Option<&str>) -> Ignored {
        let text = std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        Ignored::new(&text, executable)
    }

    /// From the text of a `.gitignore`.
    pub fn new(gitignore: &str, executable: Option<&str>) -> Ignored {
        let mut builder = GitignoreBuilder::new("");
        for line in gitignore.lines() {
            // git skips a line that is no pattern, too.
            let _ = builder.add_line(None, line);
        }
        Ignored {
            git: builder.build().unwrap_or_else(|_| Gitignore::empty()),
            executable: executable.map(str::to_owned),
        }
    }

    /// True for a folder, below the root, in which nothing counts.
    pub fn folder(&self, path: &Path) -> bool {
        foreign(path) || self.in_git(path, true)
    }

    /// True for a file, below the root, that does not count.
    pub fn file(&self, path: &Path) -> bool {
        foreign(path) || self.is_executable(path) || left_by_tools(path) || self.in_git(path, false)
    }

    fn in_git(&self, path: &Path, is_folder: bool) -> bool {
        !path.as_os_str().is_empty()
            && self
                .git
                .matched_path_or_any_parents(path, is_folder)
                .is_ignore()
    }

    fn is_executable(&self, path: &Path) -> bool {
        let Some(executable) = &self.executable else {
            return false;
        };
        path == Path::new(executable) || path == Path::new(&format!("{executable}.exe"))
    }
}

/// True for a path that is hidden, or in a hidden folder or one that tools fill.
pub(super) fn foreign(path: &Path) -> bool {
    let mut names = path.iter().map(|name| name.to_string_lossy());
    names.any(|name| name.starts_with('.') || FOLDERS.contains(&&*name))
}

/// True for zips, documents, and names that editors and handlers use while they write.
fn left_by_tools(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
        || is_document(&lower)
        || name.starts_with('#') && name.ends_with('#')
        || name.contains("___jb_")
        || name == "4913" // vim tries whether it may write here
}

/// `readme`, `readme.md`, `readme.de.md`, but not `readme.rs`.
fn is_document(lower: &str) -> bool {
    let (name, kind) = lower.split_once('.').unwrap_or((lower, ""));
    DOCUMENTS.contains(&name) && (["", "txt", "rst"].contains(&kind) || kind.ends_with("md"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_write_does_not_count() {
        let ignored = Ignored::new("/bin/\n*.log\nlocal.settings.json\n", Some("out/handler"));
        for path in [
            ".git/HEAD",
            ".fch/run.json",
            "target/debug/x",
            "web/node_modules/a/b.js",
            "out/handler",
            "out/handler.exe",
            "app.zip",
            "src/main.rs~",
            "src/.main.rs.swp",
            "src/#main.rs#",
            "src/4913",
            "bin/x",
            "src/a.log",
            "local.settings.json",
            "README.md",
            "src/__pycache__/a.cpython-312.pyc",
            "data/app.db-wal",
            "handler.log",
        ] {
            assert!(ignored.file(Path::new(path)), "{path}");
        }
        for path in [
            "src/main.rs",
            "src/readme.rs",
            "src/changelog/x.go",
            "Cargo.toml",
            "fch.toml",
            "src/bin/x.rs",
            "out/handler.rs",
            "F/function.json",
        ] {
            assert!(!ignored.file(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn ignored_folders_are_not_entered() {
        let ignored = Ignored::new("dist/\n", None);
        let folder = |path: &str| ignored.folder(Path::new(path));
        assert!(folder("target") && folder("dist") && folder(".git") && folder("a/dist/b"));
        assert!(!folder("") && !folder("src") && !folder("distant"));
    }
}
