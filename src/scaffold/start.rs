//! How an existing web server is started: by what its project says, or by a command line.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::detect::first;
use super::manifest::{Init, Template};
use super::names;
use super::render::render;
use crate::error::{Failure, Result};

/// What host.json says about the process.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// `defaultExecutablePath`.
    pub(super) executable: String,
    /// `arguments`, as the host wants them written.
    pub(super) arguments: Vec<String>,
    /// The name of the binary that the project's own toolchain builds, or the folder's.
    pub(super) name: String,
    /// Whether that binary is the executable.
    pub(super) built: bool,
}

/// Starts what the user said.
///
/// # Errors
/// A usage [`Failure`] when there is nothing to start.
pub(super) fn by_command(root: &Path, words: &[String]) -> Result<Start> {
    let Some((executable, arguments)) = words.split_first() else {
        return Err(Failure::usage("the command is empty"));
    };
    let executable = executable.strip_prefix("./").unwrap_or(executable);
    let binary = binary(root);
    let file = Path::new(executable).file_name();
    Ok(Start {
        executable: executable.to_owned(),
        arguments: arguments.iter().map(|word| argument(word)).collect(),
        built: binary.is_some() && file.and_then(|file| file.to_str()) == binary.as_deref(),
        name: binary.unwrap_or_else(|| folder(root)),
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
    let Some(init) = &template.manifest.init else {
        return unknown("nothing is known about existing projects of this language");
    };
    let name = binary(root).unwrap_or_else(|| folder(root));
    let values = json!({ "name": name });
    let executable = render("init.executable", &init.executable, &values)?;
    let arguments = match npm_start(root, &executable) {
        Some(arguments) => arguments,
        None => match arguments(root, init, &name)? {
            Some(arguments) => arguments,
            None => return unknown(&format!("there is no {}", init.entry.join(", "))),
        },
    };
    // What is built must not end up inside a folder of that name (H-CFG-28).
    let built = init.executable.contains("{{name}}");
    let is_taken = built && root.join(&executable).is_dir();
    Ok(Start {
        executable: match is_taken {
            true => format!("bin/{executable}"),
            false => executable,
        },
        arguments,
        name,
        built,
    })
}

impl Start {
    /// The command line, for people.
    pub(super) fn line(&self) -> String {
        let words = std::iter::once(&self.executable).chain(&self.arguments);
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// What to do when fch does not know.
pub(super) const SAY_IT: &str =
    "say it: `fch init -- COMMAND ARGUMENTS...`, such as `fch init -- node server.js`";

/// The arguments of the template; none when they name an entry that is not there.
fn arguments(root: &Path, init: &Init, name: &str) -> Result<Option<Vec<String>>> {
    let entry = init.entry.iter().find_map(|pattern| first(root, pattern));
    let needs_entry = init.arguments.iter().any(|text| text.contains("{{entry}}"));
    if needs_entry && entry.is_none() {
        return Ok(None);
    }
    let values = json!({ "name": name, "entry": entry });
    let rendered = init.arguments.iter().map(|text| {
        let text = render("init.arguments", text, &values)?;
        Ok(argument(&text))
    });
    rendered.collect::<Result<_>>().map(Some)
}

/// The rest of `scripts.start` in package.json, when it is no more than that runtime and words.
fn npm_start(root: &Path, runtime: &str) -> Option<Vec<String>> {
    let text = fs::read(root.join("package.json")).ok()?;
    let package: Value = serde_json::from_slice(&text).ok()?;
    let line = package.get("scripts")?.get("start")?.as_str()?;
    let words = words(line).ok()?;
    let (first, rest) = words.split_first()?;
    let is_plain = first == runtime && !rest.is_empty();
    is_plain.then(|| rest.iter().map(|word| argument(word)).collect())
}

/// The words of a command line, quotes undone.
///
/// # Errors
/// A usage [`Failure`] when a quote is not closed, or only a shell understands the line.
pub(super) fn words(line: &str) -> Result<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut quote = None;
    let mut inside = false;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, c) if c.is_whitespace() => {
                inside = false;
                continue;
            }
            (None, '|' | '&' | ';' | '<' | '>' | '$' | '`') => return Err(needs_shell(line, c)),
            (_, c) => push(&mut words, &mut inside, Some(c)),
        }
        push(&mut words, &mut inside, None);
    }
    match quote {
        None => Ok(words),
        Some(_) => Err(Failure::usage(format!("a quote is not closed in `{line}`"))),
    }
}

/// Adds to the last word, or begins one.
fn push(words: &mut Vec<String>, inside: &mut bool, c: Option<char>) {
    if !*inside {
        words.push(String::new());
        *inside = true;
    }
    if let Some(word) = words.last_mut() {
        word.extend(c);
    }
}

fn needs_shell(line: &str, sign: char) -> Failure {
    Failure::usage(format!("`{line}` needs a shell, because of `{sign}`"))
        .because("the host starts programs without one")
        .help("write `fch init -- sh -c '...'`; the port is %FUNCTIONS_CUSTOMHANDLER_PORT%")
}

/// A word as host.json wants it: the host joins arguments with blanks and quotes nothing
/// (H-START-11), and an empty one adds none (H-START-12).
fn argument(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '"');
    if plain {
        return word.to_owned();
    }
    let mut text = word.replace('"', "\\\"");
    if text.ends_with('\\') {
        text.push('\\'); // or it would escape the quote behind it
    }
    format!("\"{text}\"")
}

/// The name of the binary that the project's own toolchain builds.
fn binary(root: &Path) -> Option<String> {
    let read = |file: &str| fs::read_to_string(root.join(file)).ok();
    let cargo = || cargo_binary(&read("Cargo.toml")?);
    let go = || go_module(&read("go.mod")?);
    let dotnet = || {
        Some(
            first(root, "*.csproj")?
                .trim_end_matches(".csproj")
                .to_owned(),
        )
    };
    cargo().or_else(go).or_else(dotnet)
}

fn folder(root: &Path) -> String {
    let name = names::package(None, &names::folder_name(root), &[]);
    name.unwrap_or_else(|_| "server".to_owned())
}

/// `default-run`, the only `[[bin]]`, or the package.
fn cargo_binary(manifest: &str) -> Option<String> {
    let manifest: toml::Table = manifest.parse().ok()?;
    let text = |value: Option<&toml::Value>| value?.as_str().map(str::to_owned);
    let package = manifest.get("package")?;
    let bins = manifest.get("bin").and_then(toml::Value::as_array);
    let only = match bins.map(Vec::as_slice) {
        Some([only]) => text(only.get("name")),
        _ => None,
    };
    text(package.get("default-run"))
        .or(only)
        .or_else(|| text(package.get("name")))
}

/// The last part of the module's path that is no version, as go names what it builds.
fn go_module(file: &str) -> Option<String> {
    let line = file.lines().find_map(|line| line.strip_prefix("module"))?;
    let path = line.split("//").next()?.trim().trim_matches('"');
    let is_version = |part: &&str| {
        let digits = part.strip_prefix('v').unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    let last = path.rsplit('/').find(|part| !is_version(part))?;
    (!last.is_empty()).then(|| last.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scaffold::catalogue::{languages, read};

    #[test]
    fn words_are_parted_as_people_write_them() {
        assert_eq!(words("node  server.js").unwrap(), ["node", "server.js"]);
        assert_eq!(
            words("a 'b c' \"d\"e '' f").unwrap(),
            ["a", "b c", "de", "", "f"]
        );
        assert!(words("a 'b").is_err());
        for line in ["a && b", "PORT=1 a $PORT", "a > b"] {
            assert!(words(line).unwrap_err().help[0].contains("sh -c"), "{line}");
        }
        assert_eq!(words("sh -c 'a && b'").unwrap()[2], "a && b");
    }

    #[test]
    fn arguments_are_quoted_for_the_host() {
        // H-START-11, H-START-12.
        assert_eq!(argument("%A%"), "%A%");
        assert_eq!(argument("my file"), "\"my file\"");
        assert_eq!(argument(""), "\"\"");
        assert_eq!(argument("a\"b"), "\"a\\\"b\"");
        assert_eq!(argument("a b\\"), "\"a b\\\\\"");
    }

    #[test]
    fn a_project_is_named_as_what_it_builds() {
        assert_eq!(
            go_module("// x\nmodule example.com/a/shop/v2 // y\n").unwrap(),
            "shop"
        );
        assert_eq!(go_module("module \"vault\"\n").unwrap(), "vault");
        assert_eq!(go_module("go 1.19\n"), None);
        let cargo = |text: &str| cargo_binary(text);
        assert_eq!(cargo("[package]\nname = 'a-b'").unwrap(), "a-b");
        assert_eq!(
            cargo("[package]\nname = 'a'\n[[bin]]\nname = 'b'").unwrap(),
            "b"
        );
        let two = "[package]\nname = 'a'\n[[bin]]\nname = 'b'\n[[bin]]\nname = 'c'";
        assert_eq!(cargo(two).unwrap(), "a");
        let said = "[package]\nname = 'a'\ndefault-run = 'c'";
        assert_eq!(cargo(said).unwrap(), "c");
        assert_eq!(cargo("[workspace]\nmembers = ['a']"), None);
    }

    #[test]
    fn every_language_starts_what_its_projects_usually_have() {
        for language in languages("") {
            let template = read(language).unwrap();
            let Some(init) = &template.manifest.init else {
                continue;
            };
            let dir = tempfile::tempdir().unwrap();
            if let Some(entry) = init.entry.first() {
                let file = dir.path().join(entry.replace('*', "x"));
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
            let start = by_language(dir.path(), &template).unwrap();
            assert!(!start.line().contains("{{"), "{language}: {start:?}");
            let first = init.arguments.iter().any(|it| it.contains("{{entry}}"));
            if first {
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
        assert_eq!(start("next start"), None);
        assert_eq!(start("node a.js && echo"), None);
        assert_eq!(start("node"), None);
    }
}
