//! `.fch/run.json`: how `fch invoke` and `fch outputs` find the `fch run` of an app.
//!
//! Written when the front end listens, removed at the end. A file that was left behind is told
//! from a live one by asking: the host at its port must answer with the same process id.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::state_folder;
use crate::error::{Failure, Result};
use crate::interrupt::Leftover;

const NAME: &str = "run.json";
const VERSION: u32 = 1;

/// A running host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    /// The version of this form.
    pub version: u32,
    /// Its process.
    pub pid: u32,
    /// Where its front end listens.
    pub address: SocketAddr,
    /// The development key, when keys are checked.
    pub key: Option<String>,
    /// When it started, in RFC 3339.
    pub started: String,
}

/// Removes the file when dropped, and on an interrupt.
#[derive(Debug)]
pub struct Written {
    path: PathBuf,
    file: RunFile,
    _leftover: Leftover,
}

impl RunFile {
    /// Describes this process.
    pub fn of_this_process(address: SocketAddr, key: Option<String>) -> Self {
        RunFile {
            version: VERSION,
            pid: std::process::id(),
            address,
            key,
            started: jiff::Timestamp::now().to_string(),
        }
    }

    /// Writes the file of the app in `root`, readable by this user only. A file that is there is
    /// replaced: the newest host is the one that commands talk to.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn write(self, root: &Path) -> Result<Written> {
        let folder = root.join(state_folder::NAME);
        state_folder::prepare(&folder).map_err(|error| Failure::io("write", &folder, &error))?;
        let path = folder.join(NAME);
        let text = serde_json::to_vec(&self).unwrap_or_default();
        state_folder::replace(&path, &text).map_err(|error| Failure::io("write", &path, &error))?;
        Ok(Written {
            _leftover: Leftover::new(&path),
            path,
            file: self,
        })
    }

    /// Reads the file of the app in `root`; `None` when there is none that makes sense. Whether
    /// the host still runs is another question.
    pub fn read(root: &Path) -> Option<RunFile> {
        let text = fs::read(root.join(state_folder::NAME).join(NAME)).ok()?;
        let file: RunFile = serde_json::from_slice(&text).ok()?;
        (file.version == VERSION).then_some(file)
    }

    /// Where a caller on this machine connects to.
    pub fn reach(&self) -> SocketAddr {
        reachable(self.address)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // A second host of the same app has put its own file here: that one stays.
        let root = self.path.parent().and_then(Path::parent);
        if root.and_then(RunFile::read).as_ref() == Some(&self.file) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The address that reaches a listener: "all addresses" is none to connect to.
pub fn reachable(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listener.port())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(port: u16) -> RunFile {
        let address = SocketAddr::from(([0, 0, 0, 0], port));
        RunFile::of_this_process(address, Some("secret".to_owned()))
    }

    #[test]
    fn it_is_there_while_the_host_runs() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(RunFile::read(root.path()), None);
        let written = file(7071).write(root.path()).unwrap();
        let read = RunFile::read(root.path()).unwrap();
        assert_eq!(read, written.file);
        assert_eq!(read.reach().to_string(), "127.0.0.1:7071");
        assert!(root.path().join(".fch/.gitignore").is_file());
        drop(written);
        assert_eq!(RunFile::read(root.path()), None);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let written = file(1).write(root.path()).unwrap();
        let mode = fs::metadata(&written.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_newer_host_keeps_its_file() {
        let root = tempfile::tempdir().unwrap();
        let first = file(1).write(root.path()).unwrap();
        let second = file(2).write(root.path()).unwrap();
        drop(first);
        assert_eq!(RunFile::read(root.path()).unwrap().address.port(), 2);
        drop(second);
        assert_eq!(RunFile::read(root.path()), None);
    }

    #[test]
    fn a_file_that_makes_no_sense_is_none() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(state_folder::NAME)).unwrap();
        for text in ["", "{}", "[1]", "{\"version\": 9}"] {
            fs::write(root.path().join(state_folder::NAME).join(NAME), text).unwrap();
            assert_eq!(RunFile::read(root.path()), None, "{text}");
        }
    }
}
