//! Route templates, and paths matched against them.

#![no_main]

use fch::bindings::route;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, path) = input;
    let _ = route::reserved_prefix(text);
    let _ = route::conflict_key(text);
    match route::parse(text) {
        Err(fault) => assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        Ok(template) => {
            for fault in template.constraint_faults() {
                assert!(text.get(fault.span.clone()).is_some(), "{fault:?}");
            }
            let _ = template.matches(path);
            let _ = template.matches(text);
        }
    }
});
