//! What must hold when a package is opened that anything made.

use std::fs;

use fch::hosting::{Arch, Conditions, Os, Overrides, Platform};
use fch::package::Foreign;
use fch::package::rules::{Judged, judge};

/// It is read to an end, and judged; what is no zip has a finding.
pub fn check(bytes: &[u8]) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("app.zip");
    fs::write(&path, bytes).expect("a file");
    let package = Foreign::open(&path, "app.zip").expect("a file can be opened");
    assert_eq!(package.size(), bytes.len() as u64);
    package.texts().expect("a file can be read");
    package.secrets().expect("a file can be read");
    let unpacked = package.unpack(Some("handler"));
    let (files, findings) = unpacked.expect("a file can be read");
    assert!(package.is_archive() || !findings.is_empty());
    let platform = Platform {
        os: Os::Linux,
        arch: Arch::X86_64,
    };
    judge(&Judged {
        files: &files,
        executable: Some("handler"),
        required: &[],
        platform,
        conditions: Conditions::of(None, platform, Overrides::default()),
        size: package.size(),
        archive: "app.zip",
        shown_root: "app.zip",
    });
}
