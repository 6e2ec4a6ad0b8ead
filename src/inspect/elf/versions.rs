//! Versions of glibc's and the C++ runtime's symbols, and which of them a program needs.

use std::fmt;

/// The libraries whose symbols carry versions that tell how new they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The C library.
    Glibc,
    /// The C++ library, libstdc++.
    Glibcxx,
    /// Its low-level part.
    Cxxabi,
    /// The compiler's own library, libgcc_s.
    Gcc,
}

/// A version: major, minor, patch.
pub type Version = (u32, u32, u32);

/// The newest version of a family that a program needs, and symbols that need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// Whose version.
    pub family: Family,
    /// The version.
    pub version: Version,
    /// Up to [`NAMED`] symbols, by name; empty if none was found.
    pub symbols: Vec<String>,
}

/// How many symbols are named.
pub const NAMED: usize = 5;

impl fmt::Display for Family {
    /// As it stands before versions: `GLIBC`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::Glibc => "GLIBC",
            Family::Glibcxx => "GLIBCXX",
            Family::Cxxabi => "CXXABI",
            Family::Gcc => "GCC",
        })
    }
}

/// Collects floors while a file is read.
#[derive(Debug, Default)]
pub(super) struct Floors(Vec<(Vec<u16>, Floor)>);

impl Floors {
    /// Takes note of a needed version; its symbols have `index`.
    pub(super) fn add(&mut self, name: &str, index: u16) {
        let Some((family, version)) = parse(name) else {
            return;
        };
        let known = self.0.iter_mut().find(|(_, floor)| floor.family == family);
        match known {
            Some((_, floor)) if floor.version > version => {}
            Some((indices, floor)) if floor.version == version => {
                indices.push(index);
                floor.symbols.clear();
            }
            Some((indices, floor)) => {
                *indices = vec![index];
                floor.version = version;
            }
            None => self.0.push((
                vec![index],
                Floor {
                    family,
                    version,
                    symbols: Vec::new(),
                },
            )),
        }
    }

    /// Whether symbols with this index are looked for.
    pub(super) fn wants(&self, index: u16) -> bool {
        self.0.iter().any(|(indices, _)| indices.contains(&index))
    }

    /// Takes note of a symbol.
    pub(super) fn symbol(&mut self, index: u16, name: String) {
        for (indices, floor) in &mut self.0 {
            if indices.contains(&index) {
                let at = floor.symbols.partition_point(|known| *known < name);
                floor.symbols.insert(at, name.clone());
                floor.symbols.truncate(NAMED);
            }
        }
    }

    /// The floors, by family.
    pub(super) fn finish(self) -> Vec<Floor> {
        let mut floors: Vec<Floor> = self.0.into_iter().map(|(_, floor)| floor).collect();
        floors.sort_by_key(|floor| floor.family);
        floors
    }
}

/// `GLIBCXX_3.4.30` -> (Glibcxx, (3, 4, 30)).
fn parse(name: &str) -> Option<(Family, Version)> {
    let (family, rest) = name.split_once('_')?;
    let family = match family {
        "GLIBC" => Family::Glibc,
        "GLIBCXX" => Family::Glibcxx,
        "CXXABI" => Family::Cxxabi,
        "GCC" => Family::Gcc,
        _ => return None,
    };
    if (family, rest) == (Family::Glibc, "ABI_DT_RELR") {
        // Packed relocations; glibc reads them since 2.36.
        return Some((family, (2, 36, 0)));
    }
    let mut numbers = rest.split('.').map(str::parse);
    let major = numbers.next()?.ok()?;
    let mut next = || numbers.next().unwrap_or(Ok(0)).ok();
    Some((family, (major, next()?, next()?)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn version_names_are_numbers_or_nothing() {
        assert_eq!(parse("GLIBC_2.34"), Some((Family::Glibc, (2, 34, 0))));
        assert_eq!(parse("GLIBC_2.2.5"), Some((Family::Glibc, (2, 2, 5))));
        assert_eq!(
            parse("GLIBC_ABI_DT_RELR"),
            Some((Family::Glibc, (2, 36, 0)))
        );
        assert_eq!(parse("GLIBCXX_3.4.30"), Some((Family::Glibcxx, (3, 4, 30))));
        assert_eq!(parse("GCC_3.0"), Some((Family::Gcc, (3, 0, 0))));
        assert_eq!(parse("GLIBC_PRIVATE"), None);
        assert_eq!(parse("OPENSSL_3.0.0"), None);
        assert!(parse("GLIBC_2.34") > parse("GLIBC_2.4"));
    }
}
