//! The records of a zip file, and nothing else.
//!
//! The `zip` crate reads our archives back, but cannot be handed ready deflate data in public;
//! wrapping every file in an archive of its own just to copy it out again would need these same
//! records and a second copy of every file. So the four that are needed are written here, after
//! PKWARE's APPNOTE 6.3.10: names in UTF-8, made by Unix, sizes known beforehand (no data
//! descriptors), no extra field but zip64's, no comment.

/// How an entry's bytes are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored = 0,
    Deflated = 8,
}

/// One entry, as its headers describe it.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub name: String,
    pub method: Method,
    pub modified: DosTime,
    pub crc32: u32,
    pub compressed: u64,
    pub size: u64,
    /// Unix mode with the file type, for instance `0o100644`.
    pub mode: u32,
    /// Where the local header starts.
    pub offset: u64,
    /// Whether the headers have room for sizes of 4 GiB and more.
    pub wide: bool,
}

/// A time as zip files hold it: local, from 1980 to 2107, in steps of two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DosTime {
    date: u16,
    time: u16,
}

const UNIX: u16 = 3;
const UTF8_NAMES: u16 = 1 << 11;
const DEFLATE: u16 = 20;
const ZIP64: u16 = 45;
/// APPNOTE 4.4.1.4: the value that says "see the zip64 field".
const SEE_ZIP64: u64 = 0xffff_ffff;
const SEE_ZIP64_COUNT: u64 = 0xffff;

impl Record {
    /// Whether sizes of about `size` bytes need wide headers. Stored blocks make an entry that
    /// does not compress a little larger than its file.
    pub(super) fn needs_wide(size: u64) -> bool {
        size >= SEE_ZIP64 - (SEE_ZIP64 >> 8)
    }

    /// Whether the sizes have room in the headers.
    pub(super) fn fits(&self) -> bool {
        self.wide || self.size.max(self.compressed) < SEE_ZIP64
    }

    /// The header in front of the entry's data (APPNOTE 4.3.7). Its length depends on the name
    /// and on `wide` alone.
    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(50 + self.name.len());
        put32(&mut out, 0x0403_4b50);
        let extra = zip64_field(&self.wide_sizes());
        self.common(&mut out, if self.wide { ZIP64 } else { DEFLATE });
        put16(&mut out, extra.len() as u16);
        out.extend_from_slice(self.name.as_bytes());
        out.extend(extra);
        out
    }

    /// The entry's line in the directory at the end (APPNOTE 4.3.12).
    pub(super) fn central_header(&self) -> Vec<u8> {
        let mut wide = self.wide_sizes();
        wide.extend((self.offset >= SEE_ZIP64).then_some(self.offset));
        let extra = zip64_field(&wide);
        let version = if wide.is_empty() { DEFLATE } else { ZIP64 };
        let mut out = Vec::with_capacity(74 + self.name.len());
        put32(&mut out, 0x0201_4b50);
        put16(&mut out, UNIX << 8 | version);
        self.common(&mut out, version);
        put16(&mut out, extra.len() as u16);
        put16(&mut out, 0); // comment
        put16(&mut out, 0); // disk
        put16(&mut out, 0); // internal attributes
        put32(&mut out, self.mode << 16);
        put32(&mut out, self.offset.min(SEE_ZIP64) as u32);
        out.extend_from_slice(self.name.as_bytes());
        out.extend(extra);
        out
    }

    /// The sizes that the zip64 field holds, in its order. A local header must have both.
    fn wide_sizes(&self) -> Vec<u64> {
        match self.wide {
            true => vec![self.size, self.compressed],
            false => Vec::new(),
        }
    }

    /// The fields that both headers share, up to the length of the name.
    fn common(&self, out: &mut Vec<u8>, version: u16) {
        let size = |size: u64| match self.wide {
            true => SEE_ZIP64 as u32,
            false => size as u32,
        };
        put16(out, version);
        put16(out, UTF8_NAMES);
        put16(out, self.method as u16);
        put16(out, self.modified.time);
        put16(out, self.modified.date);
        put32(out, self.crc32);
        put32(out, size(self.compressed));
        put32(out, size(self.size));
        put16(out, self.name.len() as u16);
    }
}

/// The extra field of zip64 (APPNOTE 4.5.3); none when there is nothing to put into it.
fn zip64_field(values: &[u64]) -> Vec<u8> {
    let mut out = Vec::new();
    if !values.is_empty() {
        put16(&mut out, 1);
        put16(&mut out, 8 * values.len() as u16);
        values.iter().for_each(|value| put64(&mut out, *value));
    }
    out
}

/// The end of the archive: `count` entries, whose directory takes `size` bytes from `start`
/// (APPNOTE 4.3.14 to 4.3.16).
pub(super) fn end(count: u64, start: u64, size: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(98);
    if count >= SEE_ZIP64_COUNT || start >= SEE_ZIP64 || size >= SEE_ZIP64 {
        zip64_end(&mut out, count, start, size);
    }
    let count = count.min(SEE_ZIP64_COUNT) as u16;
    put32(&mut out, 0x0605_4b50);
    put32(&mut out, 0); // this disk, the directory's disk
    put16(&mut out, count);
    put16(&mut out, count);
    put32(&mut out, size.min(SEE_ZIP64) as u32);
    put32(&mut out, start.min(SEE_ZIP64) as u32);
    put16(&mut out, 0); // comment
    out
}

fn zip64_end(out: &mut Vec<u8>, count: u64, start: u64, size: u64) {
    put32(out, 0x0606_4b50);
    put64(out, 44); // what follows in this record
    put16(out, UNIX << 8 | ZIP64);
    put16(out, ZIP64);
    put64(out, 0); // this disk, the directory's disk
    put64(out, count);
    put64(out, count);
    put64(out, size);
    put64(out, start);
    // The locator that leads here.
    put32(out, 0x0706_4b50);
    put32(out, 0);
    put64(out, start + size);
    put32(out, 1);
}

impl DosTime {
    /// 1 January 1980, 00:00:00: the earliest there is.
    pub const EARLIEST: DosTime = DosTime {
        date: 1 << 5 | 1,
        time: 0,
    };
    const LATEST: DosTime = DosTime {
        date: 127 << 9 | 12 << 5 | 31,
        time: 23 << 11 | 59 << 5 | 29,
    };

    /// The UTC time `seconds` after the Unix epoch, moved into the range that a zip can hold.
    pub fn from_unix(seconds: i64) -> Self {
        let (year, month, day) = civil(seconds.div_euclid(86_400));
        if year < 1980 {
            return Self::EARLIEST;
        }
        if year > 2107 {
            return Self::LATEST;
        }
        let second = seconds.rem_euclid(86_400);
        DosTime {
            date: ((year - 1980) << 9 | month << 5 | day) as u16,
            time: ((second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2)) as u16,
        }
    }
}

/// Year, month and day of a count of days from 1970-01-01, in the Gregorian calendar. Counts
/// in 400-year eras from 1 March of the year 0, so that leap days come last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn record(name: &str, offset: u64) -> Record {
        Record {
            name: name.to_owned(),
            method: Method::Stored,
            modified: DosTime::EARLIEST,
            crc32: 0,
            compressed: 0,
            size: 0,
            mode: 0o100644,
            offset,
            wide: false,
        }
    }

    #[test]
    fn times_are_clamped_and_split_as_dos_does() {
        assert_eq!(DosTime::from_unix(0), DosTime::EARLIEST);
        assert_eq!(DosTime::from_unix(i64::MIN), DosTime::EARLIEST);
        assert_eq!(DosTime::from_unix(i64::MAX), DosTime::LATEST);
        assert_eq!(DosTime::from_unix(315_532_800), DosTime::EARLIEST);
        // 2024-02-29T13:37:59Z
        let leap = DosTime::from_unix(1_709_213_879);
        assert_eq!(leap.date, 44 << 9 | 2 << 5 | 29);
        assert_eq!(leap.time, 13 << 11 | 37 << 5 | 29);
        // 2107-12-31T23:59:59Z is the last second there is, 2108 begins after it.
        assert_eq!(DosTime::from_unix(4_354_819_199), DosTime::LATEST);
        assert_eq!(DosTime::from_unix(4_354_819_200), DosTime::LATEST);
    }

    #[test]
    fn an_offset_past_4_gib_goes_to_the_zip64_field() {
        let near = record("a", SEE_ZIP64 - 1).central_header();
        assert_eq!(near.len(), 46 + 1);
        let far = record("a", 5 << 30).central_header();
        assert_eq!(far.len(), 46 + 1 + 12);
        assert_eq!(far[4..8], [ZIP64 as u8, 3, ZIP64 as u8, 0]);
        assert_eq!(far[30..32], [12, 0]);
        assert_eq!(far[42..46], [0xff; 4]);
        assert_eq!(far[47..51], [1, 0, 8, 0]);
        assert_eq!(far[51..59], (5u64 << 30).to_le_bytes());
    }

    #[test]
    fn wide_headers_hold_sizes_past_4_gib() {
        let wide = Record {
            size: 6 << 30,
            compressed: 5 << 30,
            wide: true,
            ..record("a", 7 << 30)
        };
        let local = wide.local_header();
        assert_eq!(local[4..6], [ZIP64 as u8, 0]);
        assert_eq!(local[18..26], [0xff; 8]);
        assert_eq!(local[28..30], [20, 0]);
        assert_eq!(local[31..35], [1, 0, 16, 0]);
        assert_eq!(local[35..43], (6u64 << 30).to_le_bytes());
        assert_eq!(local[43..], (5u64 << 30).to_le_bytes());
        let central = wide.central_header();
        assert_eq!(central[30..32], [28, 0]);
        assert_eq!(central[47..51], [1, 0, 24, 0]);
        assert_eq!(central[67..], (7u64 << 30).to_le_bytes());
        assert!(
            wide.fits()
                && !Record {
                    wide: false,
                    ..wide
                }
                .fits()
        );
        assert!(Record::needs_wide(u64::from(u32::MAX) - 5) && !Record::needs_wide(4 << 29));
    }

    #[test]
    fn more_than_65535_entries_are_read_back() {
        let count = 65_600;
        let mut file = Vec::new();
        let mut directory = Vec::new();
        for index in 0..count {
            let entry = record(&format!("{index}"), file.len() as u64);
            file.extend(entry.local_header());
            directory.extend(entry.central_header());
        }
        let start = file.len() as u64;
        file.extend(&directory);
        file.extend(end(count, start, directory.len() as u64));
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        assert_eq!(archive.len() as u64, count);
        assert_eq!(archive.by_index(65_599).unwrap().name().unwrap(), "65599");
    }
}
