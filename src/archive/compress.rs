//! Files -> compressed bytes, on every core, in order, within a bound of memory.
//!
//! A file is compressed in one piece or, when it is large, in several that follow one another as
//! one deflate stream. Where it is cut depends on its size and the level, so the bytes do not
//! depend on how many threads work. A piece is in memory with its compressed form; how many are
//! at a time is bounded by a window of bytes: the largest piece plus [`WINDOW`].

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::deflate::Deflater;
use super::digest::Digest;
use super::earlier::{Earlier, Shape};
use super::records::Method;
use super::{Options, Source};
use crate::error::{Failure, Result};
use crate::inspect::{Inspection, inspect_bytes, may_be_program};

/// Bytes of files in memory besides the largest piece.
const WINDOW: u64 = 16 << 20;

/// What a piece costs besides its bytes.
const PER_PIECE: u64 = 4096;

/// Bytes that a thread takes in at a time, in as many small files as have room, so that threads
/// seldom wait for one another.
const BATCH: u64 = 256 << 10;

/// How many bytes more than were listed are taken from a file that grows.
const GROWTH: u64 = 16 << 20;

/// What there is to write next.
pub(super) enum Piece {
    /// A whole file.
    Whole(Packed),
    /// The next piece of a large one.
    Part(Part),
}

/// A file, ready to be put into the archive.
pub(super) struct Packed {
    pub method: Method,
    pub data: Vec<u8>,
    pub size: u64,
    pub crc32: u32,
    pub sha256: Digest,
    /// What it is, where it is or may be a program.
    pub inspection: Option<Inspection>,
}

/// A piece of a large file.
pub(super) struct Part {
    /// The bytes of the file.
    pub raw: Vec<u8>,
    /// Of these.
    pub sha256: Digest,
    /// A piece of a deflate stream.
    pub data: Vec<u8>,
    pub last: bool,
}

/// Compresses `sources` and hands them to `each` piece by piece in their order. What is in the
/// `earlier` archive is taken from there. Stops at the first error.
pub(super) fn in_order(
    sources: &[Source],
    options: &Options,
    earlier: Option<&Earlier>,
    mut each: impl FnMut(&Source, Piece) -> Result<()>,
) -> Result<()> {
    let window = Window::new(cut(sources, options.level.piece()));
    let total = sources.iter().map(|source| source.size).sum();
    options.progress.total.store(total, Ordering::Relaxed);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..options.threads.get().min(window.cuts.len()) {
            let sender = sender.clone();
            let window = &window;
            let press = Press {
                deflater: Deflater::new(options.level),
                earlier,
            };
            scope.spawn(move || press.work(window, &sender));
        }
        drop(sender);
        let result = receive(&window, &receiver, options, &mut each);
        window.stop();
        result
    })
}

/// The number of the first cut of a batch, and what its cuts became.
type Sent = (usize, Vec<Result<Piece>>);

/// What a thread makes pieces with.
struct Press<'a> {
    deflater: Deflater,
    earlier: Option<&'a Earlier>,
}

/// Stops the others when a thread panics: nobody may wait for what it had taken.
struct Stop<'a>(&'a Window<'a>);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

impl Press<'_> {
    fn work(mut self, window: &Window<'_>, sender: &mpsc::Sender<Sent>) {
        let _stop = Stop(window);
        while let Some((first, batch)) = window.take() {
            let pieces = batch.iter().map(|cut| self.piece(cut)).collect();
            if sender.send((first, pieces)).is_err() {
                break;
            }
        }
    }

    fn piece(&mut self, cut: &Cut<'_>) -> Result<Piece> {
        let raw = cut.read()?;
        let sha256 = Digest::of(&raw);
        Ok(match cut.shape() {
            Shape::Whole => Piece::Whole(self.whole(cut.source, raw, sha256)),
            shape => Piece::Part(Part {
                data: self
                    .found(sha256, shape, &raw)
                    .unwrap_or_else(|| self.deflater.piece(&raw, cut.last)),
                raw,
                sha256,
                last: cut.last,
            }),
        })
    }

    fn whole(&mut self, source: &Source, raw: Vec<u8>, sha256: Digest) -> Packed {
        let inspection = (source.program || may_be_program(&raw)).then(|| inspect_bytes(&raw));
        let (size, crc32) = (raw.len() as u64, libdeflater::crc32(&raw));
        let smaller = match self.found(sha256, Shape::Whole, &raw) {
            Some(data) => (data.len() < raw.len()).then_some(data),
            None => self.deflater.shrink(&raw),
        };
        let (method, data) = match smaller {
            Some(data) => (Method::Deflated, data),
            None => (Method::Stored, raw),
        };
        Packed {
            method,
            data,
            size,
            crc32,
            sha256,
            inspection,
        }
    }

    fn found(&self, sha256: Digest, shape: Shape, raw: &[u8]) -> Option<Vec<u8>> {
        self.earlier?.find(sha256, shape, raw.len())
    }
}

fn receive(
    window: &Window<'_>,
    receiver: &mpsc::Receiver<Sent>,
    options: &Options,
    each: &mut impl FnMut(&Source, Piece) -> Result<()>,
) -> Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (first, pieces) in receiver {
        early.insert(first, pieces);
        while let Some(pieces) = early.remove(&next) {
            let rest = window.cuts.get(next..).unwrap_or_default();
            let batch = rest.get(..pieces.len()).unwrap_or_default();
            next += batch.len();
            for (cut, piece) in batch.iter().zip(pieces) {
                each(cut.source, piece?)?;
                let done = &options.progress.done;
                done.fetch_add(cut.length, Ordering::Relaxed);
            }
            window.release(batch);
        }
    }
    Ok(())
}

/// A range of a file.
struct Cut<'a> {
    source: &'a Source,
    start: u64,
    length: u64,
    last: bool,
}

fn cut(sources: &[Source], most: u64) -> Vec<Cut<'_>> {
    sources
        .iter()
        .flat_map(|source| cuts(source, most))
        .collect()
}

/// A file in one cut, or in an even number of equal ones that are no larger than `most`.
fn cuts(source: &Source, most: u64) -> impl Iterator<Item = Cut<'_>> {
    let size = source.size;
    let count = match size.div_ceil(most) {
        0 | 1 => 1,
        several => several.next_multiple_of(2),
    };
    let length = size.div_ceil(count);
    (0..count).map(move |index| Cut {
        source,
        start: size.min(index * length),
        length: length.min(size.saturating_sub(index * length)),
        last: index + 1 == count,
    })
}

impl Cut<'_> {
    fn cost(&self) -> u64 {
        self.length + PER_PIECE
    }

    fn shape(&self) -> Shape {
        match (self.start, self.last) {
            (0, true) => Shape::Whole,
            (_, true) => Shape::Last,
            (_, false) => Shape::Open,
        }
    }

    /// The bytes that are there now: what counts is what was read, not what was listed.
    fn read(&self) -> Result<Vec<u8>> {
        let failed = |error| Failure::io("read", &self.source.disk, &error);
        let mut file = File::open(&self.source.disk).map_err(failed)?;
        if self.start > 0 {
            file.seek(SeekFrom::Start(self.start)).map_err(failed)?;
        }
        let most = self.length + if self.last { GROWTH } else { 0 };
        let mut raw = Vec::with_capacity(self.length as usize);
        file.take(most).read_to_end(&mut raw).map_err(failed)?;
        match self.last && raw.len() as u64 == most {
            true => Err(grows(self.source)),
            false => Ok(raw),
        }
    }
}

/// A file that is written to while it is packed.
pub(super) fn grows(source: &Source) -> Failure {
    Failure::job(format!("`{}` grows while it is packed", source.name))
        .help("leave it out with a line in `.funcignore`, or stop what writes to it")
}

/// The first of `cuts`, and those after it that have room in the same batch.
fn batch<'a, 'b>(cuts: &'b [Cut<'a>]) -> &'b [Cut<'a>] {
    let mut total = 0;
    let fits = |cut: &&Cut<'_>| {
        total += cut.cost();
        total <= BATCH
    };
    let count = cuts.iter().take_while(fits).count().max(1);
    cuts.get(..count).unwrap_or(cuts)
}

/// Hands out cuts in order, in batches, and holds back while too many bytes are in memory.
struct Window<'a> {
    cuts: Vec<Cut<'a>>,
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    next: usize,
    in_memory: u64,
    stopped: bool,
}

impl<'a> Window<'a> {
    fn new(cuts: Vec<Cut<'a>>) -> Self {
        Window {
            limit: WINDOW + cuts.iter().map(Cut::cost).max().unwrap_or(0),
            cuts,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// The next batch, with the number of its first cut.
    fn take(&self) -> Option<(usize, &[Cut<'a>])> {
        let mut state = self.lock();
        loop {
            let first = state.next;
            let batch = batch(self.cuts.get(first..)?);
            if state.stopped || batch.is_empty() {
                return None;
            }
            let cost: u64 = batch.iter().map(Cut::cost).sum();
            if state.in_memory + cost <= self.limit {
                state.next += batch.len();
                state.in_memory += cost;
                return Some((first, batch));
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn release(&self, batch: &[Cut<'_>]) {
        self.lock().in_memory -= batch.iter().map(Cut::cost).sum::<u64>();
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_into_an_even_number_of_equal_pieces() {
        for (size, count) in [(0, 1), (100, 1), (101, 2), (200, 2), (201, 4), (401, 6)] {
            let source = Source {
                name: "a".into(),
                disk: "a".into(),
                size,
                program: false,
            };
            let cuts: Vec<Cut<'_>> = cuts(&source, 100).collect();
            assert_eq!(cuts.len(), count, "{size}");
            assert_eq!(cuts.iter().map(|cut| cut.length).sum::<u64>(), size);
            assert!(cuts.iter().all(|cut| cut.length <= 100));
            let next = cuts.iter().skip(1).map(|cut| cut.start);
            assert!(
                next.eq(cuts
                    .iter()
                    .map(|cut| cut.start + cut.length)
                    .take(count - 1))
            );
        }
    }
}
