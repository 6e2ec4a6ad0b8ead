//! Packages that anything may have made.

#![no_main]

#[path = "../checks/verify.rs"]
mod verify;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| verify::check(bytes));
