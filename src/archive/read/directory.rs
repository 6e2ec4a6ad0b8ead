//! The directory at the end of a zip (APPNOTE 4.3.12 to 4.3.16), read from anything.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::{Archive, Fault, Member};

/// The most that the directory may take, in bytes: room for about a million entries.
const MAX_DIRECTORY: u64 = 128 << 20;

/// The most that all entries may unpack to, in bytes. No plan has room for this.
const MAX_UNPACKED: u64 = 16 << 30;

/// How far from the end of the file the directory's end may begin.
const MAX_COMMENT: u64 = 0xffff;

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const LOCATOR: &[u8] = b"PK\x06\x07";
const LOCATOR_SIZE: u64 = 20;
const END_64: &[u8] = b"PK\x06\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;

/// Where the directory is.
struct Place {
    start: u64,
    size: u64,
    count: u64,
    /// Where the records behind it begin.
    end: u64,
    /// Bytes in front of the archive, of which its offsets know nothing.
    front: u64,
}

/// Reads the directory of `file`, which has `size` bytes.
pub(super) fn read(mut file: File, size: u64) -> io::Result<Archive> {
    let found = find(&mut file, size)?;
    let (members, faults) = match found {
        Err(fault) => (Vec::new(), vec![fault]),
        Ok((place, foreign)) => entries(&mut file, &place)?.map_or_else(
            |fault| (Vec::new(), vec![fault]),
            |members| {
                let mut faults: Vec<Fault> = foreign.into_iter().collect();
                faults.extend(contradictions(&members, &place));
                (members, faults)
            },
        ),
    };
    Ok(Archive {
        file,
        size,
        members,
        faults,
    })
}

/// The directory's place, and a fault that does not keep it from being read.
type Found = Result<(Place, Option<Fault>), Fault>;

fn find(file: &mut File, size: u64) -> io::Result<Found> {
    let tail_start = size.saturating_sub(MAX_COMMENT + END_SIZE as u64);
    let tail = bytes_at(file, tail_start, size - tail_start)?;
    // From the end: the bytes of an entry may look like this record.
    let at = (0..=tail.len().saturating_sub(END_SIZE)).rev().find(|at| {
        let record = tail.get(*at..).unwrap_or_default();
        let comment = u16_at(record, 20).map_or(usize::MAX, usize::from);
        record.starts_with(END) && END_SIZE.saturating_add(comment) <= record.len()
    });
    let Some(at) = at else {
        return Ok(Err(no_archive(file, size)?));
    };
    let record = tail.get(at..).unwrap_or_default();
    let end = tail_start + at as u64;
    let comment = u64::from(u16_at(record, 20).unwrap_or_default());
    let behind = size - end - END_SIZE as u64 - comment;
    let place = Place {
        start: u64::from(u32_at(record, 16).unwrap_or_default()),
        size: u64::from(u32_at(record, 12).unwrap_or_default()),
        count: u64::from(u16_at(record, 10).unwrap_or_default()),
        end,
        front: 0,
    };
    let place = zip64(file, &place)?.unwrap_or(place);
    Ok(located(place, behind))
}

/// Checks that the directory lies in the file, right before what ends it.
fn located(place: Place, behind: u64) -> Found {
    let Some(end) = place.start.checked_add(place.size) else {
        return Err(damaged("its directory has no place in the file"));
    };
    if end > place.end {
        return Err(damaged("its directory has no place in the file"));
    }
    if place.size > MAX_DIRECTORY {
        return Err(damaged("its directory is larger than any real one"));
    }
    let front = place.end - end;
    let foreign = match (front, behind) {
        (0, 0) => None,
        (0, behind) => Some(Fault::Foreign(behind, "behind its end")),
        (front, _) => Some(Fault::Foreign(front, "in front of it")),
    };
    let start = place.start + front;
    Ok((
        Place {
            start,
            front,
            ..place
        },
        foreign,
    ))
}

/// The place that the zip64 records name, if they are there.
fn zip64(file: &mut File, place: &Place) -> io::Result<Option<Place>> {
    let Some(at) = place.end.checked_sub(LOCATOR_SIZE) else {
        return Ok(None);
    };
    let locator = bytes_at(file, at, LOCATOR_SIZE)?;
    if !locator.starts_with(LOCATOR) {
        return Ok(None);
    }
    let start = u64_at(&locator, 8).unwrap_or(u64::MAX);
    // What does not lie before its locator is no record.
    if start.checked_add(56).is_none_or(|end| end > at) {
        return Ok(None);
    }
    let record = bytes_at(file, start, 56)?;
    let numbers = || {
        Some((
            u64_at(&record, 32)?,
            u64_at(&record, 40)?,
            u64_at(&record, 48)?,
        ))
    };
    Ok(numbers()
        .filter(|_| record.starts_with(END_64))
        .map(|(count, size, begin)| Place {
            start: begin,
            size,
            count,
            end: start,
            front: 0,
        }))
}

fn entries(file: &mut File, place: &Place) -> io::Result<Result<Vec<Member>, Fault>> {
    let bytes = bytes_at(file, place.start, place.size)?;
    let mut members = Vec::new();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        match member(rest) {
            Some((mut member, behind)) => {
                member.offset = member.offset.saturating_add(place.front);
                members.push(member);
                rest = behind;
            }
            None => {
                let what = format!(
                    "its directory cannot be read after {} entries",
                    members.len()
                );
                return Ok(Err(Fault::Damaged(what)));
            }
        }
    }
    if members.len() as u64 != place.count {
        let what = format!(
            "its directory has {} entries where {} are announced",
            members.len(),
            place.count
        );
        return Ok(Err(Fault::Damaged(what)));
    }
    Ok(Ok(members))
}

/// The entry that `bytes` begin with, and what comes after it.
fn member(bytes: &[u8]) -> Option<(Member, &[u8])> {
    let fixed = bytes.get(..ENTRY_SIZE).filter(|b| b.starts_with(ENTRY))?;
    let length = |at| u16_at(fixed, at).map(usize::from);
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let rest = bytes.get(ENTRY_SIZE..)?;
    let (name, rest) = rest.split_at_checked(name)?;
    let (extra, rest) = rest.split_at_checked(extra)?;
    let (_, rest) = rest.split_at_checked(comment)?;
    let is_unix = fixed.get(5) == Some(&3);
    let mut long = Long::of(extra);
    let member = Member {
        name: String::from_utf8_lossy(name).into_owned(),
        size: long.or(u32_at(fixed, 24)?)?,
        compressed: long.or(u32_at(fixed, 20)?)?,
        crc32: u32_at(fixed, 16)?,
        mode: if is_unix {
            Some(u32_at(fixed, 38)? >> 16)
        } else {
            None
        },
        encrypted: u16_at(fixed, 8)? & 1 != 0,
        method: u16_at(fixed, 10)?,
        offset: long.or(u32_at(fixed, 42)?)?,
    };
    Some((member, rest))
}

/// The numbers of the zip64 field (APPNOTE 4.5.3): one for each that does not fit its place.
struct Long<'a>(&'a [u8]);

impl Long<'_> {
    fn of(mut extra: &[u8]) -> Long<'_> {
        while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
            let end = 4 + usize::from(length);
            if id == 1 {
                return Long(extra.get(4..end).unwrap_or_default());
            }
            extra = extra.get(end..).unwrap_or_default();
        }
        Long(&[])
    }

    /// `short`, or the next long number when that says to look here.
    fn or(&mut self, short: u32) -> Option<u64> {
        if short != u32::MAX {
            return Some(u64::from(short));
        }
        let number = u64_at(self.0, 0)?;
        self.0 = self.0.get(8..).unwrap_or_default();
        Some(number)
    }
}

/// What the directory says and cannot be: entries in one another's bytes or in the directory, and
/// more bytes than deflate can make.
fn contradictions(members: &[Member], place: &Place) -> Option<Fault> {
    let unpacked = members
        .iter()
        .try_fold(0_u64, |sum, member| sum.checked_add(member.size));
    if unpacked.is_none_or(|sum| sum > MAX_UNPACKED) {
        let what = "its entries unpack to more than 16 GiB";
        return Some(Fault::Bomb(what.to_owned()));
    }
    let mut by_place: Vec<&Member> = members.iter().collect();
    by_place.sort_by_key(|member| member.offset);
    let ends = by_place.iter().skip(1).map(|next| next.offset);
    let bounds = ends.chain([place.start]);
    for (member, bound) in by_place.iter().zip(bounds) {
        // A local header has 30 bytes and the name.
        let least = 30 + member.name.len() as u64;
        let end = (member.offset.checked_add(least))
            .and_then(|start| start.checked_add(member.compressed));
        // A name that is not UTF-8 has grown.
        if end.is_none_or(|end| end > bound) && !member.name.contains('\u{fffd}') {
            let what = format!(
                "the bytes of `{}` are those of another entry as well",
                member.name
            );
            return Some(Fault::Bomb(what));
        }
    }
    None
}

/// What a file is that has no directory.
fn no_archive(file: &mut File, size: u64) -> io::Result<Fault> {
    let head = bytes_at(file, 0, size.min(512))?;
    Ok(match &head[..] {
        [] => Fault::NoArchive("an empty file"),
        [0x1f, 0x8b, ..] => Fault::NoArchive("a gzip file"),
        [b'7', b'z', 0xbc, 0xaf, ..] => Fault::NoArchive("a 7z file"),
        [b'P', b'K', 3, 4, ..] => damaged("it ends before its directory"),
        [b'<', ..] => Fault::NoArchive("a web page or XML"),
        [b'{', ..] => Fault::NoArchive("JSON"),
        _ if head.get(257..262) == Some(b"ustar") => Fault::NoArchive("a tar file"),
        _ => Fault::NoArchive("a file of another kind"),
    })
}

fn damaged(what: &str) -> Fault {
    Fault::Damaged(what.to_owned())
}

/// `length` bytes from `start`, or fewer if the file ends.
fn bytes_at(file: &mut File, start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    array_at(bytes, at).map(u64::from_le_bytes)
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
