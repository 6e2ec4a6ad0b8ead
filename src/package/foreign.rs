//! A package that anything may have made: what is in it, read without unpacking it to the disk.

use std::path::Path;

use super::rules::File;
use super::secrets;
use super::{whole_file, zip_faults};
use crate::app::document::decode;
use crate::app::{FUNCTION_JSON, HOST_JSON};
use crate::archive::read::{Archive, Fault, Member};
use crate::archive::{Digest, Hasher};
use crate::diagnostics::Finding;
use crate::error::{Failure, Result};
use crate::inspect::script::is_text;
use crate::inspect::{inspect_bytes, may_be_program};

/// The longest JSON file that is read, in bytes: far above what any app has.
const LONGEST_TEXT: u64 = 4 << 20;

/// The largest program that is inspected, in bytes; it is in memory as a whole then.
const LARGEST_PROGRAM: u64 = 512 << 20;

/// An opened package.
#[derive(Debug)]
pub struct Foreign<'a> {
    archive: Archive,
    path: &'a Path,
    shown: &'a str,
    hashes: bool,
}

impl<'a> Foreign<'a> {
    /// Opens the package at `path`, which findings name `shown`.
    ///
    /// # Errors
    /// When it cannot be opened. One that is no zip has findings, see [`Foreign::unpack`].
    pub fn open(path: &'a Path, shown: &'a str) -> Result<Self> {
        let archive = Archive::open(path)?;
        Ok(Foreign {
            archive,
            path,
            shown,
            hashes: false,
        })
    }

    /// Also hashes every file while it is unpacked.
    #[must_use]
    pub fn with_hashes(self, hashes: bool) -> Self {
        Foreign { hashes, ..self }
    }

    /// SHA-256 of the zip itself.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sha256(&self) -> Result<Digest> {
        Digest::of_file(self.path).map_err(|error| Failure::io("read", self.path, &error))
    }

    /// Whether it is a zip with a directory that can be read.
    pub fn is_archive(&self) -> bool {
        let no_more = |fault: &Fault| matches!(fault, Fault::NoArchive(_) | Fault::Damaged(_));
        !self.archive.faults.iter().any(no_more)
    }

    /// Bytes of the zip.
    pub fn size(&self) -> u64 {
        self.archive.size
    }

    /// The texts of host.json and of every function.json, by name. What cannot be read is told by
    /// [`Foreign::unpack`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn texts(&self) -> Result<Vec<(String, String)>> {
        let mut texts = Vec::new();
        let members = self.archive.members.iter();
        for member in members.filter(|member| is_wanted(member)) {
            if let Some(bytes) = self.bytes(member)? {
                let (text, _) = decode(bytes);
                texts.push((member.name.clone(), text));
            }
        }
        Ok(texts)
    }

    /// The text of the file with this name, if it is text.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn script(&self, name: &str) -> Result<Option<String>> {
        let mut members = self.archive.members.iter();
        let is_it = |member: &&Member| {
            member.name == name && member.size <= LONGEST_TEXT && !member.is_link()
        };
        let Some(member) = members.find(is_it) else {
            return Ok(None);
        };
        let bytes = self.bytes(member)?.filter(|bytes| is_text(bytes));
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// All bytes of a file, if it can be unpacked.
    fn bytes(&self, member: &Member) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let fault = self.read(member, &mut |piece| {
            bytes.extend_from_slice(piece);
            true
        })?;
        Ok(fault.is_none().then_some(bytes))
    }

    /// Every file, with what it is where it is or may be a program, and what is wrong with the
    /// archive itself. `executable` is looked into whatever it looks like.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unpack(&self, executable: Option<&str>) -> Result<(Vec<File>, Vec<Finding>)> {
        let mut faults = self.archive.faults.clone();
        let is_safe = !faults.iter().any(|fault| matches!(fault, Fault::Bomb(_)));
        let mut files = Vec::new();
        for member in self.archive.members.iter().filter(|m| !m.is_folder()) {
            let mut file = File {
                name: member.name.clone(),
                size: member.size,
                mode: member.mode,
                sha256: None,
                inspection: None,
            };
            if is_safe {
                let is_executable = executable == Some(&*member.name);
                faults.extend(self.look_into(member, is_executable, &mut file)?);
            }
            files.push(file);
        }
        let findings = faults
            .iter()
            .map(|fault| zip_faults::finding(fault, self.shown));
        Ok((files, findings.collect()))
    }

    fn look_into(
        &self,
        member: &Member,
        is_executable: bool,
        file: &mut File,
    ) -> Result<Option<Fault>> {
        let mut bytes = Vec::new();
        let mut is_wanted = member.size <= LARGEST_PROGRAM;
        let mut hash = self.hashes.then(Hasher::default);
        let fault = self.read(member, &mut |piece| {
            if let Some(hash) = &mut hash {
                hash.update(piece);
            }
            // What is no program is only unpacked to see that it can be.
            is_wanted &= !bytes.is_empty() || is_executable || may_be_program(piece);
            if is_wanted {
                bytes.extend_from_slice(piece);
            }
            true
        })?;
        if fault.is_none() {
            let is_program = is_wanted && (is_executable || !bytes.is_empty());
            file.inspection = is_program.then(|| inspect_bytes(&bytes));
            file.sha256 = hash.map(Hasher::finish);
        }
        Ok(fault)
    }

    /// Findings for files that look like secrets.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn secrets(&self) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for member in self.archive.members.iter().filter(|m| !m.is_folder()) {
            let head = || {
                let mut head = Vec::new();
                self.read(member, &mut |piece| {
                    head.extend_from_slice(piece);
                    head.len() < secrets::HEAD
                })?;
                Ok(head)
            };
            if let Some(what) = secrets::kind(&member.name, head)? {
                let label = whole_file(format!("{}/{}", self.shown, member.name));
                findings.push(secrets::finding(label, &member.name, what));
            }
        }
        Ok(findings)
    }

    fn read(&self, member: &Member, take: &mut dyn FnMut(&[u8]) -> bool) -> Result<Option<Fault>> {
        let unpacked = self.archive.unpack(member, take);
        unpacked.map_err(|error| Failure::io("read", self.path, &error))
    }
}

/// host.json at the top, and function.json a folder below.
fn is_wanted(member: &Member) -> bool {
    let is_named = match member.name.split_once('/') {
        None => member.name == HOST_JSON,
        Some((_, name)) => name == FUNCTION_JSON,
    };
    is_named && member.size <= LONGEST_TEXT && !member.is_link()
}
