//! One file a rule. The file's name, the rule's name and its anchor in docs/rules.md are one.
//!
//! To add a rule:
//! 1. copy the nearest file here, name it after the *offence*;
//! 2. write its `info` (what, why it matters in Azure, what to do); `plans`, if it is about some
//!    hosting plans only; `local`, if it looks at more than the files of a repository; and how
//!    its findings can be mended, `fix`, if they can at all;
//! 3. give one `bad` example at least, with the exact places and, where there is a fix, the files
//!    `fixed` by it, and one `good` example;
//! 4. add it to the two lists below, in alphabetical order;
//! 5. run `cargo test rules`: it executes the examples and their fixes, and writes docs/rules.md
//!    anew when `FCH_BLESS=1` is set.
//!
//! What several rules need stands beside this folder: [`bundle`](super::bundle),
//! [`connections`](super::connections), [`expressions`](super::expressions) and fixes in `mends`.
//! A rule takes something from another one only to leave a finding to it.
//!
//! A false alarm on a working app is a worse bug than a miss: *error* only for what the host
//! refuses or what cannot work when deployed.

use super::Rule;
use crate::diagnostics::RuleInfo;

pub mod anonymous_http;
pub mod args_expansion;
pub mod args_secret;
pub mod args_space;
pub mod batch_expression;
pub mod batch_sizes;
pub mod binary_http;
pub mod binary_tracked;
pub mod binding_direction;
pub mod binding_ignored_prop;
pub mod binding_invalid_value;
pub mod binding_missing_prop;
pub mod binding_name;
pub mod binding_not_in_bundle;
pub mod binding_renamed_prop;
pub mod binding_retired;
pub mod binding_unknown_prop;
pub mod binding_unknown_type;
pub mod blob_path;
pub mod bundle_deprecated;
pub mod bundle_incomplete;
pub mod bundle_missing;
pub mod bundle_open_ended;
pub mod cardinality;
pub mod connection_inline;
pub mod connection_missing;
pub mod connection_percent;
pub mod credential_local;
pub mod cron_invalid;
pub mod disabled_ignored;
pub mod duplicate_key;
pub mod exe_dot_slash;
pub mod exe_missing;
pub mod exe_on_linux;
pub mod exe_workdir;
pub mod expression_invalid;
pub mod expression_unknown;
pub mod file_case;
pub mod file_encoding;
pub mod five_field_schedule;
pub mod fixed_port;
pub mod flex_blob_source;
pub mod flex_setting;
pub mod forward_split;
pub mod forwarding_and_proxying;
pub mod function_depth;
pub mod function_invalid_value;
pub mod function_name;
pub mod function_timeout;
pub mod function_unknown_key;
pub mod host_invalid_value;
pub mod host_misplaced_key;
pub mod host_retired_key;
pub mod host_unknown_key;
pub mod host_version;
pub mod http_no_output;
pub mod http_worker_deprecated;
pub mod http_worker_ignored;
pub mod identity_incomplete;
pub mod identity_mixed;
pub mod ignore_drops_needed;
pub mod json_syntax;
pub mod jsonc_portability;
pub mod mcp_auth;
pub mod mcp_port;
pub mod mcp_profile;
pub mod mcp_tool_duplicate;
pub mod methods_empty;
pub mod one_trigger;
pub mod prefer_proxying;
pub mod queue_encoding;
pub mod ready_limit;
pub mod retry_policy;
pub mod retry_unsupported;
pub mod return_binding;
pub mod route_conflict;
pub mod route_invalid;
pub mod route_reserved;
pub mod routes_vs_functions;
pub mod run_on_startup;
pub mod runtime_custom;
pub mod runtime_on_path;
pub mod schedule_surprise;
pub mod script_crlf;
pub mod script_exec;
pub mod script_file_missing;
pub mod script_shebang;
pub mod secret_in_host_json;
pub mod secret_in_settings;
pub mod setting_case;
pub mod setting_injected;
pub mod setting_missing;
pub mod setting_name_linux;
pub mod setting_reserved;
pub mod setting_skipped;
pub mod settings_encrypted;
pub mod settings_tracked;
pub mod settings_unknown_key;
pub mod settings_value_type;
pub mod storage_missing;
pub mod timer_interval;
pub mod timespan_days;
pub mod timezone_linux;
pub mod unused_ignore;
pub mod worker_description;

/// Every rule, by name.
pub static ALL: &[&Rule] = &[
    &anonymous_http::RULE,
    &args_expansion::RULE,
    &args_secret::RULE,
    &args_space::RULE,
    &batch_expression::RULE,
    &batch_sizes::RULE,
    &binary_http::RULE,
    &binary_tracked::RULE,
    &binding_direction::RULE,
    &binding_ignored_prop::RULE,
    &binding_invalid_value::RULE,
    &binding_missing_prop::RULE,
    &binding_name::RULE,
    &binding_not_in_bundle::RULE,
    &binding_renamed_prop::RULE,
    &binding_retired::RULE,
    &binding_unknown_prop::RULE,
    &binding_unknown_type::RULE,
    &blob_path::RULE,
    &bundle_deprecated::RULE,
    &bundle_incomplete::RULE,
    &bundle_missing::RULE,
    &bundle_open_ended::RULE,
    &cardinality::RULE,
    &connection_inline::RULE,
    &connection_missing::RULE,
    &connection_percent::RULE,
    &credential_local::RULE,
    &cron_invalid::RULE,
    &disabled_ignored::RULE,
    &duplicate_key::RULE,
    &exe_dot_slash::RULE,
    &exe_missing::RULE,
    &exe_on_linux::RULE,
    &exe_workdir::RULE,
    &expression_invalid::RULE,
    &expression_unknown::RULE,
    &file_case::RULE,
    &file_encoding::RULE,
    &five_field_schedule::RULE,
    &fixed_port::RULE,
    &flex_blob_source::RULE,
    &flex_setting::RULE,
    &forward_split::RULE,
    &forwarding_and_proxying::RULE,
    &function_depth::RULE,
    &function_invalid_value::RULE,
    &function_name::RULE,
    &function_timeout::RULE,
    &function_unknown_key::RULE,
    &host_invalid_value::RULE,
    &host_misplaced_key::RULE,
    &host_retired_key::RULE,
    &host_unknown_key::RULE,
    &host_version::RULE,
    &http_no_output::RULE,
    &http_worker_deprecated::RULE,
    &http_worker_ignored::RULE,
    &identity_incomplete::RULE,
    &identity_mixed::RULE,
    &ignore_drops_needed::RULE,
    &json_syntax::RULE,
    &jsonc_portability::RULE,
    &mcp_auth::RULE,
    &mcp_port::RULE,
    &mcp_profile::RULE,
    &mcp_tool_duplicate::RULE,
    &methods_empty::RULE,
    &one_trigger::RULE,
    &prefer_proxying::RULE,
    &queue_encoding::RULE,
    &ready_limit::RULE,
    &retry_policy::RULE,
    &retry_unsupported::RULE,
    &return_binding::RULE,
    &route_conflict::RULE,
    &route_invalid::RULE,
    &route_reserved::RULE,
    &routes_vs_functions::RULE,
    &run_on_startup::RULE,
    &runtime_custom::RULE,
    &runtime_on_path::RULE,
    &schedule_surprise::RULE,
    &script_crlf::RULE,
    &script_exec::RULE,
    &script_file_missing::RULE,
    &script_shebang::RULE,
    &secret_in_host_json::RULE,
    &secret_in_settings::RULE,
    &setting_case::RULE,
    &setting_injected::RULE,
    &setting_missing::RULE,
    &setting_name_linux::RULE,
    &setting_reserved::RULE,
    &setting_skipped::RULE,
    &settings_encrypted::RULE,
    &settings_tracked::RULE,
    &settings_unknown_key::RULE,
    &settings_value_type::RULE,
    &storage_missing::RULE,
    &timer_interval::RULE,
    &timespan_days::RULE,
    &timezone_linux::RULE,
    &unused_ignore::RULE,
    &worker_description::RULE,
];

/// Whether this rule looks at more than the files of the app, so that it has nothing to say where
/// there is only an archive.
pub fn is_local(info: &RuleInfo) -> bool {
    ALL.iter()
        .any(|rule| rule.local && rule.info.name == info.name)
}
