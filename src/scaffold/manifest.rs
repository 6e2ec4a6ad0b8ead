//! `template.toml`: what a template says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::paths;
use super::render::render;
use super::source::{MANIFEST, Source};
use crate::error::{Failure, Result};
use crate::json::edit::quoted;

/// A template: its manifest and its files.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) manifest: Manifest,
    pub(super) source: Source,
}

/// The content of `template.toml`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// For people: "a custom handler in `title`".
    pub(super) title: String,
    /// One line for `fch new --list`.
    pub(super) summary: String,
    /// A template of the binary's whose files are taken where this one has none of that name.
    #[serde(skip_serializing)]
    base: Option<Spanned<String>>,
    /// Other names for `--language`.
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    /// host.json's `defaultExecutablePath`: a path in the app without `.exe`, or a runtime.
    pub(super) executable: String,
    /// host.json's `arguments`.
    #[serde(default)]
    pub(super) arguments: Vec<String>,
    /// host.json's `configurationProfile` (H-CFG-45).
    pub(super) profile: Option<String>,
    /// The command that builds it, for people; none when nothing does.
    pub(super) build: Option<String>,
    /// Whether it only runs where its runtime is: in a container.
    #[serde(default)]
    pub(super) container: bool,
    /// Files by which a project of this language is known.
    #[serde(default)]
    pub(super) detect: Vec<String>,
    /// The file with the marks of `fch add`.
    #[serde(skip_serializing)]
    pub(super) functions: Option<Spanned<String>>,
    /// Folders the toolchain writes or reads at the app's root.
    #[serde(default)]
    pub(super) reserved_folders: Vec<String>,
    /// Package names that would break the build.
    #[serde(default)]
    pub(super) reserved_names: Vec<String>,
    /// Lines for `.gitignore`: what is built.
    #[serde(default)]
    pub(super) built: Vec<String>,
    /// Lines for `.funcignore`: sources that do not run.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    /// What to type after `fch new`, if not the usual.
    #[serde(default, skip_serializing)]
    pub(super) next_steps: Vec<Spanned<String>>,
    /// What `fch new` asks, or takes from `--set`.
    #[serde(default, skip_serializing)]
    pub(super) variables: Vec<Spanned<Variable>>,
    #[serde(skip_serializing)]
    pub(super) files: Vec<FileEntry>,
    /// The README's table of files.
    #[serde(default, skip_serializing)]
    pub(super) layout: Vec<LayoutEntry>,
    /// The lines of the handler's routing tables.
    #[serde(default, skip_serializing)]
    pub(super) route: Routes,
    /// How the handler is built when neither cargo nor Go does it.
    pub(super) build_command: Option<BuildCommand>,
    /// How `fch init` starts an existing web server: the first way whose entry is there.
    #[serde(default, skip_serializing)]
    pub(super) init: Vec<Init>,
    #[serde(default)]
    pub(super) ci: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) vscode: VsCode,
}

/// A value that templates see as `{{vars.<name>}}`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variable {
    pub(super) name: String,
    /// What a person is asked.
    pub(super) question: Option<String>,
    /// The value when nobody says another; without one it has to be said.
    pub(super) default: Option<String>,
    /// The only values there are; empty: any.
    #[serde(default)]
    pub(super) choices: Vec<String>,
}

/// One file of a template: where it comes from below `files/`, where it goes in the app.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileEntry {
    pub(super) from: Spanned<String>,
    /// May hold values, such as `{{name}}.csproj`.
    pub(super) to: Spanned<String>,
    pub(super) when: Option<When>,
    /// Whether it is a script that is started by its name.
    #[serde(default)]
    pub(super) executable: bool,
}

/// What an app must have for a file to be of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum When {
    /// A function that gets the JSON envelope.
    Envelope,
    /// A function that gets raw HTTP.
    Raw,
    /// A container image.
    Docker,
    /// Something to say in `fch.toml`.
    Config,
    /// A zip that brings all it needs.
    Zip,
    /// An image as the only way to Azure.
    Container,
}

/// One line of the README's table of files.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayoutEntry {
    path: String,
    what: String,
    #[serde(skip_serializing)]
    pub(super) when: Option<When>,
}

/// One function's lines in the routing tables, as small templates.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Routes {
    pub(super) envelope: Option<Spanned<String>>,
    pub(super) raw: Option<Spanned<String>>,
}

/// What goes into `fch.toml` as `[build]`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuildCommand {
    command: CommandText,
    output: Option<String>,
}

impl BuildCommand {
    /// It as lines of TOML. A text in JSON's quotes is one in TOML's.
    pub(super) fn lines(&self) -> Vec<String> {
        let command = match &self.command {
            CommandText::Shell(line) => quoted(line),
            CommandText::Argv(words) => {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                format!("[{}]", words.join(", "))
            }
        };
        let output = self
            .output
            .iter()
            .map(|path| format!("output = {}", quoted(path)));
        [format!("command = {command}")]
            .into_iter()
            .chain(output)
            .collect()
    }
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum CommandText {
    Shell(String),
    Argv(Vec<String>),
}

/// How an existing web server is started.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Init {
    /// `defaultExecutablePath`; `{{name}}` is the project's.
    pub(super) executable: String,
    /// `{{entry}}` is the first of `entry` that is there.
    #[serde(default)]
    pub(super) arguments: Vec<String>,
    #[serde(default)]
    pub(super) entry: Vec<String>,
}

/// What Visual Studio Code is told.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VsCode {
    #[serde(default)]
    pub(super) extension: String,
    #[serde(default)]
    pub(super) problem_matcher: String,
}

impl Manifest {
    /// Names at the app's root that no function can have: folders of the toolchain, and what the
    /// build makes. A runtime on PATH is no file of the app.
    pub(super) fn taken(&self) -> impl Iterator<Item = &str> {
        let is_file = self.build.is_some() || self.executable.contains('/');
        let executable = is_file.then(|| self.executable.split('/').next());
        let folders = self.reserved_folders.iter().map(String::as_str);
        folders.chain(executable.flatten())
    }

    /// Whether it has the file by which `fch build` knows a project of cargo's or of Go.
    pub(super) fn is_cargo_or_go(&self) -> bool {
        let mut files = self.files.iter().map(|file| file.to.get_ref().as_str());
        files.any(|file| matches!(file, "Cargo.toml" | "go.mod"))
    }
}

impl Template {
    /// Reads the manifest of a template.
    ///
    /// # Errors
    /// A usage [`Failure`] with line and column when it is not valid, or names what is not there.
    pub(super) fn read(source: Source) -> Result<Template> {
        let text = source.text(MANIFEST)?;
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            fault(&source, at, error.message())
        })?;
        let source = match &manifest.base {
            None => source,
            Some(name) => {
                let base = Source::built_in(name.get_ref());
                let Ok(base) = Template::read(base) else {
                    let why = format!("fch has no language `{}` to stand on", name.get_ref());
                    return Err(fault(&source, name.span().start, &why));
                };
                source.on(base.source)
            }
        };
        let template = Template { manifest, source };
        template.check()?;
        Ok(template)
    }

    /// Whether the template holds what its manifest names.
    fn check(&self) -> Result<()> {
        for entry in &self.manifest.files {
            let from = format!("files/{}", entry.from.get_ref());
            if !self.source.has(&from) {
                let why = format!("the template has no file `{from}`");
                return Err(self.fault(entry.from.span().start, &why));
            }
            // One with values is checked again when they are in it.
            if !entry.to.get_ref().contains("{{") {
                self.check_path(&entry.to, entry.to.get_ref())?;
            }
        }
        if let Some(file) = &self.manifest.functions {
            self.check_path(file, file.get_ref())?;
        }
        for variable in &self.manifest.variables {
            let at = variable.span().start;
            let variable = variable.get_ref();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if variable.name.is_empty() || !variable.name.chars().all(plain) {
                let why = "a variable's name is of ASCII letters, digits and `_`";
                return Err(self.fault(at, why));
            }
            let default = variable.default.as_ref();
            if default.is_some_and(|value| !variable.allows(value)) {
                return Err(self.fault(at, "the default is not one of the choices"));
            }
        }
        Ok(())
    }

    /// A file of an app stays in the app.
    ///
    /// # Errors
    /// A usage [`Failure`] with the place of what was `said`, which became `path`.
    pub(super) fn check_path(&self, said: &Spanned<String>, path: &str) -> Result<()> {
        match paths::unfit(path) {
            None => Ok(()),
            Some(why) => Err(self.fault(said.span().start, &format!("`{path}` {why}"))),
        }
    }

    /// The failure for what `template.toml` says at a byte offset.
    pub(super) fn fault(&self, at: usize, why: &str) -> Failure {
        fault(&self.source, at, why)
    }

    /// Whether functions can be added to its apps.
    pub(super) fn has_functions(&self) -> bool {
        self.manifest.functions.is_some()
    }
}

/// A text of a manifest, with values in it.
///
/// # Errors
/// A usage [`Failure`] with the place of the text when it is not valid, or does not fit its values.
pub(super) fn rendered(
    source: &Source,
    text: &Spanned<String>,
    values: &impl Serialize,
) -> Result<String> {
    render(MANIFEST, text.get_ref(), values).map_err(|failure| {
        let why = failure.cause.unwrap_or(failure.message);
        fault(source, text.span().start, &why)
    })
}

fn fault(source: &Source, at: usize, why: &str) -> Failure {
    let text = source.text(MANIFEST).unwrap_or_default();
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
        + 1;
    Failure::usage(format!(
        "{}:{line}:{column} is not valid",
        source.shown(MANIFEST)
    ))
    .because(why)
    .help("docs/templates.md has every key of a template")
}

impl Variable {
    /// Whether that may be its value.
    pub(super) fn allows(&self, value: &str) -> bool {
        self.choices.is_empty() || self.choices.iter().any(|choice| choice == value)
    }
}
