//! Facts about the machines that handlers run on in Azure.

use std::fmt;

pub use crate::build::target::{Arch, Os};

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

/// Room for an unpacked package on the Consumption plan, in bytes (H-PUB-12).
pub const CONSUMPTION_LIMIT: u64 = 1 << 30;

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
