//! Bytes -> deflate, at three levels, and nothing for bytes that would not get fewer.

use libdeflater::{CompressionLvl, Compressor};
use serde::{Deserialize, Serialize};

use super::join;

/// How much work goes into small archives. All three are libdeflate's levels: its 4 is about as
/// small as zlib's 6, its 6 smaller than zlib's 9, its 12 as small as zopfli.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Level {
    /// Two thirds of the time, 1 to 3 % larger.
    Fast,
    /// Smaller than `zip -9`, faster than `zip -6`.
    #[default]
    Default,
    /// As small as deflate gets, for five to ten times the time.
    Best,
}

impl Level {
    fn number(self) -> i32 {
        match self {
            Level::Fast => 4,
            Level::Default => 6,
            Level::Best => 12,
        }
    }

    /// The most bytes that are compressed in one piece. A cut costs about 0.1 % of the size,
    /// which is what the best level is there to gain.
    pub(super) fn piece(self) -> u64 {
        match self {
            Level::Fast | Level::Default => 2 << 20,
            Level::Best => 12 << 20,
        }
    }
}

/// Bytes in a row of which few are tried before all are compressed.
const TRIED_FROM: usize = 256 << 10;
/// How many bytes are tried at a place.
const SAMPLE: usize = 16 << 10;
/// Bytes that are kept for the next stream.
const KEPT: usize = 2 << 20;
/// What a sample must get down to, for the rest to be worth the time.
const WORTHWHILE: usize = SAMPLE / 100 * 98;

/// What a thread compresses with.
pub(super) struct Deflater {
    level: Level,
    compressor: Compressor,
    quick: Compressor,
    /// Where streams are written before they are as long as they get.
    scratch: Vec<u8>,
}

impl Deflater {
    pub(super) fn new(level: Level) -> Self {
        let compressor = |number| {
            let level = CompressionLvl::new(number).unwrap_or_default();
            Compressor::new(level)
        };
        Deflater {
            level,
            compressor: compressor(level.number()),
            quick: compressor(1),
            scratch: Vec::new(),
        }
    }

    /// A deflate stream, unless it would not be smaller.
    pub(super) fn shrink(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.level != Level::Best && self.is_dense(bytes) {
            return None;
        }
        let most = bytes.len().checked_sub(1)?;
        if self.scratch.len() < most {
            self.scratch.resize(most, 0);
        }
        let out = self.scratch.get_mut(..most)?;
        let length = self.compressor.deflate_compress(bytes, out).ok();
        let stream = length.and_then(|length| Some(out.get(..length)?.to_vec()));
        if most > KEPT {
            self.scratch = Vec::new();
        }
        stream
    }

    /// A piece of a deflate stream that ends with the `last` of its pieces.
    pub(super) fn piece(&mut self, bytes: &[u8], last: bool) -> Vec<u8> {
        let shrunk = self.shrink(bytes).and_then(|mut stream| match last {
            true => Some(stream),
            false => join::leave_open(&mut stream).map(|()| stream),
        });
        shrunk.unwrap_or_else(|| join::stored(bytes, last))
    }

    /// Whether no sample gets smaller: it is compressed or encrypted already.
    fn is_dense(&mut self, bytes: &[u8]) -> bool {
        let mut out = [0; WORTHWHILE];
        let mut samples = bytes.chunks(TRIED_FROM);
        bytes.len() >= TRIED_FROM
            && samples.all(|bytes| {
                let sample = bytes.get(..SAMPLE).unwrap_or_default();
                self.quick.deflate_compress(sample, &mut out).is_err() || sample.is_empty()
            })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Bytes that no deflate makes fewer: xorshift64.
    fn noise(count: usize) -> Vec<u8> {
        let mut state = 88_172_645_463_325_252_u64;
        let words = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        words.take(count / 8).flatten().collect()
    }

    #[test]
    fn a_higher_level_is_smaller() {
        let text = "{\"name\": \"orders\", \"route\": \"orders/{id}\"}\n".repeat(3000);
        let mut bytes = text.into_bytes();
        bytes.extend(noise(3000).iter().map(|byte| byte % 23));
        let size = |level| Deflater::new(level).shrink(&bytes).unwrap().len();
        assert!(size(Level::Fast) >= size(Level::Default));
        assert!(size(Level::Default) > size(Level::Best));
    }

    #[test]
    fn noise_is_stored_and_a_readable_part_of_it_is_not_missed() {
        for level in [Level::Fast, Level::Default, Level::Best] {
            let mut deflater = Deflater::new(level);
            let mut bytes = noise(1 << 20);
            assert!(deflater.shrink(&bytes).is_none());
            assert_eq!(deflater.piece(&bytes, true), join::stored(&bytes, true));
            bytes[300_000..800_000].fill(b'a');
            assert!(deflater.shrink(&bytes).unwrap().len() < 600_000);
        }
        assert!(Deflater::new(Level::Default).shrink(b"").is_none());
        assert!(Deflater::new(Level::Default).shrink(b"a").is_none());
    }
}
