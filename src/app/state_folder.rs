//! The app's `.fch` folder: readable by its owner only, and unknown to git.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Its name in the app.
pub const NAME: &str = ".fch";

/// Makes the folder and its `.gitignore`, where they are missing.
///
/// # Errors
/// When one of them cannot be made.
pub fn prepare(folder: &Path) -> io::Result<()> {
    make(folder).and_then(|()| ignore(folder))
}

/// Replaces a file in one step, so that nobody reads half of it and a crash leaves the old one
/// or the new one. Only its owner may read it: a temporary file begins so.
///
/// # Errors
/// When the folder cannot be written to.
pub fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(content)?;
    new.persist(file)?;
    Ok(())
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn ignore(folder: &Path) -> io::Result<()> {
    let file = folder.join(".gitignore");
    match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
