//! Which language a project is in, by the files that manifests name in `detect`.

use std::fs;
use std::path::Path;

use super::catalogue::{languages, read};
use super::manifest::Template;
use crate::error::Result;

/// Files that projects of other languages also have, for a frontend or for tools: they decide
/// when nothing else does, the last of them last.
const SHARED: [&str; 4] = [
    "public/index.php",
    "index.php",
    "requirements.txt",
    "package.json",
];

/// The language of the project in `root`: the folder of its template, and the template. Of
/// several, the one that made it: whose file of functions is there too.
///
/// # Errors
/// A [`Failure`](crate::error::Failure) when a template of the binary is broken; a bug.
pub(super) fn language(root: &Path) -> Result<Option<(String, Template)>> {
    let mut all = all(root)?;
    let made = |(_, template): &(String, Template)| {
        let file = template.manifest.functions.as_ref();
        file.is_some_and(|file| root.join(file.get_ref()).is_file())
    };
    let index = all.iter().position(made).unwrap_or_default();
    Ok((index < all.len()).then(|| all.swap_remove(index)))
}

/// Every language that fits, the most specific first, then by name.
pub(super) fn all(root: &Path) -> Result<Vec<(String, Template)>> {
    let mut found = Vec::new();
    for name in languages("") {
        let template = read(name)?;
        let files = template.manifest.detect.iter();
        let there = files.filter(|file| first(root, file).is_some());
        let rank = |file: &String| SHARED.iter().position(|shared| shared == file);
        // `None`, a file that only this language has, is the smallest.
        if let Some(rank) = there.map(rank).min() {
            found.push((rank, (name.to_owned(), template)));
        }
    }
    found.sort_by_key(|(rank, (name, _))| (*rank, name.clone()));
    Ok(found.into_iter().map(|(_, language)| language).collect())
}

/// The file that a manifest means: a path, whose last part may have one `*`. Of several the one
/// with the shortest name, then the first: what tools put beside it, such as `shop-sources.jar` and
/// `Shop.Tests.csproj`, is called longer.
pub(super) fn first(root: &Path, pattern: &str) -> Option<String> {
    let Some((before, after)) = pattern.split_once('*') else {
        return root.join(pattern).is_file().then(|| pattern.to_owned());
    };
    let (folder, start) = before.rsplit_once('/').unwrap_or(("", before));
    let entries = fs::read_dir(root.join(folder)).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let fits = |name: &String| {
        let rest = name.strip_prefix(start);
        rest.is_some_and(|rest| rest.ends_with(after))
    };
    let paths = names.filter(fits).map(|name| match folder {
        "" => name,
        folder => format!("{folder}/{name}"),
    });
    let files = paths.filter(|path| root.join(path).is_file());
    files.min_by_key(|path| (path.len(), path.clone()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_language_has_decides() {
        let dir = tempfile::tempdir().unwrap();
        assert!(language(dir.path()).unwrap().is_none());
        fs::write(dir.path().join("package.json"), "{}").unwrap();
        fs::write(dir.path().join("go.mod"), "module a").unwrap();
        assert_eq!(language(dir.path()).unwrap().unwrap().0, "go");
        fs::write(dir.path().join("Cargo.toml"), "").unwrap();
        let names: Vec<String> = all(dir.path()).unwrap().into_iter().map(|l| l.0).collect();
        assert_eq!(names[..2], ["go", "rust"], "then the name");
    }

    #[test]
    fn a_star_stands_for_any_name() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("out/c.jar")).unwrap();
        for file in ["b.csproj", "a.csproj", "out/x-1.jar", "out/x-1-plain.jar"] {
            fs::write(dir.path().join(file), "").unwrap();
        }
        let found = |pattern| first(dir.path(), pattern);
        assert_eq!(found("*.csproj").unwrap(), "a.csproj");
        assert_eq!(found("out/*.jar").unwrap(), "out/x-1.jar", "no folder");
        assert_eq!(found("out/y*.jar"), None);
        assert_eq!(found("b.csproj").unwrap(), "b.csproj");
        assert_eq!(found("none/*.jar"), None);
    }
}
