//! The one body type that flows through the emulator, in both directions.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};

/// Whatever can go wrong while a body streams.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A request or response body: complete, or streaming.
pub struct Body(Kind);

enum Kind {
    /// All there; its length is told.
    Full(Option<Bytes>),
    /// All there, but its length is not told, so that it is sent in chunks.
    Chunked(Option<Bytes>),
    /// Passed on as it comes.
    Incoming(Incoming),
    /// The same, with something around it.
    Wrapped(UnsyncBoxBody<Bytes, BoxError>),
}

/// A body that is all there.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    let bytes = Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty());
    Body(Kind::Full(bytes))
}

/// A body that is all there and yet is sent in chunks, because it does not tell its length.
pub fn chunked(bytes: impl Into<Bytes>) -> Body {
    Body(Kind::Chunked(Some(bytes.into())))
}

/// No body.
pub fn empty() -> Body {
    Body(Kind::Full(None))
}

/// A body that passes on what `incoming` brings, unbuffered.
pub fn stream(incoming: Incoming) -> Body {
    Body(Kind::Incoming(incoming))
}

/// Any other body.
pub fn wrapped(body: impl HttpBody<Data = Bytes, Error = BoxError> + Send + 'static) -> Body {
    Body(Kind::Wrapped(body.boxed_unsync()))
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Full(bytes) | Kind::Chunked(bytes) => {
                Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes))))
            }
            Kind::Incoming(body) => {
                let frame = ready!(Pin::new(body).poll_frame(context));
                Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)))
            }
            Kind::Wrapped(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Full(bytes) | Kind::Chunked(bytes) => bytes.is_none(),
            Kind::Incoming(body) => body.is_end_stream(),
            Kind::Wrapped(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Full(bytes) => {
                let length = bytes.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            Kind::Chunked(_) => SizeHint::default(),
            Kind::Incoming(body) => body.size_hint(),
            Kind::Wrapped(body) => body.size_hint(),
        }
    }
}
