//! What the reader takes, what it refuses and where.

use super::*;
use proptest::prelude::*;

fn clean(text: &str) -> serde_json::Value {
    let parsed = parse(text);
    assert_eq!(parsed.problems, [], "{text}");
    parsed.root.unwrap().to_value()
}

fn problems(text: &str) -> Vec<(usize, String)> {
    let problems = parse(text).problems;
    problems
        .into_iter()
        .map(|p| (p.span.start, p.message))
        .collect()
}

#[test]
fn reads_what_the_host_reads() {
    // H-DISC-18..20, V-04
    let text = "\u{feff}// c\n{'a': 'x', /* y */ b_1: [1, 0x1F, .5, -2e3,], \"c\":\u{a0}null,}";
    assert_eq!(
        clean(text),
        serde_json::json!({"a": "x", "b_1": [1, 31, 0.5, -2000.0], "c": null})
    );
    assert_eq!(clean("[NaN]"), serde_json::json!(["NaN"]));
    assert_eq!(clean("\"a\nb\""), serde_json::json!("a\nb"));
}

#[test]
fn the_last_of_repeated_keys_wins_and_all_are_kept() {
    // H-DISC-21
    assert_eq!(clean(r#"{"a":1,"a":2}"#), serde_json::json!({"a": 2}));
    assert_eq!(parse(r#"{"a":1,"a":2}"#).root.unwrap().members().len(), 2);
}

#[test]
fn unescapes_strings() {
    assert_eq!(
        clean(r#""\u00e4\ud83d\ude00\/\t""#),
        serde_json::json!("ä😀/\t")
    );
    assert_eq!(clean(r#""\ud83d""#), serde_json::json!("\u{fffd}"));
}

#[test]
fn spans_cover_quotes_and_brackets() {
    let root = parse(r#" {"a": [true]} "#).root.unwrap();
    assert_eq!(root.span, 1..14);
    let member = root.member("a").unwrap();
    assert_eq!(member.key.span, 2..5);
    assert_eq!(member.value.span, 7..13);
}

#[test]
fn a_missing_quote_is_one_problem_on_its_line() {
    let text = "{\n  \"a\": \"x,\n  \"b\": \"y z\",\n  \"c\": [1]\n}";
    let closed = "string is never closed with `\"`";
    assert_eq!(problems(text), [(9, closed.to_owned())]);
    let read = parse(text).root.unwrap().to_value();
    assert_eq!(read, serde_json::json!({"a": "x", "b": "y z", "c": [1]}));
    for line in ["\"b", "\"b,", "\"b: 2,", "\"b\n\"c\": 1", "\"b,\n\"c\": 1"] {
        let text = format!("{{\"a\": 1,\n{line}\n}}");
        assert_eq!(problems(&text), [(9, closed.to_owned())], "{text}");
    }
    // A text in several lines is fine (Newtonsoft takes it), also before a fault elsewhere.
    let other = problems("{\"a\": \"x\ny\" \"b\": 1}");
    assert_eq!(other, [(11, "expected `,` or `}`, found `\"`".to_owned())]);
}

#[test]
fn a_missing_comma_is_reported_where_it_belongs() {
    let found = problems("{\n  \"a\": 1\n  \"b\": 2\n}");
    assert_eq!(found, [(10, "expected `,` or `}`, found `\"`".to_owned())]);
}

#[test]
fn one_character_mends_some_problems() {
    for (broken, mended) in [
        ("{\"a\": 1\n\"b\": 2}", "{\"a\": 1,\n\"b\": 2}"),
        ("[{} // one\n{}]", "[{}, // one\n{}]"),
        (r#"{"a" = 1}"#, r#"{"a" : 1}"#),
        (r#"{"a": 1,, "b": 2}"#, r#"{"a": 1, "b": 2}"#),
    ] {
        let problems = parse(broken).problems;
        let (span, text) = problems[0].change.clone().unwrap();
        let mut text_now = broken.to_owned();
        text_now.replace_range(span, &text);
        assert_eq!(text_now, mended);
    }
    // A quote that is not escaped.
    assert!(
        parse(r#"{"a": "say "hi" now"}"#)
            .problems
            .iter()
            .all(|p| p.change.is_none())
    );
}

#[test]
fn goes_on_after_an_error() {
    let parsed = parse(r#"{"a" 1, "b": , "c": tru, "d": 4}"#);
    assert_eq!(parsed.problems.len(), 3);
    let root = parsed.root.unwrap();
    assert_eq!(root.at(&["d"]).unwrap().value, Value::Number("4".into()));
}

#[test]
fn reports_what_the_host_refuses() {
    // H-DISC-20
    assert_eq!(problems("")[0].1, "the file is empty");
    assert_eq!(problems("  // only\n")[0].1, "the file is empty");
    assert_eq!(problems("{")[0], (0, "object is never closed".to_owned()));
    assert_eq!(problems("[1")[0], (0, "array is never closed".to_owned()));
    assert_eq!(problems("{} x")[0].0, 3);
    // A text that was cut off has one fault.
    assert_eq!(problems("{\"a\": [{\"b\": 1").len(), 1);
    assert_eq!(problems("{\"a\": [{\"b").len(), 1);
    assert_eq!(
        problems("{\"a\":\"b")[0].1,
        "string is never closed with `\"`"
    );
    assert_eq!(problems("/* x")[0].1, "comment is never closed");
    assert_eq!(
        problems("{\"a\": \"C:\\x\"}")[0].1,
        "unknown escape in a string"
    );
}

#[test]
fn hostile_depth_and_length_stop_early() {
    let deep = "[".repeat(5000);
    assert_eq!(
        problems(&deep),
        [(MAX_DEPTH, "nested more than 64 levels deep".to_owned())]
    );
    assert!(problems(&"\0".repeat(100_000)).len() <= MAX_PROBLEMS);
    let fine = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(problems(&fine), []);
}

fn spans_are_sound(node: &Node, text: &str) {
    assert!(text.get(node.span.clone()).is_some(), "{:?}", node.span);
    for member in node.members() {
        assert!(text.get(member.key.span.clone()).is_some());
        spans_are_sound(&member.value, text);
    }
    node.items().iter().for_each(|i| spans_are_sound(i, text));
}

proptest! {
    #[test]
    fn never_panics_and_spans_are_char_ranges(text in r#"([{}\[\]:,"'\\/*a0 \n-]|\\u|//|ä|true|"a":){0,60}"#) {
        let parsed = parse(&text);
        for problem in &parsed.problems {
            prop_assert!(text.get(problem.span.clone()).is_some());
        }
        if let Some(root) = &parsed.root {
            spans_are_sound(root, &text);
        }
    }

    #[test]
    fn agrees_with_serde_json_on_strict_json(value in arbitrary_json()) {
        let text = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(clean(&text), value);
    }
}

fn arbitrary_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}
