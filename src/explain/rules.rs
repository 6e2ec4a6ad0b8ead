//! The pages of the rules, and docs/rules.md, which is made of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Page;
use crate::diagnostics::RuleInfo;
use crate::emulator::faults;
use crate::error::{Failure, Result};
use crate::lint::{Rule, rules};
use crate::package;
use crate::ui::words::{did_you_mean, wrap};

/// The texts of all rules, by name: of the linter, of the package inspection, and of what goes
/// wrong at run time.
pub fn all() -> Vec<&'static RuleInfo> {
    let linted = rules::ALL.iter().map(|rule| &rule.info);
    let mut infos: Vec<&RuleInfo> = linted
        .chain(package::rules())
        .chain(faults::ALL.iter().copied())
        .collect();
    infos.sort_by_key(|info| info.name);
    infos
}

/// The page of one rule.
///
/// # Errors
/// When there is no such rule.
pub fn page(name: &str) -> Result<Page> {
    let info = find(name)?;
    Ok(Page {
        text: text(info),
        json: metadata(info),
    })
}

/// Every rule, a line each.
pub fn list() -> Page {
    let infos = all();
    let width = infos.iter().map(|info| info.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for info in &infos {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:width$}  {:7}  {}",
            info.name,
            info.severity.as_str(),
            info.summary
        );
    }
    let rules: Vec<Value> = infos.into_iter().map(metadata).collect();
    Page {
        text,
        json: json!({"version": 1, "rules": rules}),
    }
}

fn find(name: &str) -> Result<&'static RuleInfo> {
    let infos = all();
    let found = infos.iter().copied().find(|info| info.name == name);
    found.ok_or_else(|| {
        let failure = Failure::usage(format!("there is no rule `{name}`"));
        match did_you_mean(name, infos.iter().map(|info| info.name)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(
                "`fch explain` lists all rules; a key is explained with its file before it, as in \
                 `fch explain host.json functionTimeout`",
            ),
        }
    })
}

fn text(info: &RuleInfo) -> String {
    const WIDTH: usize = 88;
    format!(
        "{} ({})\n\n{}\n\nWhy it matters\n{}\n\nWhat to do\n{}\n\nReported by\n  {}\n",
        info.name,
        info.severity.as_str(),
        wrap(info.summary, WIDTH, ""),
        wrap(info.why, WIDTH, "  "),
        wrap(info.fix, WIDTH, "  "),
        reporters(info, "")
    )
}

/// Those commands in words, each between `quote`s.
fn reporters(info: &RuleInfo, quote: &str) -> String {
    let commands = commands(info).into_iter();
    let quoted = commands.map(|name| format!("{quote}fch {name}{quote}"));
    quoted.collect::<Vec<_>>().join(", ")
}

/// The commands that may report a rule: whether one does can depend on where it looks, as nobody
/// verifies the settings of this machine.
fn commands(info: &RuleInfo) -> Vec<&'static str> {
    let has = |rules: &mut dyn Iterator<Item = &'static RuleInfo>| {
        let mut names = rules.map(|rule| rule.name);
        names.any(|name| name == info.name)
    };
    let linted = has(&mut rules::ALL.iter().map(|rule| &rule.info));
    let all = [
        ("validate", linted),
        ("package", linted || has(&mut package::rules_of_packaging())),
        (
            "verify",
            linted && !rules::is_local(info) || has(&mut package::rules_of_verifying()),
        ),
        ("run", has(&mut faults::ALL.iter().copied())),
    ];
    let reporting = all.into_iter().filter(|(_, reports)| *reports);
    reporting.map(|(name, _)| name).collect()
}

/// A rule for machines. `plans` is empty when it speaks on every plan.
fn metadata(info: &RuleInfo) -> Value {
    let linted = rules::ALL.iter().find(|rule| rule.info.name == info.name);
    let plans = linted.map_or(&[][..], |rule: &&Rule| rule.plans);
    let plans: Vec<&str> = plans.iter().map(|plan| plan.word()).collect();
    json!({
        "name": info.name,
        "severity": info.severity.as_str(),
        "summary": info.summary,
        "why": info.why,
        "fix": info.fix,
        "commands": commands(info),
        "fixable": linted.is_some_and(|rule| rule.fix.is_some()),
        "plans": plans,
    })
}

/// Every rule as a page of Markdown: the text of docs/rules.md.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         What `fch` reports, by name; `fch explain RULE` prints the same texts. This page is\n\
         made from the rules' own files.\n\n\
         - **error**: the host refuses it, or the deployed app cannot work.\n\
         - **warning**: the host ignores it, or it breaks on some machine or plan.\n\
         - **info**: worth knowing.\n",
    );
    for info in all() {
        let severity = info.severity.as_str();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "\n## {}\n\n**{severity}** of {}: {}\n\n{}\n\n*What to do:* {}\n",
            info.name,
            reporters(info, "`"),
            info.summary,
            info.why,
            info.fix
        );
    }
    out
}
