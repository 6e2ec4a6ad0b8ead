//! Cargo's JSON messages, one a line: where the binary is.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What one line of cargo's stdout means to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The executable we wait for.
    Executable(PathBuf),
    /// Another message.
    Other,
    /// Not cargo's, so meant for a person.
    Text,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    executable: Option<PathBuf>,
    #[serde(default)]
    manifest_path: Option<PathBuf>,
    #[serde(default)]
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Reads a line; `name` and `manifest` say which binary is wanted.
pub fn read(line: &str, name: &str, manifest: &Path) -> Line {
    let Ok(message) = serde_json::from_str::<Message>(line) else {
        return Line::Text;
    };
    let wanted = message.manifest_path.as_deref() == Some(manifest)
        && message.target.is_some_and(|target| {
            target.name == name && target.kind.iter().any(|kind| kind == "bin")
        });
    match message.executable.filter(|_| wanted) {
        Some(path) => Line::Executable(path),
        None => Line::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(kind: &str, manifest: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"{manifest}","target":{{"kind":["{kind}"],"name":"x"}},"executable":"/t/x"}}"#
        )
    }

    #[test]
    fn only_the_wanted_binary_counts() {
        let read = |line: &str| read(line, "x", Path::new("/a/Cargo.toml"));
        let found = Line::Executable("/t/x".into());
        assert_eq!(read(&artifact("bin", "/a/Cargo.toml")), found);
        assert_eq!(read(&artifact("example", "/a/Cargo.toml")), Line::Other);
        assert_eq!(read(&artifact("bin", "/b/Cargo.toml")), Line::Other);
        assert_eq!(
            read(r#"{"reason":"build-finished","success":true}"#),
            Line::Other
        );
        assert_eq!(read("a word from a wrapper"), Line::Text);
    }
}
