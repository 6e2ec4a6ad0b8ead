//! Lines that the handler or the host wrote, marked by whose they are and coloured by level.

use console::Style;

use crate::emulator::event::Level;

/// A line of the handler's own output.
pub fn handler(level: Level, text: &str, plain: &Style) -> String {
    let line = grade(level, plain).apply_to(super::shown(text).into_owned());
    format!("{} {line}\n", mark("handler", plain))
}

/// A line of `Logs` of an envelope reply.
pub fn log(function: &str, text: &str, plain: &Style) -> String {
    let mark = mark(&super::shown(function), plain);
    let text = super::shown(text);
    format!("{mark} {text}\n")
}

/// A line of the host itself.
pub fn host(level: Level, text: &str, plain: &Style) -> String {
    let word = match level {
        Level::Error => "error:",
        Level::Warning => "warning:",
        _ => return format!("{}\n", super::shown(text)),
    };
    let word = grade(level, plain).bold().apply_to(word);
    format!("{word} {}\n", super::shown(text))
}

/// An output that was kept.
pub fn captured(function: &str, binding: &str, kind: &str, value: &str, plain: &Style) -> String {
    let mark = mark(&super::shown(function), plain);
    let (binding, kind) = (super::shown(binding), super::shown(kind));
    format!(
        "{mark} kept for `fch outputs`: {kind} `{binding}` {}\n",
        super::shown(value)
    )
}

fn mark(whose: &str, plain: &Style) -> String {
    let mark = plain.clone().dim().apply_to(format!("{whose} |"));
    format!("  {mark}")
}

fn grade(level: Level, plain: &Style) -> Style {
    let plain = plain.clone();
    match level {
        Level::Error => plain.red(),
        Level::Warning => plain.yellow(),
        Level::Debug => plain.dim(),
        Level::Information => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_whose_it_is() {
        let plain = Style::new().force_styling(false);
        assert_eq!(
            handler(Level::Error, "listening\ton \u{1b}[31m1", &plain),
            "  handler | listening\ton \\u{1b}[31m1\n"
        );
        assert_eq!(log("Orders", "stored 7", &plain), "  Orders | stored 7\n");
        assert_eq!(
            host(Level::Warning, "no bundle", &plain),
            "warning: no bundle\n"
        );
        assert_eq!(
            host(Level::Information, "restarting", &plain),
            "restarting\n"
        );
        assert_eq!(
            captured("F", "out", "eventHub", "{\"a\":1}", &plain),
            "  F | kept for `fch outputs`: eventHub `out` {\"a\":1}\n"
        );
    }

    #[test]
    fn levels_have_colours() {
        let plain = Style::new().force_styling(true);
        assert!(handler(Level::Error, "x", &plain).contains("\u{1b}[31m"));
        assert!(handler(Level::Warning, "x", &plain).contains("\u{1b}[33m"));
    }
}
