//! The times at which an NCRONTAB schedule comes round, on the wall clock.

use jiff::civil::{Date, DateTime, Time};

use super::Cron;

/// How far to look ahead. 29 February on a given weekday may be 40 years away.
const MOST_DAYS: u32 = 41 * 366;

impl Cron {
    /// The first time after `after` at which all six fields match; unlike in Unix cron the two
    /// day fields must both match. `None` when there is none within 41 years.
    pub fn next(&self, after: DateTime) -> Option<DateTime> {
        let start = after.with().subsec_nanosecond(0).build().ok()?;
        let start = start.checked_add(jiff::Span::new().seconds(1)).ok()?;
        if let Some(time) = self
            .time_from(start.time())
            .filter(|_| self.has_day(start.date()))
        {
            return Some(start.date().to_datetime(time));
        }
        let first = self.time_from(Time::midnight())?;
        let mut date = start.date();
        for _ in 0..MOST_DAYS {
            date = date.tomorrow().ok()?;
            if self.has_day(date) {
                return Some(date.to_datetime(first));
            }
        }
        None
    }

    /// Whether a run is due at least once in every hour of a matching day, so that the schedule
    /// is about elapsed time and not about a time of day.
    pub fn is_every_hour(&self) -> bool {
        self.hours.count_ones() == 24
    }

    fn has_day(&self, date: Date) -> bool {
        has(self.months, date.month())
            && has(self.days, date.day())
            && has(self.weekdays, date.weekday().to_sunday_zero_offset())
    }

    /// The first matching time of day at or after `from`.
    fn time_from(&self, from: Time) -> Option<Time> {
        let (hour, minute, second) = (from.hour(), from.minute(), from.second());
        let time = |hour, minute, second| Time::new(hour, minute, second, 0).ok();
        if has(self.hours, hour) {
            let in_minute = at_or_after(self.seconds, second);
            if let Some(second) = in_minute.filter(|_| has(self.minutes, minute)) {
                return time(hour, minute, second);
            }
            if let Some(minute) = at_or_after(self.minutes, minute + 1) {
                return time(hour, minute, at_or_after(self.seconds, 0)?);
            }
        }
        let hour = at_or_after(self.hours, hour + 1)?;
        time(
            hour,
            at_or_after(self.minutes, 0)?,
            at_or_after(self.seconds, 0)?,
        )
    }
}

fn has(bits: u64, value: i8) -> bool {
    bits & (1 << value) != 0
}

/// The lowest value of a field that is not below `from`.
fn at_or_after(bits: u64, from: i8) -> Option<i8> {
    let rest = bits & (u64::MAX << from);
    i8::try_from(rest.trailing_zeros())
        .ok()
        .filter(|_| rest != 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Schedule, parse};
    use super::*;
    use proptest::prelude::*;

    fn cron(text: &str) -> Cron {
        match parse(text).unwrap().schedule {
            Schedule::Cron(cron) => cron,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn next(text: &str, after: &str) -> Option<String> {
        let next = cron(text).next(after.parse().unwrap())?;
        Some(next.to_string())
    }

    #[test]
    fn the_next_time_is_strictly_later() {
        let after = "2026-03-01T10:00:00";
        assert_eq!(next("0 0 10 * * *", after).unwrap(), "2026-03-02T10:00:00");
        assert_eq!(next("0 */5 * * * *", after).unwrap(), "2026-03-01T10:05:00");
        assert_eq!(next("*/7 * * * * *", after).unwrap(), "2026-03-01T10:00:07");
        let within = "2026-03-01T09:59:59.999";
        assert_eq!(next("0 0 10 * * *", within).unwrap(), "2026-03-01T10:00:00");
    }

    #[test]
    fn both_day_fields_must_match() {
        // The first Monday that is a 1st after January 2026 is in June.
        let found = next("0 0 9 1 * 1", "2026-01-01T00:00:00");
        assert_eq!(found.unwrap(), "2026-06-01T09:00:00");
    }

    #[test]
    fn rare_days_are_found_and_impossible_ones_are_not() {
        let found = next("0 0 0 29 2 *", "2096-03-01T00:00:00");
        assert_eq!(
            found.unwrap(),
            "2104-02-29T00:00:00",
            "2100 has no 29 February"
        );
        let found = next("0 0 0 29 2 1", "2088-03-01T00:00:00");
        assert!(found.is_some());
        assert_eq!(next("0 0 0 31 2 *", "2026-01-01T00:00:00"), None);
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        assert_eq!(cron("* * * * * *").next(DateTime::MAX), None);
        assert_eq!(cron("0 0 0 1 1 *").next(DateTime::MAX), None);
    }

    /// Second by second; looks `limit` seconds ahead.
    fn brute_force(cron: &Cron, after: DateTime, limit: i64) -> Option<DateTime> {
        let second = |n| after.checked_add(jiff::Span::new().seconds(n)).ok();
        (1..=limit).filter_map(second).find(|at| {
            let fields = [
                (cron.seconds, at.second()),
                (cron.minutes, at.minute()),
                (cron.hours, at.hour()),
                (cron.days, at.day()),
                (cron.months, at.month()),
                (cron.weekdays, at.weekday().to_sunday_zero_offset()),
            ];
            fields.iter().all(|(bits, value)| bits >> value & 1 == 1)
        })
    }

    fn field(low: u32, high: u32) -> impl Strategy<Value = u64> {
        let some = proptest::collection::vec(low..=high, 1..4);
        let all = (low..=high).fold(0, |bits, value| bits | 1_u64 << value);
        let listed = some.prop_map(|values| values.into_iter().fold(0, |b, v| b | 1_u64 << v));
        prop_oneof![Just(all), listed]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn agrees_with_trying_every_second(
            seconds in field(0, 59), minutes in field(0, 59), hours in field(0, 23),
            days in field(1, 31), weekdays in field(0, 6), start in 0..(366 * 86_400_i64),
        ) {
            let cron = Cron { seconds, minutes, hours, days, months: 0x1ffe, weekdays };
            let after = jiff::civil::date(2028, 1, 1).at(0, 0, 0, 0);
            let after = after.checked_add(jiff::Span::new().seconds(start)).unwrap();
            const A_DAY: i64 = 86_400;
            let expected = brute_force(&cron, after, A_DAY);
            let end = after.checked_add(jiff::Span::new().seconds(A_DAY)).unwrap();
            let found = cron.next(after);
            prop_assert_eq!(found.filter(|found| *found <= end), expected);
        }
    }
}
