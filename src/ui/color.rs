//! Whether a stream gets colour, decided once per stream.

use clap::ValueEnum;

/// What the user asked for with `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// Colour on a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always colour.
    Always,
    /// Never colour.
    Never,
}

/// Decides for one stream, in the order users of other tools expect: the flag, `NO_COLOR`,
/// `FORCE_COLOR` and `CLICOLOR_FORCE`, `TERM=dumb`, then whether the stream is a terminal.
/// An empty variable counts as unset.
pub fn enabled(
    choice: ColorChoice,
    var: impl Fn(&str) -> Option<String>,
    is_terminal: bool,
) -> bool {
    let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
    let forced = |name: &str| var(name).is_some_and(|value| !value.is_empty() && value != "0");
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
        ColorChoice::Auto if var("TERM").as_deref() == Some("dumb") => false,
        ColorChoice::Auto => is_terminal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)], is_terminal: bool) -> bool {
        let var = |name: &str| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        enabled(ColorChoice::Auto, var, is_terminal)
    }

    #[test]
    fn the_flag_wins_over_the_environment() {
        let no_color = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        assert!(enabled(ColorChoice::Always, no_color, false));
        let force = |name: &str| (name == "FORCE_COLOR").then(|| "1".to_owned());
        assert!(!enabled(ColorChoice::Never, force, true));
    }

    #[test]
    fn the_environment_wins_over_the_terminal() {
        assert!(with(&[], true));
        assert!(!with(&[], false));
        assert!(!with(&[("NO_COLOR", "1")], true));
        assert!(
            with(&[("NO_COLOR", "")], true),
            "an empty NO_COLOR is unset"
        );
        assert!(with(&[("FORCE_COLOR", "1")], false));
        assert!(!with(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!with(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(!with(&[("TERM", "dumb")], true));
    }
}
