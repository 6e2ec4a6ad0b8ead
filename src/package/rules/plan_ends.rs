//! Plans that end.

use super::{Judged, Rule};
use crate::diagnostics::{Finding, RuleInfo, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "plan-ends",
        severity: Severity::Info,
        summary: "the plan that the package is for comes to an end",
        why: "Azure ends the Consumption plan on Linux on 2028-09-30, and gives it no new features \
              before. Apps have to move.",
        fix: "Plan the move to Flex Consumption: `fch validate --plan flex` says what has to \
              change.",
    },
    check,
};

fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let conditions = &judged.conditions;
    let (Some(plan), Some(date)) = (conditions.plan, conditions.ends) else {
        return Vec::new();
    };
    let os = judged.platform.os;
    let message = format!("{plan} on {os}, which this package is for, ends on {date}");
    let finding = judged.about_all(&RULE, message);
    vec![finding.help("see what Flex Consumption wants: `fch validate --plan flex`")]
}
