//! Whether the executable is missing or older than its sources.

use std::path::Path;
use std::time::SystemTime;

use super::sort::{Change, Sorter};

/// True when there is something to build: no executable, or a newer source.
pub fn is_stale(
    executable: Option<SystemTime>,
    mut sources: impl Iterator<Item = SystemTime>,
) -> bool {
    match executable {
        None => true,
        Some(built) => sources.any(|changed| changed > built),
    }
}

/// Whether the executable at `path`, below `root`, has to be built.
pub fn check(root: &Path, path: &str) -> bool {
    let sorter = Sorter::new(root, Some(path), Vec::new());
    let file = [path.to_owned(), format!("{path}.exe")];
    let built = file.iter().find_map(|file| modified(&root.join(file)));
    is_stale(built, sources(root, &sorter))
}

/// When each source of the app was last changed.
fn sources<'a>(root: &'a Path, sorter: &'a Sorter) -> impl Iterator<Item = SystemTime> + 'a {
    let below = move |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let walk = walkdir::WalkDir::new(root).into_iter();
    walk.filter_entry(move |entry| {
        !(entry.file_type().is_dir() && sorter.ignored().folder(&below(entry.path())))
    })
    .filter_map(Result::ok)
    .filter(|entry| entry.file_type().is_file())
    .filter(move |entry| sorter.sort(&below(entry.path())) == Some(Change::Rebuild))
    .filter_map(|entry| modified(entry.path()))
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::time::Duration;

    #[test]
    fn older_than_any_source_is_stale() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert!(is_stale(None, [].into_iter()));
        assert!(!is_stale(Some(at(2)), [at(1), at(2)].into_iter()));
        assert!(is_stale(Some(at(2)), [at(1), at(3)].into_iter()));
    }

    #[test]
    fn only_sources_count() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, age: u64| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            let then = SystemTime::now() - Duration::from_secs(age);
            File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_modified(then)
                .unwrap();
        };
        write("main.go", 30);
        assert!(check(root.path(), "bin/handler"), "there is none");
        write("bin/handler", 20);
        write("host.json", 10);
        write("F/function.json", 10);
        write("target/x", 10);
        assert!(!check(root.path(), "bin/handler"));
        write("main.go", 10);
        assert!(check(root.path(), "bin/handler"));
    }
}
