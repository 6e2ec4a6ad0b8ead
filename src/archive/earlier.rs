//! What the last archive in the same place holds: compressed already, and found by content.
//!
//! Beside an archive a note may be kept of where each piece in it lies and which bytes it was
//! made of. The next archive then takes over the pieces of files that have not changed, and has
//! the same bytes as if it had compressed them again: the note counts for this version, this
//! level and the archive it was written for, byte by byte. It is never needed, and never trusted
//! with what a file holds: every archive is unpacked and compared before it is kept.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::deflate::Level;
use super::digest::Digest;
use super::read_at::ReadAt;

/// Of files with fewer bytes than this together no note is kept: to compress them again is soon
/// done.
const WORTH_A_NOTE: u64 = 4 << 20;

/// The longest note that is read, in bytes: that of half a million files.
const LONGEST_NOTE: u64 = 64 << 20;

/// What a piece is to the file that it belongs to. It tells whether the stream may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Shape {
    /// All of it.
    Whole,
    /// A part that others follow.
    Open,
    /// Its last part.
    Last,
}

/// Where a piece lies in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub sha256: Digest,
    pub shape: Shape,
    pub offset: u64,
    pub length: u64,
}

/// What the pieces of an archive were made of, to be kept until the next one is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    fch: String,
    level: Level,
    /// Of the archive.
    sha256: Digest,
    pieces: Vec<Place>,
}

impl Note {
    /// A note about files of `size` bytes together; none where it is not worth it.
    pub(super) fn new(sha256: Digest, level: Level, pieces: Vec<Place>, size: u64) -> Option<Note> {
        (size >= WORTH_A_NOTE).then(|| Note {
            fch: VERSION.to_owned(),
            level,
            sha256,
            pieces,
        })
    }

    /// As it is kept.
    pub fn to_json(&self) -> Vec<u8> {
        // Only maps with non-text keys can fail to serialise, and there are none.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// An archive that is taken from.
pub(super) struct Earlier {
    archive: ReadAt,
    was_used: AtomicBool,
    places: HashMap<(Digest, Shape), Place>,
}

impl Earlier {
    /// The archive, if it is the one that the note is about.
    pub(super) fn open(note: &Path, archive: &Path, level: Level) -> Option<Earlier> {
        let is_note = |meta: &fs::Metadata| meta.is_file() && meta.len() <= LONGEST_NOTE;
        fs::metadata(note).ok().filter(is_note)?;
        let note: Note = serde_json::from_slice(&fs::read(note).ok()?).ok()?;
        let archive = ReadAt::open(archive).ok()?;
        let fits = note.fch == VERSION && note.level == level;
        if !fits || Digest::of_all(archive.clone()).ok()?.0 != note.sha256 {
            return None;
        }
        let places = note.pieces.into_iter();
        Some(Earlier {
            archive,
            was_used: AtomicBool::new(false),
            places: places.map(|it| ((it.sha256, it.shape), it)).collect(),
        })
    }

    /// Whether anything was taken.
    pub(super) fn was_used(&self) -> bool {
        self.was_used.load(Ordering::Relaxed)
    }

    /// What the bytes with this SHA-256 were compressed to; they are at most `size`.
    pub(super) fn find(&self, sha256: Digest, shape: Shape, size: usize) -> Option<Vec<u8>> {
        let place = self.places.get(&(sha256, shape))?;
        let length = usize::try_from(place.length).ok()?;
        // Stored blocks have headers.
        if length > size + size / 1000 + 64 {
            return None;
        }
        let mut data = vec![0; length];
        let read = self.archive.read_exact_at(place.offset, &mut data);
        self.was_used.store(true, Ordering::Relaxed);
        read.ok().map(|()| data)
    }
}
