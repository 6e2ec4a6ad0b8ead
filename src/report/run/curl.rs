//! `--curl`: a request as a command line.

use crate::emulator::call::HttpCall;

/// Renders the command that sends `call` to `base`, with a line end. A body that is no text
/// is read from standard input.
pub fn render(base: &str, call: &HttpCall) -> String {
    let mut words = vec!["curl".to_owned()];
    match (call.method.as_str(), call.body.is_empty()) {
        ("GET", true) | ("POST", false) => {}
        ("HEAD", true) => words.push("-I".to_owned()),
        (method, _) => words.extend(["-X".to_owned(), quoted(method)]),
    }
    if call.target.contains(['[', ']', '{', '}']) {
        words.push("--globoff".to_owned());
    }
    words.push(quoted(&format!("{base}{}", call.target)));
    for (name, value) in &call.headers {
        words.extend(["-H".to_owned(), quoted(&format!("{name}: {value}"))]);
    }
    if !call.body.is_empty() {
        if !call.has("content-type") {
            // Otherwise curl claims that it is a form.
            words.extend(["-H".to_owned(), "'Content-Type:'".to_owned()]);
        }
        words.extend(match std::str::from_utf8(&call.body) {
            Ok(text) if !text.contains('\0') => ["--data-raw".to_owned(), quoted(text)],
            _ => ["--data-binary".to_owned(), "@-".to_owned()],
        });
    }
    format!("{}\n", words.join(" "))
}

/// A word for a Unix shell. A variable such as `$PORT` in the base stays one.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, body: &str) -> HttpCall {
        HttpCall {
            method: method.into(),
            target: "/api/F?a=1".into(),
            headers: Vec::new(),
            body: body.to_owned().into(),
        }
    }

    #[test]
    fn it_is_a_line_to_paste() {
        let base = "http://localhost:7071";
        assert_eq!(
            render(base, &call("GET", "")),
            "curl 'http://localhost:7071/api/F?a=1'\n"
        );
        assert_eq!(
            render(base, &call("DELETE", "")),
            "curl -X DELETE 'http://localhost:7071/api/F?a=1'\n"
        );
        let mut post = call("POST", "it's @1");
        post.headers
            .push(("Content-Type".into(), "text/plain".into()));
        assert_eq!(
            render(base, &post),
            "curl 'http://localhost:7071/api/F?a=1' -H 'Content-Type: text/plain' --data-raw 'it'\\''s @1'\n"
        );
        assert!(render(base, &call("PUT", "x")).ends_with("-H 'Content-Type:' --data-raw x\n"));
    }

    #[cfg(unix)]
    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]
        #[test]
        fn a_shell_reads_the_same_word(word in "[ -~\n]{0,12}") {
            let script = format!("printf %s {}", quoted(&word));
            let output = std::process::Command::new("sh").args(["-c", &script]).output();
            let read = output.map(|output| output.stdout).unwrap_or_default();
            proptest::prop_assert_eq!(read, word.into_bytes());
        }
    }
}
