//! What this machine has for building Rust, and which binaries the app defines.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::link;
use crate::build::Request;
use crate::build::probe::{Answer, ask, works};
use crate::error::{Failure, Result};

/// Whether rustc can build for a triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Std {
    /// The standard library is there.
    Installed,
    /// cargo builds the standard library, because the user wants it to.
    FromSource,
    /// rustc knows the triple, but its standard library is not there.
    Missing,
    /// rustc does not know the triple.
    Unknown,
}

impl Std {
    /// Whether a build for the triple can begin.
    pub fn is_open(self) -> bool {
        matches!(self, Std::Installed | Std::FromSource)
    }
}

/// What the survey found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The triples that come into question, best first. Empty for this machine.
    pub std: Vec<(String, Std)>,
    /// Whether cargo-zigbuild and a zig for it work.
    pub zigbuild: Zigbuild,
    /// The packages of the workspace, or the only one.
    pub packages: Vec<Package>,
}

/// What there is of cargo-zigbuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zigbuild {
    /// It works.
    Ready,
    /// It finds no zig.
    WithoutZig,
    /// It is not there.
    Missing,
}

/// A package that could hold the handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest: PathBuf,
    /// Whether that is the one in the app's root.
    pub own: bool,
    /// Its binary targets.
    pub binaries: Vec<String>,
    /// `default-run` in its `Cargo.toml`.
    pub default_run: Option<String>,
}

/// Asks cargo, rustc and, for another target than this machine, cargo-zigbuild.
///
/// # Errors
/// A [`Failure`] when cargo is missing or cannot read the app's `Cargo.toml`.
pub fn survey(request: &Request) -> Result<Survey> {
    let packages = packages(request.root)?;
    let triples = link::candidates(&request.target);
    // Asked once, and only where an answer counts.
    let from_source = OnceCell::new();
    let builds_std = || *from_source.get_or_init(|| builds_std(request.root));
    Ok(Survey {
        zigbuild: match triples.as_slice() {
            [] => Zigbuild::Missing,
            _ => zigbuild(),
        },
        std: triples
            .into_iter()
            .map(|triple| {
                let std = standard_library(request.root, &triple, builds_std);
                (triple, std)
            })
            .collect(),
        packages,
    })
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<MetadataTarget>,
    default_run: Option<String>,
}

#[derive(Deserialize)]
struct MetadataTarget {
    name: String,
    kind: Vec<String>,
}

/// All packages of the workspace. The handler's may be another than the one in the app's root.
fn packages(root: &Path) -> Result<Vec<Package>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--format-version=1"]);
    let text = match ask(cargo.current_dir(root)) {
        Answer::Said(text) => text,
        Answer::Missing => {
            return Err(Failure::job("cannot build: `cargo` is not on PATH")
                .help("install Rust with rustup: https://rustup.rs"));
        }
        Answer::Failed(why) => {
            return Err(Failure::usage("cargo cannot read the app's `Cargo.toml`").because(why));
        }
    };
    let metadata: Metadata = serde_json::from_str(&text).map_err(|error| {
        Failure::usage("cannot understand what `cargo metadata` says").because(error)
    })?;
    let own = root.join("Cargo.toml").canonicalize().ok();
    let packages = metadata.packages.into_iter().map(|package| {
        let mut package = Package::from(package);
        package.own = package.manifest.canonicalize().ok() == own;
        package
    });
    Ok(packages.collect())
}

impl From<MetadataPackage> for Package {
    fn from(package: MetadataPackage) -> Self {
        let binaries = package.targets.into_iter();
        Package {
            name: package.name,
            manifest: package.manifest_path,
            own: false,
            binaries: binaries
                .filter(|target| target.kind.iter().any(|kind| kind == "bin"))
                .map(|target| target.name)
                .collect(),
            default_run: package.default_run,
        }
    }
}

/// Looks for the files themselves: rustup's own list knows nothing of toolchains that came
/// from elsewhere. Runs in the root, where a `rust-toolchain.toml` may choose the compiler.
fn standard_library(root: &Path, triple: &str, builds_std: impl Fn() -> bool) -> Std {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--print", "target-libdir", "--target", triple]);
    match ask(rustc.current_dir(root)) {
        Answer::Said(folder) if holds_std(Path::new(folder.trim())) => Std::Installed,
        Answer::Said(_) if builds_std() => Std::FromSource,
        Answer::Said(_) | Answer::Missing => Std::Missing,
        Answer::Failed(_) => Std::Unknown,
    }
}

/// Whether the environment or cargo's own configuration has cargo build the standard library, as
/// `-Z build-std` does. A toolchain that refuses the question refuses to do that as well: both are
/// for nightly ones.
fn builds_std(root: &Path) -> bool {
    let mut cargo = Command::new("cargo");
    cargo.args(["-Zunstable-options", "config", "get", "unstable.build-std"]);
    works(cargo.current_dir(root))
}

fn holds_std(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with("libstd-") || name.starts_with("std-")
            })
        })
    })
}

/// cargo-zigbuild takes zig from a variable, from PATH, or from Python's `ziglang` package.
fn zigbuild() -> Zigbuild {
    let from_env = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let version = |zig: &mut Command| works(zig.arg("version"));
    let python = from_env("CARGO_ZIGBUILD_PYTHON_PATH").unwrap_or_else(|| "python3".into());
    if !works(Command::new("cargo-zigbuild").arg("--version")) {
        return Zigbuild::Missing;
    }
    let has_zig = from_env("CARGO_ZIGBUILD_ZIG_PATH")
        .is_some_and(|zig| version(&mut Command::new(zig)))
        || version(&mut Command::new("zig"))
        || version(Command::new(python).args(["-m", "ziglang"]));
    match has_zig {
        true => Zigbuild::Ready,
        false => Zigbuild::WithoutZig,
    }
}
