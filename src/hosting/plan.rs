//! The plans on which Azure hosts function apps, as far as they differ for an app's files.

use std::fmt;

/// A hosting plan.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum HostingPlan {
    /// Flex Consumption: Linux, scales to zero.
    Flex,
    /// Consumption: the older plan that scales to zero.
    Consumption,
    /// Elastic Premium.
    Premium,
    /// An App Service plan.
    Dedicated,
    /// A container of one's own, on Container Apps or elsewhere.
    Container,
}

impl HostingPlan {
    /// Every plan.
    pub const ALL: [HostingPlan; 5] = [
        HostingPlan::Flex,
        HostingPlan::Consumption,
        HostingPlan::Premium,
        HostingPlan::Dedicated,
        HostingPlan::Container,
    ];

    /// The word on the command line and in `fch.toml`.
    pub fn word(self) -> &'static str {
        match self {
            HostingPlan::Flex => "flex",
            HostingPlan::Consumption => "consumption",
            HostingPlan::Premium => "premium",
            HostingPlan::Dedicated => "dedicated",
            HostingPlan::Container => "container",
        }
    }
}

/// The name as Azure writes it.
impl fmt::Display for HostingPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HostingPlan::Flex => "Flex Consumption",
            HostingPlan::Consumption => "Consumption",
            HostingPlan::Premium => "Elastic Premium",
            HostingPlan::Dedicated => "App Service (Dedicated)",
            HostingPlan::Container => "a container",
        })
    }
}
