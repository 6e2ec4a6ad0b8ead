//! What every store must do: the behaviour of the real service that functions rely on.
//!
//! Uses new names each time, so that it can run against a service that keeps its data.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use uuid::Uuid;

use super::{ErrorKind, StorageError, Store};

mod blobs;
mod queues;
mod tables;

/// Checks everything, on new queues, containers and tables.
pub(super) async fn check(store: Arc<dyn Store>) {
    queues::check(&*store).await;
    blobs::check(&*store).await;
    tables::check(&*store).await;
}

fn new_name(kind: &str) -> String {
    format!("{kind}{}", Uuid::new_v4().simple())
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: Result<T, StorageError>, kind: ErrorKind) {
    assert_eq!(answer.unwrap_err().kind, kind);
}
