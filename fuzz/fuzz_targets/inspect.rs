//! Inspection of files.

#![no_main]

#[path = "../checks/inspect.rs"]
mod inspect;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| inspect::check(bytes));
