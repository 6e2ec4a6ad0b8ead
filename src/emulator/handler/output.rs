//! The handler's output: lines, graded as the host grades them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

use crate::emulator::event::{Event, Events, Level};
use crate::emulator::faults::{self, stderr_error};

/// A longer line is cut into pieces, so that a flood without an end needs little memory: the
/// printer's queue may be full of them.
const LONGEST: usize = 16 * 1024;

/// How many error lines a crash text quotes (H-START-20).
const REMEMBERED: usize = 3;

/// How many characters of each.
const QUOTED: usize = 300;

/// The last lines that were graded Error (H-START-20).
#[derive(Debug, Clone, Default)]
pub struct LastErrors(Arc<Mutex<VecDeque<String>>>);

impl LastErrors {
    fn remember(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == REMEMBERED {
            lines.pop_front();
        }
        lines.push_back(line.chars().take(QUOTED).collect());
    }

    /// The lines, joined by commas; `None` without any.
    pub fn joined(&self) -> Option<String> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = lines.make_contiguous();
        (!lines.is_empty()).then(|| lines.join(","))
    }
}

/// Where the lines of one process go.
#[derive(Debug, Clone)]
pub struct Output {
    /// The printer's queue.
    pub events: Events,
    /// `useStdErrorStreamForErrorsOnly`.
    pub stderr_is_error: bool,
    /// Whether `stderr-error` has been reported in this run.
    pub explained: Arc<AtomicBool>,
    /// For the crash text.
    pub last_errors: LastErrors,
}

impl Output {
    /// Reports the lines of standard output to its end (H-START-16).
    pub async fn read_stdout(self, stream: impl AsyncRead + Unpin) {
        let mut lines = Lines::new(stream);
        while let Some(line) = lines.next().await {
            self.console(Level::Information, line).await;
        }
    }

    /// Reports the lines of standard error to its end (H-START-17..20).
    pub async fn read_stderr(self, stream: impl AsyncRead + Unpin) {
        let mut lines = Lines::new(stream);
        while let Some(line) = lines.next().await {
            let level = grade(&line, self.stderr_is_error);
            if level == Level::Error {
                self.last_errors.remember(&line);
                self.explain(&line).await;
            }
            self.console(level, line).await;
        }
    }

    async fn console(&self, level: Level, line: String) {
        let text = without_mark(line);
        let event = Event::Console { level, text };
        self.events.report_patiently(event).await;
    }

    /// Says once why a line that names no error is shown as one (H-START-24).
    async fn explain(&self, line: &str) {
        let only_by_default = grade(line, false) != Level::Error;
        if !only_by_default || self.explained.swap(true, Ordering::Relaxed) {
            return;
        }
        let finding = faults::finding(
            &stderr_error::INFO,
            "host.json",
            "what the handler writes to stderr is logged as an error",
        );
        let event = Event::Fault(Box::new(finding));
        self.events.report_patiently(event).await;
    }
}

/// The grade of a line on stderr (H-START-17..19).
pub fn grade(line: &str, errors_only: bool) -> Level {
    const ERRORS: [&str; 4] = ["error", "fail", "severe", "unhandled exception"];
    let line = line.to_lowercase();
    if line.contains("warn") {
        return Level::Warning;
    }
    if errors_only || ERRORS.iter().any(|word| line.contains(word)) {
        return Level::Error;
    }
    Level::Information
}

/// The line without the mark that sends it to the system's log (H-START-21).
fn without_mark(line: String) -> String {
    const MARK: &str = "LanguageWorkerConsoleLog";
    match line.get(..MARK.len()) {
        Some(start) if start.eq_ignore_ascii_case(MARK) => line[MARK.len()..].to_owned(),
        _ => line,
    }
}

/// A stream by lines, none longer than [`LONGEST`].
struct Lines<S> {
    stream: BufReader<S>,
    line: Vec<u8>,
}

impl<S: AsyncRead + Unpin> Lines<S> {
    fn new(stream: S) -> Self {
        Lines {
            stream: BufReader::new(stream),
            line: Vec::new(),
        }
    }

    /// The next line without its end; the last one only if it is not empty (H-START-16).
    async fn next(&mut self) -> Option<String> {
        loop {
            // A pipe that cannot be read has ended.
            let bytes = self.stream.fill_buf().await.unwrap_or_default();
            if bytes.is_empty() {
                return (!self.line.is_empty()).then(|| self.take());
            }
            let room = bytes.len().min(LONGEST - self.line.len());
            let end = bytes[..room].iter().position(|byte| *byte == b'\n');
            let taken = end.unwrap_or(room);
            self.line.extend_from_slice(&bytes[..taken]);
            self.stream.consume(taken + usize::from(end.is_some()));
            if end.is_some() || self.line.len() >= LONGEST {
                return Some(self.take());
            }
        }
    }

    fn take(&mut self) -> String {
        let line = String::from_utf8_lossy(&self.line);
        let line = line.strip_suffix('\r').unwrap_or(&line).to_owned();
        self.line.clear();
        line
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    async fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes);
        let mut found = Vec::new();
        while let Some(line) = lines.next().await {
            found.push(line);
        }
        found
    }

    // H-START-17..19, V-49
    #[test]
    fn stderr_is_graded() {
        assert_eq!(grade("WARNING: an error", true), Level::Warning);
        assert_eq!(grade("hello", true), Level::Error);
        assert_eq!(grade("hello", false), Level::Information);
        for line in ["it Failed", "ERROR", "severe", "Unhandled Exception: x"] {
            assert_eq!(grade(line, false), Level::Error, "{line}");
        }
    }

    // H-START-16
    #[tokio::test]
    async fn output_is_split_by_line_and_an_empty_last_line_is_none() {
        assert_eq!(lines(b"a\r\n\nb\n").await, ["a", "", "b"]);
        assert_eq!(lines(b"a\nb").await, ["a", "b"]);
        assert_eq!(lines(b"\xff\n").await, ["\u{fffd}"]);
        assert_eq!(lines(b"").await, [""; 0]);
    }

    #[tokio::test]
    async fn a_line_without_an_end_is_cut() {
        let flood = vec![b'x'; LONGEST * 2 + 10];
        let lengths: Vec<usize> = lines(&flood).await.iter().map(String::len).collect();
        assert_eq!(lengths, [LONGEST, LONGEST, 10]);
    }

    // H-START-20
    #[test]
    fn the_last_three_errors_are_kept() {
        let errors = LastErrors::default();
        assert_eq!(errors.joined(), None);
        for line in ["a", "b", "c", "d"] {
            errors.remember(line);
        }
        assert_eq!(errors.joined().as_deref(), Some("b,c,d"));
    }

    // H-START-21
    #[test]
    fn the_mark_of_the_system_log_is_removed() {
        assert_eq!(without_mark("languageworkerconsolelog x".to_owned()), " x");
        assert_eq!(
            without_mark("azfuncjsonlog: x".to_owned()),
            "azfuncjsonlog: x"
        );
    }
}
