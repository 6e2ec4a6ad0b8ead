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

use super::container::Method;
use super::inspect::starts_by_itself;
use super::selection::Entry;
use crate::error::{Failure, Result};

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
    /// Whether its bytes say that it is a program: ELF, or a `#!` script.
    pub program: bool,
}

/// Compresses `entries` on `threads` threads and hands them to `each` in their order. Stops
/// at the first error.
pub(super) fn in_order(
    entries: &[Entry],
    threads: NonZeroUsize,
    mut each: impl FnMut(&Entry, Packed) -> Result<()>,
) -> Result<()> {
    let window = Window::new(entries);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads.get().min(entries.len()) {
            let sender = sender.clone();
            let window = &window;
            scope.spawn(move || {
                let mut compressor = Compressor::new(level());
                while let Some((index, entry)) = window.take() {
                    if sender.send((index, pack(entry, &mut compressor))).is_err() {
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
    each: &mut impl FnMut(&Entry, Packed) -> Result<()>,
) -> Result<()> {
    let mut early = BTreeMap::new();
    let mut order = window.entries.iter().enumerate().peekable();
    for (index, packed) in receiver {
        early.insert(index, packed);
        while let Some((index, entry)) = order.peek()
            && let Some(packed) = early.remove(index)
        {
            each(entry, packed?)?;
            window.release(entry);
            order.next();
        }
    }
    Ok(())
}

/// Hands out entries in order, and holds back while too many bytes are in memory.
struct Window<'a> {
    entries: &'a [Entry],
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
    fn new(entries: &'a [Entry]) -> Self {
        Window {
            entries,
            limit: WINDOW + entries.iter().map(cost).max().unwrap_or(0),
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn take(&self) -> Option<(usize, &'a Entry)> {
        let mut state = self.lock();
        loop {
            let index = state.next;
            let entry = self.entries.get(index).filter(|_| !state.stopped)?;
            if state.in_memory + cost(entry) <= self.limit {
                state.next += 1;
                state.in_memory += cost(entry);
                return Some((index, entry));
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn release(&self, entry: &Entry) {
        self.lock().in_memory -= cost(entry);
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

fn cost(entry: &Entry) -> u64 {
    entry.size.min(MAX_FILE) + PER_FILE
}

fn level() -> CompressionLvl {
    CompressionLvl::new(LEVEL).unwrap_or_default()
}

fn pack(entry: &Entry, compressor: &mut Compressor) -> Result<Packed> {
    let data = read(entry)?;
    let size = u32::try_from(data.len()).map_err(|_| too_large(entry))?;
    let crc32 = libdeflater::crc32(&data);
    let program = starts_by_itself(&data);
    let (method, data) = match deflate(&data, compressor) {
        Some(smaller) => (Method::Deflated, smaller),
        None => (Method::Stored, data),
    };
    Ok(Packed {
        method,
        data,
        size,
        crc32,
        program,
    })
}

/// The bytes that are there now: what counts is what was read, not what was listed.
fn read(entry: &Entry) -> Result<Vec<u8>> {
    let failed = |error| Failure::io("read", &entry.disk, &error);
    let file = File::open(&entry.disk).map_err(failed)?;
    let mut data = Vec::with_capacity(usize::try_from(entry.size.min(MAX_FILE)).unwrap_or(0));
    file.take(MAX_FILE + 1)
        .read_to_end(&mut data)
        .map_err(failed)?;
    if data.len() as u64 > MAX_FILE {
        return Err(too_large(entry));
    }
    Ok(data)
}

/// Refuses files that could not be packed, before anything reads them.
pub(super) fn refuse_too_large(entries: &[Entry]) -> Result<()> {
    match entries.iter().find(|entry| entry.size > MAX_FILE) {
        Some(entry) => Err(too_large(entry)),
        None => Ok(()),
    }
}

fn too_large(entry: &Entry) -> Failure {
    Failure::job(format!("`{}` is larger than 2 GiB", entry.name))
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
