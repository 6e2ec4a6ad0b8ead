//! What the user may make of the rules about packages.

use std::sync::LazyLock;

use super::proof::ZIP_DAMAGED;
use super::rules::{ENTRY_NAME, ZIP_DUPLICATE, manifest_mismatch};
use super::zip_faults::ZIP_BOMB;
use crate::diagnostics::RuleInfo;
use crate::lint::levels::Rulebook;

/// Rules that can be neither allowed nor lowered. Of a package that programs read in different
/// ways nothing else that was found counts; and a manifest is only looked at when asked for.
static ALWAYS: [&RuleInfo; 5] = [
    &ENTRY_NAME.info,
    &manifest_mismatch::INFO,
    &ZIP_BOMB,
    &ZIP_DAMAGED,
    &ZIP_DUPLICATE.info,
];

/// Every rule that `--allow` and its like, and `fch.toml`, can name: of the linter and about
/// packages. All commands know all of them, as they share a `fch.toml`.
pub static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let names = super::rules().map(|rule| rule.name);
    Rulebook::of_linter().and(names, ALWAYS.map(|rule| rule.name))
});
