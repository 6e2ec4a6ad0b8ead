//! A [`Request`] -> the list of files to write. Touches no file.

use std::collections::BTreeSet;

use serde::Serialize;

use super::catalogue::{self, FileEntry, Language};
use super::function::{self, Binding, Function};
use super::names;
use super::render::render;
use super::request::{Mode, Request};
use crate::bindings::needs_bundle;
use crate::error::{Failure, Result};
use crate::schemas::Schema;

/// The setting of the app's own storage account.
const STORAGE: &str = "AzureWebJobsStorage";

/// An app that can be written.
#[derive(Debug)]
pub struct Plan {
    /// The app's name.
    pub name: String,
    /// Its files, sorted by path; no two collide.
    pub files: Vec<PlannedFile>,
    /// Commands to type next, in the new folder.
    pub next_steps: Vec<String>,
}

/// A file to write.
#[derive(Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// Path in the app, with `/`.
    pub path: String,
    /// The content.
    pub text: String,
}

/// What templates see of the app.
#[derive(Serialize)]
struct AppView<'a> {
    name: &'a str,
    language: &'a Language,
    executable: &'a str,
    envelope: bool,
    http_only: bool,
    bundle: bool,
    storage: bool,
    queue_trigger: bool,
    functions: &'a [Function],
}

/// Plans the app.
///
/// # Errors
/// A [`Failure`] for a request that makes no sense, or names that the host or the toolchain refuses.
pub fn plan(request: &Request) -> Result<Plan> {
    let app = catalogue::app()?;
    let mut language = catalogue::language(&request.language)?;
    let own_files = std::mem::take(&mut language.files);
    language
        .layout
        .retain(|entry| wanted(entry.when, request.mode));
    let name = names::package(
        request.name.as_deref(),
        &request.folder,
        &language.reserved_names,
    )?;
    let functions = function::functions(request)?;
    let view = view(&name, &language, &functions, request.mode)?;
    let mut files = render_files("app", &app.files, request.mode, &view)?;
    files.extend(render_files(
        &request.language,
        &own_files,
        request.mode,
        &view,
    )?);
    if let Some(system) = &request.ci {
        let own = catalogue::pipeline(system)?.files;
        files.extend(render_files(
            &format!("ci/{system}"),
            &own,
            request.mode,
            &view,
        )?);
    }
    refuse_taken_folders(&functions, &files, &language)?;
    files.extend(functions.iter().map(|function| PlannedFile {
        path: format!("{}/function.json", function.name),
        text: function.json.clone(),
    }));
    files.extend(schemas());
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Plan {
        name,
        files,
        next_steps: app.next_steps,
    })
}

fn view<'a>(
    name: &'a str,
    language: &'a Language,
    functions: &'a [Function],
    mode: Mode,
) -> Result<AppView<'a>> {
    let mut bindings = Vec::new();
    for function in functions {
        bindings.extend(function.bindings()?);
    }
    let on_storage = |binding: &Binding| binding.connection.as_deref() == Some(STORAGE);
    Ok(AppView {
        name,
        language,
        executable: &language.executable,
        envelope: mode == Mode::Envelope,
        http_only: mode == Mode::HttpOnly,
        bundle: bindings.iter().any(|binding| needs_bundle(&binding.kind)),
        // H-SET-19: every trigger but HTTP needs it too.
        storage: bindings.iter().any(on_storage) || functions.iter().any(|f| !f.trigger.http),
        // The host's own default, written down: senders have to know it.
        queue_trigger: bindings
            .iter()
            .any(|binding| binding.kind == "queueTrigger"),
        functions,
    })
}

fn wanted(when: Option<Mode>, mode: Mode) -> bool {
    when.is_none_or(|when| when == mode)
}

fn render_files(
    template: &str,
    files: &[FileEntry],
    mode: Mode,
    view: &AppView<'_>,
) -> Result<Vec<PlannedFile>> {
    files
        .iter()
        .filter(|file| wanted(file.when, mode))
        .map(|file| {
            Ok(PlannedFile {
                path: file.to.clone(),
                text: render(&format!("{template}/files/{}", file.from), view)?,
            })
        })
        .collect()
}

/// The schemas that `$schema` in the app's files names. They travel with the app: editors then
/// find them without a network, and at the version that `fch validate` judged by. Their names
/// are not those of the files that they describe, by which tools find apps.
fn schemas() -> [PlannedFile; 3] {
    Schema::ALL.map(|schema| PlannedFile {
        path: format!(
            ".vscode/schemas/{}",
            schema.file_name().replace(".json", ".schema.json")
        ),
        text: schema.text().to_owned(),
    })
}

/// A function is a folder at the app's root, where other things live too.
fn refuse_taken_folders(
    functions: &[Function],
    files: &[PlannedFile],
    language: &Language,
) -> Result<()> {
    // Some file systems ignore case, so the check does.
    let roots = files.iter().filter_map(|file| file.path.split('/').next());
    let mut taken: BTreeSet<String> = roots
        .chain([language.executable.as_str()])
        .chain(language.reserved_folders.iter().map(String::as_str))
        .map(str::to_ascii_lowercase)
        .collect();
    match functions
        .iter()
        .find(|function| !taken.insert(function.lower.clone()))
    {
        None => Ok(()),
        Some(function) => {
            let name = &function.name;
            let failure = Failure::usage(format!("a function cannot be named `{name}` here"));
            Err(failure
                .because(format!("the app has another file or folder `{name}`"))
                .help("choose another name with `--name`"))
        }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
