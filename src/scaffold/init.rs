//! An existing web server -> the files that make it an app. Its code stays as it is.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::binding::function_json;
use super::catalogue;
use super::command_line;
use super::detect;
use super::gitignore;
use super::manifest::Template;
use super::names;
use super::plan::{PlannedFile, schemas};
use super::port::{self, Port};
use super::render::render;
use super::source::Source;
use super::start::{self, SAY_IT, Start};
use super::write;
use crate::app::{App as AppFiles, Function, LOCAL_SETTINGS, Root};
use crate::error::{Failure, Result};
use crate::json::edit::quoted;

/// What the user asked for.
#[derive(Debug, Default)]
pub struct Existing {
    /// The project's folder.
    pub root: PathBuf,
    /// Its language; else the one that its files tell.
    pub language: Option<String>,
    /// The words of the command that starts it.
    pub command: Vec<String>,
    /// The same as one line.
    pub line: Option<String>,
    /// The only port on which it can listen.
    pub port: Option<u16>,
    /// Whether it gets a container image.
    pub docker: bool,
    /// The name of its function.
    pub name: Option<String>,
    /// Whether files that are there may be replaced.
    pub force: bool,
}

/// What editors, tools and developers leave in a project, for `.funcignore`.
const NEVER_NEEDED: [&str; 4] = ["/.env", "/.idea/**", "/.venv/**", "/__pycache__/**"];

/// What makes a project an app.
#[derive(Debug)]
pub struct Conversion {
    /// The new files, sorted by path, and then `.gitignore` if it lacks a line.
    pub files: Vec<PlannedFile>,
    /// The languages that the project's files speak for, if they decided; the first one did.
    pub fits: Vec<String>,
    /// The command line that starts the server.
    pub starts: String,
    /// How the server knows its port.
    pub port: Port,
    /// Whether the app only runs where its runtime is, and has no image yet.
    pub needs_image: bool,
    /// Whether the executable is built, and nobody has told fch how.
    pub needs_build: bool,
    force: bool,
}

/// Plans the app.
///
/// # Errors
/// A usage [`Failure`] when the folder is an app already, when it cannot be told how its server is
/// started, and for names that are taken.
pub fn convert(request: &Existing) -> Result<Conversion> {
    let root = &request.root;
    if !root.is_dir() {
        let failure = Failure::usage(format!("there is no folder {}", root.display()));
        return Err(failure.help("`fch new` makes an app from nothing"));
    }
    if root.join("host.json").exists() && !request.force {
        let failure = Failure::usage(format!("{} is an app already", root.display()));
        return Err(failure
            .because("it has a host.json")
            .help("`fch add` adds a function to it; `--force` writes its files anew"));
    }
    let language = language(request)?;
    let template = language.as_ref().map(|(_, template)| template);
    let start = how_it_starts(request, template)?;
    let function = function_name(request)?;
    let app = App {
        request,
        container: start.needs_image(root),
        start,
        function,
    };
    let mut files = app.files(template)?;
    if request.docker {
        files.extend(app.image(language.as_ref())?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.extend(gitignore::with(root, &app.ignored())?);
    Ok(Conversion {
        files,
        fits: fits(request)?,
        starts: app.start.line(),
        port: port::of(root, request.port, &app.start.arguments),
        needs_image: app.container && !request.docker,
        needs_build: app.start.built.is_some()
            && !template.is_some_and(|it| it.manifest.is_cargo_or_go()),
        force: request.force,
    })
}

/// Finds everything in the way of the new files.
///
/// # Errors
/// As of [`write::check`].
pub fn check_conversion(root: &Path, conversion: &Conversion) -> Result<()> {
    let new = match conversion.files.split_last() {
        Some((last, new)) if last.path == gitignore::FILE => new,
        _ => &conversion.files,
    };
    write::check(root, new, conversion.force)?;
    write::check(root, &conversion.files, true)
}

/// Writes the files: all, or none.
///
/// # Errors
/// As of [`check_conversion`], or when the disk refuses; then nothing was changed.
pub fn write_conversion(root: &Path, conversion: &Conversion) -> Result<()> {
    check_conversion(root, conversion)?;
    // Only `.gitignore` is still there, unless the user said `--force`.
    write::write(root, &conversion.files, true)
}

fn language(request: &Existing) -> Result<Option<(String, Template)>> {
    let Some(name) = &request.language else {
        return detect::language(&request.root);
    };
    let template = catalogue::template(None, Some(name))?;
    Ok(Some((name.clone(), template)))
}

/// What the user can choose from, when fch chose.
fn fits(request: &Existing) -> Result<Vec<String>> {
    if request.language.is_some() || has_command(request) {
        return Ok(Vec::new());
    }
    let all = detect::all(&request.root)?;
    Ok(all.into_iter().map(|(name, _)| name).collect())
}

fn has_command(request: &Existing) -> bool {
    request.line.is_some() || !request.command.is_empty()
}

fn how_it_starts(request: &Existing, template: Option<&Template>) -> Result<Start> {
    let root = &request.root;
    if let Some(line) = &request.line {
        return start::by_command(root, &command_line::words(line)?, template);
    }
    match template {
        _ if has_command(request) => start::by_command(root, &request.command, template),
        Some(template) => start::by_language(root, template),
        None => {
            let folder = root.display();
            let failure = Failure::usage(format!("cannot tell what the server in {folder} is"));
            let known = catalogue::all_languages().join(", ");
            Err(failure
                .because(format!("looked for the project files of {known}"))
                .help(SAY_IT))
        }
    }
}

/// The route that takes every path (H-ROUTE-05).
const EVERY_PATH: &str = "{*path}";

/// Names for the function: its folder is a new one.
const FUNCTIONS: [&str; 3] = ["web", "http", "site"];

fn function_name(request: &Existing) -> Result<String> {
    let is_free = |name: &str| !request.root.join(name).exists();
    let earlier = request
        .force
        .then(|| earlier_function(&request.root))
        .flatten();
    if let Some(name) = &request.name {
        names::check_function(name, false)?;
        return match &earlier {
            Some(earlier) if earlier == name => Ok(name.clone()),
            Some(earlier) => {
                let failure = Failure::usage(format!("the function `{earlier}` takes every path"));
                Err(failure.help("remove its folder first, or leave `--name` out"))
            }
            None if is_free(name) => Ok(name.clone()),
            None => Err(taken(name)),
        };
    }
    let found = || FUNCTIONS.into_iter().find(|name| is_free(name));
    let found = earlier.or_else(|| found().map(str::to_owned));
    found.ok_or_else(|| taken(&FUNCTIONS.join("`, `")))
}

/// The function that takes every path: an earlier `fch init` made it.
fn earlier_function(root: &Path) -> Option<String> {
    let app = AppFiles::load(&Root::new(root));
    let is_ours = |function: &Function| {
        let route = function.trigger().and_then(|trigger| trigger.text("route"));
        route == Some(EVERY_PATH)
    };
    let mut functions = app.functions.into_iter();
    functions.find(is_ours).map(|function| function.name)
}

fn taken(names: &str) -> Failure {
    Failure::usage(format!("the project has `{names}` already"))
        .help("choose a name for the function's folder with `--name`")
}

/// All that is known when files are written.
struct App<'a> {
    request: &'a Existing,
    container: bool,
    start: Start,
    function: String,
}

impl App<'_> {
    fn files(&self, template: Option<&Template>) -> Result<Vec<PlannedFile>> {
        let (_, common) = catalogue::app()?;
        let own = Source::built_in("init");
        let arguments: Vec<String> = self.start.arguments.iter().map(|it| quoted(it)).collect();
        let values = json!({
            "executable": quoted(&self.start.executable),
            "arguments": arguments.join(", "),
            "port": self.request.port,
            "container": self.container,
            // What the templates of every app want to know.
            "storage": false,
            "settings": [],
            "docker": self.request.docker,
            "language": { "sources": self.sources(template) },
        });
        let mut files = vec![
            file("host.json", &own, "host.json.hbs", &values)?,
            file("fch.toml", &own, "fch.toml.hbs", &values)?,
            file(".funcignore", &common, "files/funcignore.hbs", &values)?,
            PlannedFile {
                path: format!("{}/function.json", self.function),
                content: function_json(&bindings(), true).into_bytes(),
                executable: false,
            },
        ];
        // Settings that are there are somebody's, and git has no copy of them.
        if !self.request.root.join(LOCAL_SETTINGS).exists() {
            let from = "files/local.settings.json.hbs";
            files.push(file(LOCAL_SETTINGS, &common, from, &values)?);
        }
        files.extend(schemas());
        Ok(files)
    }

    /// Lines for `.funcignore`: what is compiled does not need its sources. Otherwise they run,
    /// and where they lie only the project knows.
    fn sources<'t>(&self, template: Option<&'t Template>) -> Vec<&'t str> {
        match template {
            Some(template) if self.start.built.is_some() => template
                .manifest
                .sources
                .iter()
                .map(String::as_str)
                .collect(),
            _ => NEVER_NEEDED.to_vec(),
        }
    }

    fn ignored(&self) -> Vec<&str> {
        let built = self
            .start
            .built
            .is_some()
            .then_some(self.start.executable.as_str());
        [LOCAL_SETTINGS].into_iter().chain(built).collect()
    }

    /// The Dockerfile of the language, if it has one for projects that are there already.
    fn image(&self, language: Option<&(String, Template)>) -> Result<Vec<PlannedFile>> {
        const TEMPLATE: &str = "init/Dockerfile.hbs";
        let root = &self.request.root;
        if root.join("Dockerfile").exists() && !self.request.force {
            let failure = Failure::usage("the project has a Dockerfile already");
            return Err(failure
                .help("leave `--docker` out; docs/new.md says what its last stage has to be"));
        }
        let fitting = language.filter(|(_, it)| it.source.has(TEMPLATE));
        let (Some((_, template)), Some(binary)) = (fitting, &self.start.built) else {
            let failure = Failure::usage("there is no Dockerfile that fits this project");
            return Err(failure
                .because("fch knows how Rust and Go projects are built, not what others install")
                .help("leave `--docker` out; docs/new.md says what its last stage has to be"));
        };
        let values = json!({
            "name": binary.name,
            "executable": self.start.executable,
            "function": self.function,
            "package": binary.package,
            "language": { "built": template.manifest.built },
            "built_executable": true,
        });
        let mut files = vec![file("Dockerfile", &template.source, TEMPLATE, &values)?];
        if !root.join(".dockerignore").exists() {
            let (_, common) = catalogue::app()?;
            files.push(file(
                ".dockerignore",
                &common,
                "files/dockerignore.hbs",
                &values,
            )?);
        }
        Ok(files)
    }
}

/// Every path and, without `methods`, every method (H-DISC-61): the server routes, as it did.
fn bindings() -> [Map<String, Value>; 2] {
    let trigger = json!({
        "type": "httpTrigger",
        "direction": "in",
        "name": "req",
        "authLevel": "anonymous",
        "route": EVERY_PATH,
    });
    let response = json!({ "type": "http", "direction": "out", "name": "res" });
    [trigger, response].map(|binding| match binding {
        Value::Object(members) => members,
        _ => Map::new(),
    })
}

fn file(path: &str, source: &Source, from: &str, values: &Value) -> Result<PlannedFile> {
    let text = render(&source.shown(from), source.text(from)?, values)?;
    Ok(PlannedFile {
        path: path.to_owned(),
        content: text.into_bytes(),
        executable: false,
    })
}
