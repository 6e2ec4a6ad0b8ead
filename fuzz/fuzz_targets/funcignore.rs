//! .funcignore, in git's dialect and in that of Core Tools.

#![no_main]

use fch::app::funcignore::core_tools::CoreTools;
use fch::app::funcignore::{FuncIgnore, span_of_line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, path) = input;
    let ignore = FuncIgnore::parse(text);
    let _ = ignore.decide(path, false);
    let _ = ignore.decide(path, true);
    let _ = ignore.ignored_by(path);
    let tools = CoreTools::parse(text);
    let _ = tools.denied_by(path);
    let _ = tools.denies_everything_below(path);
    for number in 0..text.lines().count() + 2 {
        assert!(text.get(span_of_line(text, number)).is_some());
    }
});
