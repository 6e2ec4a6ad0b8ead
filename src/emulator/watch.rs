//! `--watch`: notices changes of the app's files, and says what they ask for.
//!
//! [`ignored`] knows which files do not count, [`outputs`] which are written by builds, [`sort`]
//! what a file that counts means, [`stale`] whether the executable is older than its sources. The swap of the running app is not done
//! here.

pub mod ignored;
mod os;
pub mod outputs;
pub mod sort;
pub mod stale;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

pub use ignored::Ignored;
pub use outputs::Outputs;
pub use sort::{Change, Sorter};

use crate::error::{Failure, Result};

/// How long the files must be quiet: editors and version control write many at once.
const QUIET: Duration = Duration::from_millis(150);
/// How long to wait for quiet at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What it asks for.
    pub change: Change,
    /// The files, below the root.
    pub paths: Vec<PathBuf>,
}

/// Watches one app. Dropping it stops that.
pub struct Watch {
    root: PathBuf,
    sorter: Sorter,
    /// The folders right below the root, where functions are.
    folders: BTreeSet<PathBuf>,
    /// The folders that are watched one by one.
    followed: BTreeSet<PathBuf>,
    watcher: RecommendedWatcher,
    paths: mpsc::UnboundedReceiver<PathBuf>,
}

impl Watch {
    /// Begins to watch the app in `root`.
    ///
    /// # Errors
    /// When the system cannot watch files.
    pub fn new(root: &Path, sorter: Sorter) -> Result<Watch> {
        // The system reports real paths; a link in the root's path would hide that they are ours.
        let root = root
            .canonicalize()
            .map_err(|error| Failure::io("watch", root, &error))?;
        let (report, paths) = mpsc::unbounded_channel();
        let watcher = notify::recommended_watcher(move |event| pass_on(event, &report));
        let mut watch = Watch {
            folders: sort::folders(&root),
            watcher: watcher.map_err(|error| cannot(&root, &error))?,
            followed: BTreeSet::new(),
            sorter,
            paths,
            root,
        };
        let root = watch.root.clone();
        watch.follow(&root).map_err(|error| cannot(&root, &error))?;
        Ok(watch)
    }

    /// The next change, when the files are quiet again. `None` never comes while the watch lives.
    pub async fn next(&mut self) -> Option<Changed> {
        loop {
            let first = self.paths.recv().await?;
            let paths = self.until_quiet(BTreeSet::from([first])).await;
            if let Some(changed) = self.judge(paths) {
                return Some(changed);
            }
        }
    }

    /// What has changed up to now, when the files are quiet.
    pub async fn so_far(&mut self) -> Option<Changed> {
        let paths = self.until_quiet(BTreeSet::new()).await;
        self.judge(paths)
    }

    /// Sorts by other rules from now on.
    pub fn sort_with(&mut self, sorter: Sorter) {
        self.sorter = sorter;
    }

    async fn until_quiet(&mut self, mut paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let end = Instant::now() + PATIENCE;
        loop {
            let quiet = (Instant::now() + QUIET).min(end);
            match timeout_at(quiet, self.paths.recv()).await {
                Ok(Some(path)) => drop(paths.insert(path)),
                _ => return paths,
            }
        }
    }

    fn judge(&mut self, mut paths: BTreeSet<PathBuf>) -> Option<Changed> {
        for path in paths.clone() {
            paths.extend(self.follow_new(&path));
        }
        let files = paths.iter().filter(|path| !path.is_dir());
        let below = files.filter_map(|path| path.strip_prefix(&self.root).ok());
        let sorted = below.filter_map(|path| Some((self.sorter.sort(path)?, path.to_owned())));
        let (mut changes, paths): (Vec<Change>, Vec<PathBuf>) = sorted.unzip();
        let folders = sort::folders(&self.root);
        if folders != self.folders {
            // H-HOST-13: a function was added, removed or renamed.
            self.folders = folders;
            changes.push(Change::Reload);
        }
        let change = changes.into_iter().max()?;
        Some(Changed { change, paths })
    }

    /// Watches a folder that is new, and tells what was put into it before it was watched.
    fn follow_new(&mut self, path: &Path) -> Vec<PathBuf> {
        if os::RECURSIVE {
            return Vec::new();
        }
        if !path.is_dir() {
            self.followed.retain(|folder| !folder.starts_with(path));
            return Vec::new();
        }
        if self.followed.contains(path) {
            return Vec::new();
        }
        // A folder that cannot be watched is one whose next change is missed, and nothing else.
        self.follow(path).unwrap_or_default()
    }

    /// Watches a folder and what is in it, but not what is ignored: a build folder alone can hold
    /// more folders than the system lets one watch. Returns the files in it.
    fn follow(&mut self, folder: &Path) -> notify::Result<Vec<PathBuf>> {
        if os::RECURSIVE {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
            return Ok(Vec::new());
        }
        let (root, ignored) = (self.root.as_path(), self.sorter.ignored());
        let wanted = |path: &Path| !ignored.folder(path.strip_prefix(root).unwrap_or(path));
        let walk = walkdir::WalkDir::new(folder).into_iter();
        let walk = walk.filter_entry(|entry| !entry.file_type().is_dir() || wanted(entry.path()));
        let mut files = Vec::new();
        for entry in walk.filter_map(|entry| entry.ok()) {
            if !entry.file_type().is_dir() {
                files.push(entry.into_path());
                continue;
            }
            self.watcher
                .watch(entry.path(), RecursiveMode::NonRecursive)?;
            self.followed.insert(entry.into_path());
        }
        Ok(files)
    }
}

fn pass_on(event: notify::Result<notify::Event>, report: &mpsc::UnboundedSender<PathBuf>) {
    let Ok(event) = event else { return };
    if matches!(event.kind, EventKind::Access(_)) {
        return;
    }
    for path in event.paths {
        // Nobody waits any more: nothing to tell.
        let _ = report.send(path);
    }
}

fn cannot(root: &Path, error: &notify::Error) -> Failure {
    Failure::job(format!("cannot watch {}", root.display()))
        .because(error)
        .help("on Linux, `fs.inotify.max_user_watches` limits how many folders one may watch")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    async fn next(watch: &mut Watch) -> Changed {
        let next = tokio::time::timeout(Duration::from_secs(20), watch.next());
        next.await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn edits_are_told_and_builds_are_not() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        for folder in ["src", "target/debug", "F"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("host.json"), "{}").unwrap();
        let sorter = Sorter::new(root.path(), Some("handler"), Vec::new());
        let mut watch = Watch::new(root.path(), sorter).unwrap();

        fs::write(at("target/debug/x"), "1").unwrap();
        fs::write(at("handler"), "1").unwrap();
        fs::write(at("src/main.rs"), "1").unwrap();
        let changed = next(&mut watch).await;
        assert_eq!(changed.change, Change::Rebuild);
        assert_eq!(changed.paths, [PathBuf::from("src/main.rs")]);

        fs::write(at("host.json"), "{ }").unwrap();
        assert_eq!(next(&mut watch).await.change, Change::Reload);

        // H-HOST-13
        fs::create_dir(at("G")).unwrap();
        assert_eq!(next(&mut watch).await.change, Change::Reload);
        fs::write(at("G/function.json"), "{}").unwrap();
        let changed = next(&mut watch).await;
        assert_eq!(changed.paths, [PathBuf::from("G/function.json")]);

        // What is in a folder before anybody can watch it counts, too.
        fs::create_dir_all(at("src/a/b")).unwrap();
        fs::write(at("src/a/b/c.rs"), "1").unwrap();
        let changed = next(&mut watch).await;
        assert_eq!(changed.paths, [PathBuf::from("src/a/b/c.rs")]);
    }
}
