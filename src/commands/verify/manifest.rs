//! Where `fch verify` takes the manifest from.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::diagnostics::printable;
use crate::error::{Failure, Result};
use crate::package::{Manifest, NoManifest};

/// The manifest at `path`, or on standard input, of the package `zip`.
///
/// # Errors
/// When it cannot be read, or is none.
pub(super) fn read(path: &Path, zip: &Path) -> Result<Manifest> {
    let name = zip.file_name().unwrap_or_default().to_string_lossy();
    let read = if path == Path::new("-") {
        Manifest::read(io::stdin().lock(), &name)
    } else {
        let file = File::open(path).map_err(|error| Failure::io("read", path, &error))?;
        Manifest::read(file, &name)
    };
    read.map_err(|why| match why {
        NoManifest::Io(error) => Failure::io("read", path, &error),
        NoManifest::Other(why) => {
            let shown = match path == Path::new("-") {
                true => "standard input".into(),
                false => path.display().to_string(),
            };
            let message = format!("{shown} is no manifest of this package");
            Failure::usage(message)
                .because(printable(&why))
                .help("`fch package --manifest FILE` writes one with the package")
        }
    })
}
