//! How many findings each rule has on public apps, without a plan and for each plan: reviewed,
//! with the reason why they are right, so that a change shows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::remarks::REMARKS;
use crate::harness::{corpus, fch};

const PLANS: [&str; 5] = ["flex", "consumption", "premium", "dedicated", "container"];

const HEAD: &str = "\
# Findings on public apps

Written by `FCH_BLESS=1 cargo test --test fch -- corpus`; the reasons stand in `remarks.rs`. The
corpus is 121 apps with a custom handler and 71 others, their configuration files without their
sources. A plan's column is empty where the plan changes nothing.

| rule | severity | no plan | flex | consumption | premium | dedicated | container | why |
|---|---|---:|---:|---:|---:|---:|---:|---|
";

/// Findings by rule and severity.
type Counts = BTreeMap<(String, String), usize>;

#[test]
fn findings_on_public_apps_are_the_reviewed_ones() {
    let Some(corpus) = corpus() else { return };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/counts.md");
    let now = table(&corpus);
    if std::env::var_os("FCH_BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let before = std::fs::read_to_string(&file).unwrap().replace('\r', "");
    assert!(
        before == now,
        "look at what changed, then run with FCH_BLESS=1:\n{}",
        similar::TextDiff::from_lines(&before, &now).unified_diff()
    );
}

#[test]
fn every_rule_in_the_table_has_a_reason_and_every_reason_a_rule() {
    let table = include_str!("counts.md");
    let rules = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut rules: Vec<&str> = rules.collect();
    rules.dedup();
    let reasons: Vec<&str> = REMARKS.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, reasons);
}

fn table(corpus: &Path) -> String {
    let none = counts(corpus, &[]);
    let plans = PLANS.map(|plan| counts(corpus, &["--plan", plan]));
    let mut keys: Vec<_> = plans
        .iter()
        .chain([&none])
        .flat_map(BTreeMap::keys)
        .collect();
    keys.sort();
    keys.dedup();
    let mut table = HEAD.to_owned();
    for key in keys {
        let (rule, severity) = key;
        let count = |counts: &Counts| counts.get(key).copied().unwrap_or(0);
        write!(table, "| `{rule}` | {severity} | {} |", count(&none)).unwrap();
        for plan in &plans {
            let differs = Some(count(plan)).filter(|n| *n != count(&none));
            write!(
                table,
                " {} |",
                differs.map_or(String::new(), |n| n.to_string())
            )
            .unwrap();
        }
        let why = REMARKS.iter().find(|(name, _)| name == rule);
        writeln!(table, " {} |", why.map_or("", |(_, why)| why)).unwrap();
    }
    table
}

fn counts(corpus: &Path, plan: &[&str]) -> Counts {
    // The time decides when timers run, and nothing else.
    let run = fch(
        corpus,
        &[&["validate", ".", "--format", "json"], plan].concat(),
    );
    assert!(run.code < 2, "{}", run.stderr);
    let mut counts = Counts::new();
    for finding in run.json()["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        *counts.entry((text("rule"), text("severity"))).or_default() += 1;
    }
    counts
}
