//! How the names in a path are really spelt on disk. Linux takes them letter by letter, other
//! systems may not, so the folders are listed.

use std::fs;
use std::path::Path;

/// `path`, below `folder`, as it is spelt on disk, when that differs from how it is written by
/// case alone. `None` when it is spelt right, or when there is no one file that it can mean.
pub fn on_disk(folder: &Path, path: &str) -> Option<String> {
    let mut folder = folder.to_owned();
    let mut spelt = String::with_capacity(path.len());
    for piece in path.split_inclusive(['/', '\\']) {
        let name = piece.trim_end_matches(['/', '\\']);
        let real = match name {
            "" | "." | ".." => name.to_owned(),
            _ => entry(&folder, name)?,
        };
        folder.push(&real);
        spelt += &real;
        spelt += &piece[name.len()..];
    }
    (folder.is_file() && spelt != path).then_some(spelt)
}

/// The entry of `folder` with this name, else the only one that differs by case alone.
fn entry(folder: &Path, name: &str) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut alike: Vec<String> = names.filter(|n| n.eq_ignore_ascii_case(name)).collect();
    if alike.iter().any(|real| real == name) {
        return Some(name.to_owned());
    }
    let only = alike.pop()?;
    alike.is_empty().then_some(only)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_path_is_looked_up() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("Bin/f")).unwrap();
        fs::write(dir.path().join("Bin/Handler"), "").unwrap();
        let spelt = |path: &str| on_disk(dir.path(), path);
        assert_eq!(spelt("Bin/Handler"), None);
        assert_eq!(spelt("./bin/handler").as_deref(), Some("./Bin/Handler"));
        assert_eq!(spelt("Bin/F"), None, "a folder");
        assert_eq!(spelt("bin/other"), None);
        let below = on_disk(&dir.path().join("Bin/f"), "../HANDLER");
        assert_eq!(below.as_deref(), Some("../Handler"));
    }
}
