//! Outputs into a store in memory.

use serde_json::json;

use super::*;
use crate::emulator::invoke::Value;
use crate::emulator::triggers::testing::{Memory, function};

async fn write_to(store: &Memory, binding: Json, value: OutputValue) -> Result<(), String> {
    let trigger = json!({"name": "t", "type": "httpTrigger", "direction": "in"});
    let function = function("F", json!([trigger, binding]));
    let mut metadata = Metadata::default();
    metadata.set("id", Value::Text("7".into()));
    let output = Output {
        store,
        function: &function,
        binding: &function.bindings[1],
        metadata: &metadata,
        encoding: Encoding::Base64,
    };
    output.write(value).await
}

fn queue() -> Json {
    json!({"name": "q", "type": "queue", "direction": "out", "queueName": "Orders"})
}

async fn queued(value: OutputValue) -> Vec<String> {
    let store = Memory::default();
    write_to(&store, queue(), value).await.unwrap();
    let taken = store
        .get_messages("orders", 32, 30)
        .await
        .unwrap_or_default();
    let decode = |text: &str| Encoding::Base64.decode(text).unwrap();
    let texts = taken
        .iter()
        .map(|message| String::from_utf8(decode(&message.text)).unwrap());
    texts.collect()
}

#[tokio::test]
async fn an_object_is_spelled_as_the_host_does() {
    // H-RESP-19, H-REQ-10
    let value = json!({"n": 1e21, "one": 1.0, "text": "\u{2028}é"});
    let expected = r#"{"n":1E+21,"one":1.0,"text":"\u2028é"}"#;
    assert_eq!(queued(OutputValue::Json(value)).await, [expected]);
}

#[tokio::test]
async fn an_array_is_one_message_for_each_element() {
    // H-RESP-19, V-88
    let two = ["a!", "b!"];
    assert_eq!(queued(OutputValue::Json(json!(two))).await, two);
    assert_eq!(
        queued(OutputValue::Json(json!("[\"a!\",\"b!\"]"))).await,
        two
    );
    let object = json!({"b": 1, "a": [true, null]});
    assert_eq!(
        queued(OutputValue::Json(object)).await,
        [r#"{"b":1,"a":[true,null]}"#]
    );
    assert_eq!(
        queued(OutputValue::Json(json!("hi there"))).await,
        ["hi there"]
    );
    assert_eq!(
        queued(OutputValue::Json(json!("[not json"))).await,
        ["[not json"]
    );
    assert_eq!(queued(OutputValue::Bytes(b"raw".to_vec())).await, ["raw"]);
    assert!(queued(OutputValue::Json(json!([]))).await.is_empty());
}

#[tokio::test]
async fn a_blob_takes_bytes_text_and_json() {
    // H-RESP-20
    let cases = [
        (OutputValue::Bytes(vec![0, 255]), vec![0, 255]),
        (OutputValue::Json(json!("hü")), "hü".as_bytes().to_vec()),
        (OutputValue::Json(json!({"a": 1})), br#"{"a":1}"#.to_vec()),
    ];
    for (value, expected) in cases {
        let store = Memory::default();
        let binding =
            json!({"name": "b", "type": "blob", "direction": "out", "path": "out/{id}.x"});
        write_to(&store, binding, value).await.unwrap();
        let blob = store.get_blob("out", "7.x").await.unwrap().unwrap();
        assert_eq!(blob.content, expected);
    }
}

#[tokio::test]
async fn a_path_without_a_value_fails() {
    let binding = json!({"name": "b", "type": "blob", "direction": "out", "path": "out/{nope}"});
    let failed = write_to(&Memory::default(), binding, OutputValue::Json(json!("x"))).await;
    assert!(failed.unwrap_err().contains("`{nope}`"));
}

#[tokio::test]
async fn entities_get_missing_keys_from_the_binding() {
    let store = Memory::default();
    let binding = json!({
        "name": "t1", "type": "table", "direction": "out", "tableName": "T", "partitionKey": "p{id}",
    });
    let value = json!([{"RowKey": "1", "N": 5}, {"RowKey": "2", "PartitionKey": "own"}]);
    write_to(&store, binding.clone(), OutputValue::Json(value))
        .await
        .unwrap();
    let one = store.get_entity("T", "p7", "1").await.unwrap().unwrap();
    assert_eq!(
        Json::Object(one),
        json!({"PartitionKey": "p7", "RowKey": "1", "N": 5})
    );
    assert!(store.get_entity("T", "own", "2").await.unwrap().is_some());
    let no_row = write_to(&store, binding.clone(), OutputValue::Json(json!({"N": 1}))).await;
    assert!(no_row.unwrap_err().contains("`RowKey`"));
    let taken = write_to(
        &store,
        binding.clone(),
        OutputValue::Json(json!({"RowKey": "1"})),
    )
    .await;
    assert!(taken.is_err(), "the keys are taken");
    let text = write_to(&store, binding, OutputValue::Json(json!("text"))).await;
    assert!(text.unwrap_err().contains("object"));
}

#[test]
fn captured_values_are_shown_shortened() {
    let long = "ü".repeat(SHOWN + 1);
    assert_eq!(shortened(&json!(long)).chars().count(), SHOWN + 3);
    assert_eq!(shortened(&json!({"a": 1})), r#"{"a":1}"#);
}
