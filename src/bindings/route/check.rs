//! Does the value of a parameter satisfy a constraint (H-ROUTE-07, H-ROUTE-10)?

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use regex::{Regex, RegexBuilder};

use super::Constraint;

/// A constraint, ready to be asked.
#[derive(Debug, Clone)]
pub(super) enum Check {
    Int,
    Long,
    Bool,
    DateTime,
    Decimal,
    Float,
    Guid,
    /// Fewest and most UTF-16 units.
    Length(i64, i64),
    /// Smallest and largest.
    Range(i64, i64),
    Matches(Regex),
    Required,
    File,
    NonFile,
    /// The host would not start with it; the linter tells.
    Never,
}

impl Check {
    pub(super) fn new(constraint: &Constraint) -> Check {
        let argument = constraint.argument.as_deref().unwrap_or_default();
        let numbers: Vec<i64> = argument
            .split(',')
            .filter_map(|number| number.trim().parse().ok())
            .collect();
        match (constraint.name.to_ascii_lowercase().as_str(), &numbers[..]) {
            ("int", _) => Check::Int,
            ("long", _) => Check::Long,
            ("bool", _) => Check::Bool,
            ("datetime", _) => Check::DateTime,
            ("decimal", _) => Check::Decimal,
            ("double" | "float", _) => Check::Float,
            ("guid", _) => Check::Guid,
            ("length", [exactly]) => Check::Length(*exactly, *exactly),
            ("length", [least, most]) => Check::Length(*least, *most),
            ("minlength", [least]) => Check::Length(*least, i64::MAX),
            ("maxlength", [most]) => Check::Length(0, *most),
            ("min", [least]) => Check::Range(*least, i64::MAX),
            ("max", [most]) => Check::Range(i64::MIN, *most),
            ("range", [least, most]) => Check::Range(*least, *most),
            ("alpha", _) => pattern("^[a-z]*$"),
            // Braces are doubled in a template, for the pattern too.
            ("regex", _) => pattern(&argument.replace("{{", "{").replace("}}", "}")),
            ("required", _) => Check::Required,
            ("file", _) => Check::File,
            ("nonfile", _) => Check::NonFile,
            _ => Check::Never,
        }
    }

    /// True when the value passes. No value passes only `nonfile`.
    pub(super) fn holds(&self, value: Option<&str>) -> bool {
        let Some(value) = value else {
            return matches!(self, Check::NonFile);
        };
        let trimmed = value.trim();
        match self {
            Check::Int => trimmed.parse::<i32>().is_ok(),
            Check::Long => trimmed.parse::<i64>().is_ok(),
            Check::Bool => ["true", "false"]
                .iter()
                .any(|word| trimmed.eq_ignore_ascii_case(word)),
            Check::DateTime => is_date(trimmed),
            Check::Decimal => is_number(trimmed, false),
            Check::Float => is_number(trimmed, true),
            Check::Guid => is_guid(trimmed),
            Check::Length(least, most) => {
                let length = i64::try_from(value.encode_utf16().count()).unwrap_or(i64::MAX);
                (*least..=*most).contains(&length)
            }
            Check::Range(least, most) => trimmed
                .parse()
                .is_ok_and(|number| (*least..=*most).contains(&number)),
            Check::Matches(pattern) => pattern.is_match(value),
            Check::Required => !value.is_empty(),
            Check::File => is_file(value),
            Check::NonFile => !is_file(value),
            Check::Never => false,
        }
    }
}

/// .NET looks anywhere in the value and ignores case.
fn pattern(pattern: &str) -> Check {
    let pattern = RegexBuilder::new(pattern).case_insensitive(true).build();
    pattern.map_or(Check::Never, Check::Matches)
}

/// A number with a point, perhaps with thousands separators; `exponent` allows `1e3`, `NaN` and
/// `Infinity` as .NET does for floats only.
fn is_number(text: &str, exponent: bool) -> bool {
    let plain = text.replace(',', "");
    let digits = plain.bytes().any(|byte| byte.is_ascii_digit());
    let allowed = |byte: u8| byte.is_ascii_digit() || b"+-.".contains(&byte);
    match exponent {
        true if ["NaN", "Infinity", "-Infinity"].contains(&text) => true,
        true => digits && plain.parse::<f64>().is_ok(),
        false => digits && plain.bytes().all(allowed) && plain.parse::<f64>().is_ok(),
    }
}

/// With dashes, without, in braces or in parentheses.
fn is_guid(text: &str) -> bool {
    let unwrapped = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let inside = unwrapped('{', '}').or_else(|| unwrapped('(', ')'));
    let dashed = inside.is_some();
    let text = inside.unwrap_or(text);
    let length = text.len() == 36 || (!dashed && text.len() == 32);
    length && uuid::Uuid::try_parse(text).is_ok()
}

/// The common forms of what `DateTime.TryParse` takes in the invariant culture.
fn is_date(text: &str) -> bool {
    const FORMS: &[&str] = &[
        "%m/%d/%Y",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %I:%M %p",
        "%m/%d/%Y %I:%M:%S %p",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %I:%M%p",
        "%Y-%m-%d %I:%M %p",
        "%Y/%m/%d",
    ];
    let spelled = |form: &&str| {
        let parsed = strtime::parse(form, text);
        parsed.is_ok_and(|parsed| parsed.to_date().is_ok())
    };
    text.parse::<DateTime>().is_ok()
        || text.parse::<Date>().is_ok()
        || text.parse::<jiff::Timestamp>().is_ok()
        || FORMS.iter().any(spelled)
}

/// The last segment has a dot with something after it.
fn is_file(value: &str) -> bool {
    let last = value.rsplit('/').next().unwrap_or(value);
    let after = last.split_once('.').map(|(_, after)| after);
    after.is_some_and(|after| after.bytes().any(|byte| byte != b'.'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::parse;

    fn fits(constraint: &str, value: &str) -> bool {
        let template = parse(&format!("{{*a:{constraint}}}")).unwrap();
        template.matches(value).is_some()
    }

    #[test]
    fn each_constraint_takes_what_asp_net_takes() {
        // H-ROUTE-07, H-ROUTE-10
        for (constraint, yes, no) in [
            ("int", "-12", "2147483648"),
            ("INT", "7", "x"),
            ("long", "2147483648", "1.5"),
            ("bool", "True", "1"),
            ("datetime", "2016-12-31", "31"),
            ("datetime", "12/31/2016", "2016-13-01"),
            ("datetime", "2016-12-31%207:32pm", "today"),
            ("datetime", "2016-12-31T10:00:00Z", "2016"),
            ("decimal", "49.99", "1e3"),
            ("double", "1e3", "x1"),
            ("float", "-1,234.5", ""),
            ("guid", "CD2C1638-1638-72D5-1638-DEADBEEF1638", "CD2C1638"),
            ("length(3)", "abc", "ab"),
            ("length(2,3)", "ab", "abcd"),
            ("minlength(2)", "ab", "a"),
            ("maxlength(2)", "ab", "abc"),
            ("min(18)", "18", "17"),
            ("max(18)", "18", "19"),
            ("range(1,9)", "9", "10"),
            ("alpha", "Rick", "a1"),
            (r"regex(^\d{{3}}$)", "123", "1234"),
            ("regex(b+)", "aBc", "ac"),
            ("required", "x", ""),
            ("file", "a/b.txt", "a.b/c"),
            ("nonfile", "a/b", "b.txt"),
            ("int:min(3)", "3", "2"),
        ] {
            assert!(fits(constraint, yes), "{constraint} {yes}");
            assert!(!fits(constraint, no), "{constraint} {no}");
        }
    }

    #[test]
    fn a_guid_in_braces_keeps_its_dashes() {
        let dashed = "cd2c1638-1638-72d5-1638-deadbeef1638";
        assert!(fits("guid", &format!("{{{dashed}}}")));
        assert!(fits("guid", &format!("({dashed})")));
        assert!(fits("guid", &dashed.replace('-', "")));
        assert!(!fits("guid", &format!("({})", dashed.replace('-', ""))));
    }

    #[test]
    fn what_the_host_does_not_know_never_fits() {
        // H-ROUTE-13
        assert!(!fits("integer", "1"));
        assert!(!fits("regex((?<!a)b)", "b"));
        assert!(!fits("min(x)", "1"));
    }
}
