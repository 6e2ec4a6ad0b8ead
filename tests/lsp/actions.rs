//! Quick fixes: what an editor gets when it does as it is told.

use serde_json::Value;

use super::app;
use super::client::{Client, uri};
use crate::harness::{HOST, HTTP_FUNCTION};

/// Makes edits in a text as an editor that counts UTF-16 does.
fn edited(text: &str, edits: &Value) -> String {
    let mut edits: Vec<_> = edits.as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(text, &edit["range"]["start"])));
    let mut text = text.to_owned();
    for edit in edits {
        let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
        let span = offset(&text, start)..offset(&text, end);
        text.replace_range(span, edit["newText"].as_str().unwrap());
    }
    text
}

fn offset(text: &str, position: &Value) -> usize {
    let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
    let lines = text.split_inclusive('\n').take(number("line"));
    let line: usize = lines.map(str::len).sum();
    let mut units = 0;
    let mut rest = text[line..].char_indices();
    let at = rest.find(|(_, c)| {
        let here = units == number("character");
        units += c.len_utf16();
        here
    });
    at.map_or(text.len(), |(at, _)| line + at)
}

#[test]
fn a_quick_fix_mends_the_text_it_is_made_for() {
    for end in ["\n", "\r\n"] {
        let typed = HOST.replace(
            "{\"version\"",
            &format!("{{ /* \u{1f980} */ \"functionTimeuot\": \"00:05:00\",{end} \"version\""),
        );
        let (_dir, root) = app(&[("host.json", HOST), ("F/function.json", HTTP_FUNCTION)]);
        let host = root.join("host.json");
        let (mut client, _) = Client::start(&[]);
        client.open(&host, Some(&typed));
        let found = client.diagnostics(&host);
        assert!(found.contains(&"host-unknown-key 0:11".into()), "{found:?}");
        let mut actions = client.actions(&host, 0);
        actions.retain(|action| action["diagnostics"][0]["code"] == "host-unknown-key");
        assert_eq!(actions.len(), 1, "{actions:?}");
        assert_eq!(actions[0]["kind"], "quickfix");
        assert_eq!(actions[0]["isPreferred"], false);
        let mended = edited(&typed, &actions[0]["edit"]["changes"][uri(&host)]);
        assert_eq!(mended, typed.replace("Timeuot", "Timeout"));
        client.change(&host, &mended);
        assert_eq!(client.diagnostics(&host), ["jsonc-portability 0:2"]);
        client.stop();
    }
}
