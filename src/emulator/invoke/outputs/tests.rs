//! The values that output bindings get.

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::app::Direction;
use crate::emulator::event::Mode;
use crate::emulator::invoke::reply::read;

fn binding(name: &str, kind: &str, data_type: Option<&str>) -> Binding {
    Binding {
        name: name.into(),
        kind: kind.into(),
        direction: Direction::Out,
        data_type: data_type.map(Into::into),
        many: false,
        properties: Map::new(),
    }
}

fn function(outputs: &[Binding]) -> Function {
    let mut trigger = binding("req", "httpTrigger", None);
    trigger.direction = Direction::In;
    Function {
        name: "F".into(),
        place: "F/function.json".into(),
        bindings: [&[trigger.clone()], outputs].concat(),
        trigger,
        mode: Mode::Envelope,
        http: None,
        disabled: false,
        retry: None,
        document: Json::Null,
        generated: false,
    }
}

/// The values by name, and the findings.
fn sent(outputs: &[Binding], body: &Json) -> (Vec<(String, OutputValue)>, Vec<Finding>) {
    let body = body.to_string();
    let reply = read("F", Some("application/json"), body.as_bytes()).unwrap_or_default();
    let mut findings = Vec::new();
    let function = function(outputs);
    let values = collect(&function, &reply, &mut findings);
    let values = values.into_iter().map(|(b, v)| (b.name.clone(), v));
    (values.collect(), findings)
}

fn queue(value: Json, data_type: Option<&str>) -> (Option<OutputValue>, Vec<&'static str>) {
    let body = json!({"Outputs": {"msg": value}});
    let (values, findings) = sent(&[binding("msg", "queue", data_type)], &body);
    let value = values.into_iter().next().map(|(_, value)| value);
    (value, findings.iter().map(|f| f.rule.name).collect())
}

fn bytes(bytes: &[u8]) -> Option<OutputValue> {
    Some(OutputValue::Bytes(bytes.to_vec()))
}

#[test]
fn lists_and_objects_stay_as_they_are() {
    // V-88, H-RESP-19
    for value in [json!(["a!", "b!"]), json!({"a": 1}), json!(5), json!(true)] {
        let expected = Some(OutputValue::Json(value.clone()));
        assert_eq!(queue(value, None), (expected, vec![]));
    }
}

#[test]
fn null_is_missing() {
    // H-RESP-16
    assert_eq!(queue(json!(null), None), (None, vec![]));
}

#[test]
fn words_that_are_base64_are_decoded_with_a_remark() {
    // H-RESP-17
    let remark = vec!["base64-lookalike"];
    let test = b"\xb5\xeb\x2d";
    assert_eq!(queue(json!("test"), None), (bytes(test), remark.clone()));
    assert_eq!(queue(json!(" te\r\nst\t"), None), (bytes(test), remark));
    assert_eq!(queue(json!(""), None), (bytes(b""), vec![]));
}

#[test]
fn base64_on_purpose_needs_no_remark() {
    // H-RESP-17
    assert_eq!(queue(json!("aGVsbG8="), None), (bytes(b"hello"), vec![]));
    assert_eq!(queue(json!("AP8="), None), (bytes(b"\x00\xff"), vec![]));
}

#[test]
fn other_texts_stay_texts() {
    // H-RESP-17
    for text in ["hello", "aGVsbG8", "a!bc", "=", "====", "ab=c", "aGVsbG8=x"] {
        let expected = Some(OutputValue::Json(json!(text)));
        assert_eq!(queue(json!(text), None), (expected, vec![]), "{text}");
    }
}

#[test]
fn data_type_binary_keeps_the_text() {
    // H-RESP-18
    let expected = Some(OutputValue::Json(json!("test")));
    assert_eq!(queue(json!("test"), Some("binary")), (expected, vec![]));
}

#[test]
fn names_that_match_nothing() {
    // H-RESP-15
    let outputs = [binding("msg", "queue", None), binding("res", "http", None)];
    let body = json!({"Outputs": {"Msg": "a b", "other": 1, "res": {}}});
    let (values, findings) = sent(&outputs, &body);
    assert!(values.is_empty());
    let remarks: Vec<_> = findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        remarks,
        [
            "`Msg` in `Outputs` is no output binding",
            "`other` in `Outputs` is no output binding",
        ]
    );
    assert!(findings[0].help[0].contains("`msg`"));
}

#[test]
fn the_return_binding_takes_the_return_value() {
    // H-RESP-36
    let outputs = [binding("$return", "queue", None)];
    let body = json!({"Outputs": {"$return": "a b"}, "ReturnValue": "c d"});
    let (values, findings) = sent(&outputs, &body);
    let expected = OutputValue::Json(json!("c d"));
    assert_eq!(values, [("$return".to_owned(), expected)]);
    assert_eq!(findings.len(), 1);
}

#[test]
fn members_of_the_return_value_win_and_are_kept_raw() {
    // H-RESP-41
    let outputs = [
        binding("msg", "queue", None),
        binding("gone", "queue", None),
    ];
    let body = json!({
        "Outputs": {"msg": "a b", "gone": "c d"},
        "ReturnValue": {"msg": "test", "gone": null},
    });
    let (values, findings) = sent(&outputs, &body);
    let expected = OutputValue::Json(json!("test"));
    assert_eq!(values, [("msg".to_owned(), expected)]);
    assert!(findings.is_empty());
}

proptest! {
    #[test]
    fn base64_survives_with_or_without_white_space(data in any::<Vec<u8>>()) {
        use ::base64::Engine;
        let text = ::base64::engine::general_purpose::STANDARD.encode(&data);
        let spaced: String = text.chars().flat_map(|c| [c, '\n']).collect();
        prop_assert_eq!(base64::decode(&text), Some(data.clone()));
        prop_assert_eq!(base64::decode(&spaced), Some(data));
    }

    #[test]
    fn any_text_is_sent(text in any::<String>()) {
        prop_assert!(queue(json!(text), None).0.is_some());
    }
}
