//! A [`Request`] -> the list of files to write. Touches no file of the user's but their template.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::catalogue;
use super::function::{Function, Recipe};
use super::manifest::{FileEntry, Manifest, Template, rendered};
use super::names;
use super::render::render;
use super::request::Request;
use super::source::Source;
use super::variables;
use super::view::View;
use crate::app::LOCAL_SETTINGS;
use crate::error::{Failure, Result};
use crate::schemas::Schema;

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
    pub content: Vec<u8>,
    /// Whether it is a script that is started by its name.
    pub executable: bool,
}

impl Plan {
    /// Leaves a local.settings.json that is in the folder as it is: git has no copy of it. Whether
    /// there was one.
    pub fn keep_settings(&mut self, root: &Path) -> bool {
        let is_there = root.join(LOCAL_SETTINGS).is_file();
        let is_kept = |file: &PlannedFile| is_there && file.path == LOCAL_SETTINGS;
        self.files.retain(|file| !is_kept(file));
        is_there
    }
}

/// Plans the app.
///
/// # Errors
/// A [`Failure`] for a request that makes no sense, names that the host or the toolchain refuses,
/// and a template that is not valid.
pub fn plan(request: &Request) -> Result<Plan> {
    let (app, common) = catalogue::app()?;
    let template = catalogue::template(request.template.as_deref(), request.language.as_deref())?;
    let manifest = &template.manifest;
    let name = names::package(
        request.name.as_deref(),
        &request.folder,
        &manifest.reserved_names,
    )?;
    let (vars, sets) = variables::values(&template, &request.sets)?;
    let functions = functions(request, &template, &sets)?;
    let view = View::new(request, &name, manifest, &functions, &vars);
    // What comes later takes the place of what came before.
    let mut files = render_files(&common, &app.files, &view)?;
    files.extend(schemas());
    files.extend(own_files(&template, &view)?);
    if request.docker && !files.iter().any(|file| file.path == "Dockerfile") {
        let failure = Failure::usage("the template has no Dockerfile for `--docker`");
        return Err(failure.help("leave it out"));
    }
    if let Some(system) = &request.ci {
        let (pipeline, source) = catalogue::pipeline(system)?;
        if !manifest.ci.contains_key(system) {
            let failure = Failure::usage(format!("the template has no steps for `--ci {system}`"));
            return Err(failure.help("leave it out"));
        }
        files.extend(render_files(&source, &pipeline.files, &view)?);
    }
    let mut files = without_replaced(files);
    refuse_taken_folders(&functions, &files, manifest)?;
    files.extend(functions.iter().map(|function| PlannedFile {
        path: format!("{}/function.json", function.name),
        content: function.json(true).into_bytes(),
        executable: false,
    }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    refuse_files_in_files(&files)?;
    let (steps, source) = match manifest.next_steps.is_empty() {
        true => (&app.next_steps, &common),
        false => (&manifest.next_steps, &template.source),
    };
    let next_steps = steps.iter().map(|step| rendered(source, step, &view));
    Ok(Plan {
        files,
        next_steps: next_steps.collect::<Result<_>>()?,
        name: name.clone(),
    })
}

/// The functions of the app, in the order of the request's triggers.
fn functions(request: &Request, template: &Template, sets: &[super::Set]) -> Result<Vec<Function>> {
    if !template.has_functions() {
        return match about_functions(request) {
            None => Ok(Vec::new()),
            Some(option) => Err(Failure::usage(format!("`{option}` has no meaning here"))
                .because("the template has no functions of its own to start")),
        };
    }
    let http = ["http".to_owned()];
    let triggers = match request.triggers.as_slice() {
        [] => &http[..],
        triggers => triggers,
    };
    let mut bases: Vec<String> = Vec::new();
    let mut functions = Vec::new();
    for (index, trigger) in triggers.iter().enumerate() {
        let first = index == 0;
        let recipe = Recipe {
            name: request.name.as_deref().filter(|_| triggers.len() == 1),
            trigger,
            inputs: if first { &request.inputs } else { &[] },
            outputs: if first { &request.outputs } else { &[] },
            sets: if first { sets } else { &[] },
            http_only: request.http_only,
            prefix: "api",
        };
        let base = recipe.base()?;
        let before = bases.iter().filter(|other| **other == base).count();
        bases.push(base);
        let function = recipe.function(before + 1)?;
        if function.matches_parts() {
            let failure = Failure::usage(format!("`{}` is matched nowhere yet", function.path));
            return Err(failure
                .because("with `--http-only` the handler compares whole paths")
                .help("begin without the parameters, and match them in the handler"));
        }
        functions.push(function.rendered(template)?);
    }
    if request.http_only && !functions.iter().any(|function| function.raw) {
        let failure = Failure::usage("`--http-only` needs a function with an HTTP trigger alone");
        return Err(failure.help("other events only come as JSON: leave `--http-only` out"));
    }
    Ok(functions)
}

/// An option that was given and is about functions.
fn about_functions(request: &Request) -> Option<String> {
    let named = |option: &str, kinds: &[String]| Some(format!("--{option} {}", kinds.first()?));
    named("trigger", &request.triggers)
        .or_else(|| named("input", &request.inputs))
        .or_else(|| named("output", &request.outputs))
        .or_else(|| request.http_only.then(|| "--http-only".to_owned()))
}

fn render_files(source: &Source, files: &[FileEntry], view: &View<'_>) -> Result<Vec<PlannedFile>> {
    let wanted = files.iter().filter(|file| view.wants(file.when));
    let planned = wanted.map(|file| {
        let from = format!("files/{}", file.from.get_ref());
        let shown = source.shown(&from);
        let content = match from.strip_suffix(".hbs") {
            Some(_) => render(&shown, source.text(&from)?, view)?.into_bytes(),
            None => source.bytes(&from).unwrap_or_default().to_owned(),
        };
        Ok(PlannedFile {
            path: rendered(source, &file.to, view)?,
            content,
            executable: file.executable,
        })
    });
    planned.collect()
}

/// The template's own files, each in the app whatever the values in its path are.
pub(super) fn own_files(template: &Template, view: &View<'_>) -> Result<Vec<PlannedFile>> {
    let entries = &template.manifest.files;
    let files = render_files(&template.source, entries, view)?;
    let wanted = entries.iter().filter(|entry| view.wants(entry.when));
    let mut paths = BTreeSet::new();
    for (entry, file) in wanted.zip(&files) {
        template.check_path(&entry.to, &file.path)?;
        if !paths.insert(file.path.to_lowercase()) {
            let why = format!("two files of the template go to `{}`", file.path);
            return Err(template.fault(entry.to.span().start, &why));
        }
    }
    Ok(files)
}

/// What is a file cannot also be a folder; some file systems ignore case, so the check does.
fn refuse_files_in_files(files: &[PlannedFile]) -> Result<()> {
    let paths: BTreeSet<String> = files.iter().map(|file| file.path.to_lowercase()).collect();
    for file in files {
        let folders = file.path.match_indices('/').map(|(at, _)| &file.path[..at]);
        for folder in folders {
            if paths.contains(&folder.to_lowercase()) {
                let message = format!("the template makes `{folder}` a file and a folder");
                return Err(
                    Failure::usage(message).because(format!("the app has `{}` too", file.path))
                );
            }
        }
    }
    Ok(())
}

/// Of files with one path, the last.
fn without_replaced(files: Vec<PlannedFile>) -> Vec<PlannedFile> {
    let by_path: BTreeMap<String, PlannedFile> = files
        .into_iter()
        .map(|file| (file.path.to_lowercase(), file))
        .collect();
    by_path.into_values().collect()
}

/// The schemas that `$schema` in the app's files names. They travel with the app: editors then
/// find them without a network, and at the version that `fch validate` judged by. Their names
/// are not those of the files that they describe, by which tools find apps.
pub(super) fn schemas() -> [PlannedFile; 3] {
    Schema::ALL.map(|schema| PlannedFile {
        path: format!(
            ".vscode/schemas/{}",
            schema.file_name().replace(".json", ".schema.json")
        ),
        content: schema.text().into(),
        executable: false,
    })
}

/// A function is a folder at the app's root, where other things live too.
fn refuse_taken_folders(
    functions: &[Function],
    files: &[PlannedFile],
    manifest: &Manifest,
) -> Result<()> {
    // Some file systems ignore case, so the check does.
    let paths = files.iter().map(|file| file.path.as_str());
    let mut taken: BTreeSet<String> = paths
        .filter_map(|path| path.split('/').next())
        .chain(manifest.taken())
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
