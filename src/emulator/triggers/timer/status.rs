//! When each timer ran last and is due next, in the app's `.fch/timers.json`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::app::state_folder;

/// What is known about one timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The last run; `None` before the first one.
    pub last: Option<Timestamp>,
    /// When it is due.
    pub next: Option<Timestamp>,
    /// When this was written.
    pub updated: Timestamp,
}

type ByFunction = BTreeMap<String, Status>;

/// The file, and its content once it was read.
#[derive(Debug)]
pub struct Statuses {
    file: PathBuf,
    /// Held while the file is written, so that the last change is the one that stays.
    known: Mutex<Option<ByFunction>>,
}

impl Statuses {
    /// Kept in the folder, which is made with the first status.
    pub fn new(folder: &Path) -> Self {
        Statuses {
            file: folder.join("timers.json"),
            known: Mutex::new(None),
        }
    }

    /// The status of a function's timer. A file that cannot be read is the same as none.
    pub async fn get(&self, function: &str) -> Option<Status> {
        let mut known = self.known.lock().await;
        self.read(&mut known).await.get(function).copied()
    }

    /// Keeps a status.
    ///
    /// # Errors
    /// When the file cannot be written; the status is then known to this process only.
    pub async fn set(&self, function: &str, status: Status) -> io::Result<()> {
        let mut known = self.known.lock().await;
        let all = self.read(&mut known).await;
        all.insert(function.to_owned(), status);
        let text = serde_json::to_vec_pretty(all)?;
        let file = self.file.clone();
        tokio::task::spawn_blocking(move || write(&file, &text)).await?
    }

    async fn read<'a>(&self, known: &'a mut Option<ByFunction>) -> &'a mut ByFunction {
        if known.is_none() {
            let file = self.file.clone();
            let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
            let text = read.ok().and_then(Result::ok).unwrap_or_default();
            *known = serde_json::from_slice(&text).ok();
        }
        known.get_or_insert_default()
    }
}

fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    state_folder::replace(file, text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn status(second: i64) -> Status {
        Status {
            last: None,
            next: Some(Timestamp::from_second(second).unwrap()),
            updated: Timestamp::from_second(second).unwrap(),
        }
    }

    #[tokio::test]
    async fn statuses_outlive_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let statuses = Statuses::new(&folder.path().join(".fch"));
        assert_eq!(statuses.get("A").await, None);
        statuses.set("A", status(1)).await.unwrap();
        statuses.set("B", status(2)).await.unwrap();
        statuses.set("A", status(3)).await.unwrap();
        let again = Statuses::new(&folder.path().join(".fch"));
        assert_eq!(again.get("A").await, Some(status(3)));
        assert_eq!(again.get("B").await, Some(status(2)));
        let files = std::fs::read_dir(folder.path().join(".fch"))
            .unwrap()
            .count();
        assert_eq!(files, 1, "nothing else is left behind");
    }

    #[tokio::test]
    async fn a_damaged_file_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("timers.json"), "{ \"A\":").unwrap();
        let statuses = Statuses::new(folder.path());
        assert_eq!(statuses.get("A").await, None);
        statuses.set("A", status(1)).await.unwrap();
        assert_eq!(Statuses::new(folder.path()).get("A").await, Some(status(1)));
    }
}
