//! Route templates, and paths matched against them.

#![no_main]

#[path = "../checks/routes.rs"]
mod routes;

libfuzzer_sys::fuzz_target!(|text: &str| routes::check(text));
