//! Many requests while the handler dies again and again.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use super::client::Connection;
use super::host::{Host, Mode, app, is_gone_within};

const CONNECTIONS: u32 = 64;
/// More than any of these needs, in MB, in a build without optimisation.
const MOST_MEMORY: u64 = 60;

/// What the callers got.
#[derive(Default)]
struct Tally {
    good: AtomicU32,
    /// 5xx.
    failed: AtomicU32,
    slowest_ms: AtomicU64,
}

impl Tally {
    fn answered(&self) -> u32 {
        self.good.load(Ordering::Relaxed) + self.failed.load(Ordering::Relaxed)
    }

    /// Asks `count` times on one kept connection; whatever is no proper answer fails the test.
    fn ask(&self, mut connection: Connection, web: Mode, count: u32) {
        for number in 0..count {
            let mode = match number % 2 {
                0 => web,
                _ => Mode::Envelope,
            };
            let start = Instant::now();
            let answer = connection.get(&mode.path("hello")).unwrap();
            let took = u64::try_from(start.elapsed().as_millis()).unwrap();
            self.slowest_ms.fetch_max(took, Ordering::Relaxed);
            match answer.status {
                200 => {
                    assert_eq!(answer.text(), "hello!");
                    self.good.fetch_add(1, Ordering::Relaxed);
                }
                500..=504 => drop(self.failed.fetch_add(1, Ordering::Relaxed)),
                other => panic!("status {other}"),
            }
        }
    }
}

/// Every request is answered, also those that a death of the handler meets (H-START-34,
/// H-START-38, H-START-41). Three errors within half an hour would end the host, so two deaths
/// are kills and three are exits with 200.
fn storm(web: Mode, requests: u32) {
    let app = app(web, json!({}));
    let host = Host::start(app.path());
    let tally = Tally::default();
    let each = requests / CONNECTIONS;
    let mut handlers = vec![host.handler()];
    let warm = thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            let connection = host.connect();
            scope.spawn(|| tally.ask(connection, web, each));
        }
        let mut warm = None;
        for death in 1..=5 {
            while tally.answered() < death * requests / 6 {
                thread::sleep(Duration::from_millis(5));
            }
            warm = warm.or_else(|| host.memory());
            handlers.push(kill(&host, death));
        }
        warm
    });
    assert_eq!(tally.answered(), each * CONNECTIONS);
    let failed = tally.failed.load(Ordering::Relaxed);
    // At most what was under way at each death, on each connection, and once more.
    assert!(failed <= 5 * 2 * CONNECTIONS, "{failed} failed");
    assert_eq!(host.get(&web.path("hello")).status, 200);
    let memory = (warm, host.memory());
    println!(
        "{web:?}: {failed} of {requests} failed, slowest {} ms, memory {memory:?} MB, most {:?} MB",
        tally.slowest_ms.load(Ordering::Relaxed),
        host.most_memory(),
    );
    if let (Some(warm), Some(end)) = memory {
        assert!(
            end < MOST_MEMORY && 2 * end < 3 * warm.max(10),
            "{memory:?}"
        );
    }
    handlers.push(host.handler());
    drop(host);
    for handler in handlers {
        assert!(is_gone_within(handler, Duration::from_secs(3)));
    }
}

/// Ends the handler of this moment; its process id.
fn kill(host: &Host, death: u32) -> Pid {
    // A handler that was just replaced may be gone before it answers; the next one tells.
    let handler = host.handler();
    if death.is_multiple_of(2) {
        kill_process(handler, Signal::KILL).unwrap();
    } else {
        host.get(&Mode::Envelope.path("exit/200"));
    }
    assert!(is_gone_within(handler, Duration::from_secs(5)));
    handler
}

#[test]
fn every_request_is_answered_while_the_handler_dies_proxying() {
    storm(Mode::Proxy, 20_000);
}

#[test]
fn every_request_is_answered_while_the_handler_dies_forwarding() {
    storm(Mode::Forward, 10_000);
}
