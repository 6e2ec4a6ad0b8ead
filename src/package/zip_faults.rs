//! What is wrong with an archive as such, as findings.

use super::proof::ZIP_DAMAGED;
use super::whole_file;
use crate::archive::read::Fault;
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule for archives that would fill a disk.
pub static ZIP_BOMB: RuleInfo = RuleInfo {
    name: "zip-bomb",
    severity: Severity::Error,
    summary: "the archive unpacks to far more than it says, or than any app has",
    why: "Such an archive is made to fill the disk of whoever unpacks it, or is badly damaged. \
          Azure has room for a few gigabytes. It can be neither allowed nor lowered: such an \
          archive is not looked into.",
    fix: "Do not unpack it. Find out where it came from, and make the package again.",
};

/// The rule for bytes around an archive.
pub static ZIP_FOREIGN_BYTES: RuleInfo = RuleInfo {
    name: "zip-foreign-bytes",
    severity: Severity::Warning,
    summary: "there are bytes in front of the archive or behind it",
    why: "Programs that read zips do not agree on such files: some find the entries, some find \
          nothing, and some find other entries. It comes from joining files, from a transfer that \
          changed line ends, or from somebody who wants two readers to see different things.",
    fix: "Make the package again, and send it as a binary file.",
};

/// The finding about a fault of the archive shown as `shown`.
pub(super) fn finding(fault: &Fault, shown: &str) -> Finding {
    let rule = match fault {
        Fault::NoArchive(_) | Fault::Damaged(_) => &ZIP_DAMAGED,
        Fault::Foreign(..) => &ZIP_FOREIGN_BYTES,
        Fault::Bomb(_) => &ZIP_BOMB,
    };
    Finding::new(rule, whole_file(shown), format!("`{shown}` {fault}"))
}
