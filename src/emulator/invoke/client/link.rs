//! Whether bytes still move on a connection: looked at once a tick, not timed for each byte.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// What is known about one connection.
#[derive(Default)]
pub(super) struct Link {
    /// A byte moved since the last tick.
    moved: AtomicBool,
    /// A byte came in since the request was handed over.
    heard: AtomicBool,
    /// Ticks since a byte moved.
    quiet: AtomicU32,
    /// How many quiet ticks are too many; 0 for no limit.
    limit: AtomicU32,
    /// It was ended for being quiet.
    silent: AtomicBool,
}

impl Link {
    /// A request is handed over, which may be quiet for so many ticks.
    pub(super) fn begin(&self, limit: Option<u32>) {
        self.heard.store(false, Relaxed);
        self.moved.store(true, Relaxed);
        self.limit.store(limit.unwrap_or(0), Relaxed);
    }

    /// The connection waits for its next request.
    pub(super) fn rest(&self) {
        self.limit.store(0, Relaxed);
    }

    /// Whether the handler sent anything since the request was handed over.
    pub(super) fn heard(&self) -> bool {
        self.heard.load(Relaxed)
    }

    /// Whether it was ended for being quiet.
    pub(super) fn was_silent(&self) -> bool {
        self.silent.load(Relaxed)
    }

    /// Counts a tick; true when there were too many quiet ones.
    fn tick(&self) -> bool {
        if self.moved.swap(false, Relaxed) {
            self.quiet.store(0, Relaxed);
            return false;
        }
        let quiet = self.quiet.fetch_add(1, Relaxed) + 1;
        let limit = self.limit.load(Relaxed);
        let silent = limit > 0 && quiet >= limit;
        self.silent.store(silent, Relaxed);
        silent
    }
}

/// Runs a connection until it ends or is quiet for too long.
pub(super) async fn run(connection: impl Future, link: Arc<Link>, tick: Duration) {
    let mut connection = pin!(connection);
    let mut ticks = interval_at(Instant::now() + tick, tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            // Whoever waits for an answer was told how it ended.
            _ = &mut connection => return,
            _ = ticks.tick() => if link.tick() {
                return;
            },
        }
    }
}

/// A stream that notes when bytes move.
pub(super) struct Watched {
    stream: TcpStream,
    link: Arc<Link>,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, link: Arc<Link>) -> Self {
        Watched { stream, link }
    }

    fn wrote(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(result, Poll::Ready(Ok(1..))) {
            self.link.moved.store(true, Relaxed);
        }
        result
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.link.moved.store(true, Relaxed);
            self.link.heard.store(true, Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.wrote(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
