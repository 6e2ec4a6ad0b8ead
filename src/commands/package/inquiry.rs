//! `fch package --why`: which app a path belongs to, and what is decided about it.

use std::path::{Component, Path, PathBuf};

use super::show::is_json;
use super::subject::Subject;
use crate::cli::PackageArgs;
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::package;
use crate::report;
use crate::ui::Shell;

/// Prints the answers.
///
/// # Errors
/// When an app cannot be read, or a path belongs to none.
pub(super) fn run(args: &PackageArgs, subjects: &[Subject], shell: &Shell) -> Result<Exit> {
    let mut asked = vec![Vec::new(); subjects.len()];
    for file in &args.why {
        let (index, name) = owner(file, subjects)?;
        asked[index].push(name);
    }
    let mut answers = Vec::new();
    for (subject, names) in subjects.iter().zip(&asked) {
        if !names.is_empty() {
            let found = package::why(&subject.request(), names)?;
            let show = |answer: package::Answer| (subject.app.root.show(&answer.name), answer);
            answers.extend(found.into_iter().map(show));
        }
    }
    shell.print(&match is_json(args) {
        true => report::package::why::json(&answers),
        false => report::package::why::human(&answers),
    })?;
    Ok(Exit::Clean)
}

/// The app that `file` belongs to, and its path there: seen from the current folder or, when
/// only one app is meant, from the app's.
fn owner(file: &Path, subjects: &[Subject]) -> Result<(usize, String)> {
    let from_here = |subject: &Subject| name_in(&subject.app.root.dir, file);
    let mut here = subjects.iter().enumerate();
    let here = here.find_map(|(index, subject)| Some((index, from_here(subject)?)));
    let from_app = match subjects {
        [only] if file.is_relative() => {
            let dir = &only.app.root.dir;
            name_in(dir, &dir.join(file)).map(|name| (0, name))
        }
        _ => None,
    };
    let exists = |(index, name): &(usize, String)| {
        let dir = &subjects[*index].app.root.dir;
        dir.join(name).symlink_metadata().is_ok()
    };
    let found = match (here, from_app) {
        (Some(here), Some(there)) if !exists(&here) && exists(&there) => Some(there),
        (here, there) => here.or(there),
    };
    found.ok_or_else(|| {
        Failure::usage(format!("{} is not in the app", file.display()))
            .help("name a path in the app, seen from here or from the folder of host.json")
    })
}

/// `file` relative to the folder `root`, with `/`, if it lies there. It may be missing, and a
/// link is not followed: it is packaged under its own name.
fn name_in(root: &Path, file: &Path) -> Option<String> {
    let (root, file) = (plain(root)?, plain(file)?);
    let parts = file.strip_prefix(root).ok()?.components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    Some(parts.join("/"))
}

/// An absolute path without `.` and `..`.
fn plain(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}
