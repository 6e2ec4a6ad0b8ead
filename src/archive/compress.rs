//! Files -> compressed bytes, on every core, in order, within a bound of memory.
//!
//! Every file is compressed on its own, so the bytes do not depend on how many threads work.
//! A file is in memory as a whole, with its compressed form; how many files are at a time is
//! bounded by a window of bytes: the largest file plus [`WINDOW`].

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use libdeflater::{CompressionLvl, Compressor};

use super::Source;
use super::records::Method;
use crate::error::{Failure, Result};
use crate::inspect::{Inspection, inspect_bytes, may_be_program};

/// The largest file that is packed, in bytes. Files are compressed in memory, and no Functions
/// plan takes a package of this size.
pub(super) const MAX_FILE: u64 = 2 << 30;

/// Bytes of files in memory besides the largest one.
const WINDOW: u64 = 16 << 20;

/// What a file costs besides its bytes.
const PER_FILE: u64 = 4096;

/// Level 6 of libdeflate: smaller than zlib's 9, faster than zlib's 6.
const LEVEL: i32 = 6;

/// A file, ready to be put into the archive.
pub(super) struct Packed {
    pub method: Method,
    pub data: Vec<u8>,
    pub size: u32,
    pub crc32: u32,
    /// What it is, where it is or may be a program.
    pub inspection: Option<Inspection>,
}

impl Packed {
    /// Whether its bytes say that it is a program: ELF, or a `#!` script.
    pub(super) fn starts_by_itself(&self) -> bool {
        (self.inspection.as_ref()).is_some_and(Inspection::starts_by_itself)
    }
}

/// Compresses `sources` on `threads` threads and hands them to `each` in their order. Stops
/// at the first error.
pub(super) fn in_order(
    sources: &[Source],
    threads: NonZeroUsize,
    mut each: impl FnMut(&Source, Packed) -> Result<()>,
) -> Result<()> {
    let window = Window::new(sources);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads.get().min(sources.len()) {
            let sender = sender.clone();
            let window = &window;
            scope.spawn(move || {
                let mut compressor = Compressor::new(level());
                while let Some((index, source)) = window.take() {
                    if sender.send((index, pack(source, &mut compressor))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let result = receive(&window, &receiver, &mut each);
        window.stop();
        result
    })
}

fn receive(
    window: &Window<'_>,
    receiver: &mpsc::Receiver<(usize, Result<Packed>)>,
    each: &mut impl FnMut(&Source, Packed) -> Result<()>,
) -> Result<()> {
    let mut early = BTreeMap::new();
    let mut order = window.sources.iter().enumerate().peekable();
    for (index, packed) in receiver {
        early.insert(index, packed);
        while let Some((index, source)) = order.peek()
            && let Some(packed) = early.remove(index)
        {
            each(source, packed?)?;
            window.release(source);
            order.next();
        }
    }
    Ok(())
}

/// Hands out sources in order, and holds back while too many bytes are in memory.
struct Window<'a> {
    sources: &'a [Source],
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
    fn new(sources: &'a [Source]) -> Self {
        Window {
            sources,
            limit: WINDOW + sources.iter().map(cost).max().unwrap_or(0),
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn take(&self) -> Option<(usize, &'a Source)> {
        let mut state = self.lock();
        loop {
            let index = state.next;
            let source = self.sources.get(index).filter(|_| !state.stopped)?;
            if state.in_memory + cost(source) <= self.limit {
                state.next += 1;
                state.in_memory += cost(source);
                return Some((index, source));
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn release(&self, source: &Source) {
        self.lock().in_memory -= cost(source);
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

fn cost(source: &Source) -> u64 {
    source.size.min(MAX_FILE) + PER_FILE
}

fn level() -> CompressionLvl {
    CompressionLvl::new(LEVEL).unwrap_or_default()
}

fn pack(source: &Source, compressor: &mut Compressor) -> Result<Packed> {
    let data = read(source)?;
    let size = u32::try_from(data.len()).map_err(|_| too_large(source))?;
    let crc32 = libdeflater::crc32(&data);
    let inspection = (source.program || may_be_program(&data)).then(|| inspect_bytes(&data));
    let (method, data) = match deflate(&data, compressor) {
        Some(smaller) => (Method::Deflated, smaller),
        None => (Method::Stored, data),
    };
    Ok(Packed {
        method,
        data,
        size,
        crc32,
        inspection,
    })
}

/// The bytes that are there now: what counts is what was read, not what was listed.
fn read(source: &Source) -> Result<Vec<u8>> {
    let failed = |error| Failure::io("read", &source.disk, &error);
    let file = File::open(&source.disk).map_err(failed)?;
    let mut data = Vec::with_capacity(usize::try_from(source.size.min(MAX_FILE)).unwrap_or(0));
    file.take(MAX_FILE + 1)
        .read_to_end(&mut data)
        .map_err(failed)?;
    if data.len() as u64 > MAX_FILE {
        return Err(too_large(source));
    }
    Ok(data)
}

/// Refuses files that could not be packed, before anything reads them.
pub(super) fn refuse_too_large(sources: &[Source]) -> Result<()> {
    match sources.iter().find(|source| source.size > MAX_FILE) {
        Some(source) => Err(too_large(source)),
        None => Ok(()),
    }
}

fn too_large(source: &Source) -> Failure {
    Failure::job(format!("`{}` is larger than 2 GiB", source.name))
        .because("no Azure Functions plan takes a package of this size")
        .help("leave it out with a line in `.funcignore` and load it from storage at run time")
}

/// Compressed bytes, unless they would not be fewer.
fn deflate(data: &[u8], compressor: &mut Compressor) -> Option<Vec<u8>> {
    let mut out = vec![0; data.len().checked_sub(1)?];
    let length = compressor.deflate_compress(data, &mut out).ok()?;
    out.truncate(length);
    out.shrink_to_fit();
    Some(out)
}
