//! How the toolchain is to build, whatever it is.

use crate::error::{Failure, Result};
use crate::hosting::{GLIBC_FLOOR, Version};

/// How to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// With or without optimisation.
    pub profile: Profile,
    /// Without symbols and debug information.
    pub strip: bool,
    /// The binary that is the handler; otherwise its name decides.
    pub bin: Option<String>,
    /// The newest glibc that the machines it is for are sure to have.
    pub glibc: Version,
}

/// What a build for everyday use or for deployment means to the toolchain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Profile {
    /// Without optimisation, quickly.
    Debug,
    /// With optimisation.
    Release,
    /// A profile of cargo.
    Named(String),
}

impl Profile {
    /// A profile of cargo by its name.
    ///
    /// # Errors
    /// A usage [`Failure`] when it is no name.
    pub fn named(name: &str) -> Result<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(
                Failure::usage(format!("`{name}` is not the name of a profile"))
                    .help("a profile stands as `[profile.NAME]` in Cargo.toml"),
            );
        }
        Ok(Profile::Named(name.to_owned()))
    }

    /// The name that cargo has for it.
    pub fn name(&self) -> &str {
        match self {
            Profile::Debug => "dev",
            Profile::Release => "release",
            Profile::Named(name) => name,
        }
    }
}

impl Default for Options {
    /// As `fch build` does it.
    fn default() -> Self {
        Options {
            profile: Profile::Release,
            strip: false,
            bin: None,
            glibc: Version(GLIBC_FLOOR.0, GLIBC_FLOOR.1),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_of_profiles_are_plain() {
        assert_eq!(Profile::named("release-lto").unwrap().name(), "release-lto");
        for name in ["", "a.b", "a b", "x=1"] {
            assert!(Profile::named(name).is_err(), "{name}");
        }
    }
}
