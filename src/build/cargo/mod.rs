//! Rust handlers: `cargo build`, or `cargo zigbuild` where that reaches further.
//!
//! [`survey`] asks rustc and cargo, [`link`] chooses triple and linker, [`binary`] chooses the
//! binary target, [`messages`] reads from cargo's answer where the file is. No target folder
//! is ever guessed: workspaces, `CARGO_TARGET_DIR` and `.cargo/config.toml` all move it.

pub mod binary;
pub mod link;
pub mod messages;
pub mod survey;

pub use survey::{Survey, survey};

use super::plan::{Artifact, Invocation, Plan};
use super::{Profile, Request, place};
use crate::error::Result;

/// Plans the build from what the survey found.
///
/// # Errors
/// A [`Failure`](crate::error::Failure) when no standard library for the target is installed,
/// or when it is not clear which binary is the handler.
pub fn plan(request: &Request, survey: &Survey) -> Result<Plan> {
    let destination = place::destination(request)?;
    let options = &request.options;
    let link = link::choose(&request.target, options.glibc, survey)?;
    let binary = binary::choose(options.bin.as_deref(), request.stem(), &survey.packages)?;

    let mut args = vec![if link.zig { "zigbuild" } else { "build" }.to_owned()];
    match &options.profile {
        Profile::Debug => {}
        Profile::Release => args.push("--release".into()),
        Profile::Named(name) => args.extend(["--profile".into(), name.clone()]),
    }
    if options.strip {
        let key = format!("profile.{}.strip=\"symbols\"", options.profile.name());
        args.extend(["--config".into(), key]);
    }
    if request.quiet {
        args.push("--quiet".into());
    }
    if let Some(triple) = &link.triple {
        args.extend(["--target".into(), triple.clone()]);
    }
    if binary.name_package {
        args.extend(["--package".into(), binary.package.clone()]);
    }
    args.extend(["--bin".into(), binary.name.clone()]);
    args.push("--message-format=json-render-diagnostics".into());

    let mut reasons = vec![link.reason];
    reasons.push(format!("binary `{}`: {}", binary.name, binary.reason));
    Ok(Plan {
        what: if link.zig {
            "cargo zigbuild"
        } else {
            "cargo build"
        },
        invocation: Invocation::direct("cargo", args),
        env: Vec::new(),
        directory: request.root.to_owned(),
        target: link.triple.unwrap_or_else(|| request.target.triple.clone()),
        skipped: link.skipped,
        reasons,
        notes: destination.note.into_iter().collect(),
        artifact: Artifact::CargoBinary {
            name: binary.name,
            manifest: binary.manifest,
        },
        destination: destination.path,
        hints: link.hints,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::survey::{Package, Std, Zigbuild};
    use super::*;
    use crate::build::{Options, Target};
    use crate::hosting::Version;

    fn survey(std: &[&str], zigbuild: bool) -> Survey {
        Survey {
            std: std
                .iter()
                .map(|triple| ((*triple).to_owned(), Std::Installed))
                .collect(),
            zigbuild: if zigbuild {
                Zigbuild::Ready
            } else {
                Zigbuild::Missing
            },
            packages: vec![Package {
                name: "hello".into(),
                manifest: "Cargo.toml".into(),
                own: true,
                binaries: vec!["hello".into()],
                default_run: None,
            }],
        }
    }

    fn line(target: Target, profile: Profile, survey: &Survey) -> Plan {
        let options = Options {
            profile,
            ..Options::default()
        };
        line_with(options, target, survey)
    }

    fn line_with(options: Options, target: Target, survey: &Survey) -> Plan {
        let root = tempfile::tempdir().unwrap();
        let request = Request {
            root: root.path(),
            executable: "handler",
            target,
            options,
            quiet: false,
        };
        plan(&request, survey).unwrap()
    }

    #[test]
    fn this_machine_gets_plain_cargo() {
        let plan = line(Target::host(), Profile::Release, &survey(&[], true));
        assert_eq!(
            plan.command_line(),
            "cargo build --release --bin hello --message-format=json-render-diagnostics"
        );
        let plan = line(Target::host(), Profile::Debug, &survey(&[], false));
        assert!(!plan.command_line().contains("--release"));
    }

    #[test]
    fn profile_strip_and_binary_are_cargos_to_do() {
        let options = Options {
            profile: Profile::named("dist").unwrap(),
            strip: true,
            bin: Some("hello".into()),
            ..Options::default()
        };
        let plan = line_with(options, Target::host(), &survey(&[], true));
        assert_eq!(
            plan.command_line(),
            "cargo build --profile dist --config 'profile.dist.strip=\"symbols\"' --bin hello \
             --message-format=json-render-diagnostics"
        );
    }

    #[test]
    fn the_floor_is_that_of_the_plan() {
        let survey = survey(&["x86_64-unknown-linux-gnu"], true);
        let options = Options {
            glibc: Version(2, 36),
            ..Options::default()
        };
        let plan = line_with(options, Target::parse("linux").unwrap(), &survey);
        assert_eq!(plan.target, "x86_64-unknown-linux-gnu.2.36");
    }

    #[test]
    fn linux_through_zig_carries_the_glibc_floor() {
        let survey = survey(&["x86_64-unknown-linux-gnu"], true);
        let plan = line(Target::parse("linux").unwrap(), Profile::Release, &survey);
        assert_eq!(
            plan.command_line(),
            "cargo zigbuild --release --target x86_64-unknown-linux-gnu.2.31 --bin hello \
             --message-format=json-render-diagnostics"
        );
        assert_eq!(plan.target, "x86_64-unknown-linux-gnu.2.31");
        assert_eq!(plan.what, "cargo zigbuild");
    }
}
