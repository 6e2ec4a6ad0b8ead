//! A finding with the source lines it points at, in rustc's manner.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::human::Look;
use crate::diagnostics::{Applicability, Finding, Fix, Label, Severity, Source, printable};

/// Longer lines, in bytes, are named and not shown; of shorter ones the part around the labels.
const MAX_LINE: usize = 10_000;
/// Nor is what a longer label points at: a minified file's only object helps nobody.
const MAX_LABEL: usize = 400;
/// Narrower terminals wrap the lines themselves: less would show nothing of the source.
const MIN_WIDTH: usize = 40;
/// What stands before a line of source, with its number.
const GUTTER: usize = 6;

/// Renders one finding without a line end.
pub(super) fn render(finding: &Finding, look: Look) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = level
        .primary_title(finding.message.as_str())
        .id(finding.rule.name)
        .elements(
            by_source(finding)
                .into_iter()
                .map(|labels| element(&labels, finding)),
        );
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(fix) = &finding.fix {
        group = group.element(Level::HELP.message(fixable(fix)));
    }
    let renderer = if look.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let width = look.width.map(|width| width.max(MIN_WIDTH) - GUTTER);
    let renderer = renderer.term_width(width.unwrap_or(DEFAULT_TERM_WIDTH));
    renderer.render(&[group])
}

/// Which options would mend the finding. The command stands with them: findings are shown by
/// other commands too.
fn fixable(fix: &Fix) -> &'static str {
    match fix.applicability {
        Applicability::Safe => "fixable with `fch validate --fix`",
        Applicability::Unsafe => "fixable with `fch validate --fix --unsafe-fixes`",
    }
}

/// The labels of each file together, the primary label's file first.
fn by_source(finding: &Finding) -> Vec<Vec<&Label>> {
    let mut groups: Vec<Vec<&Label>> = vec![vec![&finding.primary]];
    for label in &finding.related {
        let same = |group: &&mut Vec<&Label>| Arc::ptr_eq(&group[0].source, &label.source);
        match groups.iter_mut().find(same) {
            Some(group) => group.push(label),
            None => groups.push(vec![label]),
        }
    }
    groups
}

fn element<'a>(labels: &[&'a Label], finding: &Finding) -> Element<'a> {
    let source: &'a Source = &labels[0].source;
    let Some(window) = window(source, labels) else {
        let place = source.position(labels[0].span.start);
        let origin = Origin::path(printable(source.path()));
        return if source.text().is_empty() {
            origin.into()
        } else {
            origin.line(place.line).char_column(place.column).into()
        };
    };
    let first_line = source.position(window.start).line;
    let mut snippet = Snippet::source(&source.shown()[window.clone()])
        .path(printable(source.path()))
        .line_start(first_line)
        .fold(true);
    for label in labels {
        let primary = std::ptr::eq(*label, &raw const finding.primary);
        let kind = if primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let span = label.span.start - window.start..label.span.end - window.start;
        let text = (!label.text.is_empty()).then_some(label.text.as_str());
        snippet = snippet.annotation(kind.span(span).label(text));
    }
    snippet.into()
}

/// The byte range of the lines that `labels` touch; `None` when there is nothing fit to show.
fn window(source: &Source, labels: &[&Label]) -> Option<Range<usize>> {
    let text = source.shown();
    let start = labels.iter().map(|label| label.span.start).min()?;
    let end = labels.iter().map(|label| label.span.end).max()?;
    let (start, end) = (source.line(start).start, source.line(end).end.max(end));
    let shown = text.get(start..end)?;
    // A byte order mark would take a column; the position of a finding does not count it.
    let bom = shown.len() - shown.trim_start_matches('\u{feff}').len();
    let lines_fit = shown.lines().all(|line| line.len() <= MAX_LINE);
    let labels_fit = labels.iter().all(|label| label.span.len() <= MAX_LABEL);
    let marks = labels.iter().all(|label| label.span.start >= start + bom);
    (!text.is_empty() && lines_fit && labels_fit && marks).then_some(start + bom..end)
}
