//! Why the handler does not answer, or ended: the findings of its life.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::policy::THRESHOLD;
use super::process::Ended;
use crate::diagnostics::{Finding, RuleInfo};
use crate::emulator::faults::{
    self, bind_loopback, exit_zero, handler_exit, port_env, ready_timeout, restart_budget,
};

fn finding(rule: &'static RuleInfo, message: impl Into<String>) -> Finding {
    faults::finding(rule, "host.json", message)
}

/// The handler listens, but not where the host calls; `None` when it listens nowhere, or where
/// it should.
pub fn elsewhere(called: SocketAddr, listening: &[SocketAddr]) -> Option<Finding> {
    if listening.is_empty() || listening.iter().any(|own| reaches(*own, called)) {
        return None;
    }
    let shown: Vec<String> = listening
        .iter()
        .take(3)
        .map(|own| format!("`{own}`"))
        .collect();
    let message = format!(
        "your process listens on {}, the host calls `{called}`",
        shown.join(" and ")
    );
    let right_port = listening.iter().any(|own| own.port() == called.port());
    if right_port {
        return Some(finding(&bind_loopback::INFO, message).help("bind 127.0.0.1"));
    }
    let found = finding(&port_env::INFO, message)
        .help("read the port from the variable `FUNCTIONS_CUSTOMHANDLER_PORT`");
    let only = listening.first().filter(|_| listening.len() == 1);
    Some(found.maybe_help(
        only.map(|own| format!("or set `customHandler.port` to {} in host.json", own.port())),
    ))
}

/// True when a listener gets what is sent to `called`. One on `[::]` may, if it takes IPv4 too.
fn reaches(own: SocketAddr, called: SocketAddr) -> bool {
    let right_address = match own.ip() {
        IpAddr::V4(ip) => ip.is_unspecified() || own.ip() == called.ip(),
        IpAddr::V6(ip) => ip
            .to_ipv4_mapped()
            .is_some_and(|ip| ip.is_unspecified() || ip == called.ip()),
    };
    right_address && own.port() == called.port()
}

/// The handler did not answer within its time; `listening` is what it listens on, if known.
pub fn no_answer(
    called: SocketAddr,
    listening: Option<&[SocketAddr]>,
    budget: Duration,
) -> Finding {
    if let Some(found) = listening.and_then(|own| elsewhere(called, own)) {
        return found;
    }
    let seconds = budget.as_secs_f32();
    let listens = listening.is_some_and(|own| !own.is_empty());
    if listens {
        let message = format!(
            "the handler listens on `{called}` but has not answered `GET /` within {seconds} s"
        );
        return finding(&ready_timeout::INFO, message).note(
            "Azure would wait longer for an accepted connection: as long as a function may run, \
             and a minute more",
        );
    }
    let message =
        format!("nothing answers on `{called}` {seconds} s after the handler was started");
    finding(&ready_timeout::INFO, message).help(
        "listen before any slow work, or raise `customHandler.initializationTimeout` in host.json",
    )
}

/// The handler ended with a code that is not 0 or 200, or by a signal.
pub fn failed(ended: Ended, last_errors: Option<&str>) -> Finding {
    let found = finding(&handler_exit::INFO, message(ended));
    let Some(lines) = last_errors else {
        return found;
    };
    let taken = lines.to_lowercase().contains("address already in use");
    let found = found.note(said(lines));
    found.maybe_help(taken.then_some(
        "the port is taken: listen on the one in `FUNCTIONS_CUSTOMHANDLER_PORT`, and only once",
    ))
}

/// The last lines, quoted, so that a secret among them is masked (H-START-22).
fn said(lines: &str) -> String {
    format!("its last lines on stderr: `{}`", lines.replace('`', "'"))
}

fn message(ended: Ended) -> String {
    let name = match ended.signal {
        Some(4) => " (illegal instruction)",
        Some(6) => " (abort)",
        Some(9) => " (killed, perhaps for want of memory)",
        Some(11) => " (segmentation fault)",
        _ => "",
    };
    match (ended.code, ended.signal) {
        (Some(code), _) => format!("the handler ended with exit code {code}"),
        (None, Some(signal)) => format!("the handler was ended by signal {signal}{name}"),
        (None, None) => "the handler ended".to_owned(),
    }
}

/// The handler ended with code 0, before or after it was ready (H-START-36, H-START-37).
pub fn closed(was_ready: bool) -> Finding {
    if was_ready {
        return finding(
            &exit_zero::INFO,
            "the handler ended with exit code 0, nothing takes the calls any more",
        )
        .help("keep the server running: the host does not start it again after a clean end");
    }
    finding(
        &exit_zero::INFO,
        "the handler ended with exit code 0 before it answered",
    )
    .note("the host goes on asking until the start's time is over, and counts that as a failure")
    .help("keep the process running: it has to be a server that waits for calls")
}

/// A failure that is followed by a new start.
pub fn counted(found: Finding, failures: usize) -> Finding {
    found.note(format!(
        "failure {failures} of {THRESHOLD} within 30 minutes: the host starts it again"
    ))
}

/// The last failure that the host puts up with.
pub fn gave_up(last: &Finding) -> Finding {
    finding(
        &restart_budget::INFO,
        "the handler failed three times, the host stops",
    )
    .note(format!("the last time: {}", last.message))
}

/// A call has waited as long as it may (H-START-43).
pub fn waited(limit: Duration) -> Finding {
    let seconds = limit.as_secs();
    let message = format!("the handler is not ready after {seconds} s");
    finding(&ready_timeout::INFO, message)
        .note("a call waits four times `initializationTimeout`, then the host stops")
}

/// The handler was stopped with the host.
pub fn stopped() -> Finding {
    finding(&handler_exit::INFO, "the handler was stopped")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn rule(listening: &[&str]) -> Option<&'static str> {
        let listening: Vec<SocketAddr> = listening.iter().map(|text| at(text)).collect();
        elsewhere(at("127.0.0.1:4000"), &listening).map(|found| found.rule.name)
    }

    // H-START-32
    #[test]
    fn listening_elsewhere_is_told_apart() {
        assert_eq!(rule(&[]), None);
        assert_eq!(rule(&["127.0.0.1:4000"]), None);
        assert_eq!(rule(&["0.0.0.0:4000", "127.0.0.1:9229"]), None);
        assert_eq!(rule(&["[::1]:4000"]), Some("bind-loopback"));
        assert_eq!(rule(&["[::]:4000"]), Some("bind-loopback"));
        assert_eq!(rule(&["[::1]:8080"]), Some("port-env"));
        assert_eq!(rule(&["0.0.0.0:8080"]), Some("port-env"));
    }

    #[test]
    fn the_message_names_both_addresses() {
        let found = elsewhere(at("127.0.0.1:43127"), &[at("[::1]:8080")]).unwrap();
        assert_eq!(
            found.message,
            "your process listens on `[::1]:8080`, the host calls `127.0.0.1:43127`"
        );
        assert!(found.help.iter().any(|line| line.contains("8080")));
    }

    // H-START-22
    #[test]
    fn a_secret_in_the_last_lines_is_masked() {
        let ended = Ended {
            code: Some(1),
            signal: None,
        };
        let found = failed(ended, Some("cannot use `AccountKey=abc`"));
        assert!(!found.notes.concat().contains("abc"));
        assert_eq!(found.message, "the handler ended with exit code 1");
    }
}
