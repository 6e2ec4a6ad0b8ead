//! SHA-256, of archives and of what is in them.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Bytes that are read at a time. Many files are smaller.
const PIECE: usize = 8 << 10;

/// A SHA-256. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Of everything that can be read, and how many bytes that is.
    ///
    /// # Errors
    /// When something cannot.
    pub fn of_all(mut from: impl Read) -> io::Result<(Digest, u64)> {
        let (mut hash, mut size) = (Hasher::default(), 0);
        let mut buffer = [0; PIECE];
        loop {
            match from.read(&mut buffer)? {
                0 => return Ok((hash.finish(), size)),
                count => {
                    hash.update(buffer.get(..count).unwrap_or_default());
                    size += count as u64;
                }
            }
        }
    }

    /// Of the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Digest> {
        Ok(Digest::of_all(File::open(path)?)?.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDigest;

impl fmt::Display for NoDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SHA-256 has 64 hexadecimal digits")
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Digest, NoDigest> {
        let mut bytes = [0; 32];
        let pairs = text.as_bytes().chunks(2);
        if text.len() != 2 * bytes.len() {
            return Err(NoDigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
            let (high, low) = digit(0).zip(digit(1)).ok_or(NoDigest)?;
            *byte = (high << 4 | low) as u8;
        }
        Ok(Digest(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Digest, NoDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        let digits = digest.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }
}

/// A SHA-256 that is still being computed.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The SHA-256 of all of them.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// SHA-256 of `abc` (FIPS 180-2, appendix B.1).
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn is_written_and_read_as_hexadecimal_digits() {
        let abc = Digest::of(b"abc");
        assert_eq!(abc.to_string(), ABC);
        assert_eq!(ABC.parse(), Ok(abc));
        assert_eq!(ABC.to_uppercase().parse(), Ok(abc));
        for wrong in ["", &ABC[1..], &ABC.replace('b', "g"), &"é".repeat(32)] {
            assert_eq!(wrong.parse::<Digest>(), Err(NoDigest), "{wrong}");
        }
        let json = serde_json::to_string(&abc).unwrap();
        assert_eq!(json, format!("\"{ABC}\""));
        assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), abc);
    }

    #[test]
    fn pieces_make_the_same_as_the_whole() {
        let mut hash = Hasher::default();
        hash.update(b"a");
        hash.update(b"bc");
        assert_eq!(hash.finish(), Digest::of(b"abc"));
        let all = Digest::of_all(&b"abc"[..]).unwrap();
        assert_eq!(all, (Digest::of(b"abc"), 3));
    }
}
