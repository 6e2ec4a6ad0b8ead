//! After `Upgrade`, for WebSockets: bytes both ways until either side ends.

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;

use crate::emulator::invoke::pending::Pending;

/// Joins the two connections; the invocation ends with them. Whoever hangs up first, and how, is
/// no failure (H-PXY-07).
pub(super) async fn run(caller: OnUpgrade, handler: OnUpgrade, pending: Pending) {
    if let (Ok(caller), Ok(handler)) = tokio::join!(caller, handler) {
        let (mut caller, mut handler) = (TokioIo::new(caller), TokioIo::new(handler));
        let _ = copy_bidirectional(&mut caller, &mut handler).await;
    }
    drop(pending);
}
