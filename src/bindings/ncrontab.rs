//! Timer schedules: NCRONTAB with five or six fields, or a .NET time span.
//!
//! Reads what the host reads, and remarks on schedules that it reads as something else than
//! their author is likely to mean.

mod field;
mod next;
mod surprise;

use std::ops::Range;

use super::{Fault, expression, timespan};
pub use field::SUNDAY;
use field::{Field, KINDS};
pub use surprise::{Remark, Surprise};

/// A schedule that the host accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Fixed times.
    Cron(Cron),
    /// A pause between runs, in seconds.
    Interval(u64),
    /// Holds `%NAME%`, so only the app settings know.
    Setting,
}

/// The times at which all six fields match. Bit *n* of a field is the value *n*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cron {
    /// 0-59; only 0 when the text has five fields.
    pub seconds: u64,
    /// 0-59.
    pub minutes: u64,
    /// 0-23.
    pub hours: u64,
    /// 1-31.
    pub days: u64,
    /// 1-12.
    pub months: u64,
    /// 0-6, from Sunday.
    pub weekdays: u64,
}

/// A schedule and what is surprising about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The schedule.
    pub schedule: Schedule,
    /// What is surprising about it.
    pub remarks: Vec<Remark>,
}

/// Reads the `schedule` of a timer trigger as the host does.
pub fn parse(text: &str) -> Result<Parsed, Fault> {
    if text.contains('%') {
        expression::settings(text)?;
        return Ok(Parsed {
            schedule: Schedule::Setting,
            remarks: Vec::new(),
        });
    }
    let words = words(text);
    match words.len() {
        0 => Err(Fault::new(0..text.len(), "the schedule is empty").help(FORMS)),
        5 | 6 => cron(text, &words),
        _ => interval(text, &words),
    }
}

const FORMS: &str =
    "write six fields, second minute hour day month weekday, such as `0 */5 * * * *`";

/// Splits at ASCII spaces only; a tab is part of a word.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for word in text.split(' ') {
        if !word.is_empty() {
            words.push(start..start + word.len());
        }
        start += word.len() + 1;
    }
    words
}

fn cron(text: &str, words: &[Range<usize>]) -> Result<Parsed, Fault> {
    let mut bits = [1; 6];
    let mut remarks = Vec::new();
    let skipped = KINDS.len() - words.len();
    for (index, word) in words.iter().enumerate() {
        let mut field = Field {
            text,
            kind: &KINDS[skipped + index],
            remarks: &mut remarks,
        };
        bits[skipped + index] = field.parse(word.clone())?;
    }
    let [seconds, minutes, hours, days, months, weekdays] = bits;
    let cron = Cron {
        seconds,
        minutes,
        hours,
        days,
        months,
        weekdays,
    };
    remarks.extend(surprise::of_whole(&cron, text, words));
    Ok(Parsed {
        schedule: Schedule::Cron(cron),
        remarks,
    })
}

fn interval(text: &str, words: &[Range<usize>]) -> Result<Parsed, Fault> {
    let whole = match words {
        [first, .., last] => first.start..last.end,
        [only] => only.clone(),
        [] => 0..text.len(),
    };
    let Some(span) = timespan::parse(&text[whole.clone()]) else {
        return Err(no_schedule(whole.clone(), &text[whole], words.len()));
    };
    let remarks = surprise::days(whole, &span).into_iter().collect();
    Ok(Parsed {
        schedule: Schedule::Interval(span.seconds),
        remarks,
    })
}

fn no_schedule(span: Range<usize>, text: &str, words: usize) -> Fault {
    if text.starts_with('@') {
        return Fault::new(span, "macros are not part of NCRONTAB").help(FORMS);
    }
    if words == 1 {
        return Fault::new(span, "not a schedule").help(FORMS);
    }
    Fault::new(
        span,
        format!("a schedule has six fields (or five), not {words}"),
    )
    .help(FORMS)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cron(text: &str) -> Cron {
        match parse(text).unwrap().schedule {
            Schedule::Cron(cron) => cron,
            other => panic!("{text}: {other:?}"),
        }
    }

    /// The part of the text that the error points at, and the error.
    fn fault(text: &str) -> (&str, Fault) {
        let fault = parse(text).unwrap_err();
        (text.get(fault.span.clone()).unwrap(), fault)
    }

    fn bits(values: impl IntoIterator<Item = u32>) -> u64 {
        values.into_iter().fold(0, |bits, value| bits | 1 << value)
    }

    #[test]
    fn six_fields_begin_with_the_second() {
        let every_five_minutes = cron("0 */5 * * * *");
        assert_eq!(every_five_minutes.seconds, bits([0]));
        assert_eq!(every_five_minutes.minutes, bits((0..60).step_by(5)));
        assert_eq!(every_five_minutes.hours, bits(0..24));
        assert_eq!(every_five_minutes.days, bits(1..=31));
        assert_eq!(every_five_minutes.months, bits(1..=12));
        assert_eq!(every_five_minutes.weekdays, bits(0..7));
    }

    #[test]
    fn five_fields_begin_with_the_minute() {
        assert_eq!(cron("*/5 * * * *"), cron("0 */5 * * * *"));
    }

    #[test]
    fn fields_hold_lists_ranges_steps_and_names() {
        assert_eq!(cron("0 30 9 * * Mon-Fri").weekdays, bits(1..=5));
        assert_eq!(cron("0 0 0 1 1,7 *").months, bits([1, 7]));
        assert_eq!(cron("0 0 0 1 jan,DECEMBER *").months, bits([1, 12]));
        assert_eq!(cron("0 10-20/5 * * * *").minutes, bits([10, 15, 20]));
        assert_eq!(cron("0 50/5 * * * *").minutes, bits([50, 55]));
        assert_eq!(
            cron("  0   0 0 1  1 * "),
            cron("0 0 0 1 1 *"),
            "spaces are one"
        );
    }

    #[test]
    fn a_name_is_the_first_that_begins_so() {
        assert_eq!(cron("0 0 0 1 J *").months, bits([1]));
        assert_eq!(cron("0 0 0 1 ju *").months, bits([6]));
        assert_eq!(cron("0 0 0 * * T").weekdays, bits([2]));
        assert_eq!(cron("0 0 0 * * S,m").weekdays, bits([0, 1]));
    }

    #[test]
    fn what_other_crons_have_is_an_error_with_a_hint() {
        let (part, error) = fault("0 0 12 ? * MON");
        assert_eq!((part, error.help.as_deref()), ("?", Some("write `*`")));
        let (part, error) = fault("0 0 12 * * 7");
        assert_eq!((part, error.help.as_deref()), ("7", Some("Sunday is `0`")));
        assert_eq!(fault("0 0 0 L * *").0, "L");
        assert_eq!(fault("0 0 0 * * MON#2").0, "MON#2");
        assert_eq!(fault("0 0 0 15W * *").0, "15W");
        assert_eq!(fault("0 H * * * *").0, "H");
        let (part, error) = fault("@hourly");
        assert_eq!(
            (part, error.message.as_str()),
            ("@hourly", "macros are not part of NCRONTAB")
        );
    }

    #[test]
    fn values_out_of_range_are_pointed_at() {
        let (part, error) = fault("0 60 * * * *");
        assert_eq!(
            (part, error.message.as_str()),
            ("60", "a minute goes from 0 to 59")
        );
        assert_eq!(fault("0 0 24 * * *").0, "24");
        assert_eq!(fault("0 0 0 0 * *").0, "0");
        assert_eq!(fault("0 0 0 1 13 *").0, "13");
        assert_eq!(fault("0 1,99999999999 * * * *").0, "99999999999");
    }

    #[test]
    fn broken_fields_are_pointed_at() {
        assert_eq!(fault("0 1,,2 * * * *").1.span, 4..4);
        assert_eq!(fault("0 1- * * * *").1.span, 4..4);
        assert_eq!(fault("0 -5 * * * *").0, "-5");
        assert_eq!(fault("0 */x * * * *").0, "x");
        assert_eq!(fault("0 5a * * * *").0, "5a");
        assert_eq!(fault("0 ü * * * *").0, "ü");
        assert_eq!(fault("0\t0 0 1 * * *").0, "0\t0", "a tab does not separate");
    }

    #[test]
    fn another_number_of_fields_is_an_error() {
        assert_eq!(
            fault("0 0 0 1 1 * 2026").1.message,
            "a schedule has six fields (or five), not 7"
        );
        assert_eq!(fault(" * * ").1.span, 1..4);
        assert_eq!(fault("banana").1.message, "not a schedule");
        assert_eq!(fault("").1.span, 0..0);
    }

    #[test]
    fn time_spans_are_intervals() {
        assert_eq!(parse("00:10:00").unwrap().schedule, Schedule::Interval(600));
        assert_eq!(
            parse("24:00:00").unwrap().schedule,
            Schedule::Interval(24 * 86_400)
        );
        assert_eq!(fault("00:61:00").0, "00:61:00");
    }

    #[test]
    fn settings_stand_for_all_or_part_of_it() {
        assert_eq!(parse("%Schedule%").unwrap().schedule, Schedule::Setting);
        assert_eq!(
            parse("0 %Minutes% * * * *").unwrap().schedule,
            Schedule::Setting
        );
        assert_eq!(fault("0 %Minutes * * * *").1.span, 2..3);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[0-9*/,\\-:.?%aJMü\t ]{0,24}") {
            check(&text)?;
        }

        #[test]
        fn spans_lie_in_the_text_of_six_fields(text in "([0-9*JS]{1,3}([/,-][0-9JS]{0,2})?[ ]{1,2}){5,6}") {
            check(&text)?;
        }

        #[test]
        fn numbers_in_range_parse(second in 0..60u32, hour in 0..24u32, day in 1..=28u32, month in 1..=12u32) {
            let text = format!("{second} 0 {hour} {day} {month} *");
            let parsed = parse(&text).unwrap();
            prop_assert!(parsed.remarks.is_empty());
            let expected = cron(&text);
            prop_assert_eq!(expected.seconds, bits([second]));
            prop_assert_eq!(expected.days, bits([day]));
        }
    }

    fn check(text: &str) -> std::result::Result<(), TestCaseError> {
        let faults = match parse(text) {
            Ok(parsed) => parsed
                .remarks
                .into_iter()
                .map(|remark| remark.fault)
                .collect(),
            Err(fault) => vec![fault],
        };
        for fault in faults {
            prop_assert!(text.get(fault.span).is_some());
        }
        Ok(())
    }
}
