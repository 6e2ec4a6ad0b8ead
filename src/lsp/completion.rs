//! What may be written at a place: keys, words, binding types, names of app settings.

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, MarkupContent,
    MarkupKind, TextEdit,
};
use serde_json::Value;

use super::position::Encoding;
use crate::app::{App, Document};
use crate::bindings;
use crate::json::edit::quoted;
use crate::json::{Node, Part, Segment, Value as Json};
use crate::schemas::{Place, Schema};

/// What may be written at `offset` of a document of `app`.
pub(super) fn at(
    app: &App,
    document: &Document,
    schema: Schema,
    offset: usize,
    encoding: Encoding,
) -> Vec<CompletionItem> {
    let Some(root) = &document.root else {
        let place = Place::at(schema, None, &[]);
        return keys(&place, None, offset..offset, document, encoding);
    };
    let Some(spot) = root.spot(offset) else {
        return Vec::new();
    };
    match spot.part {
        Part::Key(key) => {
            let above = &spot.path[..spot.path.len() - 1];
            let place = Place::at(schema, Some(root), above);
            let object = root.resolve(above).map(|(_, node)| node);
            keys(&place, object, key.span.clone(), document, encoding)
        }
        Part::Inside(node) if node.is_object() && !ends_at(document, node, offset) => {
            let place = Place::at(schema, Some(root), &spot.path);
            keys(&place, Some(node), offset..offset, document, encoding)
        }
        Part::Inside(_) => Vec::new(),
        Part::Value(node) => {
            let place = Place::at(schema, Some(root), &spot.path);
            let words = words(app, &place, schema, &spot.path);
            let span = match node.value {
                Json::Null => offset..offset,
                _ => node.span.clone(),
            };
            let item =
                |word: String| item(word, CompletionItemKind::VALUE, &span, document, encoding);
            words.into_iter().map(item).collect()
        }
    }
}

/// Whether `offset` is behind the bracket that closes `object`.
fn ends_at(document: &Document, object: &Node, offset: usize) -> bool {
    object.span.end == offset && document.source.text()[..offset].ends_with('}')
}

/// The keys that `object` does not have yet.
fn keys(
    place: &Place,
    object: Option<&Node>,
    span: Range<usize>,
    document: &Document,
    encoding: Encoding,
) -> Vec<CompletionItem> {
    let is_new = |key: &str| {
        let there = object.and_then(|object| object.member_ignoring_case(key));
        there.is_none_or(|member| member.key.span == span)
    };
    let has_value = document.source.text()[span.end..]
        .trim_start()
        .starts_with(':');
    let colon = if has_value { "" } else { ": " };
    let mut items: Vec<CompletionItem> = Vec::new();
    for (key, schema) in place.keys().filter(|(key, _)| is_new(key)) {
        if items.iter().any(|item| item.label == key) {
            continue;
        }
        let text = format!("{}{colon}", quoted(key));
        let mut item = item(
            text,
            CompletionItemKind::PROPERTY,
            &span,
            document,
            encoding,
        );
        item.label = key.to_owned();
        item.documentation = documentation(schema);
        item.deprecated = schema.get("x-deprecated").map(|_| true);
        items.push(item);
    }
    items
}

/// The JSON texts of the values that make sense at a place.
fn words(app: &App, place: &Place, schema: Schema, path: &[Segment]) -> Vec<String> {
    if schema == Schema::Function && is_binding_type(path) {
        return bindings::known_types()
            .iter()
            .map(|name| quoted(name))
            .collect();
    }
    if place
        .annotation("x-app-setting")
        .is_some_and(|value| *value == Value::Bool(true))
    {
        let names = app.settings().map(|settings| settings.names());
        let names = names.unwrap_or_default();
        return names.iter().map(|name| quoted(name)).collect();
    }
    let mut words: Vec<String> = place.words().map(Value::to_string).collect();
    if words.is_empty() && place.expected().is_some_and(|text| text.contains("`true`")) {
        words = ["true", "false"].map(str::to_owned).into();
    }
    words.sort();
    words.dedup();
    words
}

/// `bindings/<n>/type`.
fn is_binding_type(path: &[Segment]) -> bool {
    let [Segment::Key(list), Segment::Index(_), Segment::Key(key)] = path else {
        return false;
    };
    list == "bindings" && key.eq_ignore_ascii_case("type")
}

fn item(
    text: String,
    kind: CompletionItemKind,
    span: &Range<usize>,
    document: &Document,
    encoding: Encoding,
) -> CompletionItem {
    let range = encoding.range(document.source.text(), span);
    CompletionItem {
        label: text.trim_matches('"').to_owned(),
        kind: Some(kind),
        // What is typed already has its quote.
        filter_text: Some(text.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text))),
        ..CompletionItem::default()
    }
}

fn documentation(schema: &Value) -> Option<Documentation> {
    let value = schema.get("description")?.as_str()?.to_owned();
    let kind = MarkupKind::Markdown;
    Some(Documentation::MarkupContent(MarkupContent { kind, value }))
}
