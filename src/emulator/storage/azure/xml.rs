//! The little XML that queues and blobs speak: small trees of elements with text.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deeper than anything the service sends.
const DEEPEST: usize = 32;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Whether it says `Encoded="true"`: its text is percent-encoded.
    pub encoded: bool,
    /// Its own text, spaces and all.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }
}

/// Reads a document, with or without a byte order mark, and answers with its root element.
///
/// # Errors
/// When it is not well-formed UTF-8 XML; the text says what is wrong.
pub fn parse(bytes: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    // The element at the bottom stands for the document.
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) if open.len() < DEEPEST => open.push(element(&start)),
            Event::Start(_) => return Err("it is nested too deeply".to_owned()),
            Event::End(_) => close(&mut open),
            Event::Text(text) => add(&mut open, &text.xml10_content().map_err(|e| e.to_string())?),
            Event::CData(text) => add(&mut open, &text.xml10_content().map_err(|e| e.to_string())?),
            Event::GeneralRef(name) => add(&mut open, &reference(&name)?),
            Event::Eof => break,
            _ => {}
        }
    }
    match (
        open.len(),
        open.pop().and_then(|mut document| document.children.pop()),
    ) {
        (1, Some(root)) => Ok(root),
        _ => Err("it ends too early".to_owned()),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let encoded = start.try_get_attribute("Encoded").ok().flatten();
    Element {
        name: String::from_utf8_lossy(start.local_name().as_ref()).into_owned(),
        encoded: encoded.is_some_and(|it| it.value.as_ref() == b"true"),
        ..Element::default()
    }
}

fn close(open: &mut Vec<Element>) {
    if let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(done);
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(current) = open.last_mut() {
        current.text.push_str(text);
    }
}

fn reference(name: &BytesRef<'_>) -> Result<Cow<'static, str>, String> {
    if let Some(c) = name.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string().into());
    }
    let name = name.decode().map_err(|error| error.to_string())?;
    let text = resolve_predefined_entity(&name);
    text.map(Cow::from)
        .ok_or_else(|| format!("it refers to `{name}`"))
}

/// Text as the content of an element. A carriage return becomes a reference: plain ones are
/// read as line feeds. `None` when the text has a character that XML cannot carry.
pub fn escape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => return None,
            _ => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_listing() {
        let root = parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<L a='b'>\n<B><N Encoded=\"true\"> a%FF</N><E/></B><B><N>&lt;&#x41;&amp;</N></B></L>",
        )
        .unwrap();
        assert_eq!(root.name, "L");
        let names: Vec<_> = root.children.iter().filter_map(|b| b.child("N")).collect();
        assert_eq!((names[0].text.as_str(), names[0].encoded), (" a%FF", true));
        assert_eq!((names[1].text.as_str(), names[1].encoded), ("<A&", false));
        assert_eq!(root.children[0].text_of("E"), Some(""));
    }

    #[test]
    fn broken_documents_are_errors() {
        for bad in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a>&no;</a>",
            "<a>&#x0;</a>",
            "</a>",
        ] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(parse("<a>".repeat(1000).as_bytes()).is_err());
        assert!(parse(b"<a>\xff</a>").is_err());
    }

    #[test]
    fn characters_xml_cannot_carry() {
        assert_eq!(escape("a\0"), None);
        assert_eq!(escape("\u{1b}[0m"), None);
        assert_eq!(escape("a\r\n\t").unwrap(), "a&#xD;\n\t");
    }

    proptest! {
        #[test]
        fn escaped_text_reads_as_itself(text in "[\\PC\r\n\t<>&'\"]{0,40}") {
            let document = format!("<a>{}</a>", escape(&text).unwrap());
            prop_assert_eq!(parse(document.as_bytes()).unwrap().text, text);
        }

        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = parse(&bytes);
        }
    }
}
