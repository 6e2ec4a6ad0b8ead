//! A progress bar on stderr: for people at a terminal, once something takes longer than a second,
//! and gone when it is done.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::words::size;

/// What takes less time gets no bar.
const PATIENCE: Duration = Duration::from_secs(1);
const REDRAWN: Duration = Duration::from_millis(100);
const WIDTH: u64 = 30;
/// Back to the first column, and nothing on the line.
const ERASE: &str = "\r\x1b[K";

/// A bar that is drawn by a thread of its own. Dropped, it is gone.
pub struct Bar(Option<(Sender<()>, JoinHandle<()>)>);

impl Bar {
    /// A bar that shows how many bytes are `done`, and of how many. Nobody sees it unless stderr
    /// is a terminal, nor on a build server.
    pub fn new(wanted: bool, done: impl Fn() -> (u64, u64) + Send + 'static) -> Bar {
        let unattended = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        if !wanted || unattended || !io::stderr().is_terminal() {
            return Bar(None);
        }
        let (sender, receiver) = mpsc::channel();
        let drawer = thread::spawn(move || {
            let mut wait = PATIENCE;
            while receiver.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let (done, total) = done();
                draw(&format!("{ERASE}{}", line(done, total)));
                wait = REDRAWN;
            }
            if wait == REDRAWN {
                draw(ERASE);
            }
        });
        Bar(Some((sender, drawer)))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((sender, drawer)) = self.0.take() {
            drop(sender);
            // A bar that could not be drawn is no loss.
            let _ = drawer.join();
        }
    }
}

fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}

/// `             [=====>    ] 12.0 MB of 62.9 MB`, under what [`super::Shell::status`] prints.
fn line(done: u64, total: u64) -> String {
    let done = done.min(total);
    let filled = (done as u128 * u128::from(WIDTH) / u128::from(total.max(1))) as usize;
    let head = if filled < WIDTH as usize { ">" } else { "" };
    let bar = format!("{}{head}", "=".repeat(filled));
    let width = WIDTH as usize;
    format!("{:13}[{bar:width$}] {} of {}", "", size(done), size(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_keeps_its_width() {
        let widths = [
            (0, 0),
            (0, 60),
            (1, 60),
            (59, 60),
            (60, 60),
            (99, 60),
            (u64::MAX, u64::MAX),
        ]
        .map(|(done, total)| line(done, total).find(']'));
        assert_eq!(widths, [Some(14 + 30); 7]);
        assert!(line(60, 60).contains(&"=".repeat(30)));
        assert!(line(0, 60).contains("[> "));
    }

    #[test]
    fn a_bar_that_nobody_sees_has_no_thread() {
        assert!(Bar::new(false, || (0, 0)).0.is_none());
    }
}
