//! Putting the executable where `defaultExecutablePath` points, and nowhere else.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Request, os};
use crate::error::{Failure, Result};
use crate::hosting::Os;
use crate::interrupt::Leftover;

/// Where an executable goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The file to write.
    pub path: PathBuf,
    /// What the user should know about its name.
    pub note: Option<String>,
}

/// The file that a build writes: `<root>/<executable>`, with `.exe` for Windows when the name
/// has no extension, because Windows starts nothing else.
///
/// # Errors
/// A usage [`Failure`] when the path leaves the root or a folder is in the way.
pub fn destination(request: &Request) -> Result<Destination> {
    let mut path = inside(request.root, request.executable, "`defaultExecutablePath`")?;
    let mut note = None;
    if request.target.os == Os::Windows && path.extension().is_none() {
        path.set_extension("exe");
        note = Some(format!(
            "writing `{}.exe`: Windows starts only files with an extension; for a Windows plan name it \
             so in host.json too",
            request.executable
        ));
    }
    if path.is_dir() {
        return Err(Failure::usage(format!(
            "cannot write the executable to {}: a folder is in the way",
            path.display()
        ))
        .help("remove the folder, or point `defaultExecutablePath` elsewhere"));
    }
    Ok(Destination { path, note })
}

/// Joins a relative path to the root and makes sure that it stays there, also behind links.
pub(super) fn inside(root: &Path, relative: &str, name: &str) -> Result<PathBuf> {
    let outside = || {
        Failure::usage(format!(
            "{name} is `{relative}`, which is not a file inside the app"
        ))
        .help("use a path relative to the app's root, without `..`")
    };
    let mut path = root.to_owned();
    let before = path.components().count();
    for component in Path::new(relative).components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return Err(outside()),
        }
    }
    let is_file = path.components().count() > before && !relative.ends_with('/');
    if is_file && parent_is_inside(root, &path) {
        Ok(path)
    } else {
        Err(outside())
    }
}

/// Whether the nearest parent folder that exists is really in the root.
fn parent_is_inside(root: &Path, path: &Path) -> bool {
    let Ok(root) = root.canonicalize() else {
        // A root that is not there is reported by whoever reads it first.
        return true;
    };
    let mut parents = path.ancestors().skip(1);
    parents
        .find_map(|parent| parent.canonicalize().ok())
        .is_some_and(|parent| parent.starts_with(&root))
}

/// Copies `source` to `destination` in one step: whoever looks sees the old file or the new
/// one. When they are the same file it only sees that it can be started: a build command that
/// writes in place need not think of that.
///
/// # Errors
/// A [`Failure`] when the source cannot be read or the destination not be written.
pub fn place(source: &Path, destination: &Path) -> Result<()> {
    if same_file(source, destination) {
        return os::make_executable(destination)
            .map_err(|error| Failure::io("make executable", destination, &error));
    }
    let mut from = File::open(source).map_err(|error| Failure::io("read", source, &error))?;
    write(&mut from, destination).map_err(|error| Failure::io("write", destination, &error))
}

fn write(from: &mut File, destination: &Path) -> io::Result<()> {
    let folder = destination.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".fch-build-")
        .tempfile_in(folder)?;
    let _leftover = Leftover::new(temporary.path());
    io::copy(from, &mut temporary)?;
    os::make_executable(temporary.path())?;
    temporary.persist(destination)?;
    Ok(())
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::build::Target;

    fn of(root: &Path, executable: &str, target: &str) -> Result<Destination> {
        destination(&Request {
            root,
            executable,
            target: Target::parse(target)?,
            options: crate::build::Options::default(),
            quiet: false,
        })
    }

    #[test]
    fn windows_gets_an_exe_and_says_so() {
        let root = tempfile::tempdir().unwrap();
        let to = of(root.path(), "bin/server", "windows").unwrap();
        assert_eq!(to.path, root.path().join("bin").join("server.exe"));
        assert!(to.note.unwrap().contains("`bin/server.exe`"));
        let to = of(root.path(), "server.exe", "windows").unwrap();
        assert_eq!(to.note, None);
        let to = of(root.path(), "./server", "linux").unwrap();
        assert_eq!(to.path, root.path().join("server"));
    }

    #[test]
    fn the_root_is_never_left() {
        let root = tempfile::tempdir().unwrap();
        for executable in ["../x", "a/../../x", "/bin/x", "", ".", "bin/"] {
            let failure = of(root.path(), executable, "linux").unwrap_err();
            assert!(
                failure.message.contains("not a file inside the app"),
                "{executable}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("bin")).unwrap();
        assert!(of(root.path(), "bin/x", "linux").is_err());
        assert!(of(root.path(), "bin/deep/x", "linux").is_err());
    }

    #[test]
    fn a_folder_in_the_way_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("handler")).unwrap();
        let failure = of(root.path(), "handler", "linux").unwrap_err();
        assert!(failure.message.contains("a folder is in the way"));
    }

    #[test]
    fn placing_replaces_the_old_file_and_leaves_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let source = root.path().join("source");
        let to = root.path().join("bin/handler");
        fs::write(&source, "new").unwrap();
        fs::create_dir(root.path().join("bin")).unwrap();
        fs::write(&to, "old").unwrap();
        place(&source, &to).unwrap();
        place(&to, &to).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
        assert_eq!(fs::read_dir(root.path().join("bin")).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&to).unwrap().permissions().mode() & 0o777,
                0o755
            );
        }
        assert!(place(&root.path().join("none"), &to).is_err());
    }
}
