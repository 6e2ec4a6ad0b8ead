//! The typed view of `templates/`: languages, triggers, outputs and the files they bring.

use serde::{Deserialize, Serialize};

use super::embedded;
use super::request::Mode;
use crate::error::{Failure, Result};

/// `templates/app/template.toml`: what every app gets.
#[derive(Debug, Deserialize)]
pub(super) struct App {
    pub(super) files: Vec<FileEntry>,
    pub(super) next_steps: Vec<String>,
}

/// `templates/ci/<system>/template.toml`: what an app gets for a CI system.
#[derive(Debug, Deserialize)]
pub(super) struct Pipeline {
    pub(super) files: Vec<FileEntry>,
}

/// `templates/<language>/template.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Language {
    /// The language's name for people.
    title: String,
    /// Path of the built handler in the app, without `.exe`.
    pub(super) executable: String,
    build: String,
    /// Folders the toolchain writes or reads at the app's root.
    pub(super) reserved_folders: Vec<String>,
    /// Package names that would break the build.
    #[serde(default)]
    pub(super) reserved_names: Vec<String>,
    built: Vec<String>,
    sources: Vec<String>,
    #[serde(skip_serializing)]
    pub(super) files: Vec<FileEntry>,
    pub(super) layout: Vec<LayoutEntry>,
    ci: Ci,
    vscode: VsCode,
}

/// The steps that install the toolchain in each CI system, as they stand in its files.
#[derive(Debug, Deserialize, Serialize)]
struct Ci {
    github: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct VsCode {
    extension: String,
    problem_matcher: String,
}

/// One file of a template: where it comes from below `files/`, where it goes in the app.
#[derive(Debug, Deserialize)]
pub(super) struct FileEntry {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) when: Option<Mode>,
}

/// One line of the README's table of files.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct LayoutEntry {
    path: String,
    what: String,
    #[serde(skip_serializing)]
    pub(super) when: Option<Mode>,
}

/// `templates/triggers/<trigger>/trigger.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Trigger {
    /// What starts the function, with its article.
    summary: String,
    /// Whether functions of this kind answer HTTP requests.
    #[serde(default)]
    pub(super) http: bool,
    /// Default name of a function.
    pub(super) function: String,
    /// Default name of a function that has further outputs.
    pub(super) function_with_outputs: Option<String>,
    /// An invocation to try by hand.
    sample: String,
    note: Option<String>,
}

/// `templates/outputs/<output>.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Output {
    /// The binding's name.
    pub(super) name: String,
    /// The binding as it is written into `function.json`.
    binding: String,
}

/// What every app gets.
pub(super) fn app() -> Result<App> {
    parse("app/template.toml")
}

/// The language of that name.
pub(super) fn language(name: &str) -> Result<Language> {
    known("language", name, "", "/template.toml")?;
    parse(&format!("{name}/template.toml"))
}

/// The CI system of that name.
pub(super) fn pipeline(name: &str) -> Result<Pipeline> {
    known("CI system", name, "ci/", "/template.toml")?;
    parse(&format!("ci/{name}/template.toml"))
}

/// The trigger of that name.
pub(super) fn trigger(name: &str) -> Result<Trigger> {
    known("trigger", name, "triggers/", "/trigger.toml")?;
    parse(&format!("triggers/{name}/trigger.toml"))
}

/// The output of that name.
pub(super) fn output(name: &str) -> Result<Output> {
    known("output", name, "outputs/", ".toml")?;
    parse(&format!("outputs/{name}.toml"))
}

fn known(kind: &str, name: &str, before: &str, after: &str) -> Result<()> {
    let names: Vec<&str> = embedded::TEMPLATES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(before)?.strip_suffix(after))
        .filter(|name| !name.contains('/') && *name != "app")
        .collect();
    if names.contains(&name) {
        return Ok(());
    }
    let failure = Failure::usage(format!("there is no template for the {kind} `{name}`"));
    Err(failure.help(format!("choose one of: {}", names.join(", "))))
}

fn parse<T: for<'de> Deserialize<'de>>(path: &str) -> Result<T> {
    toml::from_str(embedded::text(path)?)
        .map_err(|error| Failure::usage(format!("the template {path} is broken")).because(error))
}
