//! Command lines: what people type -> words, words -> what host.json wants.

use crate::error::{Failure, Result};

/// The words of a command line, quotes undone.
///
/// # Errors
/// A usage [`Failure`] when a quote is not closed, or only a shell understands the line.
pub(super) fn words(line: &str) -> Result<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut quote = None;
    let mut inside = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, c) if c.is_whitespace() => {
                inside = false;
                continue;
            }
            _ if is_for_a_shell(quote, c, next) => return Err(needs_shell(line, c)),
            (None, '~' | '#') if !inside => return Err(needs_shell(line, c)),
            (None, '*') if !(inside && is_option(&words)) => return Err(needs_shell(line, c)),
            (None, '=') if inside && is_variable(&words) => return Err(needs_shell(line, c)),
            (_, c) => push(&mut words, &mut inside, Some(c)),
        }
        push(&mut words, &mut inside, None);
    }
    match quote {
        None => Ok(words),
        Some(_) => Err(Failure::usage(format!("a quote is not closed in `{line}`"))),
    }
}

/// Whether a sign means something to a shell where it stands. A `\` in a path of Windows does not.
fn is_for_a_shell(quote: Option<char>, c: char, next: Option<char>) -> bool {
    match (quote, c) {
        (Some('\''), _) => false,
        (_, '$' | '`') => true,
        (Some(_), '\\') => matches!(next, Some('"' | '\\')),
        (Some(_), _) => false,
        (None, '\\') => next.is_none_or(|c| c.is_whitespace() || c == '"' || c == '\''),
        (None, c) => "|&;<>".contains(c),
    }
}

/// Whether the only word so far is the name of a variable, as in `PORT=3000 node server.js`.
fn is_variable(words: &[String]) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    matches!(words, [word] if word.chars().all(is_name))
}

/// Whether the last word is an option, which no file is called like: `--cors=*` stays as it is.
fn is_option(words: &[String]) -> bool {
    words.last().is_some_and(|word| word.starts_with('-'))
}

/// Adds to the last word, or begins one.
fn push(words: &mut Vec<String>, inside: &mut bool, c: Option<char>) {
    if !*inside {
        words.push(String::new());
        *inside = true;
    }
    if let Some(word) = words.last_mut() {
        word.extend(c);
    }
}

fn needs_shell(line: &str, sign: char) -> Failure {
    Failure::usage(format!("`{line}` needs a shell, because of `{sign}`"))
        .because("the host starts programs without one")
        .help("write `fch init -- sh -c '...'`; the port is %FUNCTIONS_CUSTOMHANDLER_PORT%")
}

/// A word as host.json wants it: the host joins arguments with blanks and quotes nothing
/// (H-START-11), and an empty one adds none (H-START-12). .NET then parts them as Windows does: a
/// `\` only escapes before a quote.
pub(super) fn argument(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '"');
    if plain {
        return word.to_owned();
    }
    let mut text = String::from('"');
    let mut slashes = 0;
    for c in word.chars() {
        if c == '"' {
            text.extend(std::iter::repeat_n('\\', slashes + 1));
        }
        slashes = if c == '\\' { slashes + 1 } else { 0 };
        text.push(c);
    }
    text.extend(std::iter::repeat_n('\\', slashes));
    text.push('"');
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_as_people_write_them() {
        assert_eq!(words("node  server.js").unwrap(), ["node", "server.js"]);
        assert_eq!(
            words("a 'b c' \"d\"e '' f").unwrap(),
            ["a", "b c", "de", "", "f"]
        );
        assert!(words("a 'b").is_err());
        assert_eq!(
            words(r"C:\node.exe --a=* 'x y.js' =b %P%").unwrap(),
            [r"C:\node.exe", "--a=*", "x y.js", "=b", "%P%"]
        );
        for line in [
            "a && b",
            "a $PORT",
            "a > b",
            "PORT=1 a",
            "a \"$PORT\"",
            r"a my\ file",
            "a *.js",
            "a ~/b",
            "a # b",
            r#"a "\"b\"""#,
        ] {
            assert!(words(line).unwrap_err().help[0].contains("sh -c"), "{line}");
        }
        assert_eq!(words("sh -c 'P=1 a && b $P'").unwrap()[2], "P=1 a && b $P");
    }

    #[test]
    fn arguments_are_quoted_for_the_host() {
        // H-START-11, H-START-12.
        assert_eq!(argument("%A%"), "%A%");
        assert_eq!(argument("my file"), "\"my file\"");
        assert_eq!(argument(""), "\"\"");
        assert_eq!(argument("a\"b"), "\"a\\\"b\"");
        assert_eq!(argument("a b\\"), "\"a b\\\\\"");
        assert_eq!(argument(r#"say \"hi\" you"#), r#""say \\\"hi\\\" you""#);
        assert_eq!(argument(r"C:\my dir\\"), r#""C:\my dir\\\\""#);
    }
}
