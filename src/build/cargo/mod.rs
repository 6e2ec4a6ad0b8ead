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
use super::{Request, place};
use crate::error::Result;

/// Plans the build from what the survey found.
///
/// # Errors
/// A [`Failure`](crate::error::Failure) when no standard library for the target is installed,
/// or when it is not clear which binary is the handler.
pub fn plan(request: &Request, survey: &Survey) -> Result<Plan> {
    let destination = place::destination(request)?;
    let link = link::choose(&request.target, survey)?;
    let binary = binary::choose(request.stem(), &survey.packages)?;

    let mut args = vec![if link.zig { "zigbuild" } else { "build" }.to_owned()];
    if request.release {
        args.push("--release".into());
    }
    if request.quiet {
        args.push("--quiet".into());
    }
    if let Some(triple) = &link.triple {
        args.extend(["--target".into(), triple.clone()]);
    }
    if binary.other_packages {
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
        reasons,
        notes: link.notes.into_iter().chain(destination.note).collect(),
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
    use super::survey::{Package, Std};
    use super::*;
    use crate::build::Target;

    fn survey(std: &[&str], zigbuild: bool) -> Survey {
        Survey {
            std: std
                .iter()
                .map(|triple| ((*triple).to_owned(), Std::Installed))
                .collect(),
            zigbuild,
            packages: vec![Package {
                name: "hello".into(),
                manifest: "Cargo.toml".into(),
                binaries: vec!["hello".into()],
                default_run: None,
            }],
        }
    }

    fn line(target: Target, release: bool, survey: &Survey) -> Plan {
        let root = tempfile::tempdir().unwrap();
        let request = Request {
            root: root.path(),
            executable: "handler",
            target,
            release,
            quiet: false,
        };
        plan(&request, survey).unwrap()
    }

    #[test]
    fn this_machine_gets_plain_cargo() {
        let plan = line(Target::host(), true, &survey(&[], true));
        assert_eq!(
            plan.command_line(),
            "cargo build --release --bin hello --message-format=json-render-diagnostics"
        );
        let plan = line(Target::host(), false, &survey(&[], false));
        assert!(!plan.command_line().contains("--release"));
    }

    #[test]
    fn linux_through_zig_carries_the_glibc_floor() {
        let survey = survey(&["x86_64-unknown-linux-gnu"], true);
        let plan = line(Target::parse("linux").unwrap(), true, &survey);
        assert_eq!(
            plan.command_line(),
            "cargo zigbuild --release --target x86_64-unknown-linux-gnu.2.31 --bin hello \
             --message-format=json-render-diagnostics"
        );
        assert_eq!(plan.target, "x86_64-unknown-linux-gnu.2.31");
        assert_eq!(plan.what, "cargo zigbuild");
    }
}
