//! Where the files of a template come from: out of the binary, a folder or a zip.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::embedded;
use crate::error::{Failure, Result};

/// The most files that a template may have, and the most bytes in all of them: more is a
/// mistake, such as a folder that is no template.
const MOST_FILES: usize = 2_000;
const MOST_BYTES: u64 = 64 << 20;

/// The file that makes a folder a template.
pub(super) const MANIFEST: &str = "template.toml";

/// The files of one template.
#[derive(Debug)]
pub(super) struct Source {
    /// How messages name it.
    shown: String,
    /// By path in the template, with `/`.
    files: BTreeMap<String, Cow<'static, [u8]>>,
    /// Whose files are taken where it has none of that name.
    base: Option<Box<Source>>,
}

impl Source {
    /// The part of the binary's own templates below `folder`, such as `rust` or `mcp/rust`.
    pub(super) fn built_in(folder: &str) -> Source {
        let inside = embedded::TEMPLATES.iter().filter_map(|(path, content)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name.to_owned(), Cow::Borrowed(*content)))
        });
        Source {
            shown: format!("templates/{folder}"),
            files: inside.collect(),
            base: None,
        }
    }

    /// A template of the user's own: a folder, or a zip with a `template.toml` at its root or in
    /// its only folder.
    ///
    /// # Errors
    /// A usage [`Failure`] when it cannot be read or is no template.
    pub(super) fn own(path: &Path) -> Result<Source> {
        let unreadable = |error| Failure::io("read the template", path, &error);
        let meta = fs::metadata(path).map_err(unreadable)?;
        let files = if meta.is_dir() {
            below(path).map_err(unreadable)?
        } else {
            unzipped(path).map_err(unreadable)?
        };
        if !files.contains_key(MANIFEST) {
            let failure = Failure::usage(format!("{} is no template", path.display()));
            return Err(failure
                .because(format!("it has no `{MANIFEST}`"))
                .help("docs/templates.md says what a template is made of"));
        }
        Ok(Source {
            shown: path.display().to_string(),
            files,
            base: None,
        })
    }

    /// It, with the files of another one behind its own.
    pub(super) fn on(mut self, base: Source) -> Source {
        self.base = Some(Box::new(base));
        self
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.bytes(file).is_some()
    }

    /// The content of a file.
    pub(super) fn bytes(&self, file: &str) -> Option<&[u8]> {
        let own = self.files.get(file).map(AsRef::as_ref);
        own.or_else(|| self.base.as_ref()?.bytes(file))
    }

    /// The text of a file.
    ///
    /// # Errors
    /// A usage [`Failure`] when there is no such file, or it is no text.
    pub(super) fn text(&self, file: &str) -> Result<&str> {
        let Some(bytes) = self.bytes(file) else {
            return Err(Failure::usage(format!("{} is missing", self.shown(file))));
        };
        std::str::from_utf8(bytes)
            .map_err(|_| Failure::usage(format!("{} is not UTF-8 text", self.shown(file))))
    }

    /// How messages name one of its files.
    pub(super) fn shown(&self, file: &str) -> String {
        match &self.base {
            Some(base) if !self.files.contains_key(file) && base.has(file) => base.shown(file),
            _ => format!("{}/{file}", self.shown),
        }
    }
}

type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// Counts what is read, and refuses more than a template can have.
#[derive(Default)]
struct Reader {
    files: Files,
    bytes: u64,
}

impl Reader {
    fn add(&mut self, name: String, content: impl Read) -> io::Result<()> {
        let mut bytes = Vec::new();
        let room = MOST_BYTES - self.bytes;
        content.take(room + 1).read_to_end(&mut bytes)?;
        self.bytes += bytes.len() as u64;
        if self.bytes > MOST_BYTES || self.files.len() >= MOST_FILES {
            let most = MOST_BYTES >> 20;
            return Err(io::Error::other(format!(
                "a template has at most {MOST_FILES} files and {most} MiB"
            )));
        }
        self.files.insert(name, Cow::Owned(bytes));
        Ok(())
    }
}

/// Whether a path in a template has no part that version control or a system put there.
fn is_ours(path: &str) -> bool {
    let theirs = [".git", ".DS_Store", "__MACOSX"];
    !path.split('/').any(|part| theirs.contains(&part))
}

/// The files below a folder, but no links, which could lead anywhere.
fn below(folder: &Path) -> io::Result<Files> {
    let mut reader = Reader::default();
    let is_wanted = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || is_ours(&entry.file_name().to_string_lossy())
    };
    for entry in walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(is_wanted)
    {
        let entry = entry?;
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            reader.add(parts.join("/"), File::open(entry.path())?)?;
        }
    }
    Ok(reader.files)
}

fn unzipped(path: &Path) -> io::Result<Files> {
    let mut archive = zip::ZipArchive::new(io::BufReader::new(File::open(path)?))?;
    let mut reader = Reader::default();
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        // Some programs on Windows write `\`.
        let name = entry.name()?.replace('\\', "/");
        if entry.is_file() && !name.ends_with('/') && is_ours(&name) {
            reader.add(name, entry)?;
        }
    }
    Ok(without_the_only_folder(reader.files))
}

/// What a service makes of a repository is one folder that holds everything.
fn without_the_only_folder(files: Files) -> Files {
    let first = files.keys().next().and_then(|name| name.split_once('/'));
    let Some(folder) = first.map(|(folder, _)| format!("{folder}/")) else {
        return files;
    };
    if files.contains_key(MANIFEST) || !files.keys().all(|name| name.starts_with(&folder)) {
        return files;
    }
    let shorter = |(name, content): (String, _)| (name[folder.len()..].to_owned(), content);
    files.into_iter().map(shorter).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_folder_without_a_manifest_is_no_template() {
        let dir = tempfile::tempdir().unwrap();
        let failure = Source::own(dir.path()).unwrap_err();
        assert_eq!(failure.cause.unwrap(), "it has no `template.toml`");
    }

    #[test]
    fn a_zip_may_have_one_folder_around_everything() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("own.zip");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        for (name, text) in [
            (".DS_Store", ""),
            ("__MACOSX/own-main/._template.toml", ""),
            ("own-main/.git/config", ""),
            ("own-main/template.toml", "a"),
            ("own-main\\files\\x", "b"),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        let source = Source::own(&path).unwrap();
        assert_eq!(source.text("files/x").unwrap(), "b");
        assert_eq!(source.text("template.toml").unwrap(), "a");
        assert_eq!(source.files.len(), 2);
    }

    #[test]
    fn what_lies_in_git_and_behind_links_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(MANIFEST), "").unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        fs::write(dir.path().join(".git/config"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link")).unwrap();
        let source = Source::own(dir.path()).unwrap();
        assert_eq!(source.files.len(), 1);
    }
}
