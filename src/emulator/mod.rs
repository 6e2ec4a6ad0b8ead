//! The local Functions host: starts the handler, serves HTTP, fires triggers.
//!
//! Owns the faithful part of `fch run`: what the handler sees and what a caller gets follow the
//! numbered facts of the host (`H-REQ-12`), and where the emulator departs from them on
//! purpose, it says so. Knows no terminal: whatever happens becomes an [`event::Event`].
//!
//! ```text
//! app -> plan -> handler (a process)      front (HTTP)   triggers (timer, queue, blob)
//!                    ^                        |               |
//!                    +------- invoke <--------+---------------+----> storage
//! ```
//!
//! To add a trigger that fires by itself, see `triggers`; to explain a failure, see `faults`.

pub mod body;
pub mod event;
pub mod faults;
pub mod front;
pub mod handler;
pub mod host;
pub mod invoke;
pub mod plan;
pub mod serve;
pub mod storage;
pub mod triggers;

use std::net::IpAddr;

pub use host::Host;
pub use serve::{Ending, Setup};

/// The version of the host that is emulated, as handlers see it (H-REQ-03).
pub const HOST_VERSION: &str = "4.1052.100.0";

/// The app's folder for what `fch run` keeps; git and `fch package` leave it alone.
pub const STATE_FOLDER: &str = ".fch";

/// What the user asked of the emulator.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the front end listens.
    pub address: IpAddr,
    /// Its port; 0 means any.
    pub port: u16,
    /// Do what Azure does even where it hangs or waits (H-NOTE-01).
    pub strict: bool,
    /// Check keys as Azure does; holds the development key.
    pub key: Option<String>,
    /// Origins allowed by `--cors` or the settings (H-ROUTE-23).
    pub cors: Vec<String>,
    /// `CORSCredentials` (H-ROUTE-24).
    pub cors_credentials: bool,
}
