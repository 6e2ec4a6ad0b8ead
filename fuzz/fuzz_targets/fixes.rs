//! The linter and its fixes, on apps with any texts.

#![no_main]

#[path = "../checks/fixes.rs"]
mod fixes;

libfuzzer_sys::fuzz_target!(|text: &str| fixes::check(text));
