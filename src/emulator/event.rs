//! What happens in the emulator, as data. Rendering it is `report`'s work.
//!
//! Everything goes through one bounded queue to whoever prints. A handler that floods its
//! output waits for the printer; an invocation never does: when the queue is full its line is
//! dropped and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::plan::Plan;
use crate::diagnostics::Finding;

/// How many events may wait for the printer.
const QUEUE: usize = 1024;

/// How a log line is graded (H-START-16..19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For looking closely.
    Debug,
    /// What a person wants to see.
    Information,
    /// May be a problem.
    Warning,
    /// Is a problem.
    Error,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An app was loaded and is served from now on: at the start, and after each swap.
    Serving(Box<Serving>),
    /// The front end listens and the handler answered its first request.
    Ready {
        /// From spawning the handler until it answered.
        handler: Duration,
        /// From the start of `fch` until the front end served, without the handler's time.
        own: Duration,
    },
    /// A line that the handler wrote, not tied to an invocation (H-START-23).
    Console {
        /// How the host grades it.
        level: Level,
        /// The line, without its end.
        text: String,
    },
    /// A line of `Logs` of an envelope reply (H-RESP-13).
    Log {
        /// The function.
        function: String,
        /// The line.
        text: String,
    },
    /// Something the host itself would log.
    Host {
        /// How bad it is.
        level: Level,
        /// One line.
        text: String,
    },
    /// A failure, explained, that is not tied to an invocation.
    Fault(Box<Finding>),
    /// One invocation has ended.
    Invocation(Box<Record>),
    /// An output that is not sent anywhere was kept (`fch outputs`).
    Captured {
        /// The function.
        function: String,
        /// The binding's name.
        binding: String,
        /// The binding's type.
        kind: String,
        /// The value as text, shortened.
        value: String,
    },
}

/// What is served, and where: everything a start banner says.
#[derive(Debug, Clone)]
pub struct Serving {
    /// What runs.
    pub plan: Arc<Plan>,
    /// How a caller on this machine begins every URL, without a slash at its end:
    /// `http://localhost:7071`.
    pub url: String,
    /// The development key, when keys are checked.
    pub key: Option<String>,
    /// Which storage is used: `embedded store (.fch/storage.db)`.
    pub storage: Option<String>,
    /// What becomes of each type of binding that the app uses, in the app's order.
    pub support: Vec<(String, Support)>,
}

/// What becomes of a type of binding on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Support {
    /// Works as in Azure.
    Emulated,
    /// A trigger that does not fire by itself here.
    ByHand,
    /// An output that is kept for `fch outputs` and sent nowhere.
    Captured,
    /// Does nothing here; an input is null.
    Missing,
}

/// What the handler was sent: the JSON envelope or the HTTP request itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `POST /Function` with `Data` and `Metadata` (H-REQ).
    Envelope,
    /// The HTTP request, buffered (H-FWD).
    Forward,
    /// The HTTP request, streamed (H-PXY).
    Proxy,
}

impl Mode {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Envelope => "envelope",
            Mode::Forward => "forwarding",
            Mode::Proxy => "proxying",
        }
    }
}

/// One invocation, as it ended.
#[derive(Debug, Clone)]
pub struct Record {
    /// The invocation id the handler saw.
    pub id: String,
    /// The function.
    pub function: String,
    /// What caused it: `GET /api/F`, `queue orders`, `timer`, `admin`.
    pub cause: String,
    /// What the handler was sent.
    pub mode: Mode,
    /// The status the HTTP caller got.
    pub status: Option<u16>,
    /// Whether the host counts it as successful.
    pub success: bool,
    /// From the event's arrival to its end, retries included.
    pub elapsed: Duration,
    /// What went wrong, explained.
    pub findings: Vec<Finding>,
    /// The exact bytes each way; only when somebody wants to see them.
    pub exchange: Option<Box<Exchange>>,
}

/// The bytes between host and handler.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// Method and path sent to the handler.
    pub request_line: String,
    /// Headers sent to the handler.
    pub request_headers: Vec<(String, String)>,
    /// Body sent to the handler; streamed bodies are not kept.
    pub request_body: Bytes,
    /// The handler's status; `None` when no answer came.
    pub response_status: Option<u16>,
    /// The handler's headers.
    pub response_headers: Vec<(String, String)>,
    /// The handler's body; streamed bodies are not kept.
    pub response_body: Bytes,
    /// What the host does with the answer and why, one line each.
    pub consequences: Vec<String>,
}

/// Where events go.
#[derive(Debug, Clone)]
pub struct Events {
    queue: mpsc::Sender<Event>,
    dropped: Arc<AtomicU64>,
    /// Whether invocations should carry their [`Exchange`].
    pub exchanges: bool,
}

impl Events {
    /// A queue and its end for the printer.
    pub fn new(exchanges: bool) -> (Events, mpsc::Receiver<Event>) {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let events = Events {
            queue,
            dropped: Arc::default(),
            exchanges,
        };
        (events, receiver)
    }

    /// Reports without waiting; a full queue drops the event and counts it.
    pub fn report(&self, event: Event) {
        if self.queue.try_send(event).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Reports, and waits while the queue is full: for the handler's output, which may wait.
    pub async fn report_patiently(&self, event: Event) {
        // Nobody listens any more: nothing to tell.
        let _ = self.queue.send(event).await;
    }

    /// Reports a line of the host itself.
    pub fn host(&self, level: Level, text: impl Into<String>) {
        self.report(Event::Host {
            level,
            text: text.into(),
        });
    }

    /// How many events were dropped since the last call.
    pub fn take_dropped(&self) -> u64 {
        self.dropped().take()
    }

    /// The count of dropped events, for the printer: unlike this, it does not keep the queue
    /// open.
    pub fn dropped(&self) -> Dropped {
        Dropped(Arc::clone(&self.dropped))
    }
}

/// How many events found the queue full.
#[derive(Debug, Clone, Default)]
pub struct Dropped(Arc<AtomicU64>);

impl Dropped {
    /// The number since the last call.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}
