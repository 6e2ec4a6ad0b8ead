//! Which templates there are, and finding one.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::binding::{Kind, Role, unknown};
use super::embedded;
use super::manifest::{FileEntry, Template};
use super::source::{MANIFEST, Source};
use crate::error::{Failure, Result};

/// The folder of `templates/` with what every app gets: it has a manifest and is no language.
const APP: &str = "app";

/// `templates/app/template.toml`: what every app gets.
#[derive(Debug, Deserialize)]
pub(super) struct App {
    pub(super) files: Vec<FileEntry>,
    pub(super) next_steps: Vec<Spanned<String>>,
}

/// `templates/ci/<system>/template.toml`: what an app gets for a CI system.
#[derive(Debug, Deserialize)]
pub(super) struct Pipeline {
    pub(super) files: Vec<FileEntry>,
}

/// What every app gets.
pub(super) fn app() -> Result<(App, Source)> {
    parts(APP)
}

/// The CI system of that name.
pub(super) fn pipeline(name: &str) -> Result<(Pipeline, Source)> {
    parts(&format!("ci/{name}"))
}

fn parts<T: for<'de> Deserialize<'de>>(folder: &str) -> Result<(T, Source)> {
    let source = Source::built_in(folder);
    let parsed = toml::from_str(source.text(MANIFEST)?).map_err(|error| {
        Failure::usage(format!("{} is broken", source.shown(MANIFEST))).because(error)
    })?;
    Ok((parsed, source))
}

/// The template that `--template` and `--language` mean.
///
/// # Errors
/// A usage [`Failure`] when there is none, or it is not valid.
pub(super) fn template(own: Option<&str>, language: Option<&str>) -> Result<Template> {
    let Some(own) = own else {
        return named("", language.unwrap_or("rust"));
    };
    if own == "mcp" {
        return named("mcp/", language.unwrap_or("rust"));
    }
    if !Path::new(own).exists() {
        let failure = Failure::usage(format!("there is no template `{own}`"));
        return Err(failure.help("a template is `mcp`, or the path of a folder or zip of your own"));
    }
    if let Some(language) = language {
        let failure = Failure::usage(format!("`--language {language}` has no meaning here"));
        return Err(failure.because(format!("the template {own} is of one language")));
    }
    Template::read(Source::own(Path::new(own))?)
}

/// The language of that name, or of that alias, in a group (empty, or `mcp/`).
fn named(group: &str, name: &str) -> Result<Template> {
    let languages = languages(group);
    let known = |name: &str| {
        languages
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
    };
    if let Some(found) = known(name) {
        return read(&format!("{group}{found}"));
    }
    for language in &languages {
        let template = read(&format!("{group}{language}"))?;
        let mut aliases = template.manifest.aliases.iter();
        if aliases.any(|alias| alias.eq_ignore_ascii_case(name)) {
            return Ok(template);
        }
    }
    Err(unknown("template for the language", name, &languages))
}

/// The language whose template is in that folder of `templates/`.
pub(super) fn read(folder: &str) -> Result<Template> {
    Template::read(Source::built_in(folder))
}

/// The names of the languages of a group (empty, or `mcp/`), sorted.
pub(super) fn languages(group: &str) -> Vec<&'static str> {
    let manifest = format!("/{MANIFEST}");
    let folders = embedded::TEMPLATES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(group)?.strip_suffix(&manifest));
    folders
        .filter(|name| !name.contains('/') && *name != APP)
        .collect()
}

/// The languages of functions, sorted.
pub fn all_languages() -> Vec<&'static str> {
    languages("")
}

/// Other names of the languages of functions.
///
/// # Errors
/// A [`Failure`] when a template of the binary is broken; a bug.
pub fn aliases() -> Result<Vec<String>> {
    let templates = languages("").into_iter().map(read);
    let aliases = templates.map(|template| Ok(template?.manifest.aliases));
    Ok(aliases.collect::<Result<Vec<_>>>()?.concat())
}

/// One line of `fch new --list`.
#[derive(Debug)]
pub struct Listed {
    /// Under which heading it stands.
    pub group: &'static str,
    /// What is typed.
    pub name: String,
    /// What it is.
    pub summary: String,
}

/// Everything there is to choose from.
///
/// # Errors
/// A [`Failure`] when a template of the binary is broken; a bug.
pub fn list() -> Result<Vec<Listed>> {
    let mut all = Vec::new();
    for (group, title) in [("", "--language"), ("mcp/", "--template mcp --language")] {
        for name in languages(group) {
            let manifest = read(&format!("{group}{name}"))?.manifest;
            let aliases = match manifest.aliases.as_slice() {
                [] => String::new(),
                aliases => format!(" (or {})", aliases.join(", ")),
            };
            all.push(Listed {
                group: title,
                name: name.to_owned(),
                summary: manifest.summary + &aliases,
            });
        }
    }
    for (role, title) in [
        (Role::Trigger, "--trigger"),
        (Role::Output, "--output"),
        (Role::Input, "--input"),
    ] {
        for name in role.kinds() {
            all.push(Listed {
                group: title,
                name: name.to_owned(),
                summary: Kind::find(role, name)?.summary,
            });
        }
    }
    Ok(all)
}
