//! Where output goes: results to stdout, status and errors to stderr, with or without colour.

use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};

use console::Style;

use super::color::{self, ColorChoice};
use super::progress::Bar;
use crate::error::Failure;

/// How much a command says on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// `-q`: errors only.
    Quiet,
    /// What a person wants to see.
    #[default]
    Normal,
    /// `-v`: also what was decided and why.
    Verbose,
}

/// The two output streams, and what was decided about them. Every command gets one.
#[derive(Debug, Clone, Copy)]
pub struct Shell {
    verbosity: Verbosity,
    stdout_color: bool,
    stderr_color: bool,
}

impl Shell {
    /// Decides colour for both streams from the flag and the environment.
    pub fn new(verbosity: Verbosity, choice: ColorChoice) -> Self {
        let var = |name: &str| std::env::var(name).ok();
        Shell {
            verbosity,
            stdout_color: color::enabled(choice, var, io::stdout().is_terminal()),
            stderr_color: color::enabled(choice, var, io::stderr().is_terminal()),
        }
    }

    /// Whether results on stdout are coloured.
    pub fn stdout_color(&self) -> bool {
        self.stdout_color
    }

    /// Whether messages on stderr are coloured.
    pub fn stderr_color(&self) -> bool {
        self.stderr_color
    }

    /// Whether results on stdout are read by a person.
    pub fn stdout_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How many columns stdout has, when it is a terminal.
    pub fn stdout_width(&self) -> Option<usize> {
        let (_rows, columns) = console::Term::stdout().size_checked()?;
        self.stdout_is_terminal().then_some(usize::from(columns))
    }

    /// How much to say.
    pub fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// True when a question can be asked and answered: both ends are a terminal, and a person is
    /// there. Some CI systems give their jobs a terminal.
    pub fn can_ask(&self) -> bool {
        let ci = std::env::var("CI").unwrap_or_default();
        let is_ci = !matches!(ci.as_str(), "" | "0" | "false");
        io::stdin().is_terminal() && io::stderr().is_terminal() && !is_ci
    }

    /// Asks a question on stderr and reads one line. Only for when [`Shell::can_ask`].
    ///
    /// # Errors
    /// A [`Failure`] when there is no answer.
    pub fn ask(&self, question: &str) -> Result<String, Failure> {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "{question} ").and_then(|()| stderr.flush());
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) => Err(Failure::usage("nothing was answered")),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err(Failure::usage("cannot read the answer").because(error)),
        }
    }

    /// A style for text on stdout; plain when stdout has no colour.
    pub fn style(&self) -> Style {
        Style::new().force_styling(self.stdout_color)
    }

    /// A style for text on stderr; plain when stderr has no colour.
    pub fn stderr_style(&self) -> Style {
        Style::new().for_stderr().force_styling(self.stderr_color)
    }

    fn err_style(&self) -> Style {
        self.stderr_style().bold()
    }

    /// Writes a result to stdout.
    ///
    /// # Errors
    /// A [`Failure`] when stdout cannot be written. A closed pipe is not an error: whoever
    /// read it has seen enough.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        self.print_bytes(text.as_bytes())
    }

    /// Writes bytes to stdout as they are. Foreign ones only when it is no terminal.
    ///
    /// # Errors
    /// As for [`Shell::print`].
    pub fn print_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::usage("cannot write to standard output").because(error))
            }
            _ => Ok(()),
        }
    }

    /// A progress line on stderr in cargo's manner: a right-aligned verb, then what is done.
    pub fn status(&self, verb: &str, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            let verb = self.err_style().green().apply_to(format!("{verb:>12}"));
            self.eprint(format_args!("{verb} {what}"));
        }
    }

    /// A bar that shows how many bytes are done, and of how many, until it is dropped.
    pub fn progress(&self, done: impl Fn() -> (u64, u64) + Send + 'static) -> Bar {
        Bar::new(self.verbosity >= Verbosity::Normal, done)
    }

    /// A line on stderr that only `-v` shows.
    pub fn verbose(&self, what: impl Display) {
        if self.verbosity >= Verbosity::Verbose {
            self.eprint(format_args!("{what}"));
        }
    }

    /// A line of plain guidance on stderr, such as the next steps.
    pub fn note(&self, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            self.eprint(format_args!("{what}"));
        }
    }

    /// A warning on stderr that is not tied to a place in a file.
    pub fn warn(&self, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            let label = self.err_style().yellow().apply_to("warning:");
            self.eprint(format_args!("{label} {what}"));
        }
    }

    /// Rendered errors on stderr. Shown even with `-q`.
    pub fn error_text(&self, text: &str) {
        self.eprint(format_args!("{text}\n"));
    }

    /// A failure on stderr: headline, cause and help lines. Shown even with `-q`.
    pub fn failure(&self, failure: &Failure) {
        let label = self.err_style().red().apply_to("error:");
        self.eprint(format_args!("{label} {}", failure.message));
        if let Some(cause) = &failure.cause {
            for line in cause.lines() {
                self.eprint(format_args!("  {line}"));
            }
        }
        let help = self.err_style().cyan();
        for line in &failure.help {
            self.eprint(format_args!("{} {line}", help.apply_to("help:")));
        }
    }

    fn eprint(&self, line: std::fmt::Arguments<'_>) {
        // Nothing sensible is left to do when stderr is gone.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
