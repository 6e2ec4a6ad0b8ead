//! The handler's arguments: put together as one text, then split the way .NET does it.

use crate::emulator::plan::{Environment, HandlerPlan};

/// The five variables that the host gives to each process it starts (H-START-04).
#[derive(Debug, Clone)]
pub struct HostVariables([(&'static str, String); 5]);

impl HostVariables {
    /// The variables of one start.
    pub fn new(port: u16, id: &str, root: &str) -> HostVariables {
        HostVariables([
            ("FUNCTIONS_HTTPWORKER_PORT", port.to_string()),
            ("FUNCTIONS_HTTPWORKER_ID", id.to_owned()),
            ("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string()),
            ("FUNCTIONS_CUSTOMHANDLER_WORKER_ID", id.to_owned()),
            ("FUNCTIONS_APP_ROOT_PATH", root.to_owned()),
        ])
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Replaces `%NAME%` of each of the five, in exactly this spelling (H-START-09).
    pub fn expand(&self, text: &str) -> String {
        self.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("%{name}%"), value)
        })
    }
}

/// The argument text as the host makes it; begins with a space (H-START-08, H-START-09).
pub fn text(plan: &HandlerPlan, environment: &Environment, host: &HostVariables) -> String {
    let plain = |argument: &String| format!(" {}", environment.expand(argument));
    let mut text: String = plan.arguments.iter().map(plain).collect();
    if let Some(path) = plan.worker_path.as_ref().filter(|path| !path.is_empty()) {
        text.push_str(&format!(" \"{path}\""));
    }
    text.extend(plan.worker_arguments.iter().map(plain));
    without_leftovers(&host.expand(&text))
}

/// The text without any `%...%` on one line, with at least one character between (H-START-10).
fn without_leftovers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        kept.push_str(before);
        if let Some(end) = end_of_run(after) {
            rest = &after[end..];
        } else {
            kept.push('%');
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

/// Where a run ends whose opening `%` came just before `text`.
fn end_of_run(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    characters.next().filter(|(_, c)| *c != '\n')?;
    let mut line = characters.take_while(|(_, c)| *c != '\n');
    line.find(|(_, c)| *c == '%').map(|(at, _)| at + 1)
}

/// Splits an argument text as .NET does on Unix: blanks separate, double quotes group, a
/// backslash escapes a quote, and two quotes inside quotes are one (H-START-11).
pub fn split(text: &str) -> Vec<String> {
    let is_blank = |c: char| c == ' ' || c == '\t';
    let mut arguments = Vec::new();
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let (argument, after) = next_argument(rest);
        arguments.push(argument);
        rest = after.trim_start_matches(is_blank);
    }
    arguments
}

/// One argument, and what follows it.
fn next_argument(text: &str) -> (String, &str) {
    let mut argument = String::new();
    let mut quoted = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '\\' => {
                rest = backslashes(rest, &mut argument);
                continue;
            }
            '"' if quoted && rest[1..].starts_with('"') => {
                argument.push('"');
                rest = &rest[1..];
            }
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => break,
            _ => argument.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    (argument, rest)
}

/// Takes a run of backslashes: before a quote two make one and an odd one takes the quote with
/// it, elsewhere they are themselves.
fn backslashes<'a>(text: &'a str, argument: &mut String) -> &'a str {
    let rest = text.trim_start_matches('\\');
    let count = text.len() - rest.len();
    let Some(after_quote) = rest.strip_prefix('"') else {
        argument.push_str(&text[..count]);
        return rest;
    };
    argument.push_str(&text[..count / 2]);
    if count.is_multiple_of(2) {
        return rest;
    }
    argument.push('"');
    after_quote
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::emulator::handler::tests::plan;

    fn host() -> HostVariables {
        HostVariables::new(4321, "an-id", "/app")
    }

    fn text_of(arguments: &[&str]) -> String {
        let mut plan = plan("h", &[]);
        plan.arguments = arguments.iter().map(|a| (*a).to_owned()).collect();
        let mut environment = Environment::default();
        environment.set("WHO", "me");
        text(&plan, &environment, &host())
    }

    // H-START-08, V-40
    #[test]
    fn the_worker_path_stands_in_quotes_between_the_arguments() {
        let mut plan = plan("h", &["--a"]);
        plan.worker_path = Some("my app.js".to_owned());
        plan.worker_arguments = vec!["--b".to_owned()];
        let text = text(&plan, &Environment::default(), &host());
        assert_eq!(text, " --a \"my app.js\" --b");
        assert_eq!(split(&text), ["--a", "my app.js", "--b"]);
    }

    // H-START-08, H-START-09
    #[test]
    fn variables_are_replaced_and_what_is_left_is_removed() {
        let port = "%FUNCTIONS_CUSTOMHANDLER_PORT%";
        assert_eq!(text_of(&["--port", port, "%WHO%"]), " --port 4321 me");
        assert_eq!(text_of(&["a%NOPE%b"]), " ab");
        assert_eq!(text_of(&["%FUNCTIONS_APP_ROOT_PATH%/x"]), " /app/x");
    }

    // H-START-10
    #[test]
    fn percent_signs_swallow_what_is_between_them() {
        assert_eq!(text_of(&["50%-60%"]), " 50");
        assert_eq!(text_of(&["1%", "2%"]), " 1");
        assert_eq!(text_of(&["100%"]), " 100%");
        assert_eq!(text_of(&["%%"]), " %%");
    }

    // H-START-11, H-START-12
    #[test]
    fn arguments_are_split_at_blanks_unless_quoted() {
        assert_eq!(split(&text_of(&["--a --b"])), ["--a", "--b"]);
        assert_eq!(split(&text_of(&["\"my file\""])), ["my file"]);
        assert_eq!(split(&text_of(&["", "x", ""])), ["x"]);
        assert_eq!(split(r#"a"b c"d"#), ["ab cd"]);
        assert_eq!(split(r#"\" "\"" "" C:\dir\"#), ["\"", "\"", "", r"C:\dir\"]);
        assert_eq!(split(r#""a""b""#), ["a\"b"]);
    }

    /// Quotes an argument so that the rules of H-START-11 give it back.
    fn quote(argument: &str) -> String {
        let mut quoted = String::from("\"");
        let mut slashes = 0;
        for c in argument.chars() {
            if c == '"' {
                quoted.push_str(&"\\".repeat(slashes + 1));
            }
            slashes = if c == '\\' { slashes + 1 } else { 0 };
            quoted.push(c);
        }
        quoted + &"\\".repeat(slashes) + "\""
    }

    proptest! {
        // H-START-11
        #[test]
        fn quoted_arguments_come_back(arguments in proptest::collection::vec(".*", 0..5)) {
            let text: String = arguments.iter().map(|a| format!(" {}", quote(a))).collect();
            prop_assert_eq!(split(&text), arguments);
        }

        // H-START-09: a run is `%`, at least one character, `%`, as short as can be.
        #[test]
        fn leftovers_go_as_a_regular_expression_finds_them(text in "[a%\n]{0,20}") {
            let run = regex::Regex::new("%.+?%").unwrap();
            prop_assert_eq!(without_leftovers(&text), run.replace_all(&text, "").into_owned());
        }

        #[test]
        fn splitting_never_fails(text in r#"[ab\\" \t]{0,30}"#) {
            prop_assert!(split(&text).len() <= text.len());
        }
    }
}
