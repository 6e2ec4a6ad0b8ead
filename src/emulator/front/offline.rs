//! `app_offline.htm`: takes the app off line while it is there (H-HOST-12).

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::{Response, StatusCode};

use super::answer;
use crate::emulator::body::Body;

/// How long an answer of the file system is believed.
const FRESH: Duration = Duration::from_millis(500);

/// Looks for the file now and then.
pub(super) struct Offline {
    file: PathBuf,
    seen: Mutex<Option<(Instant, bool)>>,
}

impl Offline {
    /// For the app in `root`.
    pub(super) fn new(root: &std::path::Path) -> Offline {
        Offline {
            file: root.join("app_offline.htm"),
            seen: Mutex::default(),
        }
    }

    /// True while the file is there.
    pub(super) fn is_set(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match *seen {
            Some((when, set)) if when.elapsed() < FRESH => set,
            _ => {
                let set = self.file.is_file();
                *seen = Some((Instant::now(), set));
                set
            }
        }
    }

    /// 503 with the file.
    pub(super) async fn page(&self) -> Response<Body> {
        let file = self.file.clone();
        let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
        match read {
            Ok(Ok(page)) => answer::html(StatusCode::SERVICE_UNAVAILABLE, page),
            // Gone since: the next request finds the app again.
            _ => answer::not_running(),
        }
    }
}
