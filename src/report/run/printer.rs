//! Prints events as they come, on a thread of its own: a slow terminal holds up nobody.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::mpsc;
use std::time::Duration;

use console::Style;
use tokio::sync::mpsc::Receiver;

use super::line::Layout;
use super::panel::Bodies;
use super::{banner, console as lines, fault, json, line, panel};
use crate::diagnostics::{Finding, Severity};
use crate::emulator::event::{Dropped, Event, Level, Record};
use crate::emulator::wire;

/// How many events are written at once at most.
const BURST: usize = 256;
/// How long the printer looks away when it has printed all. Waking it for every event would cost
/// a busy front end more than the event itself.
const REST: Duration = Duration::from_millis(5);
/// With this much text in bytes there is no need to wait for more.
const ENOUGH: usize = 64 * 1024;
/// How many explained failures are remembered, so that they are explained once.
const REMEMBERED: usize = 512;

/// How much is printed, and in which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Failures only.
    Quiet,
    /// One line an invocation.
    Normal,
    /// A panel an invocation.
    Verbose,
    /// One JSON object an event.
    Json,
}

/// What a printer has to remember.
#[derive(Debug)]
pub struct Printer {
    form: Form,
    plain: Style,
    layout: Layout,
    url: String,
    explained: HashSet<String>,
}

impl Printer {
    /// A printer; `plain` colours only if its stream does.
    pub fn new(form: Form, plain: Style) -> Self {
        Printer {
            form,
            plain,
            layout: Layout::default(),
            url: String::new(),
            explained: HashSet::new(),
        }
    }

    /// Prints on a thread until nobody can report any more.
    pub fn spawn(
        mut self,
        mut events: Receiver<Event>,
        dropped: Dropped,
        mut out: impl Write + Send + 'static,
    ) -> Printing {
        let (done, end) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            let _done = done;
            // Whoever read it has seen enough: the events still have to be taken.
            let mut open = true;
            while let Some((text, more)) = self.burst(&mut events, &dropped) {
                open = open && write(&mut out, &text).is_ok();
                if !more {
                    std::thread::sleep(REST);
                }
            }
        });
        Printing(end)
    }

    /// The text of the events that wait, at least one, and whether more may wait; `None` at the
    /// end.
    fn burst(&mut self, events: &mut Receiver<Event>, dropped: &Dropped) -> Option<(String, bool)> {
        let mut text = self.event(&events.blocking_recv()?);
        for _ in 1..BURST {
            if text.len() > ENOUGH {
                break;
            }
            let Ok(event) = events.try_recv() else {
                text.push_str(&self.dropped(dropped.take()));
                return Some((text, false));
            };
            text.push_str(&self.event(&event));
        }
        text.push_str(&self.dropped(dropped.take()));
        Some((text, true))
    }

    fn dropped(&self, count: u64) -> String {
        match (count, self.form) {
            (0, _) => String::new(),
            (count, Form::Json) => json::dropped(count),
            (count, _) => format!("... {count} lines not shown\n"),
        }
    }

    /// The text of one event.
    pub fn event(&mut self, event: &Event) -> String {
        if self.form == Form::Json {
            return json::render(event);
        }
        let quiet = self.form == Form::Quiet;
        match event {
            Event::Invocation(record) => self.invocation(record),
            Event::Fault(finding) if quiet && finding.severity == Severity::Info => String::new(),
            Event::Fault(finding) => self.explain(finding),
            Event::Host { level, .. } if *level < self.lowest() => String::new(),
            Event::Host { level, text } => lines::host(*level, text, &self.plain),
            Event::Serving(serving) => {
                let names = serving.plan.functions.iter();
                self.layout = Layout::of(names.map(|function| function.name.as_str()));
                self.url.clone_from(&serving.url);
                let unwanted = quiet && serving.plan.host_errors.is_empty();
                match unwanted {
                    true => String::new(),
                    false => banner::render(serving, &self.plain),
                }
            }
            Event::Console { level, .. } if quiet && *level < Level::Error => String::new(),
            Event::Console { level, text } => lines::handler(*level, text, &self.plain),
            _ if quiet => String::new(),
            Event::Ready { handler, own } => banner::ready(&self.url, *handler, *own, &self.plain),
            Event::Log { function, text } => lines::log(function, text, &self.plain),
            Event::Captured {
                function,
                binding,
                kind,
                value,
            } => lines::captured(function, binding, kind, value, &self.plain),
        }
    }

    /// From which level on the host's own lines are worth a line.
    fn lowest(&self) -> Level {
        match self.form {
            Form::Quiet => Level::Error,
            Form::Normal => Level::Information,
            Form::Verbose | Form::Json => Level::Debug,
        }
    }

    fn invocation(&mut self, record: &Record) -> String {
        match self.form {
            Form::Verbose => return panel::render(record, Bodies::Indented, &self.plain),
            Form::Quiet if record.success => return String::new(),
            _ => {}
        }
        let line = line::render(record, self.layout, &self.plain);
        let explained = record.findings.iter().map(|finding| self.explain(finding));
        std::iter::once(line).chain(explained).collect()
    }

    /// A finding in full the first time, its title from then on.
    fn explain(&mut self, finding: &Finding) -> String {
        let finding = wire::Finding::from(finding);
        if self.explained.len() >= REMEMBERED {
            self.explained.clear();
        }
        let what = format!("{} {} {}", finding.rule, finding.path, finding.message);
        match self.explained.insert(what) {
            true => fault::render(&finding, &self.plain),
            false => fault::title(&finding, &self.plain),
        }
    }
}

/// A printer at work.
#[derive(Debug)]
pub struct Printing(mpsc::Receiver<()>);

impl Printing {
    /// Waits until the last event is printed, but not long: somebody may still be able to report.
    pub fn finish(self) {
        // Ends with an error as soon as the thread drops its side.
        let _ = self.0.recv_timeout(Duration::from_secs(2));
    }
}

fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::event::Events;
    use crate::emulator::samples as sample;
    use std::sync::{Arc, Mutex};

    fn printer(form: Form) -> Printer {
        Printer::new(form, Style::new().force_styling(false))
    }

    fn failed() -> Event {
        let mut record = sample::record();
        record.success = false;
        record.findings = vec![sample::finding()];
        Event::Invocation(Box::new(record))
    }

    #[test]
    fn a_failure_is_explained_once() {
        let mut printer = printer(Form::Normal);
        assert!(printer.event(&failed()).contains("= help: "));
        let again = printer.event(&failed());
        assert!(
            again.contains("error[handler-404]: ") && !again.contains("= help: "),
            "{again}"
        );
    }

    #[test]
    fn quiet_tells_failures_only() {
        let mut printer = printer(Form::Quiet);
        assert_eq!(
            printer.event(&Event::Invocation(Box::new(sample::record()))),
            ""
        );
        let plan = sample::plan(Vec::new());
        assert_eq!(
            printer.event(&Event::Serving(Box::new(sample::serving(plan)))),
            ""
        );
        assert!(!printer.event(&failed()).is_empty());
    }

    #[test]
    fn details_of_the_host_are_for_those_who_ask() {
        let text = "a detail".to_owned();
        let detail = Event::Host {
            level: Level::Debug,
            text,
        };
        assert_eq!(printer(Form::Normal).event(&detail), "");
        assert!(printer(Form::Verbose).event(&detail).contains("a detail"));
        let remark = Finding {
            severity: Severity::Info,
            ..sample::finding()
        };
        assert_eq!(
            printer(Form::Quiet).event(&Event::Fault(Box::new(remark))),
            ""
        );
    }

    /// A stream that keeps what is written, or is broken.
    #[derive(Clone)]
    struct Sink(Arc<Mutex<Vec<u8>>>, bool);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.1 {
                true => Err(io::ErrorKind::BrokenPipe.into()),
                false => self.0.lock().unwrap().write(bytes),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn print(broken: bool) -> String {
        let (events, receiver) = Events::new(false);
        for number in 0..2000 {
            events.host(Level::Information, format!("line {number}"));
        }
        let sink = Sink(Arc::default(), broken);
        let printing = printer(Form::Normal).spawn(receiver, events.dropped(), sink.clone());
        drop(events);
        printing.finish();
        let bytes = sink.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_was_dropped_is_counted() {
        let text = print(false);
        assert!(text.contains("line 0\nline 1\n"));
        let lines = text
            .lines()
            .filter(|line| line.starts_with("line "))
            .count();
        let missing = format!("... {} lines not shown\n", 2000 - lines);
        assert!(lines < 2000 && text.contains(&missing), "{lines} {missing}");
    }

    #[test]
    fn a_closed_pipe_stops_the_printing_and_nothing_else() {
        assert_eq!(print(true), "");
    }
}
