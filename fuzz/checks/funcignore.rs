//! What must hold for `.funcignore` in git's dialect and in that of Core Tools, whatever the text.

use fch::app::funcignore::core_tools::CoreTools;
use fch::app::funcignore::{Decision, FuncIgnore, Line, span_of_line};

/// Both dialects judge any path, and name a line that is there. The first line of the input is a
/// path, the rest is the file.
pub fn check(input: &str) {
    let (path, text) = input.split_once('\n').unwrap_or(("", input));
    let lines = text.split('\n').count();
    let ignore = FuncIgnore::parse(text);
    for is_folder in [false, true] {
        if let Decision::Ignored(line) | Decision::Kept(line) = ignore.decide(path, is_folder) {
            assert!((1..=lines).contains(&line.number), "{line:?}");
        }
    }
    if let Some(Line { number, .. }) = ignore.ignored_by(path) {
        assert!((1..=lines).contains(&number), "{number}");
    }
    let tools = CoreTools::parse(text);
    if let Some(number) = tools.denied_by(path) {
        assert!((1..=lines).contains(&number), "{number}");
    }
    if tools.denies_everything_below(path) {
        assert!(tools.denied_by(&format!("{path}/any")).is_some());
    }
    for number in 0..lines + 2 {
        assert!(
            text.get(span_of_line(text, number)).is_some(),
            "line {number}"
        );
    }
}
