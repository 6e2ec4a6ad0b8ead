//! `fch package --manifest`: the JSON report in a file, for `fch verify --manifest`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::archive;
use crate::error::{Failure, Result};

/// Says early, before a long build, that the report cannot be written to `path`: a slip of the
/// hand must not cost a file.
///
/// # Errors
/// A usage [`Failure`] when one of the `others` that are read or written is there, or anything
/// but an earlier report.
pub(super) fn check<'a>(path: &Path, others: impl Iterator<Item = &'a PathBuf>) -> Result<()> {
    let shown = path.display();
    let refused = |what: String| {
        Err(Failure::usage(what)
            .help("name a file of its own for the report, such as `--manifest app.json`"))
    };
    if path == Path::new("-") {
        return Err(Failure::usage("`--manifest` names a file, and `-` is none")
            .help("to print the report, use `--json`"));
    }
    let absolute = |path: &Path| std::path::absolute(path).ok();
    for other in others {
        if absolute(path) == absolute(other) {
            return refused(format!("the manifest would overwrite {}", other.display()));
        }
    }
    let Ok(meta) = fs::metadata(path) else {
        return Ok(());
    };
    if !meta.is_file() {
        return refused(format!("{shown} is not a regular file"));
    }
    let text = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    match text.is_empty() || is_report(&text) {
        true => Ok(()),
        false => refused(format!("{shown} exists and is no report of `fch package`")),
    }
}

fn is_report(text: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(text).ok();
    let has = |key: &str| value.as_ref().is_some_and(|value| value.get(key).is_some());
    has("version") && (has("package") || has("packages"))
}

/// Writes the report in one step.
///
/// # Errors
/// When it cannot be written; what was there stays as it was.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let written = archive::temporary_file(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        Ok(file.persist(path)?)
    });
    written
        .map(drop)
        .map_err(|error| Failure::io("write", path, &error))
}
