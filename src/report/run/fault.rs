//! A failure at run time: like a finding of `fch validate`, without source lines.

use std::fmt::Write as _;

use console::Style;

use crate::emulator::wire::Finding;

/// Renders a finding with its notes, each line with an end.
pub fn render(finding: &Finding, plain: &Style) -> String {
    let mut out = title(finding, plain);
    let dim = plain.clone().blue().bold();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        " {} {}",
        dim.apply_to("-->"),
        super::shown(&finding.path)
    );
    let mut extra = |word: &str, line: &str| {
        let _ = writeln!(
            out,
            "  {} {word}: {}",
            dim.apply_to("="),
            super::shown(line)
        );
    };
    for note in &finding.notes {
        extra("note", note);
    }
    for help in &finding.help {
        extra("help", help);
    }
    extra("help", &format!("`fch explain {}` says more", finding.rule));
    out
}

/// Only the first line: for a failure that was explained before.
pub fn title(finding: &Finding, plain: &Style) -> String {
    let style = match finding.severity.as_str() {
        "error" => plain.clone().red().bold(),
        "warning" => plain.clone().yellow().bold(),
        _ => plain.clone().cyan().bold(),
    };
    let label = format!(
        "{}[{}]",
        super::shown(&finding.severity),
        super::shown(&finding.rule)
    );
    format!(
        "{}: {}\n",
        style.apply_to(label),
        super::shown(&finding.message)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;

    #[test]
    fn it_says_what_why_and_what_to_do() {
        let finding = Finding::from(&sample::finding());
        let plain = Style::new().force_styling(false);
        assert_eq!(
            render(&finding, &plain),
            "error[handler-404]: the handler answered 404
 --> Orders/function.json
  = note: the host called `POST /Orders`
  = help: serve `/Orders`
  = help: `fch explain handler-404` says more
"
        );
        let colored = title(&finding, &Style::new().force_styling(true));
        assert!(colored.contains("\u{1b}[31m"), "{colored:?}");
    }
}
