//! Where in an app a template may write.

/// Names that Windows keeps for devices, whatever follows behind a dot. With a digit: `COM`, `LPT`.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why no file of a template can be at `path`; `None` where one can, on every system.
pub(super) fn unfit(path: &str) -> Option<&'static str> {
    let any = |is: fn(&str) -> bool| path.split('/').any(is);
    if any(|part| matches!(part, "" | "." | "..")) || path.contains(['\\', ':', '\0']) {
        Some("is not a plain path in the app, with `/` between folders")
    } else if any(|part| part.eq_ignore_ascii_case(".git")) {
        Some("is in a folder that is git's own")
    } else if any(is_no_file_on_windows) {
        Some("is a name that Windows does not allow")
    } else {
        None
    }
}

fn is_no_file_on_windows(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part);
    let stem = stem.trim_end().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_port =
        numbered.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()));
    DEVICES.contains(&stem.as_str())
        || is_port
        || part.ends_with(['.', ' '])
        || part.contains(|c: char| c.is_control() || "<>\"|?*".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stays_in_the_app_on_every_system() {
        for path in [
            "../x",
            "/etc/x",
            "a/../../x",
            "a\\..\\x",
            "c:x",
            "",
            "a//b",
            "CON",
            "a/nul.txt",
            "com1",
            "Lpt9.log",
            "x. ",
            "x.",
            "a /b",
            "a?b",
            "a\nb",
            ".git/hooks/pre-commit",
            "sub/.GIT/config",
        ] {
            assert!(unfit(path).is_some(), "{path}");
        }
        for path in [
            "a",
            ".github/x.yml",
            ".gitignore",
            "console",
            "com",
            "com10",
            "é/a b.txt",
        ] {
            assert_eq!(unfit(path), None, "{path}");
        }
    }
}
