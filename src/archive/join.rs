//! Makes deflate streams that were compressed on their own follow one another as one stream.
//!
//! A deflate stream is a row of blocks, and the last one says so in its first bit. Nothing tells
//! where that block starts, so the blocks are walked: codes are read for their lengths only, and
//! nothing is unpacked. Then the bit is cleared, and an empty stored block, which ends on a whole
//! byte, fills up what is left of the last byte (RFC 1951, 3.2.4).

/// The most bits of a code for a literal, a length or a distance.
const LONGEST_CODE: usize = 15;
/// In which order the lengths of the code of code lengths come (RFC 1951, 3.2.7).
const LENGTHS_ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];
/// What may be read past the end of a stream without looking.
const MARGIN: usize = 8;

/// Turns a whole stream into one that another can follow: its last block is no longer the last,
/// and it ends on a whole byte. `None`, and the stream untouched, when it is no deflate stream.
pub(super) fn leave_open(stream: &mut Vec<u8>) -> Option<()> {
    let length = stream.len();
    stream.resize(length + MARGIN, 0);
    let found = last_block(stream);
    stream.truncate(length);
    let Blocks { last, end } = found.filter(|found| found.end.div_ceil(8) == length)?;
    *stream.get_mut(last / 8)? &= !(1 << (last % 8));
    // Three bits say "stored, not the last"; what was left of the last byte is zero already.
    stream.resize((end + 3).div_ceil(8), 0);
    stream.extend([0, 0, 0xff, 0xff]);
    Some(())
}

/// `bytes` as stored blocks, the last of which ends the stream if it is the `last`.
pub(super) fn stored(bytes: &[u8], last: bool) -> Vec<u8> {
    const MOST: usize = 0xffff;
    let mut out = Vec::with_capacity(bytes.len() + 5 * (bytes.len() / MOST + 1));
    let mut rest = bytes;
    loop {
        let (block, after) = rest.split_at(rest.len().min(MOST));
        let length = block.len() as u16;
        out.push(u8::from(last && after.is_empty()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend_from_slice(block);
        if after.is_empty() {
            return out;
        }
        rest = after;
    }
}

/// Where the last block starts and ends, in bits from the start of the stream.
struct Blocks {
    last: usize,
    end: usize,
}

/// Walks the blocks of a stream that is followed by [`MARGIN`] bytes.
fn last_block(padded: &[u8]) -> Option<Blocks> {
    let mut bits = Bits {
        bytes: padded,
        position: 0,
    };
    loop {
        let start = bits.position;
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => bits.skip_stored()?,
            1 => bits.skip_codes(&fixed()?)?,
            2 => {
                let codes = bits.dynamic()?;
                bits.skip_codes(&codes)?;
            }
            _ => return None,
        }
        if last {
            return Some(Blocks {
                last: start,
                end: bits.position,
            });
        }
    }
}

/// The two codes of a block.
struct Codes {
    literals: Code,
    distances: Code,
}

fn fixed() -> Option<Codes> {
    let mut literals = [8; 288];
    literals[144..256].fill(9);
    literals[256..280].fill(7);
    Some(Codes {
        literals: Code::new(&literals, literal)?,
        distances: Code::new(&[5; 30], distance)?,
    })
}

/// What stands for a symbol: how many bits it and its extra bits take, and what comes next.
#[derive(Clone, Copy, Default)]
struct Step {
    symbol: u16,
    bits: u8,
    then: Then,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Then {
    /// Another literal or length.
    #[default]
    Literal,
    /// A distance.
    Distance,
    /// The end of the block.
    End,
}

/// What a literal or a length is followed by (RFC 1951, 3.2.5).
fn literal(symbol: usize) -> Option<(u8, Then)> {
    Some(match symbol {
        0..256 => (0, Then::Literal),
        256 => (0, Then::End),
        257..265 | 285 => (0, Then::Distance),
        265..285 => (((symbol - 261) / 4) as u8, Then::Distance),
        _ => return None,
    })
}

fn distance(symbol: usize) -> Option<(u8, Then)> {
    let extra = (symbol as u8 / 2).saturating_sub(1);
    (symbol < 30).then_some((extra, Then::Literal))
}

/// A Huffman code as a table: the next bits lead to the step. No bits: there is no such code.
struct Code {
    width: usize,
    steps: Vec<Step>,
}

impl Code {
    /// The canonical code with these lengths (RFC 1951, 3.2.2).
    fn new(lengths: &[u8], meaning: impl Fn(usize) -> Option<(u8, Then)>) -> Option<Code> {
        let width = usize::from(lengths.iter().copied().max()?);
        let mut steps = vec![Step::default(); 1 << width.min(LONGEST_CODE)];
        let mut code = 0_usize;
        for length in 1..=width {
            let symbols = lengths.iter().enumerate();
            for (symbol, _) in symbols.filter(|(_, of)| usize::from(**of) == length) {
                let reversed = code.reverse_bits() >> (usize::BITS as usize - length);
                if let Some((extra, then)) = meaning(symbol) {
                    let bits = length as u8 + extra;
                    let step = Step {
                        symbol: symbol as u16,
                        bits,
                        then,
                    };
                    let places = steps.get_mut(reversed..)?.iter_mut();
                    places.step_by(1 << length).for_each(|at| *at = step);
                }
                code += 1;
            }
            code <<= 1;
        }
        Some(Code { width, steps })
    }

    fn step(&self, next: u64) -> Option<Step> {
        let index = next as usize & ((1 << self.width) - 1);
        self.steps.get(index).copied().filter(|step| step.bits > 0)
    }
}

/// A place in a stream. Bits come from the lowest of a byte to its highest.
struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    /// At least the next 57 bits. `None` past the end.
    fn peek(&self) -> Option<u64> {
        let bytes = self.bytes.get(self.position / 8..)?.first_chunk()?;
        Some(u64::from_le_bytes(*bytes) >> (self.position % 8))
    }

    fn take(&mut self, count: usize) -> Option<usize> {
        let next = self.peek()? as usize & ((1 << count) - 1);
        self.position += count;
        Some(next)
    }

    fn skip_stored(&mut self) -> Option<()> {
        self.position = self.position.next_multiple_of(8);
        let length = self.take(16)?;
        self.position += 16 + 8 * length;
        Some(())
    }

    fn skip_codes(&mut self, codes: &Codes) -> Option<()> {
        loop {
            let next = self.peek()?;
            let step = codes.literals.step(next)?;
            self.position += usize::from(step.bits);
            match step.then {
                Then::Literal => {}
                Then::End => return Some(()),
                Then::Distance => {
                    // 20 bits at most are gone, and a distance takes 28 at most.
                    let distance = codes.distances.step(next >> step.bits)?;
                    self.position += usize::from(distance.bits);
                }
            }
        }
    }

    /// The codes that a block brings along (RFC 1951, 3.2.7).
    fn dynamic(&mut self) -> Option<Codes> {
        let literals = self.take(5)? + 257;
        let distances = self.take(5)? + 1;
        let mut of_lengths = [0; 19];
        let count = self.take(4)? + 4;
        for place in LENGTHS_ORDER.into_iter().take(count) {
            *of_lengths.get_mut(place)? = self.take(3)? as u8;
        }
        let lengths = self.lengths(&of_lengths, literals + distances)?;
        let (literals, distances) = lengths.split_at_checked(literals)?;
        Some(Codes {
            literals: Code::new(literals, literal)?,
            distances: Code::new(distances, distance)?,
        })
    }

    fn lengths(&mut self, of_lengths: &[u8], count: usize) -> Option<Vec<u8>> {
        let code = Code::new(of_lengths, |_| Some((0, Then::Literal)))?;
        let mut lengths = Vec::with_capacity(count);
        while lengths.len() < count {
            let step = code.step(self.peek()?)?;
            self.position += usize::from(step.bits);
            let (value, repeat) = match step.symbol {
                16 => (*lengths.last()?, 3 + self.take(2)?),
                17 => (0, 3 + self.take(3)?),
                18 => (0, 11 + self.take(7)?),
                length => (length as u8, 1),
            };
            lengths.resize(lengths.len() + repeat, value);
        }
        (lengths.len() == count).then_some(lengths)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use libdeflater::{CompressionLvl, Compressor, Decompressor};
    use proptest::prelude::*;
    use std::io::Read;

    fn deflated(bytes: &[u8], level: i32) -> Vec<u8> {
        let mut compressor = Compressor::new(CompressionLvl::new(level).unwrap());
        let mut out = vec![0; compressor.deflate_compress_bound(bytes.len())];
        let length = compressor.deflate_compress(bytes, &mut out).unwrap();
        out.truncate(length);
        out
    }

    fn joined(bytes: &[u8], block: usize, level: i32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut blocks = bytes.chunks(block).peekable();
        while let Some(bytes) = blocks.next() {
            let mut stream = deflated(bytes, level);
            if blocks.peek().is_some() {
                leave_open(&mut stream).unwrap();
            }
            out.extend(stream);
        }
        out
    }

    /// By libdeflate and by the library that the `zip` crate reads with.
    fn inflates_to(stream: &[u8], bytes: &[u8]) -> bool {
        let mut out = vec![0; bytes.len()];
        let length = Decompressor::new().deflate_decompress(stream, &mut out);
        let mut again = Vec::new();
        let file = zip_of(stream, bytes);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
        let read = archive.by_index(0).unwrap().read_to_end(&mut again);
        length == Ok(bytes.len()) && out == bytes && read.is_ok() && again == bytes
    }

    fn zip_of(stream: &[u8], bytes: &[u8]) -> Vec<u8> {
        use crate::archive::records::{self, DosTime, Method, Record};
        let record = Record {
            name: "a".into(),
            method: Method::Deflated,
            modified: DosTime::EARLIEST,
            crc32: libdeflater::crc32(bytes),
            compressed: stream.len() as _,
            size: bytes.len() as _,
            mode: 0o100_644,
            offset: 0,
            wide: false,
        };
        let mut file = record.local_header();
        file.extend(stream);
        let start = file.len() as u64;
        file.extend(record.central_header());
        file.extend(records::end(1, start, record.central_header().len() as u64));
        file
    }

    /// Bytes of which some compress and some do not, in runs.
    fn mixed() -> impl Strategy<Value = Vec<u8>> {
        let run = prop_oneof![
            (any::<u8>(), 1..3000_usize).prop_map(|(byte, count)| vec![byte; count]),
            proptest::collection::vec(any::<u8>(), 0..3000),
            proptest::collection::vec(b'a'..b'f', 0..6000),
            ("[a-z]{1,9} ", 1..400_usize).prop_map(|(word, count)| word.repeat(count).into()),
        ];
        proptest::collection::vec(run, 1..8).prop_map(|runs| runs.concat())
    }

    proptest! {
        #[test]
        fn joined_streams_are_one_stream(
            bytes in mixed(),
            block in 1..20_000_usize,
            level in 0..=12_i32,
        ) {
            prop_assume!(!bytes.is_empty());
            let block = block.max(bytes.len() / 50);
            prop_assert!(inflates_to(&joined(&bytes, block, level), &bytes));
        }

        #[test]
        fn stored_blocks_go_between(bytes in mixed(), at in 0..100_000_usize, level in 1..=12_i32) {
            let (first, second) = bytes.split_at(at % (bytes.len() + 1));
            let mut stream = stored(first, false);
            let mut middle = deflated(second, level);
            leave_open(&mut middle).unwrap();
            stream.extend(middle);
            stream.extend(stored(first, true));
            let whole = [first, second, first].concat();
            prop_assert!(inflates_to(&stream, &whole));
        }

        #[test]
        fn what_is_no_stream_is_left_alone(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut stream = bytes.clone();
            if leave_open(&mut stream).is_none() {
                prop_assert_eq!(stream, bytes);
            }
        }
    }

    #[test]
    fn an_open_stream_costs_five_bytes_at_most() {
        for level in 1..=12 {
            let bytes = b"function.json".repeat(9000);
            let closed = deflated(&bytes, level);
            let mut open = closed.clone();
            leave_open(&mut open).unwrap();
            assert!(open.len() <= closed.len() + 5 && open.ends_with(&[0, 0, 0xff, 0xff]));
        }
    }

    #[test]
    fn something_after_the_stream_is_refused() {
        let mut stream = deflated(b"hello hello hello", 6);
        stream.push(0);
        assert!(leave_open(&mut stream).is_none());
    }
}
