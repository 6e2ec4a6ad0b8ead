//! The `[package]` table: which files go into a package, besides those that the host needs.
//!
//! ```toml
//! [package]
//! include = ["static/**", "*.html"]   # nothing else goes in
//! exclude = ["*.map"]                 # nor do these
//! ```

use serde::Deserialize;
use toml::Spanned;

/// The `[package]` table. Patterns are as in `.gitignore`, relative to the app's root; what they
/// mean is known to the room that packages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Package {
    /// What goes in; without it, everything that nothing leaves out.
    pub include: Option<Vec<Spanned<String>>>,
    /// What stays out.
    #[serde(default)]
    pub exclude: Vec<Spanned<String>>,
}
