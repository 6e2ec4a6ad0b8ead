//! What a handler sent, short enough for a message.

/// How many characters of it a message may quote.
const MOST: usize = 80;

/// The beginning of a text on one line. Findings escape what must not be printed.
pub(in crate::emulator::invoke) fn shown(text: &str) -> String {
    let mut chars = text.trim().chars();
    let line = chars.by_ref().take(MOST);
    let mut line: String = line
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if chars.next().is_some() {
        line.push_str("...");
    }
    line
}
