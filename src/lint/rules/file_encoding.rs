//! A configuration file that is not UTF-8.

use crate::app::Document;
use crate::app::document::Encoding;
use crate::diagnostics::{Applicability, Finding, Fix, Label, RuleInfo, Severity};
use crate::lint::{Context, Rule};

/// The rule (H-DISC-18).
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "file-encoding",
        severity: Severity::Warning,
        summary: "a configuration file is not UTF-8",
        why: "The host reads UTF-16 with a byte order mark, but editors, git and deployment \
              tools often do not. Bytes that are not valid UTF-8 silently become question-mark \
              characters, also inside names and values.",
        fix: "Save the file as UTF-8. In PowerShell: Out-File -Encoding utf8.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[],
    good: &[&[("host.json", "\u{feff}{\"version\": \"2.0\"}")]],
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Finding>) {
    for document in context.app.documents() {
        let (span, message) = match &document.encoding {
            Encoding::Utf8 => continue,
            Encoding::Utf16 => (0..0, "the file is UTF-16; many tools cannot read it"),
            Encoding::Broken(span) => (span.clone(), "the file is not valid UTF-8 from here on"),
        };
        let label = Label::new(&document.source, span);
        let finding = Finding::new(&RULE.info, label, message).help("save the file as UTF-8");
        out.push(finding.maybe_fix(rewrite(document)));
    }
}

/// Broken bytes have no such way out: what they were is lost. The engine takes the fix from a
/// UTF-16 file with some of those.
fn rewrite(document: &Document) -> Option<Fix> {
    let fix = Fix::safe("write the file again as UTF-8").edit(&document.source, 0..0, "");
    (document.encoding == Encoding::Utf16).then_some(fix)
}
