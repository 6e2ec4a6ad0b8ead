//! What a key or value means, from the schemas.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::position::Encoding;
use crate::app::Document;
use crate::json::{Part, Segment};
use crate::schemas::{Place, Schema};

/// What the schema says about the key or value at `offset`.
pub(super) fn at(
    document: &Document,
    schema: Schema,
    offset: usize,
    encoding: Encoding,
) -> Option<Hover> {
    let root = document.root.as_ref()?;
    let spot = root.spot(offset)?;
    let span = match spot.part {
        Part::Key(key) => &key.span,
        Part::Value(node) => &node.span,
        Part::Inside(_) => return None,
    };
    let Some(Segment::Key(key)) = spot.path.last() else {
        return None;
    };
    let place = Place::at(schema, Some(root), &spot.path);
    Some(Hover {
        range: Some(encoding.range(document.source.text(), span)),
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: format!("**{}**\n\n{}", escaped(key), text(&place)?),
        }),
    })
}

/// Description, what may be written, and the default, a paragraph each.
pub(super) fn text(place: &Place) -> Option<String> {
    let mut paragraphs = vec![place.description()?.to_owned()];
    if let Some(expected) = place.expected() {
        paragraphs.push(format!("Write {expected}."));
    }
    if let Some(default) = place.default() {
        paragraphs.push(format!("Default: `{default}`"));
    }
    if let Some(name) = place
        .annotation("x-renamed-to")
        .and_then(|name| name.as_str())
    {
        paragraphs.push(format!("Newer bundles call it `{name}`."));
    }
    Some(paragraphs.join("\n\n"))
}

fn escaped(text: &str) -> String {
    let special = |c: char| matches!(c, '*' | '_' | '`' | '\\' | '[' | ']' | '<');
    let escape = |c: char| special(c).then_some('\\').into_iter().chain([c]);
    text.chars().flat_map(escape).collect()
}
