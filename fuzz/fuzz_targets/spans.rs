//! From places to paths and back, and the edits made there.

#![no_main]

#[path = "../checks/spans.rs"]
mod spans;

libfuzzer_sys::fuzz_target!(|text: &str| spans::check(text));
