//! Where the zips go: one path for each app, no two the same.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use crate::app::Root;
use crate::error::{Failure, Result};

/// The zip of each app: `--output`, or the folder's name in the folder `--output`, or there in
/// the current one (H-PACK-02). A path that ends with a separator is a folder.
///
/// # Errors
/// When several apps cannot have zips of their own.
pub(super) fn outputs(asked: Option<&Path>, roots: &[Root]) -> Result<Vec<PathBuf>> {
    match asked {
        Some(file) if !is_folder(file) => match roots {
            [_] => Ok(vec![file.to_owned()]),
            _ => Err(Failure::usage(format!(
                "{} is one file, and there are {} apps to package",
                file.display(),
                roots.len()
            ))
            .help(format!(
                "name a folder for their packages, with a slash at the end: `--output {}/`",
                file.with_extension("").display()
            ))),
        },
        folder => {
            let folder = folder.unwrap_or(Path::new(""));
            let names = names(roots)?;
            let zip = |name| folder.join(format!("{name}.zip"));
            Ok(names.into_iter().map(zip).collect())
        }
    }
}

fn is_folder(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.ends_with('/') || text.ends_with(MAIN_SEPARATOR)
}

/// A name for each app: its folder's; for those that share it, with the folders around it.
fn names(roots: &[Root]) -> Result<Vec<String>> {
    let parts: Vec<Vec<String>> = roots.iter().map(parts).collect();
    let mut depths = vec![1; roots.len()];
    loop {
        let names: Vec<String> = (parts.iter().zip(&depths))
            .map(|(parts, depth)| parts[parts.len().saturating_sub(*depth)..].join("-"))
            .collect();
        let Some((first, second)) = clash(&names) else {
            return Ok(names);
        };
        let mut grown = false;
        let deepest = depths[first].max(depths[second]);
        for index in [first, second] {
            // To lengthen one that was lengthened before is enough.
            if depths[index] == deepest && deepest < parts[index].len() {
                depths[index] += 1;
                grown = true;
            }
        }
        if !grown {
            return Err(Failure::usage(format!(
                "{} and {} would both become {}.zip",
                roots[first].dir.display(),
                roots[second].dir.display(),
                names[first]
            ))
            .help("package them one by one, with `--output`"));
        }
    }
}

/// The folders on the way to the app, its own last; at least one.
fn parts(root: &Root) -> Vec<String> {
    let absolute = root.dir.canonicalize().unwrap_or_default();
    let mut parts: Vec<String> = absolute
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    if parts.is_empty() {
        parts.push(root.name());
    }
    parts
}

/// Two apps whose names are the same on a disk that does not tell upper from lower case.
fn clash(names: &[String]) -> Option<(usize, usize)> {
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let earlier = |(index, name): (usize, &String)| {
        let first = lower.iter().take(index).position(|other| other == name)?;
        Some((first, index))
    };
    lower.iter().enumerate().find_map(earlier)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn zips(apps: &[&str], asked: Option<&str>) -> Result<Vec<String>> {
        let dir = tempfile::tempdir().unwrap();
        let root = |app: &&str| {
            std::fs::create_dir_all(dir.path().join(app)).unwrap();
            Root::new(dir.path().join(app))
        };
        let roots: Vec<Root> = apps.iter().map(root).collect();
        let paths = outputs(asked.map(Path::new), &roots)?;
        Ok(paths.iter().map(|it| it.display().to_string()).collect())
    }

    #[test]
    fn apps_of_one_name_take_more_of_their_path() {
        let same = zips(&["a/api", "b/api", "web"], None).unwrap();
        assert_eq!(same, ["a-api.zip", "b-api.zip", "web.zip"]);
        let case = zips(&["a/Api", "b/api"], None).unwrap();
        assert_eq!(case, ["a-Api.zip", "b-api.zip"]);
        let taken = zips(&["a/api", "b/api", "a-api"], None).unwrap();
        assert_eq!(taken.len(), 3);
        assert!(taken[0] != taken[1] && taken[0] != taken[2], "{taken:?}");
    }

    #[test]
    fn a_slash_makes_it_a_folder() {
        assert_eq!(zips(&["a"], Some("x.zip")).unwrap(), ["x.zip"]);
        assert_eq!(zips(&["a"], Some("x/")).unwrap(), ["x/a.zip"]);
        let failure = zips(&["a", "b"], Some("x.zip")).unwrap_err();
        assert!(failure.help[0].ends_with("`--output x/`"), "{failure:?}");
    }
}
