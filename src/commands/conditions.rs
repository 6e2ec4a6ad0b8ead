//! What a package has to fit: its plan's machines, and what `fch.toml` knows better of them.

use crate::config::Config;
use crate::hosting::{Conditions, HostingPlan, Platform};

/// The conditions of `plan`, or the strictest when none is meant.
pub(super) fn of(plan: Option<HostingPlan>, platform: Platform, config: &Config) -> Conditions {
    let overrides = plan.and_then(|plan| config.plans.get(&plan).copied());
    Conditions::of(plan, platform, overrides.unwrap_or_default())
}
