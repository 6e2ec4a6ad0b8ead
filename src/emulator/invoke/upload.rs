//! The caller's body: how much of it the host takes, and what is said when it does not come.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::StatusCode;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use crate::diagnostics::Finding;
use crate::emulator::body::{self, Body, BoxError};
use crate::emulator::faults::{self, broken_reply};
use crate::emulator::plan::Function;

/// A caller's body that streams to the handler. Remembers whether the caller is to blame when
/// that fails, as the handler's connection only says that it broke.
#[derive(Debug)]
pub struct Upload {
    limit: u64,
    fault: Arc<OnceLock<Fault>>,
}

#[derive(Debug, Clone, Copy)]
enum Fault {
    TooLarge,
    CutOff,
}

impl Upload {
    /// Takes at most `limit` bytes (H-LIM-07).
    pub fn new(limit: u64) -> Upload {
        Upload {
            limit,
            fault: Arc::default(),
        }
    }

    /// Passes the body on as it comes.
    pub fn stream(&self, incoming: Body) -> Body {
        let streamed = Streamed {
            left: self.limit,
            incoming,
            fault: Arc::clone(&self.fault),
        };
        body::wrapped(streamed)
    }

    /// True for a body that need not be read to be refused.
    pub fn refuses(&self, body: &impl HttpBody) -> bool {
        let refused = body.size_hint().lower() > self.limit;
        if refused {
            let _ = self.fault.set(Fault::TooLarge);
        }
        refused
    }

    /// What the caller gets and why, when the body is what failed.
    pub fn failure(&self, function: &Function) -> Option<(StatusCode, Finding)> {
        Some(match self.fault.get()? {
            Fault::TooLarge => (
                StatusCode::INTERNAL_SERVER_ERROR,
                too_large(function, self.limit),
            ),
            Fault::CutOff => (StatusCode::BAD_REQUEST, cut_off(function)),
        })
    }
}

/// A body above the limit (H-LIM-07).
pub fn too_large(function: &Function, limit: u64) -> Finding {
    let message = format!("the request body is larger than {limit} bytes, the host's limit");
    faults::finding(&broken_reply::INFO, &function.place, message)
}

/// A body without its end.
pub fn cut_off(function: &Function) -> Finding {
    let message = "the caller broke off, or garbled, the body of the request";
    faults::finding(&broken_reply::INFO, &function.place, message)
}

struct Streamed {
    incoming: Body,
    left: u64,
    fault: Arc<OnceLock<Fault>>,
}

impl Streamed {
    fn count(&mut self, frame: &Frame<Bytes>) -> Result<(), BoxError> {
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        self.left = self.left.checked_sub(length).ok_or_else(|| {
            let _ = self.fault.set(Fault::TooLarge);
            "the body is too large"
        })?;
        Ok(())
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
        polled.map(|frame| match frame? {
            Ok(frame) => Some(self.count(&frame).map(|()| frame)),
            Err(error) => {
                let _ = self.fault.set(Fault::CutOff);
                Some(Err(error))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
