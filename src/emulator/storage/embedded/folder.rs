//! The app's `.fch` folder: readable by its owner only, and unknown to git.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::emulator::storage::StorageError;

/// Makes the folder and its `.gitignore`, where they are missing.
pub(super) fn prepare(folder: &Path) -> Result<(), StorageError> {
    make(folder).and_then(|()| ignore(folder)).map_err(|error| {
        StorageError::unavailable(format!("cannot prepare `{}`: {error}", folder.display()))
    })
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
