//! `fch outputs` for people: each output that was kept, newest last.

use serde_json::Value as Json;

use super::{body, shown};

/// Renders the entries of `GET /admin/fch/outputs`.
pub fn list(entries: &[Json]) -> String {
    if entries.is_empty() {
        return "no outputs were kept\n".to_owned();
    }
    entries.iter().map(entry).collect()
}

fn entry(entry: &Json) -> String {
    let text = |name: &str| {
        let text = entry.get(name).and_then(Json::as_str).unwrap_or_default();
        shown(text).into_owned()
    };
    let mut out = format!(
        "{}  {}  {} `{}`\n",
        text("time"),
        text("function"),
        text("type"),
        text("binding")
    );
    let value = match entry.get("value") {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    for line in body::indented(value.as_bytes()) {
        out.push_str(&format!("  {line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_output_says_where_it_would_have_gone() {
        let entries = [serde_json::json!({
            "time": "2026-01-01T00:00:00Z", "invocation": "i", "function": "Orders",
            "binding": "out", "type": "eventHub", "value": {"id": 7}
        })];
        assert_eq!(
            list(&entries),
            "2026-01-01T00:00:00Z  Orders  eventHub `out`\n  {\n    \"id\": 7\n  }\n"
        );
        assert_eq!(list(&[]), "no outputs were kept\n");
    }
}
