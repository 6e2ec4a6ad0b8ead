//! One field of a schedule: values, ranges, steps and names.

use std::ops::Range;

use super::super::Fault;
use super::surprise::{Remark, Surprise, remark};

/// What a field counts, and its range.
pub(super) struct Kind {
    name: &'static str,
    min: u32,
    max: u32,
    names: &'static [&'static str],
}

/// The help for `7` as a weekday, which elsewhere is Sunday.
pub const SUNDAY: &str = "Sunday is `0`";

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: &[&str] = &[
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

const fn kind(name: &'static str, min: u32, max: u32, names: &'static [&'static str]) -> Kind {
    Kind {
        name,
        min,
        max,
        names,
    }
}

/// The six fields, in order; five fields lack the first.
pub(super) const KINDS: [Kind; 6] = [
    kind("second", 0, 59, &[]),
    kind("minute", 0, 59, &[]),
    kind("hour", 0, 23, &[]),
    kind("day of month", 1, 31, &[]),
    kind("month", 1, 12, MONTHS),
    kind("weekday", 0, 6, WEEKDAYS),
];

impl Kind {
    /// The names that begin with `text`, in calendar order, each with its index.
    fn named(&self, text: &str) -> impl Iterator<Item = (usize, &'static str)> {
        let begins = move |name: &str| {
            let start = name.get(..text.len()).filter(|start| !start.is_empty());
            start.is_some_and(|start| start.eq_ignore_ascii_case(text))
        };
        let names = self.names.iter().copied().enumerate();
        names.filter(move |(_, name)| begins(name))
    }
}

/// One field of a schedule: items separated by commas.
pub(super) struct Field<'a> {
    /// The whole schedule.
    pub(super) text: &'a str,
    /// Which field it is.
    pub(super) kind: &'a Kind,
    /// Where surprises go.
    pub(super) remarks: &'a mut Vec<Remark>,
}

impl Field<'_> {
    /// The values of the field at `word`, as bits.
    pub(super) fn parse(&mut self, word: Range<usize>) -> Result<u64, Fault> {
        let mut bits = 0;
        let mut start = word.start;
        for item in self.text[word].split(',') {
            bits |= self.item(start..start + item.len())?;
            start += item.len() + 1;
        }
        Ok(bits)
    }

    /// `*`, a value or a range, and perhaps a step.
    fn item(&mut self, item: Range<usize>) -> Result<u64, Fault> {
        let slash = self.text[item.clone()].find('/').map(|at| item.start + at);
        let range = item.start..slash.unwrap_or(item.end);
        let (first, last) = match self.range(range)? {
            (value, None) if slash.is_some() => (value, self.kind.max),
            (value, last) => (value, last.unwrap_or(value)),
        };
        let step = match slash {
            Some(slash) => self.step(slash + 1..item.end, last - first)?,
            None => 1,
        };
        let values = (first..=last).step_by(step);
        Ok(values.fold(0, |bits, value| bits | 1 << value))
    }

    /// The first value, and the last one unless it is a single value.
    fn range(&mut self, range: Range<usize>) -> Result<(u32, Option<u32>), Fault> {
        let text = &self.text[range.clone()];
        if text == "*" {
            return Ok((self.kind.min, Some(self.kind.max)));
        }
        let Some(dash) = text.find('-').filter(|at| *at > 0) else {
            return Ok((self.value(range)?, None));
        };
        let middle = range.start + dash;
        let first = self.value(range.start..middle)?;
        let last = self.value(middle + 1..range.end)?;
        if first > last {
            self.reversed(range, middle);
            return Ok((last, Some(first)));
        }
        Ok((first, Some(last)))
    }

    fn reversed(&mut self, range: Range<usize>, middle: usize) {
        let first = &self.text[range.start..middle];
        let last = &self.text[middle + 1..range.end];
        let fault = Fault::new(
            range,
            format!("read as `{last}-{first}`, not around the end"),
        )
        .help("write two ranges, separated by a comma");
        self.remarks.push(remark(Surprise::ReversedRange, fault));
    }

    fn step(&mut self, span: Range<usize>, room: u32) -> Result<usize, Fault> {
        let text = &self.text[span.clone()];
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let step = match number(digits) {
            Some(_) if negative => 0,
            Some(step) => step,
            None => return Err(Fault::new(span, "the step must be a number")),
        };
        if step == 0 {
            let fault = Fault::new(span, "a step below 1 is read as 1");
            self.remarks.push(remark(Surprise::StepTooSmall, fault));
        } else if step > room {
            let fault = Fault::new(
                span,
                format!("a step of {step} leaves one {}", self.kind.name),
            )
            .help(format!(
                "the values go from {} to {}",
                self.kind.min, self.kind.max
            ));
            self.remarks.push(remark(Surprise::StepTooLarge, fault));
        }
        Ok(usize::try_from(step.max(1)).unwrap_or(usize::MAX))
    }

    /// A number in range, or the beginning of a name; the first name that fits counts.
    fn value(&mut self, span: Range<usize>) -> Result<u32, Fault> {
        let text = &self.text[span.clone()];
        let Kind { min, max, .. } = *self.kind;
        let mut named = self.kind.named(text);
        let value = match named.next() {
            Some((index, name)) => {
                if let Some((_, other)) = named.next() {
                    let fault = Fault::new(span.clone(), format!("`{text}` is read as {name}"))
                        .help(format!("write more of it: it could be {other} too"));
                    self.remarks.push(remark(Surprise::ShortName, fault));
                }
                u32::try_from(index).ok().map(|index| index + min)
            }
            None => number(text),
        };
        match value {
            Some(value) if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.wrong(span, text)),
        }
    }

    fn wrong(&self, span: Range<usize>, text: &str) -> Fault {
        let Kind { name, min, max, .. } = self.kind;
        let fault = |message: String| Fault::new(span.clone(), message);
        if text.is_empty() {
            return fault(format!("a {name} is missing here"));
        }
        if text == "?" {
            return fault("`?` is not part of NCRONTAB".into()).help("write `*`");
        }
        if text == "7" && *name == "weekday" {
            return fault("`7` is not a weekday".into()).help(SUNDAY);
        }
        if number(text).is_some() {
            return fault(format!("a {name} goes from {min} to {max}"));
        }
        if text.contains(['#', 'L', 'W', 'H', '\t']) {
            let help = "`L`, `W`, `#`, `H` and tabs are not part of NCRONTAB";
            return fault(format!("`{}` is not a {name}", text.escape_debug())).help(help);
        }
        let not_one = fault(format!("`{}` is not a {name}", text.escape_debug()));
        match KINDS.iter().find(|kind| kind.named(text).next().is_some()) {
            Some(other) => not_one.help(format!("it belongs in the field of the {}", other.name)),
            None => not_one.help(format!("a {name} goes from {min} to {max}")),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
