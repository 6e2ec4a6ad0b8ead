//! For people: each finding with its source lines, then one line that sums up.

use std::fmt::Write as _;

use console::Style;

use super::{Report, Silenced, snippet};
use crate::diagnostics::{Applicability, Severity};
use crate::ui::words::count;

/// What the place that findings are shown in can do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Whether it shows colour.
    pub color: bool,
    /// How many columns it has, if that is known.
    pub width: Option<usize>,
}

impl From<bool> for Look {
    /// A place of which only its colour is known.
    fn from(color: bool) -> Self {
        Look { color, width: None }
    }
}

/// Renders every finding, a blank line after each.
pub fn findings(report: &Report, look: impl Into<Look>) -> String {
    let look = look.into();
    let mut out = String::new();
    for finding in &report.findings {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}\n", snippet::render(finding, look));
    }
    out
}

/// The last line: what was found and what was looked at. `plain` is an unstyled style that
/// colours only if its stream does.
pub fn summary(report: &Report, plain: &Style) -> String {
    let checked = format!(
        "{} in {} checked in {} ms",
        count(report.files, "file"),
        count(report.apps, "app"),
        report.elapsed.as_millis()
    );
    let checked = format!("{checked}{}", silenced(&report.silenced));
    let found: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .iter()
        .map(|(severity, noun)| (report.count(*severity), noun))
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| count(n, noun))
        .chain(infos(report))
        .collect();
    let mut out = match report.worst() {
        None => format!(
            "{}, {checked}\n",
            plain.clone().green().bold().apply_to("no problems")
        ),
        Some(worst) => {
            let style = match worst {
                Severity::Error => plain.clone().red().bold(),
                Severity::Warning => plain.clone().yellow().bold(),
                Severity::Info => plain.clone().cyan().bold(),
            };
            format!("{}, {checked}\n", style.apply_to(found.join(", ")))
        }
    };
    if let Some(fixable) = fixable(report) {
        let _ = writeln!(out, "{fixable}");
    }
    for skipped in &report.skipped {
        let _ = writeln!(out, "not checked: {skipped}");
    }
    out
}

/// `; 2 suppressed, 5 in the baseline`: findings that are not shown, and entries without one.
fn silenced(silenced: &Silenced) -> String {
    let parts = [
        (silenced.suppressed, "suppressed"),
        (silenced.known, "in the baseline"),
        (silenced.gone, "of the baseline no longer found"),
    ];
    let parts = parts.iter().filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, what)| format!("{n} {what}")).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("; {}", parts.join(", ")),
    }
}

/// `1 info`: the word has no plural.
fn infos(report: &Report) -> Option<String> {
    let n = report.count(Severity::Info);
    (n > 0).then(|| format!("{n} info"))
}

/// `2 fixable with --fix, 1 more with --unsafe-fixes`, when there are any.
fn fixable(report: &Report) -> Option<String> {
    let safe = report.fixable(Applicability::Safe);
    match (safe, report.fixable(Applicability::Unsafe)) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{safe} fixable with --fix")),
        (0, all) => Some(format!("{all} fixable with --fix --unsafe-fixes")),
        (safe, more) => Some(format!(
            "{safe} fixable with --fix, {more} more with --unsafe-fixes"
        )),
    }
}
