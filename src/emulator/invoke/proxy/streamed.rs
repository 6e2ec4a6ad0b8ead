//! The handler's body on its way to the caller; at its end the invocation is over.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};

use crate::emulator::body::{self, Body, BoxError};
use crate::emulator::faults::broken_reply;
use crate::emulator::invoke::pending::Pending;

/// How much of a streamed body is kept for showing.
const SHOWN: usize = 4096;

/// Passes a body on, unbuffered, and ends `pending` with it.
pub(super) fn body(incoming: Incoming, pending: Pending) -> Body {
    let streamed = Streamed {
        incoming,
        shown: pending.is_shown().then(BytesMut::new),
        pending,
    };
    body::wrapped(streamed)
}

struct Streamed {
    incoming: Incoming,
    pending: Pending,
    /// The body's beginning; only when somebody wants to see it.
    shown: Option<BytesMut>,
}

impl Streamed {
    fn show(&mut self, frame: &Frame<Bytes>) {
        if let (Some(shown), Some(data)) = (&mut self.shown, frame.data_ref()) {
            let room = SHOWN.saturating_sub(shown.len()).min(data.len());
            shown.extend_from_slice(data.get(..room).unwrap_or_default());
        }
    }

    fn broke(&mut self) {
        let why = "closed the connection in the middle of its body";
        let finding = broken_reply::found(self.pending.function(), why);
        self.pending.failed(finding, None);
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let polled = Pin::new(&mut self.incoming).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => self.show(frame),
            Poll::Ready(Some(Err(_))) => self.broke(),
            Poll::Ready(None) | Poll::Pending => {}
        }
        polled.map_err(BoxError::from)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        if let Some(shown) = self.shown.take() {
            self.pending.body(&shown.freeze());
        }
    }
}
