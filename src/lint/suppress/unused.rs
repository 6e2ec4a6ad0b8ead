//! Comments that suppress nothing, or say it wrongly: the findings of the rule `unused-ignore`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Name, Suppression, Suppressions, line_end, line_start};
use crate::diagnostics::{Finding, Fix, Label};
use crate::lint::levels::{self, ALWAYS, Level};
use crate::lint::rules::unused_ignore::RULE;
use crate::lint::{Context, Options, rules};
use crate::ui::words::list_and;

/// What is wrong with the comments, once they were applied.
pub(in crate::lint) fn findings(
    suppressions: &Suppressions,
    context: &Context<'_>,
    options: &Options,
) -> Vec<Finding> {
    let judged = judged(context);
    let mut out = Vec::new();
    for (source, fault) in &suppressions.faults {
        let label = Label::new(source, fault.span.clone());
        out.push(Finding::new(&RULE.info, label, &fault.message).help(&fault.help));
    }
    for suppression in &suppressions.understood {
        out.extend(wrong_names(suppression));
        if judged.contains(suppression.source.path()) {
            out.extend(unused(suppression, options));
        }
    }
    out
}

/// The files in which rules look for everything. In others they may be silent for another
/// reason: the file is broken, or the host does not take it.
fn judged<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let app = context.app;
    let listed = context.functions().map(|function| &function.document);
    let documents = std::iter::once(&app.host)
        .chain(listed)
        .chain(&app.settings);
    let readable = documents.filter(|document| document.problems.is_empty());
    let paths = readable.map(|document| document.source.path());
    paths
        .chain(app.funcignore.iter().map(|source| source.path()))
        .collect()
}

/// Names that no suppression can have.
fn wrong_names(suppression: &Suppression) -> impl Iterator<Item = Finding> {
    suppression.directive.names.iter().filter_map(|name| {
        let label = Label::new(&suppression.source, name.span.clone());
        if name.text == ALWAYS {
            let message = format!("`{ALWAYS}` cannot be suppressed");
            let finding = Finding::new(&RULE.info, label, message);
            return Some(finding.help("a file that cannot be read hides its other faults"));
        }
        let failure = levels::LINTER.known(&name.text).err()?;
        // Rules about packages look at more than texts.
        let message = format!("{} that a comment can suppress", failure.message);
        let finding = Finding::new(&RULE.info, label, message);
        Some(finding.maybe_help(failure.help.into_iter().next()))
    })
}

/// One finding for all the names of a comment that suppressed nothing.
fn unused(suppression: &Suppression, options: &Options) -> Option<Finding> {
    let path = suppression.source.path();
    let unused = suppression.unused();
    let unused: Vec<&Name> = unused.filter(|name| speaks(name, path, options)).collect();
    let first = unused.first()?;
    let all = unused.len() == suppression.directive.names.len();
    let span = match all {
        true => suppression.span.clone(),
        false => first.span.clone(),
    };
    let names: Vec<&str> = unused.iter().map(|name| name.text.as_str()).collect();
    let label = Label::new(&suppression.source, span);
    let message = format!("there is nothing to suppress for {}", list_and(&names));
    let finding = Finding::new(&RULE.info, label, message).help("remove it");
    Some(finding.fix(match all {
        true => without_comment(suppression),
        false => without_names(suppression, &unused),
    }))
}

/// False for a rule whose silence says nothing: it is unknown, it is this one, it is about
/// another plan or not the same everywhere, or it is turned off.
fn speaks(name: &Name, path: &str, options: &Options) -> bool {
    let rule = rules::ALL.iter().find(|rule| rule.info.name == name.text);
    rule.is_some_and(|rule| {
        let is_off = levels::level(&options.layers, rule.info.name, path) == Some(Level::Allow);
        let is_special = [ALWAYS, RULE.info.name].contains(&rule.info.name);
        rule.applies(options.plan) && !is_off && !is_special && !rule.local
    })
}

/// Takes the comment out: with its line when it is alone there, else with the space before it.
fn without_comment(suppression: &Suppression) -> Fix {
    let (source, span) = (&suppression.source, &suppression.span);
    let text = source.text();
    let is_space = |range: Range<usize>| text.get(range).unwrap_or_default().trim().is_empty();
    let (start, end) = (line_start(text, span.start), line_end(text, span.end));
    let begins = is_space(start..span.start);
    let ends = is_space(span.end..end);
    let before = text.get(start..span.start).unwrap_or_default();
    let gap = before.len() - before.trim_end().len();
    let range = match (begins, ends) {
        (true, true) => start..end,
        (false, true) => span.start - gap..span.end,
        _ => span.clone(),
    };
    Fix::safe("remove the comment").edit(source, range, "")
}

/// Takes names out of the list, each with the comma that becomes one too many.
fn without_names(suppression: &Suppression, unused: &[&Name]) -> Fix {
    let names = &suppression.directive.names;
    let kept = names.iter().filter(|name| !unused.contains(name));
    let kept: Vec<&str> = kept.map(|name| name.text.as_str()).collect();
    let start = names.first().map_or(0, |name| name.span.start);
    let end = names.last().map_or(start, |name| name.span.end);
    Fix::safe("remove what suppresses nothing").edit(
        &suppression.source,
        start..end,
        kept.join(", "),
    )
}
