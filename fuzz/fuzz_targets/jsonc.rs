//! The reader of JSON with comments.

#![no_main]

#[path = "../checks/jsonc.rs"]
mod jsonc;

libfuzzer_sys::fuzz_target!(|text: &str| jsonc::check(text));
