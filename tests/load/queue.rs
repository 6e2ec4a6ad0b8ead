//! No message is lost, whoever dies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use super::host::{Host, Mode, app, eventually, function, http};

const MESSAGES: u32 = 1000;

/// The lines of a log of the handler, in numbers.
fn noted(app: &Path, file: &str) -> Vec<Vec<u32>> {
    let text = fs::read_to_string(app.join(format!("{file}.log"))).unwrap_or_default();
    // A line without an end is being written.
    let lines = text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    let numbers = |line: &str| {
        line.split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect()
    };
    lines.map(numbers).collect()
}

fn jobs(app: &Path, file: &str) -> BTreeSet<u32> {
    noted(app, file).into_iter().map(|line| line[0]).collect()
}

// H-RESP-54, H-LIM-11: a message is done, or in the poison queue after five tries, across deaths
// of the handler, its failures, and a `kill -9` of `fch`.
#[test]
fn a_thousand_messages_survive_every_death() {
    let app = app(Mode::Proxy, json!({}));
    let root = app.path();
    let jobs_out =
        json!([{"type": "queue", "direction": "out", "name": "jobs", "queueName": "jobs"}]);
    function(root, "Fill", http("fill", jobs_out));
    let trigger = |queue: &str| json!([{"type": "queueTrigger", "direction": "in", "name": "job", "queueName": queue}]);
    function(root, "Jobs", trigger("jobs"));
    function(root, "Poison", trigger("jobs-poison"));

    let mut host = Host::start(root);
    // No `res` in the reply means 200 or 204, no matter which.
    assert!(host.get("/api/fill").status < 300);
    let third = || (jobs(root, "done").len() > 300).then_some(());
    assert!(
        eventually(Duration::from_secs(60), third).is_some(),
        "{}",
        host.printed()
    );
    host.signal(Signal::KILL);
    host.ended();
    let before = jobs(root, "done").len();
    assert!(before < 900, "killed too late: {before}");

    let host = Host::start(root);
    let all = || {
        let (done, poisoned) = (jobs(root, "done"), jobs(root, "poisoned"));
        let settled = done.union(&poisoned).count();
        (settled == MESSAGES as usize).then_some((done, poisoned))
    };
    let settled = eventually(Duration::from_secs(80), all);
    let Some((done, poisoned)) = settled else {
        let (done, poisoned) = (jobs(root, "done"), jobs(root, "poisoned"));
        let lost: Vec<u32> = (0..MESSAGES)
            .filter(|job| !done.contains(job) && !poisoned.contains(job))
            .collect();
        panic!("lost {lost:?}\n{}", host.printed());
    };
    let hopeless: BTreeSet<u32> = (0..MESSAGES).filter(|job| job % 100 == 10).collect();
    assert!(hopeless.is_subset(&poisoned) && hopeless.is_disjoint(&done));
    let tries = noted(root, "tried");
    let mut last: BTreeMap<u32, u32> = BTreeMap::new();
    for line in &tries {
        let [job, count] = line[..] else {
            panic!("{line:?}")
        };
        assert!(count <= 5, "job {job} was tried with dequeue count {count}");
        let most = last.entry(job).or_default();
        *most = count.max(*most);
    }
    println!(
        "{} tries, {} done, {} poisoned, {before} before the kill",
        tries.len(),
        done.len(),
        poisoned.len()
    );
    // A try that meets a dead handler is counted and not noted, so not each has its fifth here.
    let fifth = hopeless.iter().filter(|job| last[*job] == 5);
    assert!(fifth.count() >= 5, "{last:?}");
}
