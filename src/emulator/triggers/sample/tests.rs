//! Samples of every known trigger type, and their way back.

use serde_json::json;

use super::super::testing;
use super::*;
use crate::bindings::{self, route};
use crate::emulator::plan::{AuthLevel, Http};

fn function(trigger: Json) -> Arc<Function> {
    testing::function("F", json!([trigger]))
}

fn trigger(kind: &str, more: Json) -> Json {
    let mut trigger = json!({"name": "input", "type": kind, "direction": "in"});
    let more = more.as_object().unwrap().clone();
    trigger.as_object_mut().unwrap().extend(more);
    trigger
}

fn value(invocation: &Invocation) -> &Value {
    match &invocation.value {
        TriggerValue::Value(value) => value,
        TriggerValue::Http(_) => panic!("an HTTP request"),
    }
}

#[test]
fn every_trigger_type_has_a_sample_that_can_be_fired() {
    let triggers: Vec<_> = bindings::every_name()
        .filter(|name| bindings::is_trigger(name))
        .collect();
    assert!(triggers.len() > 30);
    for kind in triggers.into_iter().filter(|kind| *kind != "httpTrigger") {
        for more in [
            json!({}),
            json!({"cardinality": "many"}),
            json!({"dataType": "binary"}),
        ] {
            let function = function(trigger(kind, more.clone()));
            let event = event(&function);
            assert!(event["metadata"].is_object(), "{kind} {more}");
            let fired = invocation(&function, &event).unwrap();
            assert_ne!(value(&fired), &Value::Null, "{kind} {more}");
            for (name, value) in fired.metadata.iter() {
                assert_ne!(value, &Value::Null, "{kind} {more} {name}");
            }
        }
    }
}

#[test]
fn a_queue_sample_is_a_text_with_the_metadata_of_a_message() {
    // H-REQ-14, H-REQ-42
    let function = function(trigger("queueTrigger", json!({"queueName": "orders"})));
    let fired = invocation(&function, &event(&function)).unwrap();
    let Value::Text(text) = value(&fired) else {
        panic!("no text");
    };
    assert!(serde_json::from_str::<Json>(text).unwrap().is_object());
    let metadata = &fired.metadata;
    assert_eq!(metadata.get("DequeueCount"), Some(&Value::Json(json!(1))));
    assert!(matches!(
        metadata.get("InsertionTime"),
        Some(Value::DateTimeOffset(_))
    ));
    assert_eq!(
        metadata.get("QueueTrigger"),
        Some(&Value::Text(text.clone()))
    );
}

#[test]
fn a_blob_sample_fills_the_tokens_of_the_path() {
    // H-REQ-44
    let path = json!({"path": "in/{customerId}/{name}.{ext}"});
    let event = event(&function(trigger("blobTrigger", path)));
    let metadata = &event["metadata"];
    assert_eq!(metadata["customerId"], "1");
    assert_eq!(metadata["name"], "sample");
    assert_eq!(metadata["ext"], "txt");
    assert_eq!(metadata["BlobTrigger"], "in/1/sample.txt");
}

#[test]
fn a_batch_has_arrays() {
    // H-REQ-17, H-REQ-47, H-REQ-48
    let many = json!({"cardinality": "many", "eventHubName": "hub"});
    let hub = function(trigger("eventHubTrigger", many.clone()));
    let sample = event(&hub);
    assert!(sample["value"].is_array());
    let metadata = sample["metadata"].as_object().unwrap();
    assert!(metadata["SequenceNumberArray"].is_array());
    assert_eq!(metadata["PartitionContext"]["EventHubName"], "hub");
    assert!(!metadata.contains_key("SequenceNumber"));
    let fired = invocation(&hub, &sample).unwrap();
    let Value::Json(Json::Array(events)) = value(&fired) else {
        panic!("no array");
    };
    assert!(events.iter().all(Json::is_string), "an array of texts");
    let bus = event(&function(trigger("serviceBusTrigger", many)));
    assert!(bus["metadata"]["MessageIdArray"].is_array());
}

#[test]
fn a_cosmos_sample_is_the_text_of_an_array() {
    // H-REQ-49
    let function = function(trigger("cosmosDBTrigger", json!({})));
    let fired = invocation(&function, &event(&function)).unwrap();
    let Value::Text(text) = value(&fired) else {
        panic!("no text");
    };
    assert!(serde_json::from_str::<Json>(text).unwrap().is_array());
    assert_eq!(fired.metadata.iter().count(), 0);
}

#[test]
fn binary_samples_are_base64() {
    // H-REQ-15
    let function = function(trigger("queueTrigger", json!({"dataType": "binary"})));
    let sample = event(&function);
    assert_eq!(sample["encoding"], "base64");
    let fired = invocation(&function, &sample).unwrap();
    assert!(matches!(value(&fired), Value::Bytes(bytes) if bytes.starts_with(b"{")));
}

#[test]
fn events_that_make_no_sense_are_explained() {
    let function = function(trigger("queueTrigger", json!({})));
    let fault = |event: Json| invocation(&function, &event).unwrap_err();
    assert!(fault(json!("text")).contains("object"));
    assert!(fault(json!({"metadata": {}})).contains("`value`"));
    assert!(fault(json!({"value": "a", "metdata": {}})).contains("`metdata`"));
    assert!(fault(json!({"value": "%", "encoding": "base64"})).contains("base64"));
    assert!(fault(json!({"value": "a", "encoding": "hex"})).contains("`encoding`"));
    assert!(fault(json!({"value": "a", "metadata": []})).contains("`metadata`"));
}

#[test]
fn input_text_is_the_value_and_an_argument() {
    // H-REQ-54, H-REQ-56, V-71
    let queue = function(trigger("queueTrigger", json!({})));
    let fired = from_input(&queue, "hi").unwrap();
    assert_eq!(value(&fired), &Value::Text("hi".into()));
    assert_eq!(fired.metadata.get("input"), Some(&Value::Text("hi".into())));
    assert_eq!(
        fired.metadata.get("DequeueCount"),
        Some(&Value::Json(json!(1)))
    );
    let bus = from_input(&function(trigger("serviceBusTrigger", json!({}))), "hi").unwrap();
    assert_eq!(value(&bus), &Value::Text("hi".into()));
}

#[test]
fn any_input_runs_a_timer_and_none_an_http_function() {
    // H-REQ-55, H-REQ-45
    let schedule = json!({"schedule": "00:10:00"});
    let fired = from_input(&function(trigger("timerTrigger", schedule)), "").unwrap();
    let expected = json!({
        "Schedule": {"AdjustForDST": false}, "ScheduleStatus": null, "IsPastDue": false,
    });
    assert_eq!(value(&fired), &Value::Json(expected));
    let http = function(trigger("httpTrigger", json!({})));
    assert!(from_input(&http, "hi").is_err());
    assert!(invocation(&http, &json!({"value": 1})).is_err());
}

fn http_event(template: &str, methods: Option<&[&str]>) -> Json {
    let mut function = (*function(trigger("httpTrigger", json!({})))).clone();
    let methods = methods.map(|methods| methods.iter().map(|m| (*m).to_owned()).collect());
    function.http = Some(Http {
        route: String::new(),
        template: route::parse(template).unwrap(),
        methods,
        auth: AuthLevel::Anonymous,
    });
    event(&function)
}

#[test]
fn an_http_sample_fits_the_route() {
    let path = |template| {
        http_event(template, None)["path"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(path("api/hello"), "/api/hello");
    assert_eq!(
        path("api/items/{id:int:min(10)}/{kind?}"),
        "/api/items/10/sample"
    );
    assert_eq!(path("v{major:int}.{minor:range(5,7)}"), "/v1.5");
    assert_eq!(path("{page=3}/{*rest}"), "/3/sample");
    assert_eq!(path("{a:length(3)}/{b:minlength(8)}"), "/sam/sampleaa");
    assert_eq!(path(r"{zip:regex(^\d{{5}}$)}"), "/11111");
    assert_eq!(path("{lang:regex(^[a-z]{{2}}-[a-z]{{2}}$)}"), "/en-us");
    assert_eq!(
        path("{a:bool}/{b:datetime}/{c:alpha}"),
        "/true/2026-01-15/sample"
    );
    assert_eq!(path(""), "/");
}

#[test]
fn an_http_sample_has_a_body_when_its_method_has() {
    let post = http_event("api/x", Some(&["post", "get"]));
    assert_eq!(post["method"], "POST");
    assert!(post["body"].is_object());
    assert_eq!(post["headers"]["Content-Type"], "application/json");
    let get = http_event("api/x", None);
    assert_eq!((&get["method"], &get["body"]), (&json!("GET"), &Json::Null));
    let names: Vec<&String> = get.as_object().unwrap().keys().collect();
    assert_eq!(names, ["method", "path", "query", "headers", "body"]);
}
