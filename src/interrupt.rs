//! What must not stay behind when the user presses Ctrl-C.
//!
//! Temporary files clean up after themselves when a command ends, well or badly, but not when a
//! signal ends the process. Whoever makes one keeps a [`Leftover`] for as long as it may go.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// The exit code of a process that Ctrl-C ended, by the custom of shells.
const INTERRUPTED: i32 = 130;

static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file or folder that is removed if the process is interrupted while this is alive.
#[derive(Debug)]
pub struct Leftover(PathBuf);

impl Leftover {
    /// Has `path` removed on an interrupt, a termination request or a hang-up.
    pub fn new(path: &Path) -> Self {
        static HANDLER: Once = Once::new();
        // Without a handler the worst is a hidden file that stays.
        HANDLER.call_once(|| {
            drop(ctrlc::set_handler(|| {
                sweep();
                std::process::exit(INTERRUPTED);
            }))
        });
        pending().push(path.to_owned());
        Leftover(path.to_owned())
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        pending().retain(|path| *path != self.0);
    }
}

fn pending() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes everything that is pending.
fn sweep() {
    for path in pending().iter() {
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
}
