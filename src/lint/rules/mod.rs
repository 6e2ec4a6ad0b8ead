//! One file a rule. The file's name, the rule's name and its anchor in docs/rules.md are one.
//!
//! To add a rule:
//! 1. copy the nearest file here, name it after the *offence*;
//! 2. write its `info` (what, why it matters in Azure, what to do), one `bad` example with the
//!    exact places and one `good` example at least;
//! 3. add it to the list below, in alphabetical order;
//! 4. run `cargo test rules`: it executes the examples and regenerates docs/rules.md when
//!    `FCH_BLESS=1` is set.
//!
//! A false alarm on a working app is a worse bug than a miss: *error* only for what the host
//! refuses or what cannot work when deployed.

use super::Rule;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// Every rule, by name.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    bundle_deprecated,
    bundle_missing,
    duplicate_key,
    exe_dot_slash,
    exe_missing,
    exe_on_linux,
    exe_workdir,
    file_encoding,
    host_version,
    http_worker_deprecated,
    json_syntax,
    one_trigger,
    routes_vs_functions,
    worker_description,
}

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.info.name == name)
}
