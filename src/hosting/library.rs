//! The shared libraries of Azure's Linux images, where the app brings no image of its own.
//!
//! The rows are those of the host's own images, which do not install what handlers may want.

use super::{Fact, Version};

/// Which images have a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// All of them.
    All,
    /// Some of them, or nobody promises it.
    Some,
}

/// Libraries by the names that programs ask for (DT_NEEDED). `*` stands for any end.
#[derive(Debug, Clone, Copy)]
pub struct Libraries {
    /// Their names.
    pub names: &'static [&'static str],
    /// Which images have them.
    pub presence: Fact<Presence>,
}

const IMAGES: &str = "github.com/dotnet/dotnet-docker, src/runtime-deps: bullseye-slim, \
                      bookworm-slim and noble, on which the host's images stand";

/// What the images have. What is not here, they do not.
pub static LIBRARIES: [Libraries; 3] = [
    Libraries {
        names: &[
            "ld-linux-x86-64.so.2",
            "libanl.so.1",
            "libBrokenLocale.so.1",
            "libc.so.6",
            "libdl.so.2",
            "libgcc_s.so.1",
            "libm.so.6",
            "libmvec.so.1",
            "libnss_*",
            "libpthread.so.0",
            "libresolv.so.2",
            "librt.so.1",
            "libstdc++.so.6",
            "libthread_db.so.1",
            "libutil.so.1",
            "libz.so.1",
        ],
        presence: Fact {
            value: Presence::All,
            source: IMAGES,
            date: "2025",
        },
    },
    // Debian 11 has OpenSSL 1.1 and the others 3, every release another ICU, and Kerberos is gone from newer ones.
    Libraries {
        names: &[
            "libcom_err.so.2",
            "libcrypto.so.1.1",
            "libcrypto.so.3",
            "libgssapi_krb5.so.2",
            "libicu*",
            "libk5crypto.so.3",
            "libkrb5.so.3",
            "libssl.so.1.1",
            "libssl.so.3",
        ],
        presence: Fact {
            value: Presence::Some,
            source: IMAGES,
            date: "2025",
        },
    },
    // Parts of a small Debian that no list of the images names.
    Libraries {
        names: &[
            "libacl.so.1",
            "libattr.so.1",
            "libaudit.so.1",
            "libblkid.so.1",
            "libbz2.so.1.0",
            "libcap-ng.so.0",
            "libcap.so.2",
            "libcrypt.so.1",
            "libffi.so.8",
            "libgcrypt.so.20",
            "libgmp.so.10",
            "libgnutls.so.30",
            "libgpg-error.so.0",
            "libhogweed.so.6",
            "libidn2.so.0",
            "liblz4.so.1",
            "liblzma.so.5",
            "libmd.so.0",
            "libmount.so.1",
            "libnettle.so.8",
            "libnsl.so.1",
            "libp11-kit.so.0",
            "libpam.so.0",
            "libpcre2-8.so.0",
            "libseccomp.so.2",
            "libselinux.so.1",
            "libsmartcols.so.1",
            "libsystemd.so.0",
            "libtasn1.so.6",
            "libtinfo.so.6",
            "libudev.so.1",
            "libunistring.so.2",
            "libuuid.so.1",
            "libxxhash.so.0",
            "libzstd.so.1",
        ],
        presence: Fact {
            value: Presence::Some,
            source: "the essential packages of Debian 12 and apt, with what they depend on: \
                     packages.debian.org/bookworm",
            date: "2026-11",
        },
    },
];

/// The newest versions of the symbols in the compilers' libraries: major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runtime {
    /// Of libstdc++, `GLIBCXX_`.
    pub glibcxx: (u32, u32, u32),
    /// Of its low-level part, `CXXABI_`.
    pub cxxabi: (u32, u32, u32),
    /// Of libgcc_s, `GCC_`.
    pub gcc: (u32, u32, u32),
}

/// The newest that any image is known to have: what comes with [`RUNTIME_GLIBC`].
pub const RUNTIME: Fact<Runtime> = Fact {
    value: Runtime {
        glibcxx: (3, 4, 30),
        cxxabi: (1, 3, 13),
        gcc: (12, 0, 0),
    },
    source: "libstdc++.so.6 and libgcc_s.so.1 of Debian 12: packages.debian.org/bookworm/libstdc++6",
    date: "2026-11",
};

/// The glibc beside [`RUNTIME`]: where a machine has a newer one, nothing is known of the rest.
pub const RUNTIME_GLIBC: Version = Version(2, 36);

/// Which images have the library of this name; none when it is in no list.
pub fn presence(name: &str) -> Option<Presence> {
    let is_it = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *pattern,
    };
    let row = LIBRARIES.iter().find(|row| row.names.iter().any(is_it));
    row.map(|row| row.presence.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_or_beginnings() {
        assert_eq!(presence("libc.so.6"), Some(Presence::All));
        assert_eq!(presence("libc.so"), None);
        assert_eq!(presence("libssl.so.3"), Some(Presence::Some));
        assert_eq!(presence("libssl.so.1.1"), Some(Presence::Some));
        assert_eq!(presence("libssl.so.1.0.0"), None);
        assert_eq!(presence("libicuuc.so.72"), Some(Presence::Some));
        assert_eq!(presence("libpq.so.5"), None);
    }

    #[test]
    fn every_row_has_a_source_and_a_date() {
        for row in &LIBRARIES {
            let Fact { source, date, .. } = row.presence;
            assert!(source.contains('.') && date.starts_with("20"), "{source}");
        }
    }
}
