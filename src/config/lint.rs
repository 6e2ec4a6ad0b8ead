//! The `[lint]` table: which findings count.
//!
//! ```toml
//! [lint]
//! plan = "flex"                     # the hosting plan that the app is meant for
//! deny = ["connection-missing"]     # an error
//! warn = ["bundle-missing"]         # a warning
//! allow = ["settings-tracked"]      # not reported
//! baseline = "fch-baseline.json"    # findings that are known
//!
//! [[lint.paths]]                    # the same, for some files
//! path = "legacy/"
//! allow = ["all"]
//! ```

use serde::Deserialize;
use toml::Spanned;

use crate::hosting::HostingPlan;

/// The `[lint]` table. Names of rules are as written; the linter knows which there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Lint {
    /// The plan that the app is meant for.
    pub plan: Option<HostingPlan>,
    /// Rules whose findings are errors.
    #[serde(default)]
    pub deny: Names,
    /// Rules whose findings are warnings.
    #[serde(default)]
    pub warn: Names,
    /// Rules that report nothing.
    #[serde(default)]
    pub allow: Names,
    /// What differs for some files; what stands later wins.
    #[serde(default)]
    pub paths: Vec<Paths>,
    /// The baseline, relative to the folder of `fch.toml`.
    pub baseline: Option<String>,
}

/// What differs for some files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Paths {
    /// Which files: a pattern as in `.gitignore`, relative to the folder of `fch.toml`.
    pub path: Spanned<String>,
    /// Rules whose findings are errors there.
    #[serde(default)]
    pub deny: Names,
    /// Rules whose findings are warnings there.
    #[serde(default)]
    pub warn: Names,
    /// Rules that report nothing there.
    #[serde(default)]
    pub allow: Names,
}

/// Names of rules, each with its place.
pub type Names = Vec<Spanned<String>>;
