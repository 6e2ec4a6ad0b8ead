//! What must not stay behind when the user presses Ctrl-C, and who is told of it.
//!
//! Temporary files clean up after themselves when a command ends, well or badly, but not when a
//! signal ends the process. Whoever makes one keeps a [`Leftover`] for as long as it may go.
//! A command that has more to end than files waits for [`requested`].

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tokio::sync::Notify;

/// The exit code of a process that Ctrl-C ended, by the custom of shells.
pub const INTERRUPTED: u8 = 130;

static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// Whether a command waits for the next interrupt instead of ending with it.
static AWAITED: AtomicBool = AtomicBool::new(false);
static REQUESTED: Notify = Notify::const_new();

/// A file or folder that is removed if the process is interrupted while this is alive.
#[derive(Debug)]
pub struct Leftover(PathBuf);

impl Leftover {
    /// Has `path` removed on an interrupt, a termination request or a hang-up.
    pub fn new(path: &Path) -> Self {
        listen();
        pending().push(path.to_owned());
        Leftover(path.to_owned())
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        pending().retain(|path| *path != self.0);
    }
}

/// Resolves at the next interrupt, termination request or hang-up. While somebody waits, it does
/// not end the process; a second one does.
pub async fn requested() {
    listen();
    AWAITED.store(true, Ordering::SeqCst);
    REQUESTED.notified().await;
}

fn listen() {
    static HANDLER: Once = Once::new();
    // Without a handler the worst is a hidden file that stays.
    HANDLER.call_once(|| drop(ctrlc::set_handler(interrupted)));
}

fn interrupted() {
    sweep();
    if AWAITED.swap(false, Ordering::SeqCst) {
        REQUESTED.notify_one();
    } else {
        std::process::exit(i32::from(INTERRUPTED));
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
