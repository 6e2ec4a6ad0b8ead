//! One finding as a SARIF result.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{ROOT, fingerprint, level};
use crate::diagnostics::{
    Applicability, Edit, Finding, Fix, Label, RuleInfo, Source, looks_secret,
};
use crate::report::Checkout;

/// GitHub takes no more places for a result.
const MOST_PLACES: usize = 1000;

/// Makes results, with what is to be known about rules and files for that.
pub(super) struct Results<'a> {
    indexes: HashMap<&'static str, usize>,
    checkout: &'a Checkout,
    /// The fingerprints of each file's lines.
    lines: HashMap<String, Vec<String>>,
}

impl<'a> Results<'a> {
    /// Nothing made yet. A rule's place in `rules` is its index.
    pub(super) fn new(rules: &[&'static RuleInfo], checkout: &'a Checkout) -> Self {
        let indexes = rules.iter().enumerate();
        Results {
            indexes: indexes.map(|(index, info)| (info.name, index)).collect(),
            checkout,
            lines: HashMap::new(),
        }
    }

    /// The finding as a result.
    pub(super) fn result(&mut self, finding: &Finding) -> Value {
        let mut result = json!({
            "ruleId": finding.rule.name,
            "ruleIndex": self.indexes.get(finding.rule.name),
            "level": level(finding.severity),
            "message": {"text": message(finding)},
            "locations": [self.location(&finding.primary)],
        });
        if let Some(hash) = self.fingerprint(&finding.primary) {
            result["partialFingerprints"] = json!({"primaryLocationLineHash": hash});
        }
        if !finding.related.is_empty() {
            result["relatedLocations"] = self.related(finding);
        }
        if let Some(fix) = finding.fix.as_ref().filter(|fix| may_be_shown(fix)) {
            result["fixes"] = json!([self.fix(fix)]);
        }
        result
    }

    fn location(&self, label: &Label) -> Value {
        let mut location = json!({"physicalLocation": {
            "artifactLocation": self.artifact(&label.source),
            "region": region(&label.source, &label.span),
        }});
        if !label.text.is_empty() {
            location["message"] = json!({"text": label.text});
        }
        location
    }

    /// Related places, numbered from 1 as [`message`] links them.
    fn related(&self, finding: &Finding) -> Value {
        let numbered = (1..=MOST_PLACES).zip(&finding.related);
        let place = |(id, label): (usize, &Label)| {
            let mut location = self.location(label);
            location["id"] = json!(id);
            location
        };
        numbered.map(place).collect()
    }

    fn artifact(&self, source: &Source) -> Value {
        let uri = self.checkout.uri(source.path());
        if self.checkout.path(source.path()).is_some() {
            json!({"uri": uri, "uriBaseId": ROOT})
        } else {
            json!({"uri": uri})
        }
    }

    /// `None` for a place without text: what the file holds is not known here.
    fn fingerprint(&mut self, label: &Label) -> Option<String> {
        let source = &label.source;
        if source.text().is_empty() {
            return None;
        }
        let path = source.path().to_owned();
        let lines = self.lines.entry(path);
        let lines = lines.or_insert_with(|| fingerprint::lines(source.text()));
        let line = source.position(label.span.start).line;
        lines.get(line - 1).cloned()
    }

    fn fix(&self, fix: &Fix) -> Value {
        let mut changes: Vec<(&Source, Vec<Value>)> = Vec::new();
        for edit in &fix.edits {
            let source = &*edit.source;
            match changes
                .iter_mut()
                .find(|(known, _)| std::ptr::eq(*known, source))
            {
                Some((_, edits)) => edits.push(replacement(edit)),
                None => changes.push((source, vec![replacement(edit)])),
            }
        }
        let change = |(source, replacements): (&Source, Vec<Value>)| json!({"artifactLocation": self.artifact(source), "replacements": replacements});
        json!({
            "description": {"text": fix.title},
            "artifactChanges": changes.into_iter().map(change).collect::<Vec<_>>(),
            "properties": {"safe": fix.applicability == Applicability::Safe},
        })
    }
}

/// A fix that only asks for a file to be written again has no edit to show, and one that writes
/// into a file with secrets may move one.
fn may_be_shown(fix: &Fix) -> bool {
    let harmless = |edit: &Edit| {
        let hides = edit.source.shown() != edit.source.text();
        edit.text.is_empty() || !(hides || looks_secret(&edit.text))
    };
    let changes = |edit: &Edit| !(edit.span.is_empty() && edit.text.is_empty());
    let all = |test: &dyn Fn(&Edit) -> bool| fix.edits.iter().all(test);
    !fix.edits.is_empty() && all(&changes) && all(&harmless)
}

fn replacement(edit: &Edit) -> Value {
    let deleted = region(&edit.source, &edit.span);
    if edit.text.is_empty() {
        json!({"deletedRegion": deleted})
    } else {
        json!({"deletedRegion": deleted, "insertedContent": {"text": edit.text}})
    }
}

/// Columns count code points; the end is the one after the last character.
fn region(source: &Source, span: &std::ops::Range<usize>) -> Value {
    let (start, end) = source.range(span);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// What is wrong, links to the related places (GitHub shows only linked ones), why, and what to
/// do. Braces stay single: GitHub prints the text as it is, and a route parameter is no
/// placeholder.
fn message(finding: &Finding) -> String {
    let mut lines = vec![without_links(&finding.message)];
    for (id, label) in (1..=MOST_PLACES).zip(&finding.related) {
        let text = match label.text.as_str() {
            "" => "related place",
            text => text,
        };
        lines.push(format!("[{}]({id})", bracketless(text)));
    }
    let rest = finding.notes.iter().chain(&finding.help);
    lines.extend(rest.map(|line| without_links(line)));
    lines.join("\n")
}

/// Text in which nothing reads as a link.
fn without_links(text: &str) -> String {
    if text.contains("](") {
        bracketless(text)
    } else {
        text.to_owned()
    }
}

fn bracketless(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('[', r"\[")
        .replace(']', r"\]")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_fix_that_could_move_a_secret_is_not_shown() {
        let text = "{\"Values\": {\"a\": 7}}";
        let open = Arc::new(Source::new("host.json", text));
        let hiding = Arc::new(Source::new("local.settings.json", text).hiding(&[17..18]));
        let writes = |source| Fix::safe("quote it").edit(source, 17..18, "\"7\"");
        assert!(may_be_shown(&writes(&open)));
        assert!(!may_be_shown(&writes(&hiding)));
        let removes = Fix::safe("remove it").edit(&hiding, 12..18, "");
        assert!(may_be_shown(&removes));
        let moves = Fix::safe("move it").edit(&open, 1..1, "\"AccountKey=abc\"");
        assert!(!may_be_shown(&moves));
        let rewrites = Fix::safe("write it as UTF-8").edit(&open, 0..0, "");
        assert!(!may_be_shown(&rewrites));
    }

    #[test]
    fn only_related_places_are_links() {
        assert_eq!(without_links("[4.*, 5.0.0)"), "[4.*, 5.0.0)");
        assert_eq!(without_links("`[a](b)`"), r"`\[a\](b)`");
    }
}
