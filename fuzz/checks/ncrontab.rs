//! What must hold for the readers of schedules and binding expressions, whatever the text.

use fch::bindings::ncrontab::{self, Cron, Schedule};
use jiff::civil::DateTime;

/// Spans lie in the text; the next time of a schedule is later and fits it.
pub fn check(text: &str) {
    match ncrontab::parse(text) {
        Err(fault) => assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        Ok(parsed) => {
            for remark in &parsed.remarks {
                assert!(text.get(remark.fault.span.clone()).is_some(), "{remark:?}");
            }
            if let Schedule::Cron(cron) = parsed.schedule {
                goes_on(&cron);
            }
        }
    }
}

fn goes_on(cron: &Cron) {
    let mut now = DateTime::constant(2026, 2, 28, 23, 59, 58, 0);
    for _ in 0..4 {
        let Some(next) = cron.next(now) else { return };
        assert!(next > now, "{next} is not after {now}");
        assert!(fits(cron, next), "{next} does not fit {cron:?}");
        now = next;
    }
}

fn fits(cron: &Cron, time: DateTime) -> bool {
    let weekday = time.weekday().to_sunday_zero_offset();
    let fields = [
        (cron.seconds, time.second()),
        (cron.minutes, time.minute()),
        (cron.hours, time.hour()),
        (cron.days, time.day()),
        (cron.months, time.month()),
        (cron.weekdays, weekday),
    ];
    fields.iter().all(|(bits, value)| bits & (1 << value) != 0)
}
