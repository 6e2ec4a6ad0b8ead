//! Packages that are too large.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};
use crate::hosting::HostingPlan;

/// The rule. A warning without a plan: then the smallest is meant, which may not be the app's.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "package-size",
        severity: Severity::Warning,
        summary: "the package is larger than the plan has room for",
        why: "Azure refuses a package of more than 1 GB where it is run from the package, and the \
              Consumption plan has 1 GB of temporary space to unpack it. Long before that, every \
              megabyte is read at each cold start.",
        fix: "Leave out what the app does not need at run time (`fch package --list` shows why \
              each file is in), and load large data from storage. If the plan has more room now, \
              say so under `[plans]` in `fch.toml`.",
    },
    check,
};

/// How many of the largest files are named.
const NAMED: usize = 5;

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let conditions = &judged.conditions;
    let unpacked: u64 = judged.files.iter().map(|file| file.size).sum();
    let over = |size: u64, limit: Option<u64>| limit.is_some_and(|limit| size > limit);
    let what = if over(judged.size, conditions.zip_limit) {
        format!("is {}", shown(judged.size))
    } else if over(unpacked, conditions.unpacked_limit) {
        format!("unpacks to {}", shown(unpacked))
    } else {
        return Vec::new();
    };
    let message = format!(
        "`{}` {what}, for which {} has no room",
        judged.archive,
        whose(conditions.plan)
    );
    let mut largest: Vec<_> = judged.files.iter().collect();
    largest.sort_by_key(|file| std::cmp::Reverse(file.size));
    let finding = largest
        .iter()
        .take(NAMED)
        .fold(judged.about_all(&RULE, message), |finding, file| {
            finding.note(format!("`{}` is {}", file.name, shown(file.size)))
        });
    vec![match conditions.plan {
        Some(_) => finding.severity(Severity::Error),
        None => finding,
    }]
}

fn shown(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

fn whose(plan: Option<HostingPlan>) -> String {
    match plan {
        Some(plan) => plan.to_string(),
        None => "the smallest plan".to_owned(),
    }
}
