//! .NET time spans, as in schedules, retry policies and host.json.

use std::time::Duration;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSpan {
    /// Its length in whole seconds.
    pub seconds: u64,
    /// What is left of its length, in units of 100 ns.
    pub ticks: u32,
    /// Whether a number without a point was read as days: `24:00:00` is 24 days, `5` is five.
    pub bare_days: bool,
}

impl TimeSpan {
    /// Its whole length.
    pub fn length(self) -> Duration {
        Duration::new(self.seconds, self.ticks * 100)
    }
}

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// Reads `d`, `hh:mm`, `hh:mm:ss[.f]`, `d.hh:mm:ss[.f]` or `d:hh:mm:ss[.f]`. Negative ones are
/// refused, because no setting of the host takes them.
pub fn parse(text: &str) -> Option<TimeSpan> {
    let (clock, fraction) = split_fraction(text)?;
    let (days, clock) = match clock.split_once('.') {
        Some((days, clock)) => (Some(number(days)?), clock),
        None => (None, clock),
    };
    let parts: Vec<u32> = clock.split(':').map(number).collect::<Option<_>>()?;
    if fraction.is_some() && parts.len() < 3 {
        return None;
    }
    let (days, surprise, [hours, minutes, seconds]) = match (days, parts.as_slice()) {
        (None, [days]) => (*days, true, [0, 0, 0]),
        (None, [days, hours, minutes]) if *days > 23 => (*days, true, [*hours, *minutes, 0]),
        (None, [days, rest @ ..]) if rest.len() == 3 => (*days, false, rest.try_into().ok()?),
        (days, [hours, minutes]) => (days.unwrap_or(0), false, [*hours, *minutes, 0]),
        (days, clock) => (days.unwrap_or(0), false, clock.try_into().ok()?),
    };
    let in_range = hours < 24 && minutes < 60 && seconds < 60 && days < 10_675_199;
    let [days, hours, minutes, seconds] = [days, hours, minutes, seconds].map(u64::from);
    in_range.then_some(TimeSpan {
        seconds: days * DAY + hours * 3600 + minutes * 60 + seconds,
        ticks: fraction.unwrap_or(0),
        bare_days: surprise,
    })
}

/// Takes up to seven digits after a point off the seconds, as units of 100 ns; the point before
/// hours stays.
fn split_fraction(text: &str) -> Option<(&str, Option<u32>)> {
    match text.rsplit_once('.') {
        Some((clock, digits)) if clock.contains(':') && !digits.contains(':') => {
            let missing = 7_usize.checked_sub(digits.len())?;
            let ticks = number(digits)? * 10_u32.pow(u32::try_from(missing).ok()?);
            Some((clock, Some(ticks)))
        }
        _ => Some((text, None)),
    }
}

/// Digits only; `parse` alone would take a sign.
fn number(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seconds(text: &str) -> Option<u64> {
        parse(text).map(|span| span.seconds)
    }

    #[test]
    fn the_usual_forms() {
        assert_eq!(seconds("00:05:00"), Some(300));
        assert_eq!(seconds("1:30"), Some(5400));
        assert_eq!(seconds("1.00:00:00"), Some(DAY));
        assert_eq!(seconds("1:00:00:00"), Some(DAY));
        assert_eq!(seconds("2.12:00"), Some(2 * DAY + 12 * 3600));
        assert_eq!(seconds("00:00:00.80"), Some(0));
        assert_eq!(seconds("1.02:03:04.5"), Some(DAY + 7384));
    }

    #[test]
    fn parts_of_a_second_count() {
        let length = |text| parse(text).map(TimeSpan::length);
        assert_eq!(length("00:00:00.80"), Some(Duration::from_millis(800)));
        assert_eq!(length("00:00:01.0000001"), Some(Duration::new(1, 100)));
        assert_eq!(length("00:00:02"), Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_large_first_number_and_a_lone_one_are_days() {
        // H-LIM-03, and `24:00:00` is 24 days.
        let days = |days| {
            Some(TimeSpan {
                seconds: days * DAY,
                ticks: 0,
                bare_days: true,
            })
        };
        assert_eq!(parse("24:00:00"), days(24));
        assert_eq!(parse("45"), days(45));
        assert_eq!(parse("23:59:59").map(|span| span.bare_days), Some(false));
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "",
            ":",
            "00:60",
            "00:00:60",
            "1.24:00:00",
            "a",
            "1.5",
            "00:00:00.",
            "00:00:00.12345678",
            "0:0:0:0:0",
            "-00:00:01",
            " 1",
            "99999999",
            "24:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9:.\\-ü ]{0,16}") {
            parse(&text);
        }

        #[test]
        fn every_clock_time_parses(hour in 0..24u64, minute in 0..60u64, second in 0..60u64) {
            let text = format!("{hour:02}:{minute:02}:{second:02}");
            prop_assert_eq!(seconds(&text), Some(hour * 3600 + minute * 60 + second));
        }
    }
}
