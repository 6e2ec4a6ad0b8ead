//! What is known about the machines of each plan: one row for each plan and system, every value
//! with its source and its date.
//!
//! To change a value, change its row; docs/plans.md is made from here. A project that knows better
//! says so in `fch.toml`, see [`Overrides`].

use serde::Deserialize;

use super::{HostingPlan, Os, Platform, Version};

/// Something that is known, from where, and of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is known.
    pub value: T,
    /// Who says so.
    pub source: &'static str,
    /// The year and month, and the day if known, of which the source speaks.
    pub date: &'static str,
}

/// The machines of one plan with one operating system.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// The plan.
    pub plan: HostingPlan,
    /// Their operating system.
    pub os: Os,
    /// The newest glibc that all of them are sure to have; none where an app brings its own.
    pub glibc: Option<Fact<Version>>,
    /// The newest glibc that any of them is known to have.
    pub newest_glibc: Option<Fact<Version>>,
    /// Bytes that the zip may have.
    pub zip_limit: Option<Fact<u64>>,
    /// Bytes that the files in it may have together.
    pub unpacked_limit: Option<Fact<u64>>,
    /// Whether the app's folder cannot be written to.
    pub read_only: Option<Fact<bool>>,
    /// When the plan ends.
    pub ends: Option<Fact<&'static str>>,
}

const GB: u64 = 1 << 30;

const DEBIAN_11: Option<Fact<Version>> = Some(Fact {
    value: Version(2, 31),
    source: "Debian 11, on which images stay that have not moved: \
             github.com/Azure/azure-functions-python-worker/issues/1651, \
             github.com/Azure/azure-functions-docker/issues/1256",
    date: "2026-09",
});

const DEBIAN_12: Option<Fact<Version>> = Some(Fact {
    value: Version(2, 36),
    source: "Debian 12, of the newer images of Premium and Dedicated plans: \
             github.com/Azure/azure-functions-docker, host/4/bookworm",
    date: "2025",
});

const RUN_FROM_PACKAGE: &str =
    "learn.microsoft.com/azure/azure-functions/run-functions-from-deployment-package";

const ZIP_LIMIT: Option<Fact<u64>> = Some(Fact {
    value: GB,
    source: RUN_FROM_PACKAGE,
    date: "2025",
});

const READ_ONLY: Option<Fact<bool>> = Some(Fact {
    value: true,
    source: RUN_FROM_PACKAGE,
    date: "2026",
});

const TEMPORARY_SPACE: Option<Fact<u64>> = Some(Fact {
    value: GB,
    source: RUN_FROM_PACKAGE,
    date: "2026-08",
});

const fn linux(plan: HostingPlan) -> Machine {
    Machine {
        plan,
        os: Os::Linux,
        glibc: DEBIAN_11,
        newest_glibc: DEBIAN_12,
        zip_limit: ZIP_LIMIT,
        unpacked_limit: None,
        read_only: READ_ONLY,
        ends: None,
    }
}

const fn windows(plan: HostingPlan) -> Machine {
    Machine {
        os: Os::Windows,
        glibc: None,
        newest_glibc: None,
        ..linux(plan)
    }
}

/// Every plan on every system that it has.
pub static MACHINES: [Machine; 8] = [
    Machine {
        // No page names a limit.
        zip_limit: None,
        ..linux(HostingPlan::Flex)
    },
    Machine {
        unpacked_limit: TEMPORARY_SPACE,
        ends: Some(Fact {
            value: "2028-09-30",
            source: "learn.microsoft.com/azure/azure-functions/functions-versions",
            date: "2026",
        }),
        ..linux(HostingPlan::Consumption)
    },
    Machine {
        unpacked_limit: TEMPORARY_SPACE,
        ..windows(HostingPlan::Consumption)
    },
    linux(HostingPlan::Premium),
    windows(HostingPlan::Premium),
    linux(HostingPlan::Dedicated),
    windows(HostingPlan::Dedicated),
    Machine {
        glibc: None,
        newest_glibc: None,
        zip_limit: None,
        read_only: None,
        ..linux(HostingPlan::Container)
    },
];

/// Whether `plan` has machines with this system. Flex Consumption and containers have Linux only.
pub fn has_machines(plan: HostingPlan, os: Os) -> bool {
    let is_one = |machine: &Machine| machine.plan == plan && machine.os == os;
    MACHINES.iter().any(is_one)
}

/// What a project knows better about the plan that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
pub struct Overrides {
    /// The newest glibc that its machines have, such as `"2.36"`.
    pub glibc: Option<Version>,
    /// Bytes that the zip may have.
    pub zip_limit: Option<u64>,
    /// Bytes that the files in it may have together.
    pub unpacked_limit: Option<u64>,
}

/// What a package has to fit: the strictest of the machines that it may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// The system and processor.
    pub platform: Platform,
    /// The plan that it is for, if that is known.
    pub plan: Option<HostingPlan>,
    /// The newest glibc that every machine is sure to have; none where an app brings its own.
    pub glibc: Option<Version>,
    /// The newest glibc that any machine is known to have.
    pub newest_glibc: Option<Version>,
    /// Bytes that the zip may have.
    pub zip_limit: Option<u64>,
    /// Bytes that the files in it may have together.
    pub unpacked_limit: Option<u64>,
    /// When the plan ends, if it is known and does.
    pub ends: Option<&'static str>,
}

impl Conditions {
    /// The conditions of a plan, or of any but a container when none is known.
    pub fn of(plan: Option<HostingPlan>, platform: Platform, overrides: Overrides) -> Conditions {
        let machines = || {
            MACHINES.iter().filter(move |machine| {
                let meant = match plan {
                    Some(plan) => machine.plan == plan,
                    None => machine.plan != HostingPlan::Container,
                };
                meant && machine.os == platform.os
            })
        };
        let known = |fact: fn(&Machine) -> Option<Fact<Version>>| {
            machines().filter_map(move |machine| fact(machine).map(|fact| fact.value))
        };
        let least = |fact: fn(&Machine) -> Option<Fact<u64>>| {
            let values = machines().filter_map(|machine| fact(machine).map(|fact| fact.value));
            values.min()
        };
        let ends = plan.and_then(|_| machines().find_map(|machine| machine.ends));
        Conditions {
            platform,
            plan,
            glibc: overrides.glibc.or(known(|machine| machine.glibc).min()),
            newest_glibc: (overrides.glibc).or(known(|machine| machine.newest_glibc).max()),
            zip_limit: overrides.zip_limit.or(least(|machine| machine.zip_limit)),
            unpacked_limit: (overrides.unpacked_limit).or(least(|machine| machine.unpacked_limit)),
            ends: ends.map(|fact| fact.value),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::hosting::Arch;

    fn linux(plan: Option<HostingPlan>, overrides: Overrides) -> Conditions {
        let platform = Platform {
            os: Os::Linux,
            arch: Arch::X86_64,
        };
        Conditions::of(plan, platform, overrides)
    }

    #[test]
    fn without_a_plan_the_strictest_counts() {
        let any = linux(None, Overrides::default());
        assert_eq!(any.glibc, Some(Version(2, 31)));
        assert_eq!(any.newest_glibc, Some(Version(2, 36)));
        // H-PUB-12.
        assert_eq!(any.unpacked_limit, Some(1 << 30));
        assert_eq!(any.ends, None);
    }

    #[test]
    fn a_container_brings_its_own() {
        let container = linux(Some(HostingPlan::Container), Overrides::default());
        assert_eq!((container.glibc, container.zip_limit), (None, None));
    }

    #[test]
    fn a_project_may_know_better() {
        let overrides = Overrides {
            glibc: Some(Version(2, 39)),
            ..Overrides::default()
        };
        let known = linux(Some(HostingPlan::Consumption), overrides);
        assert_eq!(known.glibc, Some(Version(2, 39)));
        assert_eq!(known.newest_glibc, Some(Version(2, 39)));
        assert_eq!(known.unpacked_limit, Some(1 << 30));
        assert_eq!(known.ends, Some("2028-09-30"));
    }

    #[test]
    fn every_value_has_a_source_and_a_date() {
        for machine in &MACHINES {
            let facts = [
                machine.glibc.map(|fact| (fact.source, fact.date)),
                machine.newest_glibc.map(|fact| (fact.source, fact.date)),
                machine.zip_limit.map(|fact| (fact.source, fact.date)),
                machine.unpacked_limit.map(|fact| (fact.source, fact.date)),
                machine.read_only.map(|fact| (fact.source, fact.date)),
                machine.ends.map(|fact| (fact.source, fact.date)),
            ];
            for (source, date) in facts.into_iter().flatten() {
                assert!(
                    source.contains('.') && date.starts_with("20"),
                    "{source} {date}"
                );
            }
        }
    }
}
