//! The signal that ends the triggers, and how much time it leaves them.

use std::time::Duration;

use tokio::sync::watch;

/// How long running invocations may go on after the signal (H-LIM-06).
const GRACE: Duration = Duration::from_secs(10);

/// Gives the signal; dropping it does too.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Waits for the signal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// A signal and who waits for it.
pub fn signal() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Gives the signal.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Resolves when the triggers should take no more events.
    pub async fn requested(&self) {
        // An error means that nobody is left who could give the signal.
        let _ = self.0.clone().wait_for(|stop| *stop).await;
    }

    /// Resolves when running invocations have had their time.
    pub async fn expired(&self) {
        self.requested().await;
        tokio::time::sleep(GRACE).await;
    }

    /// Sleeps; `false` when the signal came first.
    pub async fn sleep(&self, time: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(time) => true,
            () = self.requested() => false,
        }
    }
}
