//! What the own toolchain of an existing project builds.

use std::fs;
use std::path::Path;

use super::detect::first;
use super::manifest::Template;

/// A program that a project's toolchain builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binary {
    /// Its name, without `.exe`.
    pub(super) name: String,
    /// The package of a Go module that is built, as go wants it written; else `.`.
    pub(super) package: String,
}

/// The only program that the project builds, or the one it means by default; of a project in the
/// language of `template`, if that is known.
pub(super) fn of(root: &Path, template: Option<&Template>) -> Option<Binary> {
    let is_in = |file: &str| {
        template.is_none_or(|it| it.manifest.detect.iter().any(|detect| detect == file))
    };
    let plain = |name| Binary {
        name,
        package: ".".to_owned(),
    };
    let cargo = || is_in("Cargo.toml").then(|| cargo(root))?.map(plain);
    let go = || is_in("go.mod").then(|| go(root))?;
    let dotnet = || {
        let project = is_in("*.csproj").then(|| first(root, "*.csproj"))??;
        Some(plain(project.trim_end_matches(".csproj").to_owned()))
    };
    cargo().or_else(go).or_else(dotnet)
}

/// The binary of the package, or the only one of the workspace's members.
fn cargo(root: &Path) -> Option<String> {
    let manifest: toml::Table = read(root, "Cargo.toml")?.parse().ok()?;
    if let Some(binary) = cargo_package(root, &manifest) {
        return Some(binary);
    }
    let workspace = manifest.get("workspace")?;
    let listed = |key: &str| {
        let patterns = workspace.get(key).and_then(toml::Value::as_array);
        let patterns = patterns
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        patterns.flat_map(|pattern| folders(root, pattern))
    };
    let excluded: Vec<String> = listed("exclude").collect();
    let members = listed("members").filter(|member| !excluded.contains(member));
    let mut binaries = members.filter_map(|folder| {
        let manifest = read(&root.join(&folder), "Cargo.toml")?.parse().ok()?;
        cargo_package(&root.join(folder), &manifest)
    });
    let only = binaries.next()?;
    binaries.next().is_none().then_some(only)
}

/// `default-run`, the only `[[bin]]`, or the package, if it has a `main.rs`.
fn cargo_package(folder: &Path, manifest: &toml::Table) -> Option<String> {
    let text = |value: Option<&toml::Value>| value?.as_str().map(str::to_owned);
    let package = manifest.get("package")?;
    let bins = manifest.get("bin").and_then(toml::Value::as_array);
    let bins = bins.map(Vec::as_slice).unwrap_or_default();
    let only = match bins {
        [only] => text(only.get("name")),
        _ => None,
    };
    let has_main = folder.join("src/main.rs").is_file() || !bins.is_empty();
    let by_file = || {
        let path = first(folder, "src/bin/*.rs")?;
        let name = path.strip_prefix("src/bin/")?.strip_suffix(".rs")?;
        Some(name.to_owned())
    };
    let by_package = || has_main.then(|| text(package.get("name")))?;
    text(package.get("default-run"))
        .or(only)
        .or_else(by_package)
        .or_else(by_file)
}

/// The folders that a pattern means: a path, whose last part may have one `*`.
fn folders(root: &Path, pattern: &str) -> Vec<String> {
    let (parent, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let Some((start, end)) = last.split_once('*') else {
        return vec![pattern.to_owned()];
    };
    let entries = fs::read_dir(root.join(parent))
        .into_iter()
        .flatten()
        .flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let fits = |name: &String| {
        let rest = name.strip_prefix(start);
        rest.is_some_and(|rest| rest.ends_with(end))
    };
    let mut found: Vec<String> = names
        .filter(fits)
        .map(|name| match parent {
            "" => name,
            parent => format!("{parent}/{name}"),
        })
        .collect();
    found.sort();
    found
}

/// The module's name, as go calls what it builds, and where its main package is.
fn go(root: &Path) -> Option<Binary> {
    let name = go_module(&read(root, "go.mod")?)?;
    let named = format!("cmd/{name}");
    let package = match folders(root, "cmd/*").as_slice() {
        _ if has_main(root) => ".".to_owned(),
        _ if root.join(&named).is_dir() => format!("./{named}"),
        [only] => format!("./{only}"),
        _ => ".".to_owned(),
    };
    Some(Binary { name, package })
}

/// Whether a Go file in the folder is of a program.
fn has_main(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut sources = names.filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"));
    let is_main = |text: String| text.lines().any(|line| line.trim_end() == "package main");
    sources.any(|name| read(folder, &name).is_some_and(is_main))
}

fn read(folder: &Path, file: &str) -> Option<String> {
    fs::read_to_string(folder.join(file)).ok()
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
    use crate::scaffold::catalogue::read as template;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn name(files: &[(&str, &str)]) -> Option<String> {
        of(project(files).path(), None).map(|binary| binary.name)
    }

    #[test]
    fn a_module_is_named_as_go_does() {
        let file = "// x\nmodule example.com/a/shop/v2 // y\n";
        assert_eq!(go_module(file).unwrap(), "shop");
        assert_eq!(go_module("module \"vault\"\n").unwrap(), "vault");
        assert_eq!(go_module("go 1.19\n"), None);
    }

    #[test]
    fn the_main_package_of_a_module_is_its_root_or_in_cmd() {
        let go = ("go.mod", "module example.com/shop\n");
        for (files, package) in [
            (
                &[go, ("main.go", "package main\n"), ("cmd/tool/main.go", "")][..],
                ".",
            ),
            (
                &[
                    go,
                    ("doc.go", "package shop\n"),
                    ("cmd/server/main.go", ""),
                    ("cmd/README.md", ""),
                ],
                "./cmd/server",
            ),
            (
                &[go, ("cmd/a/main.go", ""), ("cmd/shop/main.go", "")],
                "./cmd/shop",
            ),
        ] {
            let dir = project(files);
            assert_eq!(of(dir.path(), None).unwrap().package, package, "{files:?}");
        }
    }

    #[test]
    fn a_package_is_named_as_its_binary() {
        let main = ("src/main.rs", "");
        let one = "[package]\nname = 'a'\n[[bin]]\nname = 'b'";
        let two = format!("{one}\n[[bin]]\nname = 'c'");
        for (manifest, file, binary) in [
            ("[package]\nname = 'a-b'", main, Some("a-b")),
            ("[package]\nname = 'a'", ("src/lib.rs", ""), None),
            (
                "[package]\nname = 'a'",
                ("src/bin/shop.rs", ""),
                Some("shop"),
            ),
            (one, main, Some("b")),
            (&two, main, Some("a")),
            ("[package]\nname = 'a'\ndefault-run = 'c'", main, Some("c")),
        ] {
            let found = name(&[("Cargo.toml", manifest), file]);
            assert_eq!(found.as_deref(), binary, "{manifest}");
        }
    }

    #[test]
    fn a_workspace_has_the_binary_of_its_only_member_that_has_one() {
        let workspace = ("Cargo.toml", "[workspace]\nmembers = ['crates/*', 'tool']");
        let api = ("crates/api/Cargo.toml", "[package]\nname = 'api'");
        let lib = ("crates/lib/Cargo.toml", "[package]\nname = 'lib'");
        let tool = ("tool/Cargo.toml", "[package]\nname = 'tool'");
        let mut files = vec![workspace, api, lib, ("crates/api/src/main.rs", "")];
        assert_eq!(name(&files).unwrap(), "api");
        files.extend([tool, ("tool/src/main.rs", "")]);
        assert_eq!(name(&files), None);
        for manifest in [
            "[workspace]\nmembers = ['crates/*', 'tool']\nexclude = ['tool']",
            "[workspace]\nmembers = ['crates/a*']",
            "[package]\nname = 'all'\n[workspace]\nmembers = ['crates/*']",
        ] {
            files[0].1 = manifest;
            assert_eq!(name(&files).unwrap(), "api", "{manifest}");
        }
    }

    #[test]
    fn a_project_builds_what_its_language_builds() {
        let dir = project(&[
            ("Cargo.toml", "[package]\nname = 'rusty'"),
            ("src/main.rs", ""),
            ("go.mod", "module gopher"),
        ]);
        let binary = |language| of(dir.path(), Some(&template(language).unwrap()));
        assert_eq!(binary("rust").unwrap().name, "rusty");
        assert_eq!(binary("go").unwrap().name, "gopher");
        assert_eq!(binary("node"), None);
    }
}
