//! What is surprising about a schedule that the host reads without complaint.

use std::ops::Range;

use super::super::Fault;
use super::super::timespan::{self, TimeSpan};
use super::Cron;

/// What is surprising about a schedule that parses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surprise {
    /// `FRI-MON` means Monday to Friday.
    ReversedRange,
    /// `*/90` in a field of 60 leaves one value.
    StepTooLarge,
    /// `*/0` is read as `*/1`.
    StepTooSmall,
    /// `T` is Tuesday and not Thursday: a name is the first one that begins so.
    ShortName,
    /// Every second: likely a `0` that was left out.
    EverySecond,
    /// Six fields with more than one second: perhaps one field too many.
    EverySeconds,
    /// `5 13 * * * *` is not 13:05: likely five fields and one more.
    FiveFields,
    /// `1-5` as the month while every weekday matches: January to May, not Monday to Friday.
    MonthsForWeekdays,
    /// A day that no month has.
    Never,
    /// Day of month and weekday must both match here; in Unix cron one is enough.
    BothDays,
    /// `24:00:00` is 24 days.
    Days,
}

/// Something surprising about a schedule that parses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What kind of surprise it is.
    pub surprise: Surprise,
    /// Where, and in words.
    pub fault: Fault,
}

pub(super) fn remark(surprise: Surprise, fault: Fault) -> Remark {
    Remark { surprise, fault }
}

/// What is surprising about the fields taken together. `words` are where they stand in `text`.
pub(super) fn of_whole(cron: &Cron, text: &str, words: &[Range<usize>]) -> Vec<Remark> {
    let [.., day, month, weekday] = words else {
        return Vec::new();
    };
    let mut remarks = Vec::new();
    if let [second, .., hour, _, _, _] = words
        && words.len() == 6
    {
        let five = format!(
            "0 {}",
            text.get(second.start..month.end).unwrap_or_default()
        );
        if cron.seconds.count_ones() > 1 {
            remarks.push(every_seconds(cron, second, &five));
        } else if cron.looks_like_five_fields() {
            remarks.push(five_fields(second.start..hour.end, &five));
        }
    }
    if cron.weekdays == ALL_WEEKDAYS && text.get(month.clone()) == Some("1-5") {
        remarks.push(months_for_weekdays(month));
    }
    if cron.never() {
        remarks.push(never(day.start..month.end));
    } else if cron.days != ALL_DAYS && cron.weekdays != ALL_WEEKDAYS {
        remarks.push(both_days(day.start..weekday.end));
    }
    remarks
}

/// `24:00:00`, in which somebody may see hours.
pub(super) fn days(span: Range<usize>, read: &TimeSpan) -> Option<Remark> {
    let count = read.seconds / timespan::DAY;
    let message = format!("the first number is read as days: {count} of them");
    let fault = Fault::new(span, message).help("one day is `1.00:00:00`");
    read.bare_days.then(|| remark(Surprise::Days, fault))
}

const ALL_SECONDS: u64 = ALL_MINUTES;
const ALL_MINUTES: u64 = (1 << 60) - 1;
const ALL_HOURS: u64 = (1 << 24) - 1;
const ALL_DAYS: u64 = ((1 << 31) - 1) << 1;
const ALL_MONTHS: u64 = ((1 << 12) - 1) << 1;
const ALL_WEEKDAYS: u64 = (1 << 7) - 1;

impl Cron {
    /// Whether none of the days exists in any of the months.
    fn never(&self) -> bool {
        const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let first = self.days.trailing_zeros();
        let exists = |(index, length): (usize, &u32)| {
            self.months & (1 << (index + 1)) != 0 && first <= *length
        };
        !LENGTHS.iter().enumerate().any(exists)
    }

    /// Whether a second other than 0 stands where minutes, and a minute where hours do in five
    /// fields, and nothing else is restricted: `5 13 * * * *`, `5 * * * * *`.
    fn looks_like_five_fields(&self) -> bool {
        let unrestricted = self.hours == ALL_HOURS
            && self.days == ALL_DAYS
            && self.months == ALL_MONTHS
            && self.weekdays == ALL_WEEKDAYS;
        let is_an_hour = self.minutes.count_ones() == 1 && self.minutes.trailing_zeros() < 24;
        let minute = self.minutes == ALL_MINUTES || is_an_hour;
        self.seconds.trailing_zeros() > 0 && minute && unrestricted
    }
}

fn every_seconds(cron: &Cron, second: &Range<usize>, five: &str) -> Remark {
    let surprise = match cron.seconds {
        ALL_SECONDS => Surprise::EverySecond,
        _ => Surprise::EverySeconds,
    };
    let fault = Fault::new(
        second.clone(),
        "the first of six fields is the second: this runs more than once a minute",
    )
    .help(format!("for minutes, shift the fields: `{five}`"));
    remark(surprise, fault)
}

fn five_fields(span: Range<usize>, five: &str) -> Remark {
    let message = "the first of six fields is the second, the next the minute: every hour matches";
    let help = format!("for minutes and hours, shift the fields: `{five}`");
    remark(Surprise::FiveFields, Fault::new(span, message).help(help))
}

fn months_for_weekdays(month: &Range<usize>) -> Remark {
    let message = "`1-5` is the month here: January to May, on every weekday";
    let help = "for Monday to Friday, make it the last field";
    remark(
        Surprise::MonthsForWeekdays,
        Fault::new(month.clone(), message).help(help),
    )
}

fn never(span: Range<usize>) -> Remark {
    remark(
        Surprise::Never,
        Fault::new(span, "no month has this day, so it never runs")
            .help("name a day that the month has"),
    )
}

fn both_days(span: Range<usize>) -> Remark {
    let fault = Fault::new(span, "day of month and weekday must both match")
        .help("unlike in Unix cron, one of them is not enough; put `*` in the other");
    remark(Surprise::BothDays, fault)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Schedule, parse};
    use super::*;

    fn cron(text: &str) -> Cron {
        match parse(text).unwrap().schedule {
            Schedule::Cron(cron) => cron,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn surprises(text: &str) -> Vec<(Surprise, &str)> {
        let remarks = parse(text).unwrap().remarks;
        let part = |remark: Remark| (remark.surprise, text.get(remark.fault.span).unwrap());
        remarks.into_iter().map(part).collect()
    }

    fn bits(values: impl IntoIterator<Item = u32>) -> u64 {
        values.into_iter().fold(0, |bits, value| bits | 1 << value)
    }

    #[test]
    fn plain_schedules_surprise_nobody() {
        for text in [
            "0 */5 * * * *",
            "*/5 * * * *",
            "0 30 9 * * Mon-Fri",
            "0 0 0 1 1,7 *",
            "0 0 0 * jan-may *",
            "0 30 * * * *",
            "15 */5 * * * *",
            "30 0 4 * * *",
            "5 13 * * *",
        ] {
            assert_eq!(surprises(text), [], "{text}");
        }
    }

    #[test]
    fn five_fields_and_a_star_are_remarked() {
        assert_eq!(
            surprises("5 13 * * * *"),
            [(Surprise::FiveFields, "5 13 *")]
        );
        assert_eq!(surprises("5 * * * * *"), [(Surprise::FiveFields, "5 * *")]);
        let remarks = parse("5 13 * * * *").unwrap().remarks;
        let help = remarks[0].fault.help.as_deref();
        assert_eq!(
            help,
            Some("for minutes and hours, shift the fields: `0 5 13 * * *`")
        );
    }

    #[test]
    fn weekdays_in_the_field_of_months_are_remarked() {
        assert_eq!(
            surprises("0 3 * * 1-5 *"),
            [(Surprise::MonthsForWeekdays, "1-5")]
        );
        assert_eq!(surprises("0 3 * * 1-5 1"), []);
    }

    #[test]
    fn a_name_that_fits_several_is_remarked() {
        assert_eq!(surprises("0 0 0 * * T"), [(Surprise::ShortName, "T")]);
        assert_eq!(surprises("0 0 0 * ma *"), [(Surprise::ShortName, "ma")]);
        assert_eq!(surprises("0 0 0 * mar MO"), []);
    }

    #[test]
    fn days_of_24_hours_and_more_are_remarked() {
        assert_eq!(surprises("24:00:00"), [(Surprise::Days, "24:00:00")]);
        assert_eq!(surprises("23:00:00"), []);
    }

    #[test]
    fn seconds_in_the_wrong_place_are_remarked() {
        assert_eq!(
            surprises("*/5 * * * * *"),
            [(Surprise::EverySeconds, "*/5")]
        );
        assert_eq!(surprises("* */5 * * * *"), [(Surprise::EverySecond, "*")]);
    }

    #[test]
    fn a_reversed_range_is_read_the_other_way() {
        assert_eq!(cron("0 0 12 * * FRI-MON").weekdays, bits(1..=5));
        assert_eq!(
            surprises("0 0 12 * * FRI-MON"),
            [(Surprise::ReversedRange, "FRI-MON")]
        );
        assert_eq!(cron("0 0 22-6 * * *").hours, bits(6..=22));
    }

    #[test]
    fn days_that_never_come_are_remarked() {
        assert_eq!(surprises("0 0 0 31 2 *"), [(Surprise::Never, "31 2")]);
        assert_eq!(
            surprises("0 0 31 4,6,9,11 *"),
            [(Surprise::Never, "31 4,6,9,11")]
        );
        assert_eq!(surprises("0 0 0 29 2 *"), [], "leap years");
        assert_eq!(surprises("0 0 0 30,31 1,2 *"), []);
    }

    #[test]
    fn odd_steps_are_remarked() {
        assert_eq!(
            surprises("0 */90 * * * *"),
            [(Surprise::StepTooLarge, "90")]
        );
        assert_eq!(
            surprises("0 0 */24 * * *"),
            [(Surprise::StepTooLarge, "24")]
        );
        assert_eq!(surprises("0 0/30 * * * *"), []);
        assert_eq!(surprises("0 */0 * * * *"), [(Surprise::StepTooSmall, "0")]);
        assert_eq!(cron("0 */-3 * * * *").minutes, bits(0..60));
    }

    #[test]
    fn restricting_both_days_is_remarked() {
        assert_eq!(surprises("0 0 9 1 * 1"), [(Surprise::BothDays, "1 * 1")]);
        assert_eq!(surprises("0 0 9 1 * 0-6"), []);
    }
}
