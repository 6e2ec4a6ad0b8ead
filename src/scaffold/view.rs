//! What templates see of an app.

use std::collections::BTreeMap;

use serde::Serialize;

use super::function::Function;
use super::manifest::{BuildCommand, LayoutEntry, Manifest, When};
use super::request::Request;
use crate::bindings::needs_bundle;
use crate::json::edit::quoted;

/// An app, as values for templates.
#[derive(Serialize)]
pub(super) struct View<'a> {
    name: &'a str,
    /// The name of its image: these have no capitals.
    image: String,
    language: &'a Manifest,
    executable: &'a str,
    /// What stands in JSON files.
    quoted: Quoted,
    /// Whether `fch build` builds it: it knows cargo and Go, and what fch.toml says.
    fch_builds: bool,
    /// Whether the template is one's own.
    own: bool,
    /// Whether that is a file which the app's build makes.
    built_executable: bool,
    /// What stands under `[build]` in fch.toml.
    build: BuildView,
    /// host.json's list of arguments; empty when there are none.
    arguments: String,
    envelope: bool,
    raw: bool,
    docker: bool,
    bundle: bool,
    storage: bool,
    /// Placeholders in local.settings.json, as JSON.
    settings: Vec<Setting>,
    queue_trigger: bool,
    functions: &'a [Function],
    raw_functions: Vec<&'a Function>,
    envelope_functions: Vec<&'a Function>,
    vars: &'a BTreeMap<String, String>,
    /// The README's table of the template's files.
    layout: Vec<&'a LayoutEntry>,
}

/// Texts of the template as JSON.
#[derive(Serialize)]
struct Quoted {
    executable: String,
    profile: String,
    extension: String,
    problem_matcher: String,
}

/// The lines of `[build]` in fch.toml.
#[derive(Serialize)]
struct BuildView {
    lines: Vec<String>,
}

/// A setting and its value, both in quotes.
#[derive(Serialize)]
struct Setting {
    /// Its name without quotes.
    plain: String,
    name: String,
    value: String,
}

impl<'a> View<'a> {
    /// What the templates of an app see.
    pub(super) fn new(
        request: &Request,
        name: &'a str,
        manifest: &'a Manifest,
        functions: &'a [Function],
        vars: &'a BTreeMap<String, String>,
    ) -> View<'a> {
        let texts = |key| {
            functions
                .iter()
                .flat_map(move |function| function.texts(key))
        };
        let settings: BTreeMap<_, _> = functions.iter().flat_map(|f| &f.settings).collect();
        let arguments: Vec<String> = manifest.arguments.iter().map(|text| quoted(text)).collect();
        let (raw_functions, envelope_functions): (Vec<_>, Vec<_>) =
            functions.iter().partition(|f| f.raw);
        let view = View {
            name,
            image: name.to_ascii_lowercase(),
            language: manifest,
            executable: &manifest.executable,
            quoted: Quoted {
                executable: quoted(&manifest.executable),
                profile: quoted(manifest.profile.as_deref().unwrap_or_default()),
                extension: quoted(&manifest.vscode.extension),
                problem_matcher: quoted(&manifest.vscode.problem_matcher),
            },
            fch_builds: manifest.build_command.is_some() || manifest.is_cargo_or_go(),
            own: request.template.as_deref().is_some_and(|own| own != "mcp"),
            built_executable: manifest.build.is_some() && !manifest.executable.contains('/'),
            build: BuildView {
                lines: manifest
                    .build_command
                    .as_ref()
                    .map_or_else(Vec::new, BuildCommand::lines),
            },
            arguments: arguments.join(", "),
            envelope: !envelope_functions.is_empty(),
            raw: !raw_functions.is_empty(),
            docker: request.docker || manifest.container,
            bundle: texts("type").any(needs_bundle),
            storage: functions.iter().any(Function::needs_storage),
            settings: settings
                .into_iter()
                .map(|(name, value)| Setting {
                    plain: name.clone(),
                    name: quoted(name),
                    value: quoted(value),
                })
                .collect(),
            // The host's own default, written down: senders have to know it.
            queue_trigger: texts("type").any(|name| name == "queueTrigger"),
            functions,
            raw_functions,
            envelope_functions,
            vars,
            layout: Vec::new(),
        };
        view.with_layout()
    }

    /// The same for a handler that takes events and raw HTTP, whatever its functions are.
    pub(super) fn with_both(self) -> Self {
        let both = View {
            envelope: true,
            raw: true,
            ..self
        };
        both.with_layout()
    }

    fn with_layout(mut self) -> Self {
        let layout = self.language.layout.iter();
        self.layout = layout.filter(|entry| self.wants(entry.when)).collect();
        self
    }

    /// Whether a file that is only of use `when` is of use here.
    pub(super) fn wants(&self, when: Option<When>) -> bool {
        match when {
            None => true,
            Some(When::Envelope) => self.envelope,
            Some(When::Raw) => self.raw,
            Some(When::Docker) => self.docker,
            Some(When::Zip) => !self.language.container,
            Some(When::Container) => self.language.container,
            Some(When::Config) => self.language.container || self.language.build_command.is_some(),
        }
    }
}
