//! Which triple and which linker a target is built with.

use super::survey::{Std, Survey, Zigbuild};
use crate::build::target::{Asked, Target};
use crate::error::{Failure, Result};
use crate::hosting::{Os, Version};

/// A choice of triple and linker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What `--target` gets; nothing for this machine.
    pub triple: Option<String>,
    /// Whether zig links.
    pub zig: bool,
    /// Why, in one line.
    pub reason: String,
    /// The better ways that are not open, each with the reason and the cure.
    pub skipped: Vec<String>,
    /// What to try when the build fails.
    pub hints: Vec<String>,
}

/// The triples that could serve a target, best first; none for this machine, where cargo's own
/// default is right.
pub fn candidates(target: &Target) -> Vec<String> {
    let arch = target.arch.name();
    let triples = |rests: &[&str]| rests.iter().map(|rest| format!("{arch}-{rest}")).collect();
    match (target.asked, target.os) {
        (Asked::Host, _) => Vec::new(),
        (Asked::Triple, _) => vec![target.triple.clone()],
        (Asked::Name, Os::Linux) => triples(&["unknown-linux-musl", "unknown-linux-gnu"]),
        (Asked::Name, Os::Windows) if cfg!(windows) => {
            triples(&["pc-windows-msvc", "pc-windows-gnu"])
        }
        (Asked::Name, Os::Windows | Os::Macos) => vec![target.triple.clone()],
    }
}

/// Chooses from what is installed; `floor` is the newest glibc that the machines it is for are
/// sure to have.
///
/// # Errors
/// A [`Failure`] with the command that installs what is missing.
pub fn choose(target: &Target, floor: Version, survey: &Survey) -> Result<Link> {
    if target.asked == Asked::Host {
        return Ok(Link {
            triple: None,
            zig: false,
            reason: "for this machine, with cargo's own defaults".into(),
            skipped: Vec::new(),
            hints: Vec::new(),
        });
    }
    let mut open = survey.std.iter().filter(|(_, std)| std.is_open());
    let (triple, std) = open.next().ok_or_else(|| missing(target, survey))?;
    let zigbuild = survey.zigbuild == Zigbuild::Ready;
    if target.glibc.is_some() && !zigbuild {
        return Err(Failure::job(format!(
            "cannot build for {target}: a glibc version needs cargo-zigbuild"
        ))
        .because(lack(survey.zigbuild))
        .help(INSTALL_ZIGBUILD));
    }
    let link = link(target, floor, (triple, *std), zigbuild);
    let skipped = skipped(target, triple, survey);
    Ok(Link { skipped, ..link })
}

const INSTALL_ZIGBUILD: &str = "install it and zig: pip install cargo-zigbuild ziglang";

fn lack(zigbuild: Zigbuild) -> &'static str {
    match zigbuild {
        Zigbuild::WithoutZig => "cargo-zigbuild finds no zig",
        Zigbuild::Ready | Zigbuild::Missing => "cargo-zigbuild is not installed",
    }
}

fn link(target: &Target, floor: Version, (triple, std): (&str, Std), zigbuild: bool) -> Link {
    let gnu = triple.ends_with("-linux-gnu");
    let glibc = match (&target.glibc, target.asked) {
        (Some(version), _) => Some(version.clone()),
        (None, Asked::Name) if gnu && zigbuild => Some(floor.to_string()),
        _ => None,
    };
    let foreign = !target.is_native() && target.os != Os::Windows;
    // Only the standard library that is installed brings musl's startup files along.
    let bare_musl = std == Std::FromSource && triple.ends_with("-musl");
    let zig = zigbuild && (glibc.is_some() || foreign || bare_musl);
    let reason = match (&glibc, zig) {
        (Some(version), _) => format!("zig links it against glibc {version}"),
        (None, true) if bare_musl => "zig links it, because it has musl itself".into(),
        (None, true) => "zig links it, because this machine's linker cannot".into(),
        (None, false) if std == Std::FromSource => "cargo builds its standard library".into(),
        (None, false) if triple.ends_with("-musl") => {
            "its standard library is installed; a static binary runs on every Linux".into()
        }
        (None, false) => "its standard library is installed".into(),
    };
    Link {
        triple: Some(match glibc {
            Some(version) => format!("{triple}.{version}"),
            None => triple.to_owned(),
        }),
        zig,
        reason: format!("target `{triple}`: {reason}"),
        skipped: Vec::new(),
        hints: hints(target, triple, zig),
    }
}

/// Why Linux did not become static, or even got this machine's own glibc, which may be newer
/// than Azure's.
fn skipped(target: &Target, triple: &str, survey: &Survey) -> Vec<String> {
    let linux = target.asked == Asked::Name && target.os == Os::Linux;
    if !linux || triple.ends_with("-musl") {
        return Vec::new();
    }
    let musl = &target.triple;
    let mut all = vec![format!(
        "static musl: Rust's standard library for it is not installed (rustup target add {musl})"
    )];
    if survey.zigbuild != Zigbuild::Ready {
        all.push(format!(
            "an older glibc through zig: {} (pip install cargo-zigbuild ziglang)",
            lack(survey.zigbuild)
        ));
    }
    all
}

fn hints(target: &Target, triple: &str, zig: bool) -> Vec<String> {
    let hint = if zig {
        None
    } else if triple.ends_with("-windows-gnu") && !cfg!(windows) {
        Some(
            "if the linker is missing: Windows needs MinGW-w64 (Debian: apt-get install gcc-mingw-w64-x86-64)"
                .into(),
        )
    } else if triple.ends_with("-musl") {
        Some(format!(
            "if C code of a dependency failed: it needs a C compiler for musl; {INSTALL_ZIGBUILD}"
        ))
    } else if !target.is_native() {
        Some(format!(
            "if it was the linker: it may not know {target}; {INSTALL_ZIGBUILD}"
        ))
    } else {
        None
    };
    hint.into_iter().collect()
}

fn missing(target: &Target, survey: &Survey) -> Failure {
    if survey.std.iter().all(|(_, std)| *std == Std::Unknown) {
        return Failure::usage(format!(
            "rustc does not know the target `{}`",
            target.triple
        ))
        .help("see the list: rustc --print target-list");
    }
    let first = survey.std.first();
    let triple = first.map_or(target.triple.as_str(), |(triple, _)| triple.as_str());
    Failure::job(format!(
        "cannot build for {target}: Rust's standard library for it is not installed"
    ))
    .help(format!("install it: rustup target add {triple}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MUSL: &str = "x86_64-unknown-linux-musl";
    const GNU: &str = "x86_64-unknown-linux-gnu";

    fn chosen(target: &str, installed: &[&str], zigbuild: Zigbuild) -> Result<Link> {
        let target = Target::parse(target)?;
        let std = candidates(&target).into_iter().map(|triple| {
            let std = match installed.contains(&triple.as_str()) {
                true => Std::Installed,
                false if triple.contains("acme") => Std::Unknown,
                false => Std::Missing,
            };
            (triple, std)
        });
        let survey = Survey {
            std: std.collect(),
            zigbuild,
            packages: Vec::new(),
        };
        choose(&target, Version(2, 31), &survey)
    }

    #[test]
    fn linux_prefers_static_musl() {
        let link = chosen("linux", &[MUSL, GNU], Zigbuild::Ready).unwrap();
        assert_eq!(link.triple.as_deref(), Some(MUSL));
        assert_eq!(link.zig, !Target::parse("linux").unwrap().is_native());
        assert_eq!(link.skipped, [""; 0]);
    }

    #[test]
    fn musl_whose_library_is_built_from_source_is_linked_by_zig() {
        let target = Target::parse("linux").unwrap();
        let survey = Survey {
            std: vec![(MUSL.to_owned(), Std::FromSource)],
            zigbuild: Zigbuild::Ready,
            packages: Vec::new(),
        };
        let link = choose(&target, Version(2, 31), &survey).unwrap();
        assert_eq!((link.triple.as_deref(), link.zig), (Some(MUSL), true));
    }

    #[test]
    fn without_musl_zig_keeps_glibc_old_enough() {
        let link = chosen("linux", &[GNU], Zigbuild::Ready).unwrap();
        assert_eq!(
            link.triple.as_deref(),
            Some("x86_64-unknown-linux-gnu.2.31")
        );
        assert!(link.zig);
        let [musl] = link.skipped.as_slice() else {
            panic!("{:?}", link.skipped);
        };
        assert!(musl.contains("rustup target add x86_64-unknown-linux-musl"));
    }

    #[test]
    fn without_both_the_user_hears_why() {
        let link = chosen("linux", &[GNU], Zigbuild::Missing).unwrap();
        assert_eq!(link.triple.as_deref(), Some(GNU));
        assert!(link.skipped[0].starts_with("static musl: "));
        assert!(link.skipped[1].contains("is not installed (pip install"));
        let link = chosen("linux", &[GNU], Zigbuild::WithoutZig).unwrap();
        assert!(link.skipped[1].contains("finds no zig"));
    }

    #[test]
    fn a_missing_standard_library_comes_with_the_cure() {
        let failure = chosen("windows", &[], Zigbuild::Ready).unwrap_err();
        if !cfg!(windows) {
            assert_eq!(
                failure.help,
                ["install it: rustup target add x86_64-pc-windows-gnu"]
            );
        }
        let failure = chosen("linux", &[], Zigbuild::Ready).unwrap_err();
        assert_eq!(
            failure.help,
            ["install it: rustup target add x86_64-unknown-linux-musl"]
        );
        let failure = chosen("x86_64-acme-linux-gnu", &[], Zigbuild::Ready).unwrap_err();
        assert!(failure.message.contains("does not know"));
    }

    #[test]
    fn a_triple_is_taken_at_its_word() {
        let link = chosen(GNU, &[GNU], Zigbuild::Ready).unwrap();
        assert_eq!(link.triple.as_deref(), Some(GNU), "no floor was asked for");
        let link = chosen("x86_64-unknown-linux-gnu.2.17", &[GNU], Zigbuild::Ready).unwrap();
        assert_eq!(
            link.triple.as_deref(),
            Some("x86_64-unknown-linux-gnu.2.17")
        );
        let failure =
            chosen("x86_64-unknown-linux-gnu.2.17", &[GNU], Zigbuild::Missing).unwrap_err();
        assert!(failure.message.contains("needs cargo-zigbuild"));
    }
}
