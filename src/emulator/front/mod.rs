//! The HTTP front end: server, router, admin API, CORS, keys, home page (H-ROUTE, H-ADM).

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Host, Options};

/// The running app, or `None` while one is swapped for the next: requests wait then.
pub type Current = watch::Receiver<Option<Arc<Host>>>;

/// Serves until `stop` resolves, then lets running requests end for a moment.
pub async fn serve(
    _listener: TcpListener,
    _current: Current,
    _options: Arc<Options>,
    stop: impl Future<Output = ()>,
) {
    stop.await;
}
