//! What Linux's loader finds in the package when it starts the executable (ld.so(8)): not a rule,
//! but what the rules about libraries ask.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Judged};
use crate::inspect::{Elf, Format};

/// Where the host unpacks an app on Linux.
const WWWROOT: &str = "/home/site/wwwroot";
/// More libraries and folders than any handler has; keeps a hostile one from taking long.
const MOST: usize = 512;

/// A program with the libraries that it loads.
#[derive(Debug)]
pub(super) struct Loaded<'a> {
    /// The program, then the libraries that are in the package where the loader looks.
    pub(super) files: Vec<(&'a File, &'a Elf)>,
    /// The names that it finds nowhere in the package, each with the file that asks for it.
    pub(super) outside: Vec<(&'a str, &'a File)>,
}

impl Loaded<'_> {
    /// Whether the package brings the library of this name, where the loader looks.
    pub(super) fn brings(&self, name: &str) -> bool {
        self.files
            .iter()
            .any(|(file, _)| file_name(&file.name) == name)
    }
}

/// Loads the executable, if it is a program of Linux.
pub(super) fn load<'a>(judged: &Judged<'a>) -> Option<Loaded<'a>> {
    let by_name: BTreeMap<&str, &File> = judged
        .files
        .iter()
        .map(|file| (file.name.as_str(), file))
        .collect();
    let mut loaded = Loaded {
        files: vec![judged.linux_program()?],
        outside: Vec::new(),
    };
    let (mut asked, mut folders) = (BTreeSet::new(), Vec::new());
    let mut next = 0;
    while let Some((file, elf)) = loaded.files.get(next).copied() {
        next += 1;
        // The folders of a DT_RUNPATH are not for the libraries of its libraries. Those of a
        // DT_RPATH are: it is better to say too little.
        folders.extend(
            elf.runpath
                .iter()
                .filter_map(|path| folder(path, &file.name)),
        );
        folders.truncate(MOST);
        // A name with a slash is a path, which the loader opens as it is.
        for name in elf.needed.iter().filter(|name| !name.contains('/')) {
            if asked.len() == MOST || !asked.insert(name.as_str()) {
                continue;
            }
            let places = folders.iter().map(|folder| join(folder, name));
            let mut there = places.filter_map(|place| by_name.get(place.as_str()).copied());
            match there.find_map(|file| library(judged, file)) {
                Some(Library::Elf(file, elf)) => loaded.files.push((file, elf)),
                Some(Library::Unread) => {}
                None => loaded.outside.push((name, file)),
            }
        }
    }
    Some(loaded)
}

/// A file that the loader takes for a library.
enum Library<'a> {
    Elf(&'a File, &'a Elf),
    /// A link to one, or one that was too large to be read.
    Unread,
}

/// The loader passes over files of another processor.
fn library<'a>(judged: &Judged<'_>, file: &'a File) -> Option<Library<'a>> {
    match file
        .inspection
        .as_ref()
        .map(|inspection| &inspection.format)
    {
        None => Some(Library::Unread),
        Some(Format::Elf(elf)) if judged.platform.runs(elf.arch) => Some(Library::Elf(file, elf)),
        Some(_) => None,
    }
}

/// The folder in the package that an entry of a search path means, seen from the file that has
/// it; none when it is elsewhere.
fn folder(path: &str, file: &str) -> Option<String> {
    let path = path.replace("${ORIGIN}", "$ORIGIN");
    let (start, rest) = match path.strip_prefix("$ORIGIN") {
        Some(rest) => (parent(file), rest),
        // A relative path is seen from the folder in which the host starts the program.
        None if !path.starts_with('/') => ("", path.as_str()),
        None => ("", path.strip_prefix(WWWROOT)?),
    };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path from one folder in the package to another: `../lib` from `bin` to `lib`.
pub(super) fn way(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(same).map(|_| "..".to_owned());
    let down = to.iter().skip(same).cloned();
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The folder that a file lies in; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ld.so(8), "Dynamic string tokens".
    #[test]
    fn search_paths_lead_into_the_package_or_out_of_it() {
        let lib = Some("bin/lib".to_owned());
        for path in [
            "$ORIGIN/lib",
            "${ORIGIN}/lib",
            "$ORIGIN/../bin/./lib/",
            "bin/lib",
        ] {
            assert_eq!(folder(path, "bin/handler"), lib, "{path}");
        }
        assert_eq!(folder("/home/site/wwwroot/bin/lib", "handler"), lib);
        assert_eq!(folder("$ORIGIN", "handler"), Some(String::new()));
        assert_eq!(folder("$ORIGIN/..", "handler"), None);
        assert_eq!(folder("/usr/lib", "handler"), None);
    }

    #[test]
    fn ways_go_up_and_down() {
        assert_eq!(way("bin", "lib/x"), "../lib/x");
        assert_eq!(way("", "lib"), "lib");
        assert_eq!(way("bin", "bin"), "");
        assert_eq!(way("a/b", "a"), "..");
    }
}
