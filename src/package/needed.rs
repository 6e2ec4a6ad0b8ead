//! The files an app cannot run without: they go in, or a finding says why they cannot.

use std::fs;
use std::path::{Path, PathBuf};

use super::filter::Filter;
use super::ignore_file::IgnoreFile;
use super::rules::PACKAGE_INCOMPLETE;
use super::selection::{Entry, Excluded, Reason, Request, Selection, shown_path};
use super::walk::name_below;
use super::whole_file;
use crate::app::funcignore::{FILE_NAME, Line};
use crate::diagnostics::Finding;

/// What a needed file is judged by.
pub(super) struct Needed<'a> {
    pub request: &'a Request<'a>,
    /// The root, free of links.
    pub root: &'a Path,
    pub filter: &'a Filter,
    pub ignore_file: Option<&'a IgnoreFile>,
}

/// The names the app cannot run without: the executable, host.json, every function.json.
pub(super) fn names(request: &Request<'_>) -> Vec<String> {
    let mut names: Vec<String> = request.required.iter().map(|name| plain(name)).collect();
    names.extend(request.executable.map(plain));
    names.sort();
    names.dedup();
    names
}

fn plain(name: &str) -> String {
    name.trim_start_matches("./").to_owned()
}

impl Needed<'_> {
    /// Sees that `name` goes in, or says why it cannot.
    pub(super) fn put(&self, name: &str, selection: &mut Selection) {
        let executable = self.is_executable(name);
        if executable {
            self.make_room(name, selection);
        }
        if let Some(entry) = selection.entries.iter_mut().find(|e| e.name == name) {
            entry.reason = Reason::Needed;
            entry.executable = executable;
            return;
        }
        match self.rescue(name, selection) {
            Ok((disk, size)) => {
                selection.excluded.retain(|excluded| excluded.name != name);
                selection.entries.push(Entry {
                    name: name.to_owned(),
                    disk,
                    size,
                    executable,
                    reason: Reason::Needed,
                });
            }
            Err(_) if executable && self.will_be_built(name) => {}
            Err(finding) => selection.findings.push(*finding),
        }
    }

    fn is_executable(&self, name: &str) -> bool {
        self.request.executable.map(plain).as_deref() == Some(name)
    }

    fn will_be_built(&self, name: &str) -> bool {
        self.request.unbuilt && !self.root.join(name).exists()
    }

    /// Lets the executable that was built elsewhere take the place of the one in the app, and
    /// not go in a second time under its own name.
    fn make_room(&self, name: &str, selection: &mut Selection) {
        let Some(binary) = self
            .request
            .binary
            .and_then(|path| path.canonicalize().ok())
        else {
            return;
        };
        let is_it = |entry: &Entry| entry.disk == binary && entry.name != name;
        let twice = selection.entries.iter().filter(|entry| is_it(entry));
        let twice = twice.map(|entry| Excluded {
            name: entry.name.clone(),
            reason: Reason::Never("it goes in as the executable"),
        });
        selection.excluded.extend(twice);
        (selection.entries).retain(|entry| entry.name != name && !is_it(entry));
    }

    /// Real path and size of a needed file that the walk did not bring: one that lies in a
    /// folder no app needs, such as Cargo's, goes in all the same.
    fn rescue(&self, name: &str, selection: &Selection) -> Result<(PathBuf, u64), Box<Finding>> {
        let is_detour = |part: &str| ["", ".", ".."].contains(&part);
        if name.split('/').any(is_detour) {
            return Err(self.incomplete(name, "is not a plain path below the app's folder"));
        }
        let elsewhere = self.request.binary.filter(|_| self.is_executable(name));
        let disk = elsewhere.map_or_else(|| self.root.join(name), PathBuf::from);
        let Ok(meta) = fs::metadata(&disk) else {
            return Err(self.missing(name, selection));
        };
        if !meta.is_file() {
            return Err(self.incomplete(name, "is not a file"));
        }
        if self.filter.fixed_on_the_way(name, false).is_some() {
            return Err(self.incomplete(name, "is never packaged"));
        }
        if let Some(line) = self.filter.ignored_by(name) {
            return Err(self.dropped(name, &line));
        }
        if twin(name, selection).is_some() {
            // The disk does not tell upper from lower case, but Linux will.
            return Err(self.missing(name, selection));
        }
        let real = disk.canonicalize().unwrap_or(disk);
        if elsewhere.is_some() {
            return Ok((real, meta.len()));
        }
        match name_below("", self.root, &real) {
            // A link must not be a back door for `local.settings.json`.
            Some(inside) if self.filter.fixed_on_the_way(&inside, false).is_some() => {
                Err(self.incomplete(name, "is a link to a file that is never packaged"))
            }
            Some(_) => Ok((real, meta.len())),
            None => Err(self.incomplete(name, "lies outside the app")),
        }
    }

    fn dropped(&self, name: &str, line: &Line) -> Box<Finding> {
        let label = match self.ignore_file {
            Some(file) => file.label(line.number),
            None => whole_file(shown_path(self.request.shown_root, FILE_NAME)),
        };
        let message = format!(
            "`{}` leaves out `{name}`, which the app needs",
            line.pattern
        );
        Box::new(Finding::new(&PACKAGE_INCOMPLETE.info, label, message))
    }

    fn missing(&self, name: &str, selection: &Selection) -> Box<Finding> {
        let finding = self.incomplete(name, "does not exist");
        match twin(name, selection) {
            Some(twin) => Box::new(finding.help(format!(
                "the file is called `{twin}`, and Linux tells upper from lower case"
            ))),
            None => finding,
        }
    }

    fn incomplete(&self, name: &str, fault: &str) -> Box<Finding> {
        let label = whole_file(shown_path(self.request.shown_root, name));
        let message = format!("the app needs `{name}`, which {fault}");
        Box::new(Finding::new(&PACKAGE_INCOMPLETE.info, label, message))
    }
}

/// A file whose name differs from `name` only in case.
fn twin<'a>(name: &str, selection: &'a Selection) -> Option<&'a str> {
    let mut names = selection.entries.iter().map(|entry| entry.name.as_str());
    names.find(|other| other.eq_ignore_ascii_case(name))
}
