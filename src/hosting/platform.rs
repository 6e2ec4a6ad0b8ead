//! Operating systems, processors, and which programs start where.

use std::fmt;

/// The operating systems a handler is built for: the two the Functions host runs on in Azure,
/// and macOS for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux plans of Azure Functions.
    Linux,
    /// Windows plans of Azure Functions.
    Windows,
    /// A developer's Mac; Azure has none.
    Macos,
}

impl Os {
    /// Every system, in the order help texts list them.
    pub const ALL: [Os; 3] = [Os::Linux, Os::Windows, Os::Macos];

    /// The name on the command line and in `fch.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Os::Linux => "linux",
            Os::Windows => "windows",
            Os::Macos => "macos",
        }
    }
}

impl fmt::Display for Os {
    /// As its maker writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Os::Linux => "Linux",
            Os::Windows => "Windows",
            Os::Macos => "macOS",
        })
    }
}

impl fmt::Display for Arch {
    /// As people write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Arch::X86_64 => "x86-64",
            Arch::Aarch64 => "arm64",
            Arch::X86 => "32-bit x86",
            Arch::Arm => "32-bit ARM",
            Arch::Other => "an unknown processor",
        })
    }
}

/// Processor families that matter when a binary is built or inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arch {
    /// 64-bit Intel and AMD: what the Functions host runs.
    X86_64,
    /// 64-bit ARM.
    Aarch64,
    /// 32-bit Intel.
    X86,
    /// 32-bit ARM.
    Arm,
    /// Anything else a toolchain may know.
    Other,
}

impl Arch {
    /// The name given to build commands; that of the first part of a triple where there is one.
    pub fn name(self) -> &'static str {
        match self {
            Arch::X86_64 => "x86_64",
            Arch::Aarch64 => "aarch64",
            Arch::X86 => "x86",
            Arch::Arm => "arm",
            Arch::Other => "other",
        }
    }

    /// Reads the first part of a target triple, and the names that Rust and Go have for it.
    pub fn parse(name: &str) -> Self {
        match name {
            "x86_64" => Arch::X86_64,
            "aarch64" | "arm64" => Arch::Aarch64,
            "x86" | "i386" | "i586" | "i686" => Arch::X86,
            name if name.starts_with("arm") || name.starts_with("thumb") => Arch::Arm,
            _ => Arch::Other,
        }
    }
}

/// What a package has to start on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Its operating system.
    pub os: Os,
    /// Its processor.
    pub arch: Arch,
}

impl Platform {
    /// Whether a program built for `arch` starts here. 64-bit Windows also runs 32-bit x86.
    pub fn runs(self, arch: Arch) -> bool {
        arch == self.arch
            || (self.os == Os::Windows && self.arch == Arch::X86_64 && arch == Arch::X86)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.os, self.arch)
    }
}

/// File name of the program loader that the host's Linux images have for `arch`.
pub fn glibc_loader(arch: Arch) -> Option<&'static str> {
    match arch {
        Arch::X86_64 => Some("ld-linux-x86-64.so.2"),
        Arch::Aarch64 => Some("ld-linux-aarch64.so.1"),
        Arch::X86 => Some("ld-linux.so.2"),
        Arch::Arm => Some("ld-linux-armhf.so.3"),
        Arch::Other => None,
    }
}
