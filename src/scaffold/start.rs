//! How an existing web server is started: by what its project says, or by a command line.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::binary::{self, Binary};
use super::command_line::{argument, words};
use super::detect::first;
use super::manifest::{Init, Template};
use super::render::render;
use crate::error::{Failure, Result};

/// What host.json says about the process.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// `defaultExecutablePath`.
    pub(super) executable: String,
    /// `arguments`, as the host wants them written.
    pub(super) arguments: Vec<String>,
    /// What the project's own toolchain builds, if that is the executable.
    pub(super) built: Option<Binary>,
}

/// Starts what the user said.
///
/// # Errors
/// A usage [`Failure`] when there is nothing to start.
pub(super) fn by_command(
    root: &Path,
    words: &[String],
    template: Option<&Template>,
) -> Result<Start> {
    let Some((executable, arguments)) = words.split_first() else {
        return Err(Failure::usage("the command is empty"));
    };
    if executable.contains(char::is_whitespace) && !root.join(executable).is_file() {
        return Err(
            Failure::usage(format!("there is no program `{executable}`"))
                .help("give its words one by one, or the line with `--command`"),
        );
    }
    let executable = executable.strip_prefix("./").unwrap_or(executable);
    let is_it = |binary: &Binary| {
        let path = executable.strip_prefix("bin/").unwrap_or(executable);
        path == binary.name
    };
    Ok(Start {
        executable: executable.to_owned(),
        arguments: arguments.iter().map(|word| argument(word)).collect(),
        built: binary::of(root, template).filter(is_it),
    })
}

/// Starts what a project of that language has.
///
/// # Errors
/// A usage [`Failure`] when the language says nothing of it, or the project lacks it.
pub(super) fn by_language(root: &Path, template: &Template) -> Result<Start> {
    let title = &template.manifest.title;
    let unknown = |why: &str| {
        let failure = Failure::usage(format!("cannot tell how the {title} project is started"));
        Err(failure.because(why).help(SAY_IT))
    };
    let ways = &template.manifest.init;
    if ways.is_empty() {
        return unknown("nothing is known about existing projects of this language");
    }
    let builds = ways.iter().any(|way| way.executable.contains("{{name}}"));
    let binary = binary::of(root, Some(template)).filter(|_| builds);
    if builds && binary.is_none() {
        return unknown("it builds no program, or several");
    }
    for way in ways {
        if let Some((executable, arguments)) = by_way(root, way, binary.as_ref())? {
            // What is built must not end up inside a folder of that name (H-CFG-28).
            let is_taken = binary.is_some() && root.join(&executable).is_dir();
            return Ok(Start {
                executable: match is_taken {
                    true => format!("bin/{executable}"),
                    false => executable,
                },
                arguments,
                built: binary,
            });
        }
    }
    let entries: Vec<&str> = ways
        .iter()
        .flat_map(|way| &way.entry)
        .map(String::as_str)
        .collect();
    let is_built = entries.iter().any(|entry| entry.contains('*'));
    let first = if is_built { ": build it first" } else { "" };
    unknown(&format!("there is no {}{first}", entries.join(", ")))
}

/// The executable and the arguments of one way to start; none when its entry is not there.
fn by_way(
    root: &Path,
    way: &Init,
    binary: Option<&Binary>,
) -> Result<Option<(String, Vec<String>)>> {
    let name = binary
        .map(|binary| binary.name.as_str())
        .unwrap_or_default();
    let entry = way.entry.iter().find_map(|pattern| first(root, pattern));
    let values = json!({ "name": name, "entry": entry });
    let executable = render("init.executable", &way.executable, &values)?;
    if let Some(arguments) = npm_start(root, &executable) {
        return Ok(Some((executable, arguments)));
    }
    if entry.is_none() && !way.entry.is_empty() {
        return Ok(None);
    }
    let arguments = way.arguments.iter().map(|text| {
        let text = render("init.arguments", text, &values)?;
        Ok(argument(&text))
    });
    Ok(Some((executable, arguments.collect::<Result<_>>()?)))
}

impl Start {
    /// The command line, for people.
    pub(super) fn line(&self) -> String {
        let words = std::iter::once(&self.executable).chain(&self.arguments);
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Whether Azure's machines lack what runs it: a program of PATH, but for the shell. What a
    /// shell starts cannot be known.
    pub(super) fn needs_image(&self, root: &Path) -> bool {
        let is_shell = matches!(self.executable.as_str(), "sh" | "bash");
        let is_on_path = !self.executable.contains(['/', '\\']);
        let is_ours = self.built.is_some() || root.join(&self.executable).is_file();
        is_on_path && !is_shell && !is_ours
    }
}

/// What to do when fch does not know.
pub(super) const SAY_IT: &str =
    "say it: `fch init -- COMMAND ARGUMENTS...`, such as `fch init -- node server.js`";

/// The rest of `scripts.start` in package.json, when it is no more than that runtime and words; else
/// of `start:prod`, where frameworks have what does not watch the sources.
fn npm_start(root: &Path, runtime: &str) -> Option<Vec<String>> {
    let text = fs::read(root.join("package.json")).ok()?;
    let package: Value = serde_json::from_slice(&text).ok()?;
    let scripts = package.get("scripts")?;
    ["start", "start:prod"].into_iter().find_map(|script| {
        let words = words(scripts.get(script)?.as_str()?).ok()?;
        let (first, rest) = words.split_first()?;
        let is_plain = first == runtime && !rest.is_empty();
        is_plain.then(|| rest.iter().map(|word| argument(word)).collect())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scaffold::catalogue::{languages, read};

    #[test]
    fn every_language_starts_what_its_projects_usually_have() {
        for language in languages("") {
            let template = read(language).unwrap();
            for way in &template.manifest.init {
                let dir = tempfile::tempdir().unwrap();
                let project = [
                    ("Cargo.toml", "[package]\nname = 'a'\ndefault-run = 'a'"),
                    ("go.mod", "module a"),
                    ("a.csproj", ""),
                ];
                for (file, text) in project {
                    fs::write(dir.path().join(file), text).unwrap();
                }
                if let Some(entry) = way.entry.first() {
                    let file = dir.path().join(entry.replace('*', "x"));
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(file, "").unwrap();
                }
                let start = by_language(dir.path(), &template).unwrap();
                assert!(!start.line().contains("{{"), "{language}: {start:?}");
                let none = tempfile::tempdir().unwrap();
                assert!(by_language(none.path(), &template).is_err(), "{language}");
            }
        }
    }

    #[test]
    fn package_json_says_how_when_it_is_simple() {
        let dir = tempfile::tempdir().unwrap();
        let start = |line: &str| {
            let package = json!({ "scripts": { "start": line } }).to_string();
            fs::write(dir.path().join("package.json"), package).unwrap();
            npm_start(dir.path(), "node")
        };
        assert_eq!(
            start("node --enable-source-maps dist/main.js").unwrap(),
            ["--enable-source-maps", "dist/main.js"]
        );
        let nest = r#"{ "scripts": { "start": "nest start", "start:prod": "node dist/main" } }"#;
        fs::write(dir.path().join("package.json"), nest).unwrap();
        assert_eq!(npm_start(dir.path(), "node").unwrap(), ["dist/main"]);
        assert_eq!(start("next start"), None);
        assert_eq!(start("node a.js && echo"), None);
        assert_eq!(start("node"), None);
    }
}
