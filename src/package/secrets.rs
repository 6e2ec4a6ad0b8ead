//! Files that look like secrets, by name and, for keys, by content.

use std::fs::File;
use std::io::Read;

use super::rules::SECRET_IN_PACKAGE;
use super::selection::{Entry, Selection, shown_path};
use super::whole_file;
use crate::app::LOCAL_SETTINGS;
use crate::diagnostics::{Finding, Label};
use crate::error::{Failure, Result};

/// How much of a file may be read to see whether it is a key, in bytes.
pub(super) const HEAD: usize = 1 << 16;

/// Findings for the selected files that look like secrets. Reads only the head of key files.
pub fn secrets(selection: &Selection, shown_root: &str) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for entry in &selection.entries {
        if let Some(what) = kind(&entry.name, || head(entry))? {
            let label = whole_file(shown_path(shown_root, &entry.name));
            findings.push(finding(label, &entry.name, what));
        }
    }
    Ok(findings)
}

/// The finding about a file that `what` is said of.
pub(super) fn finding(label: Label, name: &str, what: &str) -> Finding {
    Finding::new(&SECRET_IN_PACKAGE.info, label, format!("`{name}` {what}")).help(
        "leave it out with a line in `.funcignore`; what was deployed once is not secret any more",
    )
}

/// What kind of secret a file looks like, by its name and, for keys, its first bytes.
pub(super) fn kind(name: &str, head: impl Fn() -> Result<Vec<u8>>) -> Result<Option<&'static str>> {
    let path = name.to_ascii_lowercase();
    if path.starts_with(".git/") {
        return Ok((path == ".git/config").then_some("came with the whole history of the code"));
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    if is_specimen(name) || name == LOCAL_SETTINGS {
        return Ok(None);
    }
    if name.starts_with("local.settings.") || name.ends_with(&format!(".{LOCAL_SETTINGS}")) {
        return Ok(Some("is a copy of local.settings.json"));
    }
    if name == ".env" || name.starts_with(".env.") {
        return Ok(Some("usually holds secrets"));
    }
    if name.ends_with(".publishsettings") {
        return Ok(Some("holds deployment credentials"));
    }
    if name.ends_with(".pfx") || name.ends_with(".p12") {
        return Ok(Some("holds a certificate with its private key"));
    }
    if name == ".npmrc" && String::from_utf8_lossy(&head()?).contains("_authToken") {
        return Ok(Some("holds a token for a package registry"));
    }
    let may_be_key = [".pem", ".key"].iter().any(|end| name.ends_with(end))
        || ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"].contains(&name);
    let is_key = may_be_key && String::from_utf8_lossy(&head()?).contains("PRIVATE KEY-----");
    Ok(is_key.then_some("is a private key"))
}

/// Files that show what a secret file looks like.
fn is_specimen(name: &str) -> bool {
    let words = ["example", "sample", "template", "dist"];
    name.split(['.', '-', '_'])
        .any(|part| words.contains(&part))
}

fn head(entry: &Entry) -> Result<Vec<u8>> {
    let failed = |error| Failure::io("read", &entry.disk, &error);
    let mut head = Vec::new();
    File::open(&entry.disk)
        .map_err(failed)?
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    Ok(head)
}
