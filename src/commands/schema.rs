//! `fch schema`: the published schemas, for editors and other validators.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::{SchemaArgs, SchemaFile};
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::schemas::Schema;
use crate::ui::Shell;

/// Runs `fch schema`.
///
/// # Errors
/// When the file cannot be written.
pub fn run(args: &SchemaArgs, shell: &Shell) -> Result<Exit> {
    let Some(file) = args.file else {
        shell.print(&list())?;
        return Ok(Exit::Clean);
    };
    let schema = schema(file);
    match args
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"))
    {
        None => shell.print(schema.text())?,
        Some(path) => {
            std::fs::write(path, schema.text())
                .map_err(|error| Failure::io("write", path, &error))?;
            let file = schema.file_name();
            shell.status(
                "Wrote",
                format_args!("the schema of {file} to {}", path.display()),
            );
        }
    }
    Ok(Exit::Clean)
}

fn schema(file: SchemaFile) -> Schema {
    match file {
        SchemaFile::Host => Schema::Host,
        SchemaFile::Function => Schema::Function,
        SchemaFile::LocalSettings => Schema::Settings,
    }
}

fn list() -> String {
    let names = ["host", "function", "local-settings"];
    let mut text = String::new();
    for (name, schema) in names.iter().zip(Schema::ALL) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:14}  the schema of {}", schema.file_name());
    }
    text
}
