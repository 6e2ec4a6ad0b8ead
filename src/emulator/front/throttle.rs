//! `maxOutstandingRequests` and `maxConcurrentRequests` of host.json (H-LIM-08).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use hyper::{Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer;
use crate::emulator::body::{self, Body, BoxError};
use crate::emulator::plan::Config;

/// How many requests may be in the house, and how many of them may run.
#[derive(Default)]
pub(super) struct Throttle {
    outstanding: Option<Arc<Semaphore>>,
    concurrent: Option<Arc<Semaphore>>,
}

/// The right to be there and to run, until it is dropped.
type Permits = [Option<OwnedSemaphorePermit>; 2];

impl Throttle {
    /// Reads both limits; without one, or with one below 1, there is none.
    pub(super) fn new(config: &Config) -> Throttle {
        let limit = |name: &str| {
            let limit = config.number(&format!("extensions:http:{name}"))?;
            let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0)?;
            Some(Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS))))
        };
        Throttle {
            outstanding: limit("maxOutstandingRequests"),
            concurrent: limit("maxConcurrentRequests"),
        }
    }

    /// Runs a request when its turn has come, or answers 429 when too many wait already.
    pub(super) async fn run(
        &self,
        request: impl Future<Output = Response<Body>>,
    ) -> Response<Body> {
        if self.outstanding.is_none() && self.concurrent.is_none() {
            return request.await;
        }
        match self.enter().await {
            Some(permits) => request.await.map(|body| held(body, permits)),
            None => too_many(),
        }
    }

    async fn enter(&self) -> Option<Permits> {
        let outstanding = match &self.outstanding {
            Some(limit) => Some(limit.clone().try_acquire_owned().ok()?),
            None => None,
        };
        let concurrent = match &self.concurrent {
            Some(limit) => Some(limit.clone().acquire_owned().await.ok()?),
            None => None,
        };
        Some([outstanding, concurrent])
    }
}

fn too_many() -> Response<Body> {
    let mut response = answer::empty(StatusCode::TOO_MANY_REQUESTS);
    let one = hyper::header::HeaderValue::from_static("1");
    response.headers_mut().insert("x-function-scaleout", one);
    response
}

/// A request runs until the last byte of its answer.
fn held(body: Body, permits: Permits) -> Body {
    let held = Held {
        body,
        _permits: permits,
    };
    body::wrapped(held)
}

struct Held {
    body: Body,
    _permits: Permits,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::body;

    fn throttle(name: &str, limit: &str) -> Throttle {
        let mut config = Config::default();
        config.set(&format!("extensions:http:{name}"), limit);
        Throttle::new(&config)
    }

    async fn answered() -> Response<Body> {
        Response::new(body::full("x"))
    }

    #[tokio::test]
    async fn too_many_outstanding_requests_get_429() {
        // H-LIM-08, H-RESP-51
        let throttle = throttle("maxOutstandingRequests", "1");
        let first = throttle.run(answered()).await;
        let second = throttle.run(answered()).await;
        assert_eq!(second.status(), 429);
        assert_eq!(second.headers()["X-FUNCTION-SCALEOUT"], "1");
        drop(first);
        assert_eq!(throttle.run(answered()).await.status(), 200);
    }

    #[tokio::test]
    async fn concurrent_requests_wait_their_turn() {
        let throttle = throttle("maxConcurrentRequests", "1");
        let first = throttle.run(answered()).await;
        let mut second = std::pin::pin!(throttle.run(answered()));
        tokio::select! {
            biased;
            _ = &mut second => panic!("ran beside the first"),
            () = std::future::ready(()) => {}
        }
        drop(first);
        assert_eq!(second.await.status(), 200);
    }

    #[test]
    fn without_a_positive_limit_there_is_none() {
        // H-LIM-08
        let none = throttle("maxOutstandingRequests", "-1");
        assert!(none.outstanding.is_none() && none.concurrent.is_none());
    }
}
