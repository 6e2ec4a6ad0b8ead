//! Which fixes are made together: those whose edits fit into their files and keep clear of each
//! other. The rest wait for the next round.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use super::{File, files};
use crate::app::document::{Encoding, text_on_disk};
use crate::app::{App, Document, funcignore};
use crate::diagnostics::{Edit, Finding, Fix, replace};

/// Takes fixes away that must not be made: those that would lose a comment, and those of files
/// whose bytes are not text. What was there is lost in the decoding, so writing such a file again
/// would lose it for good.
pub fn withdraw_hopeless(app: &App, findings: &mut [Finding]) {
    let documents = app.documents();
    let mut broken: Vec<&str> = documents
        .filter(|document| !is_whole(document))
        .map(|document| document.source.path())
        .collect();
    broken.extend(foreign_funcignore(app));
    let is_hopeless = |fix: &Fix| {
        let mut paths = fix.edits.iter().map(|edit| edit.source.path());
        paths.any(|path| broken.contains(&path))
    };
    for finding in findings {
        let fix = finding.fix.as_ref();
        if fix.is_some_and(|fix| is_hopeless(fix) || loses_comment(app, finding, fix)) {
            finding.fix = None;
        }
    }
}

/// `.funcignore`, when it is not UTF-8: no rule asks for it to become that.
fn foreign_funcignore(app: &App) -> Option<&str> {
    let source = app.funcignore.as_ref()?;
    let path = app.root.dir.join(funcignore::FILE_NAME);
    let is_utf8 = matches!(text_on_disk(&path), Ok((_, Encoding::Utf8)) | Err(_));
    (!is_utf8).then(|| source.path())
}

/// True when a comment goes that the finding is not about, and the fix does not write it again.
fn loses_comment(app: &App, finding: &Finding, fix: &Fix) -> bool {
    let mut documents = app.documents();
    documents.any(|document| {
        let path = document.source.path();
        let text = document.source.text();
        let edits = || fix.edits.iter().filter(|edit| edit.source.path() == path);
        let is_meant = |comment: &Range<usize>| {
            finding.primary.source.path() == path && overlap(comment, &finding.primary.span)
        };
        let is_kept = |comment: &Range<usize>| {
            let comment = text.get(comment.clone()).unwrap_or_default();
            edits().any(|edit| edit.text.contains(comment))
        };
        let mut lost = edits().flat_map(|edit| overlapping(&document.comments, &edit.span));
        lost.any(|comment| !is_meant(comment) && !is_kept(comment))
    })
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Those of `comments` that overlap `span`; they stand in the order of the text.
fn overlapping<'a>(
    comments: &'a [Range<usize>],
    span: &Range<usize>,
) -> impl Iterator<Item = &'a Range<usize>> + use<'a> {
    let first = comments.partition_point(|comment| comment.end <= span.start);
    let after = comments[first..].partition_point(|comment| comment.start < span.end);
    comments[first..first + after].iter()
}

fn is_whole(document: &Document) -> bool {
    match document.encoding {
        Encoding::Utf8 => true,
        Encoding::Utf16 => !document.source.text().contains(char::REPLACEMENT_CHARACTER),
        Encoding::Broken(_) => false,
    }
}

/// The findings whose fixes can be made at once, in their order.
pub(super) fn choose<'a>(app: &App, wanted: impl Iterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let files = files(app);
    let mut taken = Taken::default();
    let fits = |fix: &Fix| {
        let fits = |edit: &Edit| file_of(&files, edit).is_some_and(|file| may_edit(file, edit));
        !fix.edits.is_empty() && fix.edits.iter().all(fits)
    };
    wanted
        .filter(|finding| {
            let fix = finding.fix.as_ref();
            fix.is_some_and(|fix| fits(fix) && taken.take(fix))
        })
        .collect()
}

/// The texts of the files that `fixes` change; `None` when edits of one fix get in each other's
/// way, or do not fit the text.
pub(super) fn texts(app: &App, fixes: &[&Finding]) -> Option<BTreeMap<PathBuf, String>> {
    let mut texts = BTreeMap::new();
    for file in files(app) {
        let fixes = fixes.iter().filter_map(|finding| finding.fix.as_ref());
        let edits: Vec<(Range<usize>, &str)> = fixes
            .flat_map(|fix| &fix.edits)
            .filter(|edit| edit.source.path() == file.source.path())
            .map(|edit| (edit.span.clone(), edit.text.as_str()))
            .collect();
        if !edits.is_empty() {
            texts.insert(file.path.clone(), replace(file.source.text(), &edits)?);
        }
    }
    Some(texts)
}

fn file_of<'f>(files: &'f [File], edit: &Edit) -> Option<&'f File> {
    let path = edit.source.path();
    files.iter().find(|file| file.source.path() == path)
}

/// A UTF-16 file has to become UTF-8 first, and by its own fix: others do not ask for that.
fn may_edit(file: &File, edit: &Edit) -> bool {
    match file.encoding {
        Encoding::Utf8 => true,
        Encoding::Utf16 => edit.is_rewrite(),
        Encoding::Broken(_) => false,
    }
}

/// What fixes take up, by file: where each edit begins, and where it ends.
#[derive(Default)]
struct Taken<'a>(BTreeMap<&'a str, BTreeMap<usize, usize>>);

impl<'a> Taken<'a> {
    /// True when no edit of another fix overlaps this one or stands right beside it: two that
    /// touch may both be about the comma between them.
    fn is_free(&self, edit: &Edit) -> bool {
        let Some(spans) = self.0.get(edit.source.path()) else {
            return true;
        };
        let nearest = spans.range(..=edit.span.end).next_back();
        nearest.is_none_or(|(_, end)| *end < edit.span.start)
    }

    /// Takes what a fix needs, if all of it is free.
    fn take(&mut self, fix: &'a Fix) -> bool {
        let free = fix.edits.iter().all(|edit| self.is_free(edit));
        for edit in fix.edits.iter().filter(|_| free) {
            let spans = self.0.entry(edit.source.path()).or_default();
            let end = spans.entry(edit.span.start).or_default();
            *end = edit.span.end.max(*end);
        }
        free
    }
}
