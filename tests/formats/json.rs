//! The JSON document against its description, docs/json.md.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{BROKEN, validate};
use crate::harness::tree;

/// The name of every field below `value`; items of arrays count as one, `[]`.
fn fields(value: &Value, prefix: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if prefix.is_empty() { "" } else { "." };
                let path = format!("{prefix}{dot}{name}");
                fields(member, &path, out);
                out.insert(path);
            }
        }
        Value::Array(items) => {
            for item in items {
                fields(item, &format!("{prefix}[]"), out);
            }
        }
        _ => {}
    }
}

#[test]
fn the_documented_fields_are_those_printed() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let rows = docs.lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let app = tree(&[("host.json", BROKEN)]);
    let run = validate(app.path(), &["--format", "json", "--statistics"]);
    let mut printed = BTreeSet::new();
    fields(&run.json(), "", &mut printed);
    assert_eq!(documented, printed);
}
