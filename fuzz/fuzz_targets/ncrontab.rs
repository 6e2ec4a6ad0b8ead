//! Schedules.

#![no_main]

#[path = "../checks/ncrontab.rs"]
mod ncrontab;

libfuzzer_sys::fuzz_target!(|text: &str| ncrontab::check(text));
