//! The extension bundle that an app asks for, and which major versions of it it may get.

use crate::app::App;
use crate::json::Node;

/// The bundle whose major versions are meant here; other ids count differently.
pub const ID: &str = "Microsoft.Azure.Functions.ExtensionBundle";
/// The range that is current.
pub const CURRENT: &str = "[4.*, 5.0.0)";
/// Its major version.
pub const CURRENT_MAJOR: u32 = 4;

/// The range of versions that the app asks for, and where it is written; `None` for another
/// bundle, and for what is no range.
pub fn range(app: &App) -> Option<(&Node, Range)> {
    let at = |key: &str| app.host.at(&["extensionBundle", key]);
    let id = at("id")?.as_str()?;
    let node = at("version").filter(|_| id.eq_ignore_ascii_case(ID))?;
    Some((node, Range::parse(node.as_str()?)?))
}

/// The one major version of the bundle that an app can get; `None` when it may get several, or
/// when that cannot be told.
pub fn only_major(app: &App) -> Option<u32> {
    let (_, range) = range(app)?;
    range.highest.filter(|_| range.lowest == range.highest)
}

/// The major versions that a NuGet interval such as `[1.*, 2.0.0)` allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lowest; `None` when there is none.
    pub lowest: Option<u32>,
    /// The highest; `None` when the range has no upper end.
    pub highest: Option<u32>,
}

impl Range {
    /// Reads an interval, or a bare version, which has no upper end. `None` for anything else.
    pub fn parse(text: &str) -> Option<Range> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix(['[', '(']) else {
            let lowest = major(text)?;
            return Some(Range {
                lowest: Some(lowest),
                highest: None,
            });
        };
        let inner = inner.strip_suffix([']', ')'])?;
        // `[1.2.3]` is exactly that version.
        let (lower, upper) = inner.split_once(',').unwrap_or((inner, inner));
        let is_given = |end: &str| !end.trim().is_empty();
        let lowest = is_given(lower).then(|| major(lower));
        let highest = is_given(upper).then(|| highest(upper, text.ends_with(']')));
        let known = |end: Option<Option<u32>>| end.is_none_or(|end| end.is_some());
        (known(lowest) && known(highest)).then_some(Range {
            lowest: lowest.flatten(),
            highest: highest.flatten(),
        })
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().split('.').next()?.parse().ok()
}

/// The highest major below an upper end: `2.0.0)` ends just below 2, so it is 1.
fn highest(upper: &str, inclusive: bool) -> Option<u32> {
    let major = major(upper)?;
    let zero = upper
        .split('.')
        .skip(1)
        .all(|part| part.trim().chars().all(|c| c == '0'));
    let below = zero && !inclusive;
    Some(major.saturating_sub(u32::from(below)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Range;

    #[test]
    fn reads_nuget_intervals() {
        let majors = |text: &str| Range::parse(text).map(|range| (range.lowest, range.highest));
        assert_eq!(majors("[1.*, 2.0.0)"), Some((Some(1), Some(1))));
        assert_eq!(majors("[3.3.0, 4.0.0)"), Some((Some(3), Some(3))));
        assert_eq!(majors("[3.3.0, 4.1.0)"), Some((Some(3), Some(4))));
        assert_eq!(majors("[2.*, 3.0.0]"), Some((Some(2), Some(3))));
        assert_eq!(majors("[4.*, 5.0.0)"), Some((Some(4), Some(4))));
        assert_eq!(majors("[1.8.1]"), Some((Some(1), Some(1))));
        assert_eq!(majors("(, 2.0.0)"), Some((None, Some(1))));
        assert_eq!(majors("[1.*, )"), Some((Some(1), None)));
        assert_eq!(majors("4.0.0"), Some((Some(4), None)));
        assert_eq!(majors("junk"), None);
        assert_eq!(majors("[x, 5.0.0)"), None);
    }
}
