//! One aligned line an invocation.

use std::time::Duration;

use console::{Style, measure_text_width, pad_str};

use crate::emulator::event::Record;

/// The width of a verb or another first word.
const VERB: usize = 6;
/// What a path has before it pushes the rest aside.
const PATH: usize = 28;

/// The widths that depend on the app.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    /// The longest name of a function.
    pub function: usize,
}

impl Layout {
    /// Room for these names, within reason.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Layout {
        let widest = names.map(measure_text_width).max().unwrap_or(0);
        Layout {
            function: widest.min(32),
        }
    }
}

/// Renders `GET    /api/orders/7   Orders  200  12 ms`, with a line end.
pub fn render(record: &Record, layout: Layout, plain: &Style) -> String {
    let cause = super::shown(&record.cause);
    let (verb, rest) = cause.split_once(' ').unwrap_or((&cause, ""));
    let style = style(record, plain);
    let result = match record.status {
        Some(status) => status.to_string(),
        None if record.success => "ok".to_owned(),
        None => "failed".to_owned(),
    };
    let mark = match record.success || record.status.is_none() {
        true => String::new(),
        false => style.apply_to("  failed").to_string(),
    };
    format!(
        "  {} {}  {}  {} {:>8}{}\n",
        pad(verb, VERB),
        pad(rest, PATH),
        pad(&super::shown(&record.function), layout.function),
        style.apply_to(format!("{result:>6}")),
        super::elapsed(record.elapsed),
        mark
    )
}

fn pad(text: &str, width: usize) -> std::borrow::Cow<'_, str> {
    pad_str(text, width, console::Alignment::Left, None)
}

fn style(record: &Record, plain: &Style) -> Style {
    let plain = plain.clone();
    match record.status {
        _ if !record.success => plain.red(),
        Some(500..) => plain.red(),
        Some(400..) => plain.yellow(),
        _ if record.elapsed > Duration::from_secs(5) => plain.yellow(),
        _ => plain.green(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;

    fn line(change: impl Fn(&mut Record)) -> String {
        let mut record = sample::record();
        change(&mut record);
        let layout = Layout::of(["Orders", "Nightly"].into_iter());
        render(&record, layout, &Style::new().force_styling(false))
    }

    #[test]
    fn columns_are_aligned() {
        let http = line(|_| {});
        let timer = line(|record| {
            record.cause = "timer".into();
            record.function = "Nightly".into();
            record.status = None;
        });
        let failed = line(|record| {
            record.cause = "POST /api/orders".into();
            record.status = Some(500);
            record.success = false;
        });
        assert_eq!(
            http,
            "  GET    /api/orders/7                 Orders      200    12 ms\n"
        );
        assert_eq!(
            timer,
            "  timer                                Nightly      ok    12 ms\n"
        );
        assert_eq!(
            failed,
            "  POST   /api/orders                   Orders      500    12 ms  failed\n"
        );
    }

    #[test]
    fn colour_says_how_it_went() {
        let color = |change: fn(&mut Record)| {
            let mut record = sample::record();
            change(&mut record);
            render(
                &record,
                Layout::default(),
                &Style::new().force_styling(true),
            )
        };
        assert!(color(|_| {}).contains("\u{1b}[32m"));
        assert!(color(|record| record.status = Some(404)).contains("\u{1b}[33m"));
        assert!(color(|record| record.success = false).contains("\u{1b}[31m"));
    }
}
