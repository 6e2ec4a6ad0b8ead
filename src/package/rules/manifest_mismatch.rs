//! Packages that are not what their manifest says.

use std::collections::HashSet;

use super::{File, Judged};
use crate::archive::Digest;
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::package::manifest::{Listed, Manifest};
use crate::package::whole_file;

/// Files that are named one by one.
const NAMED: usize = 20;

/// The rule's text.
pub static INFO: RuleInfo = RuleInfo {
    name: "manifest-mismatch",
    severity: Severity::Error,
    summary: "the package is not the one that its manifest describes",
    why: "`fch verify --manifest` holds a package against the report of the `fch package` that \
          wrote it. Files that are missing, new or changed, or that lost their execute bit, mean \
          that something between packaging and deploying wrote the package again or exchanged it. \
          When all files are the same and only the zip's own bytes differ, it was packed again: a \
          warning, because what Azure unpacks is what was checked. It can be neither \
          allowed nor lowered: `--manifest` asks for it. `--deny manifest-mismatch` makes the warning an error.",
    fix: "Hand on the zip as one file, and the manifest of the same run with it. An artifact that \
          is packed and unpacked on the way has other modes and another zip.",
};

/// How the files of a package, whose own SHA-256 is `sha256`, differ from those of its manifest.
pub fn check(judged: &Judged<'_>, sha256: Digest, manifest: &Manifest) -> Vec<Finding> {
    let missing = missing(judged, manifest);
    let others = judged.files.iter();
    let others = others.flat_map(|file| differences(judged, file, manifest));
    let mut all = missing.chain(others);
    let mut findings: Vec<Finding> = all.by_ref().take(NAMED).collect();
    match all.count() {
        0 => {
            // What cannot be unpacked is not known to be the same; `zip-damaged` tells of it.
            let is_known = judged.files.iter().all(|file| file.sha256.is_some());
            if findings.is_empty() && is_known && sha256 != manifest.sha256 {
                findings.push(packed_again(judged, sha256, manifest));
            }
        }
        more => {
            let all = NAMED + more;
            let message =
                format!("{all} differences from the manifest, of which {NAMED} are shown");
            findings.push(about_all(judged, message));
        }
    }
    findings
}

fn missing<'a>(
    judged: &'a Judged<'_>,
    manifest: &'a Manifest,
) -> impl Iterator<Item = Finding> + 'a {
    let there: HashSet<&str> = judged.files.iter().map(|file| &*file.name).collect();
    let names = manifest.files.keys();
    let lacking = names.filter(move |name| !there.contains(name.as_str()));
    lacking.map(|name| {
        let message = format!("`{name}` of the manifest is not in the package");
        about_all(judged, message)
    })
}

/// What is new about a file: itself, its bytes, its mode.
fn differences(judged: &Judged<'_>, file: &File, manifest: &Manifest) -> Vec<Finding> {
    let name = &file.name;
    let about = |message: String| Finding::new(&INFO, judged.label(file), message);
    let Some(listed) = manifest.files.get(name) else {
        return vec![about(format!("`{name}` is not in the manifest"))];
    };
    let mut findings = Vec::new();
    if let Some(how) = other_bytes(file, listed) {
        findings.push(about(format!("`{name}` is not what was packaged: {how}")));
    }
    let (is, was) = (file.mode.map(|mode| mode & 0o7777), listed.mode);
    if is != Some(was) || file.is_link() {
        let is = match is {
            _ if file.is_link() => "a symbolic link".to_owned(),
            Some(mode) => format!("{mode:04o}"),
            None => "lost".to_owned(),
        };
        let message = format!("the mode of `{name}` is {is}, and was {was:04o}");
        findings.push(about(message));
    }
    findings
}

/// How a file's bytes are other ones. Of a file that cannot be unpacked only the size is known,
/// and `zip-damaged` says why.
fn other_bytes(file: &File, listed: &Listed) -> Option<String> {
    if file.size != listed.size {
        let (is, was) = (file.size, listed.size);
        return Some(format!("it has {is} bytes, and had {was}"));
    }
    let (is, was) = (file.sha256?, listed.sha256);
    (is != was).then(|| format!("its SHA-256 is {is}, and was {was}"))
}

fn packed_again(judged: &Judged<'_>, sha256: Digest, manifest: &Manifest) -> Finding {
    let message = "the zip was packed again: every file is as in the manifest, but the zip is not";
    let note = format!("its SHA-256 is {sha256}, and was {}", manifest.sha256);
    let mut finding = about_all(judged, message.to_owned()).note(note);
    finding.severity = Severity::Warning;
    finding
}

fn about_all(judged: &Judged<'_>, message: String) -> Finding {
    Finding::new(&INFO, whole_file(judged.archive), message)
}
