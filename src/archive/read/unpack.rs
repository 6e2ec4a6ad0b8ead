//! The bytes of one entry, unpacked and held against the directory.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;
use libdeflater::Crc;

use super::directory::{u16_at, u32_at};
use super::{Fault, Member};

/// Bytes that are unpacked at a time.
const PIECE: usize = 1 << 16;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// See [`super::Archive::unpack`].
pub(super) fn unpack(
    mut file: &File,
    member: &Member,
    take: &mut dyn FnMut(&[u8]) -> bool,
) -> io::Result<Option<Fault>> {
    let fault = |what: &str| Ok(Some(Fault::Damaged(format!("`{}` {what}", member.name))));
    if member.encrypted {
        return fault("is encrypted");
    }
    file.seek(SeekFrom::Start(member.offset))?;
    let Some(start) = data(file, member)? else {
        return fault("is not where the directory says, or has another name there");
    };
    file.seek(SeekFrom::Start(start))?;
    let packed = BufReader::with_capacity(PIECE, file.take(member.compressed));
    let mut content: Box<dyn Read + '_> = match member.method {
        STORED => Box::new(packed),
        DEFLATED => Box::new(DeflateDecoder::new(packed)),
        method => {
            return fault(&format!(
                "is packed by method {method}, which not everything that unpacks zips knows"
            ));
        }
    };
    let mut piece = vec![0; PIECE];
    let (mut crc, mut size) = (Crc::new(), 0);
    loop {
        let count = match content.read(&mut piece) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return fault("cannot be unpacked to its end");
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return fault("ends before its last byte");
            }
            Err(error) => return Err(error),
        };
        let Some(bytes) = piece.get(..count).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        size += count as u64;
        if size > member.size {
            let what = format!("`{}` unpacks to more than it says", member.name);
            return Ok(Some(Fault::Bomb(what)));
        }
        crc.update(bytes);
        if !take(bytes) {
            return Ok(None);
        }
    }
    if size != member.size || crc.sum() != member.crc32 {
        return fault("does not unpack to what was packed");
    }
    Ok(None)
}

/// Where an entry's data starts, behind a local header that is its own.
fn data(mut file: &File, member: &Member) -> io::Result<Option<u64>> {
    const HEADER: u64 = 30;
    let mut header = Vec::new();
    (&mut file).take(HEADER).read_to_end(&mut header)?;
    let lengths = u16_at(&header, 26).zip(u16_at(&header, 28));
    let Some((name, extra)) = lengths.filter(|_| u32_at(&header, 0) == Some(0x0403_4b50)) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    (&mut file).take(u64::from(name)).read_to_end(&mut bytes)?;
    let is_its_own =
        String::from_utf8_lossy(&bytes) == member.name && u16_at(&header, 8) == Some(member.method);
    let start = member.offset + HEADER + u64::from(name) + u64::from(extra);
    Ok(is_its_own.then_some(start))
}
