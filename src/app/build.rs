//! Whether something in the repository would make the executable: then a missing one is only
//! not built yet.

use std::path::Path;

use super::{App, funcignore::FuncIgnore, is_foreign_dir};

/// Files that say how to build something, also in a folder above the app.
const BUILD_FILES: [&str; 21] = [
    "fch.toml",
    "Cargo.toml",
    "go.mod",
    "Makefile",
    "makefile",
    "justfile",
    "build.zig",
    "CMakeLists.txt",
    "package.json",
    "deno.json",
    "deno.jsonc",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "mvnw",
    "Package.swift",
    "pubspec.yaml",
    "stack.yaml",
    "dub.json",
    "shard.yml",
    "Dockerfile",
];

/// Extensions of projects, and of sources that are compiled.
const SOURCES: [&str; 19] = [
    "csproj", "fsproj", "cabal", "rs", "go", "c", "cc", "cpp", "cs", "fs", "d", "hs", "java", "kt",
    "ml", "nim", "rkt", "swift", "zig",
];

/// True when the app, a folder in it or the repository around it holds what the executable
/// at `path` may be built from, or when git ignores that path, as one does with build output.
pub fn makes(app: &App, path: &str) -> bool {
    let dir = &app.root.dir;
    holds_sources(dir)
        || holds_sources_below(dir)
        || is_git_ignored(dir, path)
        || repository_above(dir, path)
}

fn holds_sources(dir: &Path) -> bool {
    names(dir).any(|name| {
        let extension = Path::new(&name).extension().and_then(|e| e.to_str());
        BUILD_FILES.contains(&&*name) || extension.is_some_and(|e| SOURCES.contains(&e))
    })
}

fn holds_sources_below(dir: &Path) -> bool {
    let mut folders = names(dir).filter(|name| !is_foreign_dir(name));
    folders.any(|name| holds_sources(&dir.join(name)))
}

/// Whether the folders above, up to the top of the git repository, build or ignore the file.
/// Outside of a repository they are not the app's business.
fn repository_above(dir: &Path, path: &str) -> bool {
    let Ok(dir) = dir.canonicalize() else {
        return false;
    };
    let Some(top) = dir.ancestors().find(|dir| dir.join(".git").exists()) else {
        return false;
    };
    let above = dir
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(top));
    let builds = |folder: &Path| BUILD_FILES.iter().any(|name| folder.join(name).is_file());
    let ignores = |folder: &Path| {
        let below = dir.strip_prefix(folder).unwrap_or(&dir).join(path);
        is_git_ignored(folder, &below.to_string_lossy().replace('\\', "/"))
    };
    above
        .into_iter()
        .any(|folder| builds(folder) || ignores(folder))
}

fn is_git_ignored(dir: &Path, path: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(dir.join(".gitignore")) else {
        return false;
    };
    FuncIgnore::parse(&text).ignored_by(path).is_some()
}

/// The names in a folder; none when it cannot be read.
fn names(dir: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::repository_above;

    #[test]
    fn looks_up_to_the_top_of_the_repository_and_no_further() {
        let above = tempfile::tempdir().unwrap();
        let top = above.path().join("repository");
        let app = top.join("functions");
        fs::create_dir_all(&app).unwrap();
        fs::create_dir(top.join(".git")).unwrap();
        fs::write(above.path().join("go.mod"), "").unwrap();
        assert!(!repository_above(&app, "handler"));

        fs::write(top.join(".gitignore"), "functions/handler\n").unwrap();
        assert!(repository_above(&app, "handler"));
        assert!(!repository_above(&app, "server"));

        fs::write(top.join("go.mod"), "").unwrap();
        assert!(repository_above(&app, "server"));
        fs::remove_dir(top.join(".git")).unwrap();
        assert!(!repository_above(&app, "server"));
    }
}
