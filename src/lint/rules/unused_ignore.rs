//! A comment tells fch to allow something, and there is nothing to allow, or it says it wrongly.
//!
//! It speaks after all other rules, when it is known what the comments suppressed: see
//! `lint::suppress::unused`.

use crate::diagnostics::{Applicability, RuleInfo, Severity};
use crate::lint::{Bad, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "unused-ignore",
        severity: Severity::Warning,
        summary: "a comment allows findings, and there are none",
        why: "A suppression that outlives its finding hides the next one at the same place, and \
              one with a slip of the finger never did anything.",
        fix: "Remove the comment, or correct what it says: `fch: allow(RULE)` for one place, \
              `fch: allow-file(RULE)` for a file.",
    },
    plans: &[],
    local: false,
    fix: Some(Applicability::Safe),
    bad: &[
        Bad {
            files: &[(
                "host.json",
                "{\n  // fch: allow(cron-invalid) it was once\n  \"version\": \"2.0\"\n}",
            )],
            at: &["host.json:2:3"],
            fixed: &[("host.json", "{\n  \"version\": \"2.0\"\n}")],
        },
        Bad {
            files: &[(
                "host.json",
                "{\n  \"version\": \"2.0\", /* fch: allow(host-version) */\n  \"a\": 1, \
                 // fch: allow(host-version, host-unknown-key)\n}",
            )],
            at: &["host.json:2:21", "host.json:3:25"],
            fixed: &[(
                "host.json",
                "{\n  \"version\": \"2.0\",\n  \"a\": 1, // fch: allow(host-unknown-key)\n}",
            )],
        },
        Bad {
            files: &[(
                ".funcignore",
                "# fch: alow(host-version)\n# fch: allow-file(host-versoin)\n",
            )],
            at: &[".funcignore:1:8", ".funcignore:2:19"],
            fixed: &[],
        },
    ],
    good: &[
        &[(
            "host.json",
            "{\n  \"version\": \"2.0\",\n  // fch: allow(host-unknown-key) another tool reads it\n  \
             \"ours\": 1\n}",
        )],
        &[(
            "host.json",
            "{\n  \"version\": \"2.0\" // \"fch: allow(x)\"\n  // , see fch: allow(x)\n}",
        )],
        // It may be missing where nothing was built.
        &[(
            "host.json",
            "// fch: allow-file(exe-missing)\n{\"version\": \"2.0\"}",
        )],
    ],
    check: |_, _| {},
};
