//! The local Functions host: starts the handler, serves HTTP, fires triggers.
//!
//! Owns the faithful part of `fch run`: what the handler sees and what a caller gets follow the
//! numbered facts of the host (`H-REQ-12`), and where the emulator departs from them on
//! purpose, it says so. Knows no terminal: whatever happens becomes an [`event::Event`].
//!
//! ```text
//! app -> plan -> handler (a process)      front (HTTP)   triggers (timer, queue, blob)
//!                    ^                        |               |
//!                    +------- invoke <--------+---------------+
//!                                v                            v
//!                      io (inputs, outputs) ------------> storage
//! ```
//!
//! [`serve`] is the life of a run. To add a trigger that fires by itself, see `triggers`; a
//! binding that is read or written, `io`; to explain a failure, `faults`.

pub mod banner;
pub mod body;
pub mod call;
pub mod caller_keys;
pub mod event;
pub mod faults;
pub mod front;
pub mod generation;
pub mod handler;
pub mod host;
pub mod host_section;
pub mod invoke;
pub mod io;
pub mod plan;
pub mod reload;
pub mod run_file;
#[cfg(test)]
pub(crate) mod samples;
pub mod serve;
pub mod session;
pub mod storage;
pub mod triggers;
pub mod watch;
pub mod wire;

use std::net::{IpAddr, Ipv4Addr};

pub use host::{Host, Setup};

/// The version of the host that is emulated, as handlers see it (H-REQ-03).
pub const HOST_VERSION: &str = "4.1052.100.0";

/// The port of the front end when nobody says another (H-ROUTE-01).
pub const DEFAULT_PORT: u16 = 7071;

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

impl Options {
    /// Any free port on loopback, for one caller who will be gone soon.
    pub fn private() -> Self {
        Options {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            strict: false,
            key: None,
            cors: Vec::new(),
            cors_credentials: false,
        }
    }
}
