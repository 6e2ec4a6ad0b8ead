//! `.funcignore`, in git's dialect and in that of Core Tools.

#![no_main]

#[path = "../checks/funcignore.rs"]
mod funcignore;

libfuzzer_sys::fuzz_target!(|text: &str| funcignore::check(text));
