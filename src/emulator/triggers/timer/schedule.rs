//! When a timer is due: a schedule on the wall clock of a time zone, or a pause.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::bindings::ncrontab::{self, Cron};

/// Times on a clock, or a pause between runs.
#[derive(Debug, Clone)]
pub(super) enum Schedule {
    /// NCRONTAB, on the clock of a zone.
    Cron(Cron, TimeZone),
    /// A time span, counted from the last run.
    Every(Duration),
}

impl Schedule {
    /// Reads the `schedule` of a binding; `%NAME%` must have been replaced.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub(super) fn read(text: &str, zone: TimeZone) -> Result<Schedule, String> {
        let parsed = ncrontab::parse(text).map_err(|fault| fault.message)?;
        match parsed.schedule {
            ncrontab::Schedule::Cron(cron) => Ok(Schedule::Cron(cron, zone)),
            // A pause of nothing would never let go of the processor.
            ncrontab::Schedule::Interval(seconds) => {
                Ok(Schedule::Every(Duration::from_secs(seconds.max(1))))
            }
            ncrontab::Schedule::Setting => Err("it names a setting that has no value".into()),
        }
    }

    /// The first time after `after`.
    pub(super) fn next(&self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Schedule::Every(pause) => after.checked_add(*pause).ok(),
            Schedule::Cron(cron, zone) if cron.is_every_hour() => next_elapsed(cron, zone, after),
            Schedule::Cron(cron, zone) => next_of_day(cron, zone, after),
        }
    }

    /// Whether it fires more than once a minute, which switches monitoring off (H-REQ-46).
    pub(super) fn is_below_a_minute(&self) -> bool {
        match self {
            Schedule::Cron(cron, _) => cron.seconds.count_ones() > 1,
            Schedule::Every(pause) => pause.as_secs() < 60,
        }
    }

    /// True for times on a clock (H-REQ-45).
    pub(super) fn adjusts_for_dst(&self) -> bool {
        matches!(self, Schedule::Cron(..))
    }

    /// A time as .NET prints a local one: up to seven decimals and the offset.
    pub(super) fn local(&self, time: Timestamp) -> String {
        let zone = match self {
            Schedule::Cron(_, zone) => zone.clone(),
            Schedule::Every(_) => TimeZone::UTC,
        };
        let ticks = Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time);
        let zoned = ticks.to_zoned(zone);
        zoned.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
    }
}

/// For a time of day. One that the clock skips comes as much later as the clock went forward;
/// of two equal ones the first counts, so nothing is lost and nothing runs twice.
fn next_of_day(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let mut local = zone.to_datetime(after);
    loop {
        local = cron.next(local)?;
        let time = zone.to_ambiguous_timestamp(local).compatible().ok()?;
        if time > after {
            return Some(time);
        }
    }
}

/// For a schedule that is due in every hour: an hour that the clock repeats is an hour too.
/// (Azure's extension waits it out, and so loses its runs.)
fn next_elapsed(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let next = resolve_after(zone, cron.next(zone.to_datetime(after))?, after)?;
    let Some(change) = zone
        .following(after)
        .next()
        .map(|change| change.timestamp())
    else {
        return Some(next);
    };
    if next < change {
        return Some(next);
    }
    // The clock jumps before that: begin again with what it shows then.
    let shown = zone
        .to_datetime(change)
        .checked_sub(Span::new().seconds(1))
        .ok()?;
    let before = change.checked_sub(Span::new().seconds(1)).ok()?;
    resolve_after(zone, cron.next(shown)?, before)
}

/// The first moment after `after` at which the clock shows `local`.
fn resolve_after(zone: &TimeZone, local: DateTime, after: Timestamp) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let first = ambiguous.compatible().ok()?;
    if first > after {
        return Some(first);
    }
    ambiguous.later().ok()
}

/// The time zone of `WEBSITE_TIME_ZONE`, by its IANA or its Windows name; UTC without one.
///
/// # Errors
/// The remark that it is not known and UTC is used.
pub(super) fn zone(name: Option<&str>) -> Result<TimeZone, String> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(TimeZone::UTC);
    };
    let windows = WINDOWS
        .iter()
        .find(|(windows, _)| windows.eq_ignore_ascii_case(name));
    let iana = windows.map_or(name, |(_, iana)| iana);
    TimeZone::get(iana).map_err(|_| {
        format!("the time zone `{name}` of WEBSITE_TIME_ZONE is not known here; timers run in UTC")
    })
}

/// The Windows names that are most in use.
const WINDOWS: &[(&str, &str)] = &[
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Mountain Standard Time", "America/Denver"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("UTC", "UTC"),
    ("W. Europe Standard Time", "Europe/Berlin"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn times(schedule: &str, after: &str, count: usize) -> Vec<String> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let schedule = Schedule::read(schedule, zone).unwrap();
        let mut at: Timestamp = after.parse().unwrap();
        let mut next = || {
            at = schedule.next(at).unwrap();
            at.to_string()
        };
        (0..count).map(|_| next()).collect()
    }

    // In Berlin the clock goes from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC, and from 03:00
    // back to 02:00 on 2026-10-25, at 01:00 UTC.

    #[test]
    fn a_schedule_follows_the_clock_of_the_zone() {
        let daily = times("0 30 8 * * *", "2026-03-28T00:00:00Z", 2);
        assert_eq!(daily, ["2026-03-28T07:30:00Z", "2026-03-29T06:30:00Z"]);
    }

    #[test]
    fn a_time_that_the_clock_skips_still_comes_once() {
        let daily = times("0 30 2 * * *", "2026-03-29T00:00:00Z", 2);
        assert_eq!(daily, ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_comes_once() {
        let daily = times("0 30 2 * * *", "2026-10-24T23:00:00Z", 2);
        assert_eq!(daily, ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
        // Begun in the second of the two hours.
        let daily = times("0 30 2 * * *", "2026-10-25T01:10:00Z", 1);
        assert_eq!(daily, ["2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn what_is_due_every_hour_is_due_in_every_hour() {
        let every = times("0 0 * * * *", "2026-10-24T23:30:00Z", 4);
        let expected = ["00:00", "01:00", "02:00", "03:00"];
        assert_eq!(every, expected.map(|time| format!("2026-10-25T{time}:00Z")));
        let every = times("0 */20 * * * *", "2026-10-25T00:30:00Z", 5);
        let expected = ["00:40", "01:00", "01:20", "01:40", "02:00"];
        assert_eq!(every, expected.map(|time| format!("2026-10-25T{time}:00Z")));
        let every = times("0 */30 * * * *", "2026-03-29T00:00:00Z", 3);
        let expected = ["00:30", "01:00", "01:30"];
        assert_eq!(every, expected.map(|time| format!("2026-03-29T{time}:00Z")));
    }

    #[test]
    fn a_time_span_counts_from_the_last_run() {
        // H-REQ-46
        assert_eq!(
            times("00:10:00", "2026-01-01T00:00:07Z", 1),
            ["2026-01-01T00:10:07Z"]
        );
    }

    #[test]
    fn monitoring_is_off_below_a_minute() {
        // H-REQ-46
        let below = |text| {
            Schedule::read(text, TimeZone::UTC)
                .unwrap()
                .is_below_a_minute()
        };
        assert!(below("*/10 * * * * *") && below("00:00:59"));
        assert!(!below("0 * * * * *") && !below("00:01:00"));
    }

    #[test]
    fn zones_have_two_kinds_of_names() {
        assert_eq!(zone(None).unwrap(), TimeZone::UTC);
        assert_eq!(
            zone(Some("Tokyo Standard Time")).unwrap(),
            zone(Some("Asia/Tokyo")).unwrap()
        );
        assert!(
            zone(Some("Atlantis Standard Time"))
                .unwrap_err()
                .contains("UTC")
        );
        for (_, iana) in WINDOWS {
            assert!(TimeZone::get(iana).is_ok(), "{iana}");
        }
    }

    #[test]
    fn local_times_carry_their_offset() {
        let schedule = Schedule::read("0 0 0 * * *", zone(Some("Europe/Berlin")).unwrap()).unwrap();
        let local = |time: &str| schedule.local(time.parse().unwrap());
        assert_eq!(local("2026-07-01T10:00:00Z"), "2026-07-01T12:00:00+02:00");
        assert_eq!(
            local("2026-01-01T10:00:00.5Z"),
            "2026-01-01T11:00:00.5+01:00"
        );
    }
}
