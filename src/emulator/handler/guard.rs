//! The guard: a tiny second process that ends the handler when `fch` cannot, because it was
//! killed itself.
//!
//! It reads a pipe whose other end only `fch` holds. Each line names the start to watch, an
//! empty one says that there is nothing to watch; the end of the pipe means that `fch` is gone.
//! On Windows the job of the handler does this.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};

use super::tree::Mark;

/// The hidden first argument that turns `fch` into a guard.
pub const ARGUMENT: &str = "__guard";

/// `fch`'s end of the pipe.
#[derive(Debug)]
pub struct Guard {
    process: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    /// Starts a guard with nothing to watch; `None` where there is none or it cannot start.
    pub fn start() -> Option<Guard> {
        // A test binary knows no hidden argument, and Windows needs no guard.
        if cfg!(test) || !cfg!(unix) {
            return None;
        }
        let mut command = Command::new(std::env::current_exe().ok()?);
        command.arg(ARGUMENT).stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().ok()?;
        let pipe = process.stdin.take();
        Some(Guard { process, pipe })
    }

    /// Watches one start instead of the one before.
    pub fn watch(&mut self, mark: &Mark) {
        self.say(&line(mark));
    }

    /// Watches nothing: the start has ended, and its numbers may be given away.
    pub fn rest(&mut self) {
        self.say("\n");
    }

    fn say(&mut self, line: &str) {
        // A guard that was killed cannot be told anything.
        if let Some(pipe) = &mut self.pipe {
            let _ = pipe.write_all(line.as_bytes());
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.rest();
        self.pipe = None;
        let _ = self.process.wait();
    }
}

/// The life of the guard process, for the hidden argument.
pub fn run() -> ExitCode {
    // Out of the terminal's reach, and out of that of a kill of `fch`'s group.
    #[cfg(unix)]
    let _ = rustix::process::setsid();
    if let Some(mark) = last_mark(BufReader::new(std::io::stdin())) {
        end(mark);
    }
    ExitCode::SUCCESS
}

/// Reads to the end of the pipe; what was being watched then.
fn last_mark(pipe: impl BufRead) -> Option<Mark> {
    let lines = pipe.lines().map_while(Result::ok);
    lines.last().and_then(|line| parse(&line))
}

fn line(mark: &Mark) -> String {
    format!("{} {} {}\n", mark.leader, mark.born, mark.id)
}

fn parse(line: &str) -> Option<Mark> {
    let mut words = line.splitn(3, ' ');
    Some(Mark {
        leader: words.next()?.parse().ok()?,
        born: words.next()?.parse().ok()?,
        id: words.next()?.to_owned(),
    })
}

#[cfg(unix)]
fn end(mark: Mark) {
    super::os::Group { mark }.kill_rest();
}

#[cfg(not(unix))]
fn end(_mark: Mark) {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_counts() {
        let mark = Mark {
            leader: 12,
            born: 34,
            id: "a-b".to_owned(),
        };
        let other = Mark {
            leader: 7,
            ..mark.clone()
        };
        let both = line(&other) + &line(&mark);
        assert_eq!(last_mark(both.as_bytes()), Some(mark));
        assert_eq!(last_mark((both + "\n").as_bytes()), None);
        assert_eq!(last_mark("".as_bytes()), None);
    }
}
