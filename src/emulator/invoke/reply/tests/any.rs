//! Whatever a handler answers, nothing panics and only what can be sent is sent.

use proptest::prelude::*;

use super::*;
use crate::emulator::invoke::reply::read;

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    let name = prop_oneof![
        "(Outputs|Logs|ReturnValue|res|body|headers|statusCode|status|content-type)",
        any::<String>(),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_reply_makes_a_response_that_can_be_sent(
        value in any_json(),
        accept in any::<Option<String>>(),
    ) {
        let outputs = [("res", "http"), ("$return", "http")];
        for outputs in [&outputs[..1], &outputs[1..], &[]] {
            for body in [json!({"Outputs": {"res": value}}), json!({"ReturnValue": value})] {
                let Ok(response) = respond(outputs, &body, accept.as_deref()).0 else {
                    continue;
                };
                prop_assert!(hyper::StatusCode::from_u16(response.status).is_ok());
                for (name, value) in &response.headers {
                    prop_assert!(name.parse::<hyper::header::HeaderName>().is_ok());
                    prop_assert!(value.parse::<hyper::header::HeaderValue>().is_ok());
                }
            }
        }
    }

    #[test]
    fn any_answer_is_read_or_explained(
        content_type in any::<Option<String>>(),
        body in any::<Vec<u8>>(),
        value in any_json(),
    ) {
        let _ = read("F", content_type.as_deref(), &body);
        let outputs = json!({"Outputs": {"res": value}}).to_string();
        prop_assert!(read_json(&outputs).is_ok());
    }
}
