//! Makes way for a build while the executable that it writes still runs.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::app::App;
use crate::app::state_folder::NAME;

/// The copy until it is in its place.
const COPY: &str = "handler-copy";
/// Where the executable goes while it runs, on systems that do not let it be replaced.
const RUNNING: &str = "running-handler";

/// Puts a copy in the place of the executable of `app`: systems do not let anybody write to a
/// file that runs. The copy has the age of the original, or it would count as just built. The
/// path is never empty where that can be had: the handler may be starting again.
///
/// # Errors
/// When a file cannot be moved or written; the build will say what that means.
pub(super) fn vacate(app: &App) -> io::Result<()> {
    let root = &app.root.dir;
    let Some(executable) = app.own_executable().map(|path| root.join(path)) else {
        return Ok(());
    };
    let exe = executable.with_extension("exe");
    match [&executable, &exe].into_iter().find(|path| path.is_file()) {
        Some(path) => swap_for_copy(path, &root.join(NAME)),
        None => Ok(()),
    }
}

fn swap_for_copy(path: &Path, folder: &Path) -> io::Result<()> {
    let modified = fs::metadata(path)?.modified()?;
    fs::create_dir_all(folder)?;
    let copy = folder.join(COPY);
    fs::copy(path, &copy)?;
    let file = File::options().write(true).open(&copy)?;
    file.set_modified(modified)?;
    drop(file);
    // Windows renames a program that runs, but does not replace it.
    fs::rename(&copy, path).or_else(|_| {
        fs::rename(path, folder.join(RUNNING))?;
        fs::rename(&copy, path)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::time::{Duration, SystemTime};

    #[test]
    fn the_copy_is_another_file_of_the_same_age() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("handler");
        fs::write(&path, "old").unwrap();
        let then = SystemTime::now() - Duration::from_secs(60);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(then).unwrap();
        let mut running = File::open(&path).unwrap();
        swap_for_copy(&path, &root.path().join(NAME)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), then);
        fs::write(&path, "new").unwrap();
        let mut text = String::new();
        running.read_to_string(&mut text).unwrap();
        assert_eq!(text, "old");
    }
}
