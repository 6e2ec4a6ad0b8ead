//! The `[plans]` tables: what a project knows better about the machines of its plan.
//!
//! ```toml
//! [plans.premium]
//! glibc = "2.36"             # the newest glibc that its machines have
//! zip-limit = 1073741824     # bytes
//! unpacked-limit = 1073741824
//! ```

use std::collections::BTreeMap;

use crate::hosting::{HostingPlan, Overrides};

/// The `[plans]` tables, by plan.
pub type Plans = BTreeMap<HostingPlan, Overrides>;
