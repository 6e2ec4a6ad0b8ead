//! The machines and plans on which Azure hosts function apps, and what they are known to have.
//!
//! Everybody may ask here; nothing here knows of apps, packages or terminals.

mod library;
mod machine;
mod plan;
mod platform;
mod version;

pub use library::{LIBRARIES, Libraries, Presence, RUNTIME, RUNTIME_GLIBC, Runtime, presence};
pub use machine::{Conditions, Fact, MACHINES, Machine, Overrides, has_machines};
pub use plan::HostingPlan;
pub use platform::{Arch, Os, Platform, glibc_loader};
pub use version::Version;

/// The oldest glibc that a Linux plan of the Functions host is known to run: major and minor
/// version of Debian 11's.
pub const GLIBC_FLOOR: (u32, u32) = (2, 31);
