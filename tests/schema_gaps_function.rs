//! What other schemas of function.json get wrong, or have nothing to say about: ours and the
//! rules must get each of it right. The numbers are those of the list of such gaps.

use std::fs;
use std::sync::OnceLock;

use fch::app::{App, Root};
use fch::bindings::{self, Status};
use fch::diagnostics::Severity;
use fch::lint::{self, Options};
use fch::schemas::Schema;
use jsonschema::Validator;
use serde_json::{Value, json};

const HOST: &str = r#"{
  "version": "2.0",
  "customHandler": {"description": {"defaultExecutablePath": "handler"}},
  "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}
}"#;

/// The response to go with an HTTP trigger.
const RESPONSE: &str = r#"{"type":"http","direction":"out","name":"res"}"#;

/// What is to be said of a function.json.
#[derive(Clone, Copy)]
enum Verdict {
    /// Nothing, by the schema alone and by the linter.
    Right,
    /// The schema alone refuses the value at this place, and the linter reports it by this rule.
    Wrong(&'static str, &'static str),
    /// The linter reports it by this rule; a schema has no words for it.
    Linted(&'static str),
}
use Verdict::{Linted, Right, Wrong};

/// The published schema in a validator that knows nothing else of it.
fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::draft7::new(Schema::Function.document()).unwrap())
}

/// The places that the schema alone finds fault with, each once.
fn faults(text: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(text).unwrap();
    let errors = validator().iter_errors(&document);
    let mut places: Vec<_> = errors
        .map(|error| error.instance_path().to_string())
        .collect();
    places.dedup();
    places
}

/// The rules by which the linter has more than information to give about the function.
fn rules(text: &str) -> Vec<&'static str> {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("host.json"), HOST).unwrap();
    fs::write(at("handler"), "#!/bin/sh\n").unwrap();
    fs::create_dir(at("F")).unwrap();
    fs::write(at("F/function.json"), text).unwrap();
    let findings = lint::run(&App::load(&Root::new(dir.path())), &Options::default()).findings;
    let matter = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Info);
    matter
        .filter(|finding| !finding.rule.name.starts_with("exe-"))
        .map(|finding| finding.rule.name)
        .collect()
}

fn judge(rows: &[(u32, &str, Verdict)]) {
    for (item, text, verdict) in rows {
        match verdict {
            Right => {
                assert_eq!(faults(text), [""; 0], "{item}: {text}");
                assert_eq!(rules(text), [""; 0], "{item}: {text}");
            }
            Wrong(place, rule) => {
                assert_eq!(faults(text), [*place], "{item}: {text}");
                assert_eq!(rules(text), [*rule], "{item}: {text}");
            }
            Linted(rule) => assert_eq!(rules(text), [*rule], "{item}: {text}"),
        }
    }
}

/// Judges bindings, each as the only one of its function or beside a trigger or response that
/// makes the function whole.
fn judge_bindings(rows: &[(u32, &str, Verdict)]) {
    for (item, binding, verdict) in rows {
        let whole = format!(r#"{{"bindings":[{binding}{}]}}"#, company(binding));
        judge(&[(*item, &whole, *verdict)]);
    }
}

/// What a binding needs beside it in a function.
fn company(binding: &str) -> String {
    let parsed: Value = serde_json::from_str(binding).unwrap();
    let kind = parsed["type"].as_str().unwrap_or_default().to_lowercase();
    match kind.as_str() {
        "httptrigger" => format!(",{RESPONSE}"),
        kind if bindings::is_trigger(kind) => String::new(),
        // Its messages may bring any property, for `{tokens}`.
        _ => r#",{"type":"queueTrigger","name":"incoming","queueName":"in-box"}"#.to_owned(),
    }
}

/// What the published schema says at a place.
fn published(pointer: &str) -> &'static Value {
    let found = Schema::Function.document().pointer(pointer);
    found.unwrap_or_else(|| panic!("nothing at {pointer}"))
}

#[test]
#[rustfmt::skip] // one line a row
fn mechanics() {
    judge(&[
        (1, r#"{"bindings":[{"type":"httpTrigger","direction":"in","name":"req"},{"type":"http","direction":"out","name":"res"}]}"#, Right),
    ]);
    judge_bindings(&[
        (2, r#"{"type":"queueTrigger","direction":"in","name":"m","queueName":"items"}"#, Right),
        (2, r#"{"type":"httpTrigger","name":"req","authLevel":"bogus"}"#, Wrong("/bindings/0/authLevel", "binding-invalid-value")),
        (2, r#"{"type":"http","direction":"in","name":"r"}"#, Wrong("/bindings/0/direction", "binding-direction")),
        (3, r#"{"type":"httpTrigger","name":"req","methods":["POST","get"]}"#, Right),
        (3, r#"{"type":"httpTrigger","name":"req","methods":["get","fetch"]}"#, Wrong("/bindings/0/methods/1", "binding-invalid-value")),
    ]);
    // 2: the schema refuses an input that does not exist.
    assert_eq!(faults(r#"{"bindings":[{"type":"serviceBus","direction":"in","name":"m","queueName":"q"}]}"#), ["/bindings/0/direction"]);
    // 4: no part of the schema lumps the types together, so a fault is one at its own place.
    assert!(!Schema::Function.text().contains("oneOf"));
}

#[test]
#[rustfmt::skip] // one line a row
fn what_the_host_refuses() {
    judge(&[
        (5, r#"{}"#, Wrong("", "one-trigger")),
        (5, r#"{"bindings":[]}"#, Wrong("/bindings", "one-trigger")),
        (6, r#"{"bindings":[{"type":"http","direction":"out","name":"res"}]}"#, Linted("one-trigger")),
        (6, r#"{"bindings":[{"type":"queueTrigger","name":"a","queueName":"items"},{"type":"manualTrigger","name":"b"}]}"#, Linted("one-trigger")),
        (7, r#"{"bindings":[{"type":"manualTrigger","name":"a"},{"type":"queue","direction":"out","name":"A","queueName":"items"}]}"#, Linted("binding-name")),
        (14, r#"{"bindings":[{"type":"timerTrigger","name":"t","schedule":"0 0 * * * *"}],"retry":{"strategy":"fixedDelay","delayInterval":"00:00:01"}}"#, Wrong("/retry", "retry-policy")),
        (14, r#"{"bindings":[{"type":"timerTrigger","name":"t","schedule":"0 0 * * * *"}],"retry":{"strategy":"fixedDelay","maxRetryCount":-5,"delayInterval":"00:00:01"}}"#, Wrong("/retry/maxRetryCount", "retry-policy")),
        (14, r#"{"bindings":[{"type":"timerTrigger","name":"t","schedule":"0 0 * * * *"}],"retry":{"strategy":"fixedDelay","maxRetryCount":5}}"#, Wrong("/retry", "retry-policy")),
    ]);
    judge_bindings(&[
        (7, r#"{"type":"manualTrigger","name":"my_item"}"#, Wrong("/bindings/0/name", "binding-name")),
        (7, r#"{"type":"manualTrigger","name":"my-item"}"#, Wrong("/bindings/0/name", "binding-name")),
        (7, r#"{"type":"manualTrigger","name":"1st"}"#, Wrong("/bindings/0/name", "binding-name")),
        (8, r#"{"type":"queueTrigger","name":"m"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (8, r#"{"type":"timerTrigger","name":"t"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (8, r#"{"type":"blobTrigger","name":"b"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (8, r#"{"type":"eventHubTrigger","name":"e","connection":"C"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (8, r#"{"type":"eventHubTrigger","name":"e","eventHubName":"h"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (10, r#"{"type":"queueTriger","name":"m"}"#, Linted("binding-unknown-type")),
        (10, r#"{"type":"QUEUETRIGGER","name":"m"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (10, r#"{"type":"somethingNewTrigger","name":"m","anything":1}"#, Right),
        (11, r#"{"type":"timerTrigger","name":"t","schedule":"banana"}"#, Wrong("/bindings/0/schedule", "cron-invalid")),
        (11, r#"{"type":"timerTrigger","name":"t","schedule":"0 0 12 * * 7"}"#, Linted("cron-invalid")),
        (12, r#"{"type":"blobTrigger","name":"b","path":"in/{name}","source":"bogus"}"#, Wrong("/bindings/0/source", "binding-invalid-value")),
        (15, r#"{"type":"blob","direction":"in","name":"$return","path":"docs/a"}"#, Wrong("/bindings/0/direction", "binding-name")),
        (15, r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","cardinality":"bogus"}"#, Wrong("/bindings/0/cardinality", "binding-invalid-value")),
        (15, r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","isSessionsEnabled":"zzz"}"#, Wrong("/bindings/0/isSessionsEnabled", "binding-invalid-value")),
        (16, r#"{"type":"serviceBusTrigger","name":"m","topicName":"t"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (17, r#"{"type":"httpTrigger","name":"req","route":"administrators"}"#, Linted("route-reserved")),
        (17, r#"{"type":"httpTrigger","name":"req","route":"runtime/x"}"#, Linted("route-reserved")),
        (17, r#"{"type":"httpTrigger","name":"req","route":"items/{id"}"#, Linted("route-invalid")),
        (17, r#"{"type":"httpTrigger","name":"req","route":"{a}/{A}"}"#, Linted("route-invalid")),
    ]);
    // 13: the trigger can be an input only.
    let output = r#"{"bindings":[{"type":"sqlTrigger","direction":"out","name":"c","tableName":"t","connectionStringSetting":"C"}]}"#;
    assert_eq!(faults(output), ["/bindings/0/direction"]);
    assert!(rules(output).contains(&"binding-direction"));
}

/// 9: whatever its type does not know is refused, but for a type that is not settled.
#[test]
fn misspelt_properties_are_refused_for_every_type() {
    for name in bindings::known_types() {
        let mut binding = published(&format!("/definitions/{name}/examples/0")).clone();
        binding["conection"] = json!("C");
        let found = faults(&json!({ "bindings": [binding] }).to_string());
        match *name {
            "connectorTrigger" => assert!(found.is_empty(), "{name}"),
            _ => assert_eq!(found, ["/bindings/0"], "{name}"),
        }
    }
}

#[test]
#[rustfmt::skip] // one line a row
fn what_the_host_accepts() {
    judge(&[
        (18, r#"{"bindings":[{"type":"timerTrigger","name":"t","schedule":"0 0 * * * *"}],"retry":{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":"1.00:00:00"}}"#, Right),
    ]);
    judge_bindings(&[
        (19, r#"{"type":"sql","direction":"in","name":"r","commandText":"select 1","commandType":"text","parameters":"","connectionStringSetting":"C"}"#, Right),
        (20, r#"{"type":"table","direction":"in","name":"t","tableName":"People","take":5}"#, Right),
        (20, r#"{"type":"table","direction":"in","name":"t","tableName":"People","take":"5"}"#, Right),
        (21, r#"{"type":"queueTrigger","name":"m","queueName":"items"}"#, Right),
        (22, r#"{"type":"httpTrigger","direction":"IN","name":"req","authLevel":"Function"}"#, Right),
        (22, r#"{"type":"kafkaTrigger","name":"e","brokerList":"Brokers","topic":"t","protocol":"SASLSSL","authenticationMode":"PLAIN"}"#, Right),
    ]);
    // 23: comments and trailing commas are for the reader of the file, which the linter has.
    let text = "{\n  // one trigger\n  \"bindings\": [{\"type\": \"manualTrigger\", \"name\": \"m\"},],\n}";
    assert_eq!(rules(text), [""; 0]);
}

/// 24 to 33: types that are missing elsewhere. Their examples are right, as they stand and with
/// the type in another case, and a wrong value is found.
#[test]
#[rustfmt::skip] // one line an item
fn types_that_are_missing_elsewhere() {
    let rows: [(u32, &[&str]); 10] = [
        (24, &["cosmosDBTrigger", "cosmosDB"]),
        (25, &["eventGridTrigger", "eventGrid", "kafkaTrigger", "kafka", "rabbitMQTrigger", "rabbitMQ"]),
        (26, &["signalRTrigger", "signalR", "signalRConnectionInfo", "signalRNegotiation", "signalREndpoints"]),
        (27, &["webPubSubTrigger", "webPubSub", "webPubSubConnection", "webPubSubContext", "socketIOTrigger", "socketIO", "socketIONegotiation"]),
        (28, &["redisPubSubTrigger", "redisListTrigger", "redisStreamTrigger", "redis"]),
        (29, &["daprServiceInvocationTrigger", "daprBindingTrigger", "daprTopicTrigger", "daprState", "daprSecret", "daprInvoke", "daprPublish", "daprBinding"]),
        (30, &["orchestrationTrigger", "activityTrigger", "entityTrigger", "durableClient", "orchestrationClient"]),
        (31, &["mcpToolTrigger", "mcpToolProperty", "mcpPromptTrigger", "mcpPromptArgument", "mcpResourceTrigger"]),
        (32, &["textCompletion", "assistantCreate", "assistantPost", "assistantQuery", "assistantSkillTrigger", "embeddings", "embeddingsStore", "semanticSearch"]),
        (33, &["warmupTrigger", "cosmosDBMongoTrigger", "cosmosDBMongo", "connectorTrigger", "authenticationEventsTrigger"]),
    ];
    for (item, types) in rows {
        for name in types {
            let examples = published(&format!("/definitions/{name}/examples"));
            for example in examples.as_array().unwrap() {
                judge_bindings(&[(item, &example.to_string(), Right)]);
                let mut other = example.clone();
                other["type"] = json!(name.to_uppercase());
                assert_eq!(faults(&json!({ "bindings": [other] }).to_string()), [""; 0], "{item}");
                other["direction"] = json!("sideways");
                assert_eq!(faults(&json!({ "bindings": [other] }).to_string()), ["/bindings/0/direction"], "{item} {name}");
            }
        }
    }
    // 33: types of Fabric are known, and nothing is said of their properties.
    for name in ["fabricItem", "udfProperty", "userDataFunctionContext"] {
        assert_eq!(bindings::status(name), Some(Status::Internal));
        judge_bindings(&[(33, &json!({"type": name, "name": "x", "whatever": 1}).to_string(), Right)]);
    }
}

#[test]
#[rustfmt::skip] // one line a row
fn members_that_are_stale_elsewhere() {
    judge_bindings(&[
        (24, r#"{"type":"cosmosDBTrigger","name":"d","databaseName":"db","containerName":"c","connection":"Cosmos"}"#, Right),
        (34, r#"{"type":"eventHubTrigger","name":"e","path":"h","connection":"C"}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (35, r#"{"type":"twilioSms","direction":"out","name":"s","accountSidSetting":"Sid","authTokenSetting":"Token"}"#, Right),
        (36, r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","isSessionsEnabled":true,"autoCompleteMessages":false}"#, Right),
        (38, r#"{"type":"kafkaTrigger","name":"e","brokerList":"B","topic":"t","cardinality":"MANY"}"#, Right),
        (39, r#"{"type":"sqlTrigger","name":"c","tableName":"t","connectionStringSetting":"C","leasesTableName":"l"}"#, Right),
        (39, r#"{"type":"mysqlTrigger","name":"c","tableName":"t","connectionStringSetting":"C","leasesTableName":"l"}"#, Right),
        (40, r#"{"type":"eventGrid","direction":"out","name":"e","connection":"Topic"}"#, Right),
        (40, r#"{"type":"eventGrid","direction":"out","name":"e","topicEndpointUri":"U"}"#, Wrong("/bindings/0", "binding-missing-prop")),
    ]);
}

/// What the schema tells authoring tools beside what is right and wrong.
#[test]
#[rustfmt::skip] // one line a row
fn facts_that_are_missing_elsewhere() {
    let rows = [
        (34, "/definitions/eventHub/properties/path/x-renamed-to", json!("eventHubName")),
        (35, "/definitions/twilioSms/properties/accountSid/x-renamed-to", json!("accountSidSetting")),
        (35, "/definitions/twilioSms/properties/authToken/x-deprecated", json!(true)),
        (36, "/definitions/serviceBusTrigger/properties/accessRights/x-deprecated", json!(true)),
        (37, "/definitions/httpTrigger/properties/webHookType/x-deprecated", json!(true)),
        (38, "/definitions/kafkaTrigger/x-cardinality", json!(true)),
        (39, "/definitions/kusto/properties/ingestionType/x-applies-to", json!(["out"])),
        (39, "/definitions/kusto/properties/ingestionProperties/x-expressions", json!(true)),
        (39, "/definitions/kusto/properties/clientRequestProperties/x-applies-to", json!(["in"])),
        (40, "/definitions/queueTrigger/properties/connection/default", json!("AzureWebJobsStorage")),
        (42, "/properties/disabled/x-deprecated", json!(true)),
        (42, "/properties/excluded/x-deprecated", json!(true)),
        (43, "/definitions/queueTrigger/properties/connection/x-app-setting", json!(true)),
        (43, "/definitions/queueTrigger/properties/queueName/x-percent", json!(true)),
        (43, "/definitions/queue/properties/queueName/x-expressions", json!(true)),
        (43, "/definitions/blobTrigger/properties/path/x-expressions", json!("capture")),
        (43, "/definitions/kafka/properties/brokerList/x-setting-or-text", json!(true)),
        (44, "/definitions/httpTrigger/x-bundle", json!(false)),
        (44, "/definitions/sqlTrigger/x-bundle", json!(true)),
        (44, "/definitions/sqlTrigger/x-first-listed/v4", json!("4.13.2")),
    ];
    for (item, pointer, expected) in rows {
        assert_eq!(published(pointer), &expected, "{item}: {pointer}");
    }
    // 41: types of runtime 1 are known for what they are.
    for name in ["notificationHub", "mobileTable", "documentDB"] {
        assert_eq!(bindings::status(name), Some(Status::Removed), "41: {name}");
    }
}

/// The seeds of function.json among the tests that the list of gaps proposes.
#[test]
#[rustfmt::skip] // one line a row
fn seeds() {
    judge(&[
        (1, &format!(r#"{{"bindings":[{{"type":"httpTrigger","name":"req"}},{RESPONSE}]}}"#), Right),
        (5, r#"{"bindings":[]}"#, Wrong("/bindings", "one-trigger")),
        (8, r#"{"bindings":[{"type":"queueTrigger","name":"m","direction":"in"}]}"#, Wrong("/bindings/0", "binding-missing-prop")),
        (7, r#"{"bindings":[{"type":"queueTrigger","name":"my_item","direction":"in","queueName":"items"}]}"#, Wrong("/bindings/0/name", "binding-name")),
        (24, r#"{"bindings":[{"type":"cosmosDBTrigger","name":"docs","direction":"in","connection":"Db","databaseName":"shop","containerName":"orders","leaseContainerName":"leases","createLeaseContainerIfNotExists":true}]}"#, Right),
    ]);
}
