//! Failures at run time, explained: one file a fault, each with the text for `fch explain`.
//!
//! A fault is found where it happens (`handler`, `invoke`, `triggers`) and becomes a
//! [`Finding`] like any other. To add one: write its file, list it in [`ALL`], test it.

pub mod base64_lookalike;
pub mod bind_loopback;
pub mod broken_reply;
pub mod chunked_body;
pub mod empty_envelope;
pub mod envelope_content_type;
pub mod envelope_shape;
pub mod exit_zero;
pub mod handler_404;
pub mod handler_exit;
pub mod http_output_headers;
pub mod http_output_shape;
pub mod http_output_status;
pub mod input_failed;
pub mod non_2xx_envelope;
pub mod output_failed;
pub mod poison_message;
pub mod port_env;
pub mod ready_timeout;
pub mod restart_budget;
pub mod run_timeout;
pub mod spawn_failed;
pub mod stderr_error;
pub mod unknown_output;

use std::sync::Arc;

use crate::diagnostics::{Finding, Label, RuleInfo, Source};

/// Every fault, by name.
pub static ALL: &[&RuleInfo] = &[
    &base64_lookalike::INFO,
    &bind_loopback::INFO,
    &broken_reply::INFO,
    &chunked_body::INFO,
    &empty_envelope::INFO,
    &envelope_content_type::INFO,
    &envelope_shape::INFO,
    &exit_zero::INFO,
    &run_timeout::INFO,
    &handler_404::INFO,
    &handler_exit::INFO,
    &http_output_headers::INFO,
    &http_output_shape::INFO,
    &http_output_status::INFO,
    &input_failed::INFO,
    &non_2xx_envelope::INFO,
    &output_failed::INFO,
    &poison_message::INFO,
    &port_env::INFO,
    &ready_timeout::INFO,
    &restart_budget::INFO,
    &spawn_failed::INFO,
    &stderr_error::INFO,
    &unknown_output::INFO,
];

/// A finding about the file `place` as a whole, such as `Orders/function.json`.
pub fn finding(rule: &'static RuleInfo, place: &str, message: impl Into<String>) -> Finding {
    let source = Arc::new(Source::without_text(place.to_owned()));
    Finding::new(rule, Label::new(&source, 0..0), message)
}
