//! Schedules.

#![no_main]

use fch::bindings::ncrontab::{self, Schedule};
use jiff::civil::DateTime;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match ncrontab::parse(text) {
        Err(fault) => assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        Ok(parsed) => {
            for remark in &parsed.remarks {
                assert!(text.get(remark.fault.span.clone()).is_some(), "{remark:?}");
            }
            let Schedule::Cron(schedule) = parsed.schedule else { return };
            let mut now = DateTime::constant(2026, 2, 28, 23, 59, 58, 0);
            for _ in 0..4 {
                let Some(next) = schedule.next(now) else { return };
                assert!(next > now, "{next} is not after {now}");
                now = next;
            }
        }
    }
});
