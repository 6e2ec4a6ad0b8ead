//! The mode that a file will have in the zip, told before there is one.

use std::fs::File;
use std::io::Read;

use super::selection::Entry;
use crate::archive::{PLAIN, PROGRAM};
use crate::error::{Failure, Result};
use crate::inspect::inspect_bytes;

/// Enough to know an ELF file or a `#!` script.
const HEAD: u64 = 256;

impl Entry {
    /// The mode it will have in the zip, with the file type. Reads the beginning of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn mode(&self) -> Result<u32> {
        if self.executable {
            return Ok(PROGRAM);
        }
        let failed = |error| Failure::io("read", &self.disk, &error);
        let mut head = Vec::new();
        File::open(&self.disk)
            .and_then(|file| file.take(HEAD).read_to_end(&mut head))
            .map_err(failed)?;
        Ok(match inspect_bytes(&head).starts_by_itself() {
            true => PROGRAM,
            false => PLAIN,
        })
    }
}
