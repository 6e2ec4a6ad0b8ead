//! Quick fixes: the edits of findings at a place.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{CodeAction, CodeActionKind, TextEdit, Uri, WorkspaceEdit};

use super::diagnostics::{diagnostic, path_of};
use super::position::Encoding;
use super::uri;
use crate::diagnostics::{Applicability, Finding, Fix};

/// The fixes of `findings` that touch `range` of `file`.
pub(super) fn at(
    findings: &[Finding],
    file: &Path,
    range: lsp_types::Range,
    encoding: Encoding,
) -> Vec<CodeAction> {
    let here = findings.iter().filter(|finding| {
        let primary = &finding.primary;
        let place = encoding.range(primary.source.text(), &primary.span);
        path_of(&primary.source) == file && place.start <= range.end && range.start <= place.end
    });
    here.filter_map(|finding| action(finding, finding.fix.as_ref()?, encoding))
        .collect()
}

fn action(finding: &Finding, fix: &Fix, encoding: Encoding) -> Option<CodeAction> {
    Some(CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic(finding, encoding)]),
        is_preferred: Some(fix.applicability == Applicability::Safe),
        edit: Some(WorkspaceEdit::new(changes(fix, encoding)?)),
        ..CodeAction::default()
    })
}

/// The edits by file; `None` when there is nothing that an editor could change.
// The protocol's own type: addresses in it do not change.
#[allow(clippy::mutable_key_type)]
fn changes(fix: &Fix, encoding: Encoding) -> Option<HashMap<Uri, Vec<TextEdit>>> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in &fix.edits {
        if edit.is_rewrite() {
            continue; // another encoding: that is the editor's own business
        }
        let range = encoding.range(edit.source.text(), &edit.span);
        let address = uri::from_path(&path_of(&edit.source))?;
        let edits = changes.entry(address).or_default();
        edits.push(TextEdit::new(range, edit.text.clone()));
    }
    (!changes.is_empty()).then_some(changes)
}
