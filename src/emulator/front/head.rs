//! The bytes of a request's head as they came, beside what hyper makes of them.
//!
//! hyper lower-cases header names and drops a `Content-Length` beside a `Transfer-Encoding`; the
//! first matters to handlers, the second to security. So the bytes are copied as they are read.
//! Bodies of known length are skipped. After a chunked one it is unknown where the next head
//! begins, so it is looked for by its request line; what cannot be found counts as unknown.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::Request;
use hyper::body::Body;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Largest head in bytes.
pub(super) const LARGEST_HEAD: usize = 64 * 1024;
/// How much is kept: a head, and what may be read along with it.
const KEPT: usize = 4 * LARGEST_HEAD;

/// A stream whose incoming bytes are recorded.
pub(super) struct Tee<S> {
    stream: S,
    recorder: Recorder,
}

/// What was read of a connection since the last request.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Record>>);

#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    /// How much of the current body is still to come.
    skip: u64,
    /// True when `bytes` may not begin with a head.
    adrift: bool,
}

impl<S> Tee<S> {
    /// The stream, and what it records.
    pub(super) fn new(stream: S) -> (Tee<S>, Recorder) {
        let recorder = Recorder::default();
        let tee = Tee {
            stream,
            recorder: recorder.clone(),
        };
        (tee, recorder)
    }
}

impl Recorder {
    /// The head of the request that just arrived, when it can be found. Must be called once for
    /// each request.
    pub(super) fn take<B: Body>(&self, request: &Request<B>) -> Option<Vec<u8>> {
        let mut record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        record.take(request)
    }

    fn record(&self, bytes: &[u8]) {
        let mut record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        record.add(bytes);
    }
}

impl Record {
    fn add(&mut self, bytes: &[u8]) {
        let length = bytes.len() as u64;
        let skipped = self.skip.min(length);
        self.skip -= skipped;
        let skipped = usize::try_from(skipped).unwrap_or(bytes.len());
        let bytes = bytes.get(skipped..).unwrap_or_default();
        if self.bytes.len() + bytes.len() > KEPT {
            self.bytes.clear();
            self.adrift = true;
        }
        let newest = bytes.len().saturating_sub(KEPT);
        self.bytes
            .extend_from_slice(bytes.get(newest..).unwrap_or_default());
    }

    fn take<B: Body>(&mut self, request: &Request<B>) -> Option<Vec<u8>> {
        let head = self.cut(request);
        let length = request.body().size_hint().exact();
        self.adrift = head.is_none() || length.is_none();
        match length {
            Some(length) if !self.adrift => self.skip_body(length),
            _ => {}
        }
        head
    }

    /// Cuts the head off the front.
    fn cut<B>(&mut self, request: &Request<B>) -> Option<Vec<u8>> {
        if self.adrift {
            let start = last_head(&self.bytes, request)?;
            self.bytes.drain(..start);
        }
        let end = end_of_head(&self.bytes)?;
        let rest = self.bytes.split_off(end);
        Some(std::mem::replace(&mut self.bytes, rest))
    }

    fn skip_body(&mut self, length: u64) {
        let here = (self.bytes.len() as u64).min(length);
        self.skip = length - here;
        self.bytes.drain(..usize::try_from(here).unwrap_or(0));
    }
}

/// Where the last line begins that starts this request.
fn last_head<B>(bytes: &[u8], request: &Request<B>) -> Option<usize> {
    let line = format!("{} {} HTTP/1.", request.method(), request.uri());
    let mut starts = (0..bytes.len()).rev();
    starts.find(|at| {
        let begins = at
            .checked_sub(1)
            .is_none_or(|before| bytes.get(before) == Some(&b'\n'));
        begins
            && bytes
                .get(*at..)
                .is_some_and(|rest| rest.starts_with(line.as_bytes()))
    })
}

/// After the empty line; empty lines before the request line do not count.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut at = bytes.iter().position(|byte| !b"\r\n".contains(byte))?;
    loop {
        at += 1 + bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tee<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
        let new = buffer.filled().get(before..).unwrap_or_default();
        this.recorder.record(new);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tee<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::body;

    fn request(path: &str, body: body::Body) -> Request<body::Body> {
        Request::builder().uri(path).body(body).unwrap()
    }

    fn taken(record: &mut Record, request: &Request<body::Body>) -> Option<String> {
        let head = record.take(request)?;
        Some(String::from_utf8(head).unwrap())
    }

    #[test]
    fn a_head_is_cut_from_its_body_and_the_next_request() {
        let mut record = Record::default();
        record.add(b"\r\nGET /a HTTP/1.1\r\nX-Ab: 1\r\n\r\nbodyGET /b HTTP/1.1\nHost: x\n\n");
        let first = taken(&mut record, &request("/a", body::full("body")));
        let head = "\r\nGET /a HTTP/1.1\r\nX-Ab: 1\r\n\r\n";
        assert_eq!(first.as_deref(), Some(head));
        let second = taken(&mut record, &request("/b", body::empty()));
        assert_eq!(second.as_deref(), Some("GET /b HTTP/1.1\nHost: x\n\n"));
        assert_eq!(taken(&mut record, &request("/b", body::empty())), None);
    }

    #[test]
    fn a_body_that_comes_later_is_skipped() {
        let mut record = Record::default();
        record.add(b"POST /a HTTP/1.1\r\n\r\n12");
        assert!(taken(&mut record, &request("/a", body::full("123456"))).is_some());
        record.add(b"34");
        record.add(b"56GET /b HTTP/1.1\r\n\r\n");
        let second = taken(&mut record, &request("/b", body::empty()));
        assert_eq!(second.as_deref(), Some("GET /b HTTP/1.1\r\n\r\n"));
    }

    /// A body whose length is unknown.
    struct Chunked;

    impl Body for Chunked {
        type Data = bytes::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            Poll::Ready(None)
        }
    }

    #[test]
    fn after_a_chunked_body_the_request_line_is_looked_for() {
        let mut record = Record::default();
        record.add(b"GET /a HTTP/1.1\r\n\r\n");
        let chunked = Request::builder().uri("/a").body(Chunked).unwrap();
        assert!(record.take(&chunked).is_some());
        record.add(&vec![b'x'; KEPT + 1]);
        record.add(b"\r\n0\r\n\r\n");
        record.add(b"GET /b HTTP/1.1\r\nX-Cd: 2\r\n\r\n");
        let second = taken(&mut record, &request("/b", body::empty()));
        let head = "GET /b HTTP/1.1\r\nX-Cd: 2\r\n\r\n";
        assert_eq!(second.as_deref(), Some(head));
        assert!(record.bytes.capacity() <= 2 * KEPT, "bounded");
    }
}
