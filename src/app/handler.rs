//! The `customHandler` section and how the host finds the executable (H-CFG).

use std::path::{Path, PathBuf};

use super::document::Document;
use crate::json::{Member, Node};

/// The settings that replace `defaultExecutablePath`, for one machine or one slot (H-CFG-24).
const EXECUTABLE_OVERRIDES: [&str; 2] = [
    "AzureFunctionsJobHost__customHandler__description__defaultExecutablePath",
    "AzureFunctionsJobHost:customHandler:description:defaultExecutablePath",
];

/// Programs that a handler is started with by name and that the operating system finds on
/// `PATH`. A name that is not here may still be one.
const RUNTIMES: [&str; 34] = [
    "bash",
    "bun",
    "dart",
    "deno",
    "docker",
    "dotnet",
    "elixir",
    "erl",
    "gleam",
    "go",
    "java",
    "julia",
    "lua",
    "node",
    "nodejs",
    "npm",
    "npx",
    "perl",
    "php",
    "php-cgi",
    "pnpm",
    "powershell",
    "pwsh",
    "py",
    "python",
    "python3",
    "r",
    "racket",
    "rscript",
    "ruby",
    "sh",
    "swift",
    "uv",
    "yarn",
];

/// A view of the section that describes the custom handler.
#[derive(Debug, Clone, Copy)]
pub struct Handler<'a> {
    /// The section with its key.
    pub section: &'a Member,
    /// True for the legacy `httpWorker` section (H-CFG-03).
    pub legacy: bool,
}

/// Where the host would find the executable (H-CFG-26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executable {
    /// No path is configured.
    Unset,
    /// The path holds a `%VAR%` and is known only at run time.
    Dynamic,
    /// An absolute path.
    Absolute(PathBuf),
    /// A path below the app root, `/`-separated without a leading `./`; the file may be missing.
    InApp(String),
    /// A relative path that leaves the app root.
    Outside,
}

impl<'a> Handler<'a> {
    /// The section the host would use: `customHandler` wins over `httpWorker` (H-CFG-02), and
    /// one that flattens to nothing counts as absent (H-CFG-04).
    pub fn find(host: &'a Document) -> Option<Handler<'a>> {
        let root = host.root.as_ref()?;
        let section = |key: &str| {
            let member = root.member_ignoring_case(key)?;
            (!flattens_to_nothing(&member.value)).then_some(member)
        };
        let current = section("customHandler").map(|section| (section, false));
        let found = current.or_else(|| section("httpWorker").map(|section| (section, true)));
        found.map(|(section, legacy)| Handler { section, legacy })
    }

    /// A value of the section, by keys in any case.
    pub fn at(&self, keys: &[&str]) -> Option<&'a Node> {
        self.section.value.at(keys)
    }

    /// `description`, with its key.
    pub fn description(&self) -> Option<&'a Member> {
        self.section.value.member_ignoring_case("description")
    }

    /// A text in `description`.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.at(&["description", key])?.as_str()
    }

    /// The value of `defaultExecutablePath`, for pointing at.
    pub fn executable_node(&self) -> Option<&'a Node> {
        self.at(&["description", "defaultExecutablePath"])
    }

    /// `defaultExecutablePath`, as written; `None` when missing or empty (H-CFG-07).
    pub fn executable_path(&self) -> Option<&'a str> {
        self.executable_node()?
            .as_str()
            .filter(|path| !path.is_empty())
    }

    /// The items of `arguments` and `workerArguments`, in the order in which the process gets
    /// them (H-START-08).
    pub fn arguments(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let lists = ["arguments", "workerArguments"].map(|key| self.at(&["description", key]));
        lists.into_iter().flatten().flat_map(Node::items)
    }

    /// Whether host.json names a folder to start in, or one to look for the executable in.
    pub fn starts_elsewhere(&self) -> bool {
        let keys = ["workingDirectory", "workerDirectory"];
        keys.iter()
            .any(|key| self.at(&["description", key]).is_some())
    }

    /// True when HTTP-only functions get raw HTTP requests (H-CFG-35, H-CFG-37).
    pub fn sends_raw_http(&self) -> bool {
        self.legacy
            || self.switch("enableForwardingHttpRequest")
            || self.switch("enableProxyingHttpRequest")
    }

    /// A boolean of the section; text is converted as the host does (H-CFG-21).
    pub fn switch(&self, key: &str) -> bool {
        match self.at(&[key]).map(|node| &node.value) {
            Some(crate::json::Value::Bool(on)) => *on,
            Some(crate::json::Value::String(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }

    /// Resolves `defaultExecutablePath` as the host does, without looking at the disk:
    /// relative to `workerDirectory`, never to `workingDirectory` (H-CFG-26, H-CFG-29).
    pub fn executable(&self) -> Executable {
        let Some(path) = self.executable_path() else {
            return Executable::Unset;
        };
        if path.contains('%') {
            return Executable::Dynamic;
        }
        match self.text("workerDirectory").filter(|dir| !dir.is_empty()) {
            Some(dir) if is_absolute(dir) && !is_absolute(path) => {
                Executable::Absolute(Path::new(dir).join(path))
            }
            Some(dir) if !is_absolute(path) => resolve(&format!("{dir}/{path}")),
            _ => resolve(path),
        }
    }
}

/// True for a bare program name that is expected on `PATH`; `.exe` and case do not matter.
pub fn is_known_runtime(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    RUNTIMES.contains(&without_exe(&name).unwrap_or(&name))
}

/// The path without its `.exe`, if it has one.
pub fn without_exe(path: &str) -> Option<&str> {
    let (stem, extension) = path.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("exe").then_some(stem)
}

/// True for the name of a setting that replaces `defaultExecutablePath`.
pub fn is_executable_override(name: &str) -> bool {
    EXECUTABLE_OVERRIDES
        .iter()
        .any(|over| over.eq_ignore_ascii_case(name))
}

/// Windows and Unix notions of absolute, whatever this machine is.
fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with(['/', '\\']) || drive
}

fn resolve(path: &str) -> Executable {
    if is_absolute(path) {
        return Executable::Absolute(PathBuf::from(path));
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Executable::Outside,
            ".." => {}
            _ => parts.push(part),
        }
    }
    Executable::InApp(parts.join("/"))
}

/// True when a section leaves no configuration key behind (H-HOST-09).
pub fn flattens_to_nothing(node: &Node) -> bool {
    match &node.value {
        crate::json::Value::Object(members) => {
            members.iter().all(|m| flattens_to_nothing(&m.value))
        }
        crate::json::Value::Array(items) => items.iter().all(flattens_to_nothing),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn executable(description: &str) -> Executable {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("host.json");
        let text = format!(r#"{{"customHandler": {{"description": {{{description}}}}}}}"#);
        std::fs::write(&path, text).unwrap();
        let document = Document::read(&path, "host.json");
        Handler::find(&document).unwrap().executable()
    }

    #[test]
    fn resolves_against_the_worker_directory_only() {
        // H-CFG-31, V-34, V-35
        let at = |path: &str| Executable::InApp(path.to_owned());
        assert_eq!(
            executable(
                r#""defaultExecutablePath": "node", "workerDirectory": "wd", "workingDirectory": "cwd""#
            ),
            at("wd/node")
        );
        assert_eq!(
            executable(r#""defaultExecutablePath": "h", "workingDirectory": "bin""#),
            at("h")
        );
        assert_eq!(
            executable(r#""defaultExecutablePath": "./bin\\h""#),
            at("bin/h")
        );
        assert_eq!(executable(r#""defaultExecutablePath": "a/../h""#), at("h"));
        assert_eq!(
            executable(r#""defaultExecutablePath": "../h""#),
            Executable::Outside
        );
        assert_eq!(
            executable(r#""defaultExecutablePath": "%X%""#),
            Executable::Dynamic
        );
        assert_eq!(
            executable(r#""defaultExecutablePath": "", "arguments": ["x"]"#),
            Executable::Unset
        );
        assert!(matches!(
            executable(r#""defaultExecutablePath": "C:\\h.exe""#),
            Executable::Absolute(_)
        ));
    }

    #[test]
    fn an_empty_section_counts_as_absent() {
        // H-CFG-04
        let node = |text: &str| crate::json::parse(text).root.unwrap();
        assert!(flattens_to_nothing(&node(r#"{"description": {}}"#)));
        assert!(!flattens_to_nothing(&node(
            r#"{"description": {"defaultExecutablePath": ""}}"#
        )));
    }
}
