//! What a build is for: `linux`, `windows`, `macos` or a target triple.

use std::fmt;

use crate::error::{Failure, Result};
use crate::hosting::{Arch, Os, Platform};
use crate::ui::words;

/// How a target was asked for, and so how much the toolchain may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Not at all: this machine, with the toolchain's own defaults.
    Host,
    /// By system: the toolchain chooses the C library and linker.
    Name,
    /// By triple: exactly that.
    Triple,
}

/// What a build is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The triple; for a target asked for by system the one that suits Azure best.
    pub triple: String,
    /// The system.
    pub os: Os,
    /// The processor.
    pub arch: Arch,
    /// How it was asked for.
    pub asked: Asked,
    /// The glibc version after a `-gnu.` triple, such as `2.31`: the newest the binary may need.
    pub glibc: Option<String>,
}

impl Target {
    /// This machine.
    pub fn host() -> Self {
        let os = match std::env::consts::OS {
            "windows" => Os::Windows,
            "macos" => Os::Macos,
            _ => Os::Linux,
        };
        let arch = std::env::consts::ARCH;
        let rest = match os {
            Os::Macos => "apple-darwin",
            Os::Windows if cfg!(target_env = "gnu") => "pc-windows-gnu",
            Os::Windows => "pc-windows-msvc",
            Os::Linux if cfg!(target_env = "musl") => "unknown-linux-musl",
            Os::Linux => "unknown-linux-gnu",
        };
        Target {
            triple: format!("{arch}-{rest}"),
            os,
            arch: Arch::parse(arch),
            asked: Asked::Host,
            glibc: None,
        }
    }

    /// Reads `linux`, `windows`, `macos` or a triple.
    ///
    /// # Errors
    /// A usage [`Failure`] with the list of names, and the nearest one, for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(os) = Os::ALL.into_iter().find(|os| os.name() == text) {
            return Ok(Self::named(os));
        }
        Self::from_triple(text).ok_or_else(|| unknown(text))
    }

    /// What a system's name stands for. `linux` and `windows` are what the Functions host runs,
    /// x86-64; `macos` is this Mac, or Apple silicon from elsewhere.
    fn named(os: Os) -> Self {
        let host = Target::host();
        let (arch, rest) = match os {
            Os::Linux => (Arch::X86_64, "unknown-linux-musl"),
            Os::Windows => (Arch::X86_64, "pc-windows-gnu"),
            Os::Macos if host.os == Os::Macos => (host.arch, "apple-darwin"),
            Os::Macos => (Arch::Aarch64, "apple-darwin"),
        };
        Target {
            triple: format!("{}-{rest}", arch.name()),
            os,
            arch,
            asked: Asked::Name,
            glibc: None,
        }
    }

    fn from_triple(text: &str) -> Option<Self> {
        let (triple, glibc) = match text.split_once("-gnu.") {
            Some((head, version)) if is_version(version) => {
                (format!("{head}-gnu"), Some(version.to_owned()))
            }
            Some(_) => return None,
            None => (text.to_owned(), None),
        };
        let parts: Vec<&str> = triple.split('-').collect();
        let [arch, rest @ ..] = parts.as_slice() else {
            return None;
        };
        if rest.len() < 2 || parts.iter().any(|part| !is_word(part)) {
            return None;
        }
        let os = rest.iter().find_map(|part| match *part {
            "linux" => Some(Os::Linux),
            "windows" => Some(Os::Windows),
            "darwin" => Some(Os::Macos),
            _ => None,
        })?;
        let arch = Arch::parse(arch);
        (glibc.is_none() || os == Os::Linux).then_some(Target {
            triple,
            os,
            arch,
            asked: Asked::Triple,
            glibc,
        })
    }

    /// What the result has to start on.
    pub fn platform(&self) -> Platform {
        Platform {
            os: self.os,
            arch: self.arch,
        }
    }

    /// Whether this machine's own linker and libraries serve the target.
    pub fn is_native(&self) -> bool {
        let host = Target::host();
        self.os == host.os && self.arch == host.arch
    }
}

impl fmt::Display for Target {
    /// As a person would ask for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.asked, &self.glibc) {
            (Asked::Host, _) => f.write_str("this machine"),
            (Asked::Name, _) => f.write_str(self.os.name()),
            (Asked::Triple, Some(glibc)) => write!(f, "{}.{glibc}", self.triple),
            (Asked::Triple, None) => f.write_str(&self.triple),
        }
    }
}

fn is_version(text: &str) -> bool {
    text.split_once('.').is_some_and(|(major, minor)| {
        [major, minor]
            .iter()
            .all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn is_word(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.';
    !text.is_empty() && text.bytes().all(plain)
}

fn unknown(text: &str) -> Failure {
    let names = Os::ALL.map(Os::name);
    let failure = Failure::usage(format!("unknown target `{text}`")).help(format!(
        "targets are {} or a triple such as `x86_64-unknown-linux-musl`",
        names.map(|name| format!("`{name}`")).join(", ")
    ));
    match words::did_you_mean(text, names) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn linux_and_windows_are_what_the_host_runs() {
        // H-PUB-11: linux/amd64, or Windows x64.
        let linux = Target::parse("linux").unwrap();
        assert_eq!((linux.os, linux.arch), (Os::Linux, Arch::X86_64));
        assert_eq!(linux.asked, Asked::Name);
        let windows = Target::parse("windows").unwrap();
        assert_eq!((windows.os, windows.arch), (Os::Windows, Arch::X86_64));
    }

    #[test]
    fn triples_are_read_by_their_parts() {
        let cases = [
            ("x86_64-unknown-linux-musl", Os::Linux, Arch::X86_64),
            ("aarch64-unknown-linux-gnu", Os::Linux, Arch::Aarch64),
            ("armv7-unknown-linux-gnueabihf", Os::Linux, Arch::Arm),
            ("i686-pc-windows-msvc", Os::Windows, Arch::X86),
            ("arm64-apple-darwin", Os::Macos, Arch::Aarch64),
            ("riscv64gc-unknown-linux-gnu", Os::Linux, Arch::Other),
        ];
        for (triple, os, arch) in cases {
            let target = Target::parse(triple).unwrap();
            assert_eq!((target.os, target.arch), (os, arch), "{triple}");
            assert_eq!(target.to_string(), triple);
            assert_eq!(target.asked, Asked::Triple);
        }
    }

    #[test]
    fn a_glibc_version_is_taken_off_the_triple() {
        let target = Target::parse("x86_64-unknown-linux-gnu.2.17").unwrap();
        assert_eq!(target.triple, "x86_64-unknown-linux-gnu");
        assert_eq!(target.glibc.as_deref(), Some("2.17"));
        assert!(Target::parse("x86_64-unknown-linux-gnu.new").is_err());
        assert!(Target::parse("x86_64-pc-windows-gnu.2.17").is_err());
    }

    #[test]
    fn anything_else_is_refused_with_the_list_and_the_nearest() {
        for text in [
            "linus",
            "",
            "Linux",
            "x86_64",
            "x86_64-unknown-freebsd",
            "--x",
            "a-b-linux/..",
        ] {
            let failure = Target::parse(text).unwrap_err();
            assert!(
                failure.help[0].contains("`linux`, `windows`, `macos`"),
                "{text}"
            );
        }
        let failure = Target::parse("linus").unwrap_err();
        assert_eq!(failure.help[1], "did you mean `linux`?");
    }

    #[test]
    fn this_machine_is_native_and_not_a_cross_build() {
        let host = Target::host();
        assert!(host.is_native());
        assert_eq!(host.to_string(), "this machine");
        assert!(Target::parse(&host.triple).is_ok(), "{}", host.triple);
    }
}
