//! What the schemas accept and refuse. Tests only.
//!
//! Each vector names a gap in the field's usual schemas that ours must not have: `A5` and so on
//! are items of the list of function.json, `B` of host.json, `C` of local.settings.json.

use jsonschema::Validator;
use serde_json::Value;

fn schema(name: &str) -> Value {
    let file = format!("{}/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn validator(name: &str) -> Validator {
    jsonschema::draft7::new(&schema(name)).unwrap()
}

/// The places, as JSON pointers, that the schema finds fault with.
fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    let places = validator.iter_errors(document);
    places
        .map(|error| error.instance_path().to_string())
        .collect()
}

/// Checks documents against the places they must be refused at; `None` means accepted.
fn check(name: &str, wrap: impl Fn(&str) -> String, vectors: &[(&str, &str, Option<&str>)]) {
    let validator = validator(name);
    for (gap, text, expected) in vectors {
        let document: Value = serde_json::from_str(&wrap(text)).unwrap();
        let found = faults(&validator, &document);
        match expected {
            None => assert!(found.is_empty(), "{gap}: {text} was refused at {found:?}"),
            Some(place) => assert_eq!(found, [*place], "{gap}: {text}"),
        }
    }
}

/// Subschemas that constrain a value, with their place, outside of `if`, `not` and `anyOf`.
fn constraints<'a>(place: &str, schema: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    let Value::Object(object) = schema else {
        return;
    };
    let judged = [
        "type",
        "pattern",
        "anyOf",
        "const",
        "enum",
        "not",
        "minLength",
    ];
    if judged.iter().any(|keyword| object.contains_key(*keyword)) {
        found.push((place.to_owned(), schema));
    }
    for keyword in ["properties", "definitions"] {
        for (name, schema) in object
            .get(keyword)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            constraints(&format!("{place}/{keyword}/{name}"), schema, found);
        }
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(schema) = object.get(keyword) {
            constraints(&format!("{place}/{keyword}"), schema, found);
        }
    }
}

#[test]
fn every_constraint_says_what_it_expects() {
    for name in ["host", "function", "local.settings"] {
        let schema = schema(name);
        let mut found = Vec::new();
        constraints("", &schema, &mut found);
        assert!(found.len() > 10, "{name}");
        for (place, schema) in found {
            assert!(schema["x-expected"].is_string(), "{name}: {place}");
        }
    }
}

const OK: Option<&str> = None;

const fn at(place: &'static str) -> Option<&'static str> {
    Some(place)
}

#[test]
fn the_schemas_are_valid_draft_07() {
    for name in ["host", "function", "local.settings", "bindings/_common"] {
        assert!(jsonschema::draft7::meta::is_valid(&schema(name)), "{name}");
    }
    for name in super::known_types() {
        assert!(
            jsonschema::draft7::meta::is_valid(&schema(&format!("bindings/{name}"))),
            "{name}"
        );
    }
}

#[test]
#[rustfmt::skip] // one line a vector
fn whole_functions() {
    check(
        "function",
        str::to_owned,
        &[
            ("A1", r#"{"bindings":[{"type":"httpTrigger","direction":"in","name":"req"},{"type":"http","direction":"out","name":"res"}]}"#, OK),
            ("A5", r#"{}"#, at("")),
            ("A5", r#"{"bindings":[]}"#, at("/bindings")),
            ("A5", r#"{"bindings":{}}"#, at("/bindings")),
            ("A5", r#"{"bindings":["httpTrigger"]}"#, at("/bindings/0")),
            ("A42", r#"{"bindings":[{"type":"httpTrigger","name":"req"}],"disabled":"SETTING","whatever":[1]}"#, OK),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn retry_policies() {
    let wrap = |retry: &str| {
        format!(
            r#"{{"bindings":[{{"type":"timerTrigger","name":"t","schedule":"0 0 * * * *"}}],"retry":{retry}}}"#
        )
    };
    check(
        "function",
        wrap,
        &[
            ("A14", r#"{"strategy":"fixedDelay","maxRetryCount":3}"#, at("/retry")),
            ("A14", r#"{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":"00:00:02"}"#, OK),
            ("A14", r#"{"strategy":"FIXEDDELAY","maxRetryCount":"3","delayInterval":"00:00:02"}"#, OK),
            ("A14", r#"{"strategy":"fixedDelay","delayInterval":"00:00:02"}"#, at("/retry")),
            ("A14", r#"{"strategy":"fixedDelay","maxRetryCount":-5,"delayInterval":"00:00:02"}"#, at("/retry/maxRetryCount")),
            ("A14", r#"{"strategy":"fixedDelay","maxRetryCount":-1,"delayInterval":"00:00:02"}"#, OK),
            ("A14", r#"{"maxRetryCount":3,"minimumInterval":"00:00:02","maximumInterval":"00:01:00"}"#, OK),
            ("A14", r#"{"strategy":"sometimes","maxRetryCount":3,"minimumInterval":"00:00:02","maximumInterval":"00:01:00"}"#, at("/retry/strategy")),
            ("A18", r#"{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":"1.00:00:00"}"#, OK),
            ("A18", r#"{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":"24:00:00"}"#, at("/retry/delayInterval")),
            ("A18", r#"{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":5}"#, at("/retry/delayInterval")),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn names_and_directions() {
    check(
        "function",
        |binding| format!(r#"{{"bindings":[{binding}]}}"#),
        &[
            ("A7", r#"{"type":"httpTrigger","name":"my_item"}"#, at("/bindings/0/name")),
            ("A7", r#"{"type":"httpTrigger","name":"1st"}"#, at("/bindings/0/name")),
            ("A7", r#"{"type":"httpTrigger"}"#, at("/bindings/0")),
            ("A15", r#"{"type":"blob","name":"$return","direction":"in","path":"a-b/c"}"#, at("/bindings/0/direction")),
            ("A15", r#"{"type":"blob","name":"$return","direction":"OUT","path":"a-b/c"}"#, OK),
            ("A15", r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","cardinality":"bogus"}"#, at("/bindings/0/cardinality")),
            ("A15", r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","isSessionsEnabled":"zzz"}"#, at("/bindings/0/isSessionsEnabled")),
            ("A21", r#"{"type":"queueTrigger","name":"m","queueName":"items"}"#, OK),
            ("A22", r#"{"type":"queueTrigger","name":"m","direction":"In","queueName":"items"}"#, OK),
            ("A22", r#"{"type":"queueTrigger","name":"m","direction":"sideways","queueName":"items"}"#, at("/bindings/0/direction")),
            ("A2", r#"{"type":"http","name":"res","direction":"in"}"#, at("/bindings/0/direction")),
            ("A2", r#"{"type":"http","name":"res"}"#, at("/bindings/0")),
            ("A2", r#"{"type":"serviceBus","name":"m","direction":"in","queueName":"q"}"#, at("/bindings/0/direction")),
            ("A10", r#"{"type":"kafkaTrigger","name":"m","brokerList":"b","topic":"t"}"#, OK),
            ("A10", r#"{"name":"m"}"#, at("/bindings/0")),
            ("A10", r#"{"type":"QUEUETRIGGER","name":"m"}"#, at("/bindings/0")),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn properties_of_bindings() {
    check(
        "function",
        |binding| format!(r#"{{"bindings":[{binding}]}}"#),
        &[
            ("A3", r#"{"type":"httpTrigger","name":"req","methods":["GET","Post","delete"]}"#, OK),
            ("A3", r#"{"type":"httpTrigger","name":"req","methods":["get","fetch"]}"#, at("/bindings/0/methods/1")),
            ("A2", r#"{"type":"httpTrigger","name":"req","authLevel":"bogus"}"#, at("/bindings/0/authLevel")),
            ("A22", r#"{"type":"httpTrigger","name":"req","authLevel":"Function"}"#, OK),
            ("A37", r#"{"type":"httpTrigger","name":"req","webHookType":"github"}"#, OK),
            ("A8", r#"{"type":"queueTrigger","name":"m"}"#, at("/bindings/0")),
            ("A8", r#"{"type":"timerTrigger","name":"t"}"#, at("/bindings/0")),
            ("A8", r#"{"type":"blobTrigger","name":"b"}"#, at("/bindings/0")),
            ("A8", r#"{"type":"eventHubTrigger","name":"e","connection":"C"}"#, at("/bindings/0")),
            ("A9", r#"{"type":"queueTrigger","name":"m","queueName":"items","conection":"C"}"#, at("/bindings/0")),
            ("A11", r#"{"type":"timerTrigger","name":"t","schedule":"banana"}"#, at("/bindings/0/schedule")),
            ("A11", r#"{"type":"timerTrigger","name":"t","schedule":"%Schedule%","runOnStartup":"False"}"#, OK),
            ("A11", r#"{"type":"timerTrigger","name":"t","schedule":"00:10:00"}"#, OK),
            ("A12", r#"{"type":"blobTrigger","name":"b","path":"in/{name}","source":"bogus"}"#, at("/bindings/0/source")),
            ("A12", r#"{"type":"blobTrigger","name":"b","path":"in/{name}","source":"eventgrid"}"#, OK),
            ("A16", r#"{"type":"serviceBusTrigger","name":"m","topicName":"t"}"#, at("/bindings/0")),
            ("A16", r#"{"type":"serviceBusTrigger","name":"m","topicName":"t","subscriptionName":"s"}"#, OK),
            ("A16", r#"{"type":"serviceBusTrigger","name":"m"}"#, at("/bindings/0")),
            ("A20", r#"{"type":"table","name":"t","tableName":"People","take":5}"#, OK),
            ("A20", r#"{"type":"table","name":"t","tableName":"People","take":"5"}"#, OK),
            ("A24", r#"{"type":"cosmosDBTrigger","name":"d","databaseName":"db","containerName":"c","connection":"Cosmos"}"#, OK),
            ("A24", r#"{"type":"cosmosDBTrigger","name":"d","databaseName":"db","collectionName":"c","connectionStringSetting":"Cosmos"}"#, OK),
            ("A24", r#"{"type":"cosmosDBTrigger","name":"d","databaseName":"db"}"#, at("/bindings/0")),
            ("A24", r#"{"type":"cosmosDBTrigger","name":"d","databaseName":"db","containerName":"c","startFromBeginning":true,"startFromTime":"2026-01-01T00:00:00Z"}"#, at("/bindings/0")),
            ("A25", r#"{"type":"eventGrid","name":"e","direction":"out","topicEndpointUri":"U","topicKeySetting":"K"}"#, OK),
            ("A25", r#"{"type":"eventGrid","name":"e","direction":"out","topicEndpointUri":"U"}"#, at("/bindings/0")),
            ("A34", r#"{"type":"eventHub","name":"e","direction":"out","path":"h","connection":"C"}"#, at("/bindings/0")),
            ("A36", r#"{"type":"serviceBusTrigger","name":"m","queueName":"q","isSessionsEnabled":true,"autoCompleteMessages":"true"}"#, OK),
            ("A38", r#"{"type":"eventHubTrigger","name":"e","eventHubName":"h","connection":"C","cardinality":"MANY"}"#, OK),
        ],
    );
}

#[test]
fn settings_and_expressions_are_never_judged() {
    let long = "x".repeat(300);
    for text in ["%Q%", "a_b-%Q%", "{name}", "UPPER--{x}"] {
        let text = format!("{text}{long}");
        for (kind, property) in [
            ("queue", "queueName"),
            ("table", "tableName"),
            ("blob", "path"),
            ("eventHub", "eventHubName"),
            ("serviceBus", "queueName"),
        ] {
            let binding = serde_json::json!({
                "type": kind, "name": "x", "direction": "out", "connection": "C", property: text,
            });
            let document = serde_json::json!({ "bindings": [binding] });
            assert!(
                faults(&validator("function"), &document).is_empty(),
                "{kind}.{property}: {text}"
            );
        }
    }
}

#[test]
#[rustfmt::skip] // one line a vector
fn resource_names() {
    check(
        "function",
        |binding| {
            format!(
                r#"{{"bindings":[{{"name":"x","direction":"out","connection":"C",{binding}}}]}}"#
            )
        },
        &[
            ("D", r#""type":"queue","queueName":"Out-Items""#, OK),
            ("D", r#""type":"queue","queueName":"out--items""#, at("/bindings/0/queueName")),
            ("D", r#""type":"queue","queueName":"ab""#, at("/bindings/0/queueName")),
            ("D", r#""type":"table","tableName":"my-table""#, at("/bindings/0/tableName")),
            ("D", r#""type":"blob","path":"$root/x""#, OK),
            ("D", r#""type":"blob","path":"Samples/x""#, at("/bindings/0/path")),
            ("D", r#""type":"blob","path":"/samples/x""#, at("/bindings/0/path")),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn whole_hosts() {
    check(
        "host",
        str::to_owned,
        &[
            ("B46", r#"{}"#, OK),
            ("B46", r#"{"functionTimeout":"00:05:00"}"#, at("")),
            ("B46", r#"{"version":2.0}"#, at("/version")),
            ("B46", r#"{"version":"3.0"}"#, at("/version")),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn sections_of_hosts() {
    check(
        "host",
        |section| format!(r#"{{"version":"2.0",{section}}}"#),
        &[
            ("B45", r#""$schema":"https://example.com/host.json""#, OK),
            ("B47", r#""functionTimeout":"1.00:00:00""#, OK),
            ("B47", r#""functionTimeout":"24:00:00""#, at("/functionTimeout")),
            ("B47", r#""functionTimeout":"00:00:00""#, at("/functionTimeout")),
            ("B47", r#""functionTimeout":"-1""#, OK),
            ("B47", r#""functionTimeout":10"#, at("/functionTimeout")),
            ("B48", r#""extensions":{"kafka":{},"signalR":{},"tables":{},"Sql":{"maxBatchSize":"5"},"unheardOf":{"a":1}}"#, OK),
            ("B49", r#""extensions":{"http":{"hsts":{"isEnabled":true,"maxAge":"10.00:00:00"}}}"#, OK),
            ("B50", r#""extensions":{"serviceBus":{"prefetchCount":10}}"#, OK),
            ("B50", r#""extensions":{"eventHubs":{"batchCheckpointFrequency":5},"serviceBus":{}}"#, OK),
            ("B51", r#""extensions":{"serviceBus":{"clientRetryOptions":{"delay":"00:00:01"}}}"#, OK),
            ("B52", r#""customHandler":{"description":{"arguments":[]},"enableForwardingHttpRequest":true}"#, at("/customHandler/description")),
            ("B52", r#""customHandler":{"enableForwardingHttpRequest":true}"#, at("/customHandler")),
            ("B52", r#""customHandler":{"description":{"defaultExecutablePath":""}}"#, at("/customHandler/description/defaultExecutablePath")),
            ("B52", r#""customHandler":{}"#, OK),
            ("B52", r#""customHandler":{"description":{}}"#, OK),
            ("B52", r#""customHandler":{"description":{"defaultExecutablePath":"h"},"port":"8080"}"#, OK),
            ("B52", r#""customHandler":{"description":{"defaultExecutablePath":"h"},"port":0}"#, at("/customHandler/port")),
            ("B53", r#""customHandler":{"description":{"defaultExecutablePath":"h"},"initializationTimeout":"00:01:00","http":{"defaultAuthorizationLevel":"Anonymous","routes":[{"route":"{*route}"}]}}"#, OK),
            ("B53", r#""customHandler":{"description":{"defaultExecutablePath":"h"},"http":{"routes":[{}]}}"#, at("/customHandler/http/routes/0")),
            ("B54", r#""configurationProfile":"MCP-custom-handler""#, OK),
            ("B54", r#""configurationProfile":"mcp""#, at("/configurationProfile")),
            ("B55", r#""telemetryMode":"ApplicationInsights""#, OK),
            ("B56", r#""httpWorker":{"description":{"defaultExecutablePath":"h"}}"#, OK),
            ("B57", r#""logging":{"logLevl":{}}"#, at("/logging")),
            ("B57", r#""logging":{"applicationInsights":{"dependencyTrackingOptions":{"disableRuntimeInstrumentation":true},"enableQueryStringTracing":"True","logLevel":{"default":"Warning"}}}"#, OK),
            ("B58", r#""logging":{"logLevel":{"default":"information","Function.x":"NONE"}}"#, OK),
            ("B58", r#""logging":{"logLevel":{"default":"Loud"}}"#, at("/logging/logLevel/default")),
            ("B59", r#""extensions":{"queues":{"maxPollingInterval":"99:99:99"}}"#, at("/extensions/queues/maxPollingInterval")),
            ("B59", r#""extensions":{"queues":{"maxDequeueCount":0}}"#, at("/extensions/queues/maxDequeueCount")),
            ("B60", r#""healthMonitor":{"counterThreshold":5}"#, at("/healthMonitor/counterThreshold")),
            ("B60", r#""aggregator":{"batchSize":0}"#, at("/aggregator/batchSize")),
            ("B60", r#""singleton":{"lockPeriod":"10:00:00"}"#, at("/singleton/lockPeriod")),
            ("B60", r#""singleton":{"lockPeriod":"00:00:15"}"#, OK),
            ("B60", r#""retry":{"strategy":"fixedDelay","maxRetryCount":-5,"delayInterval":"00:00:01"}"#, at("/retry/maxRetryCount")),
            ("B61", r#""extensions":{"eventHubs":{"clientRetryOptions":{"maximumDelay":"00:00:05","maximumRetries":2}}}"#, OK),
            ("B61", r#""extensions":{"eventHubs":{"clientRetryOptions":{"maxDelay":"00:00:05"}}}"#, at("/extensions/eventHubs/clientRetryOptions")),
            ("B63", r#""extensions":{"serviceBus":{"maxConcurrentCallsPerSession":2}}"#, OK),
            ("B65", r#""concurrency":{"maximumFunctionConcurrency":10,"cpuThreshold":"0.5"}"#, OK),
            ("B68", r#""extensions":{"cosmosDB":{"userAgentSuffix":"x"}}"#, OK),
            ("B69", r#""extensions":{"eventHubs":{"enableCheckpointing":false,"prefetchSizeInBytes":1000}}"#, OK),
            ("B70", r#""extensions":{"serviceBus":{"maxBatchWaitTime":"00:02:31"}}"#, at("/extensions/serviceBus/maxBatchWaitTime")),
        ("B70", r#""extensions":{"eventHubs":{"maxWaitTime":"00:10:00"}}"#, OK),
        ("B71", r#""extensions":{"http":{"enableChunkedRequestBinding":true}}"#, OK),
            ("B72", r#""extensions":{"durableTask":{"storageProvider":{"partitionCount":99}}}"#, at("/extensions/durableTask/storageProvider/partitionCount")),
            ("B73", r#""aggregator":{"isEnabled":true},"metadataProviderTimeout":"00:01:00","fileWatchingEnabled":false,"sequentialRestart":true"#, OK),
            ("B74", r#""extensionBundle":{"id":"Microsoft.Azure.Functions.ExtensionBundle"}"#, at("/extensionBundle")),
            ("B74", r#""extensionBundle":{"id":"Microsoft.Azure.Functions.ExtensionBundle","version":"junk"}"#, at("/extensionBundle/version")),
            ("B74", r#""extensionBundle":{"id":"Microsoft.Azure.Functions.ExtensionBundle","version":"[4.*, 5.0.0)"}"#, OK),
            ("B75", r#""queues":{"batchSize":1}"#, at("")),
            ("B76", r#""customHandler":{"description":{"defaultExecutablePath":"h","enableForwardingHttpRequest":true}}"#, at("/customHandler/description")),
            ("B77", r#""customHandler":{"description":{"defaultExecutablePath":"h"},"enableHttpProxyingRequest":true}"#, at("/customHandler")),
        ],
    );
}

#[test]
#[rustfmt::skip] // one line a vector
fn local_settings() {
    check(
        "local.settings",
        str::to_owned,
        &[
            ("C78", r#"{"IsEncrypted":false,"Values":{"FUNCTIONS_WORKER_RUNTIME":"Custom"}}"#, OK),
            ("C78", r#"{"IsEncrypted":false,"Values":{"FUNCTIONS_WORKER_RUNTIME":"native"}}"#, OK),
            ("C79", r#"{"IsEncrypted":false,"Values":{"X":{}}}"#, at("/Values/X")),
            ("C79", r#"{"IsEncrypted":false,"Values":{"X":1,"Y":true,"Z":null}}"#, OK),
            ("C80", r#"{"Values":{"X":"1"}}"#, at("")),
            ("C80", r#"{"Values":{}}"#, OK),
            ("C81", r#"{"IsEncrypted":false,"values":{}}"#, at("")),
            ("C82", r#"{"IsEncrypted":false,"Host":{"LocalHttpPort":"7072","LocalHttpAddress":"0.0.0.0","CORS":"*"}}"#, OK),
            ("C82", r#"{"IsEncrypted":false,"Host":{"LocalHttpAddress":"localhost"}}"#, at("/Host/LocalHttpAddress")),
            ("C84", r#"{"IsEncrypted":false,"Values":{"Storage__blobServiceUri":"https://x"}}"#, OK),
            ("C85", r#"{"IsEncrypted":false,"ConnectionStrings":{"A":"x","B":{"ConnectionString":"y","ProviderName":"z"}}}"#, OK),
            ("C85", r#"{"IsEncrypted":false,"ConnectionStrings":{"A":[]}}"#, at("/ConnectionStrings/A")),
            ("C87", r#"{"IsEncrypted":false,"Values":{"WEBSITE_HOSTNAME":"localhost"}}"#, at("/Values/WEBSITE_HOSTNAME")),
            ("C87", r#"{"IsEncrypted":false,"Values":{"CONTAINER_NAME":"x"}}"#, at("/Values/CONTAINER_NAME")),
        ],
    );
}
