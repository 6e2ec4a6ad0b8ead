//! What the schemas say beside their verdicts: defaults, descriptions, annotations.

use fch::json::Segment;
use fch::schemas::{Place, Schema};
use serde_json::{Value, json};

fn place(schema: Schema, path: &[&str]) -> Place {
    let path: Vec<Segment> = path
        .iter()
        .map(|key| Segment::Key((*key).to_owned()))
        .collect();
    Place::at(schema, None, &path)
}

fn host(path: &str) -> Place {
    place(Schema::Host, &path.split('.').collect::<Vec<_>>())
}

fn setting(name: &str) -> Place {
    place(Schema::Settings, &["Values", name])
}

#[test]
fn host_json_defaults_are_those_of_the_running_host() {
    let rows = [
        (
            "53",
            "customHandler.http.defaultAuthorizationLevel",
            json!("function"),
        ),
        ("62", "extensions.eventHubs.maxEventBatchSize", json!(100)),
        (
            "63",
            "extensions.serviceBus.clientRetryOptions.maxDelay",
            json!("00:01:00"),
        ),
        (
            "64",
            "extensions.queues.maxPollingInterval",
            json!("00:01:00"),
        ),
        ("65", "concurrency.dynamicConcurrencyEnabled", json!(false)),
        (
            "66",
            "logging.applicationInsights.samplingSettings.evaluationInterval",
            json!("00:00:15"),
        ),
        (
            "66",
            "logging.applicationInsights.samplingSettings.samplingPercentageIncreaseTimeout",
            json!("00:15:00"),
        ),
        (
            "66",
            "logging.applicationInsights.samplingSettings.samplingPercentageDecreaseTimeout",
            json!("00:02:00"),
        ),
        (
            "66",
            "logging.applicationInsights.samplingSettings.movingAverageRatio",
            json!(0.25),
        ),
        (
            "67",
            "singleton.lockAcquisitionPollingInterval",
            json!("00:00:05"),
        ),
    ];
    for (item, path, default) in rows {
        assert_eq!(host(path).default(), Some(&default), "{item}: {path}");
    }
    assert_eq!(
        host("singleton.lockAcquisitionTimeout").default(),
        None,
        "67"
    );
}

#[test]
fn host_json_says_what_a_verdict_cannot() {
    let rows = [
        (
            "47",
            "functionTimeout",
            "Consumption plan 5, and there at most 10",
        ),
        ("48", "extensions.Sql", "SQL"),
        ("56", "httpWorker", "`customHandler`"),
        (
            "70",
            "extensions.serviceBus.minMessageBatchSize",
            "not above `maxMessageBatchSize`",
        ),
        (
            "70",
            "extensions.eventHubs.minEventBatchSize",
            "not above `maxEventBatchSize`",
        ),
        (
            "74",
            "extensionBundle.version",
            "Majors 1 to 3 are deprecated",
        ),
    ];
    for (item, path, fact) in rows {
        let description = host(path).description().unwrap();
        assert!(description.contains(fact), "{item}: {path}: {description}");
    }
    let facts = [
        ("56", "httpWorker", "x-renamed-to", json!("customHandler")),
        (
            "68",
            "extensions.cosmosDB.leaseOptions",
            "x-deprecated",
            json!(true),
        ),
        (
            "68",
            "extensions.cosmosDB.protocol",
            "x-bundles",
            json!(["v2", "v3"]),
        ),
        (
            "61",
            "extensions.eventHubs.maxBatchSize",
            "x-renamed-to",
            json!("extensions.eventHubs.maxEventBatchSize"),
        ),
        (
            "402",
            "extensions.rabbitMQ.connectionString",
            "x-secret",
            json!(true),
        ),
        ("402", "functions", "x-local-only", json!(true)),
        (
            "402",
            "managedDependency",
            "x-custom-handlers",
            json!(false),
        ),
        (
            "402",
            "extensions.durableTask.storageProvider.connectionName",
            "x-app-setting",
            json!(true),
        ),
    ];
    for (item, path, name, fact) in facts {
        assert_eq!(host(path).annotation(name), Some(&fact), "{item}: {path}");
    }
}

/// Every key of a schema, with its way there.
fn keys(path: &str, schema: &Value, found: &mut Vec<(String, Value)>) {
    let members = schema.get("properties").and_then(Value::as_object);
    for (key, below) in members.into_iter().flatten() {
        let path = format!("{path}.{key}");
        found.push((path.clone(), below.clone()));
        keys(&path, below, found);
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(below) = schema.get(keyword) {
            keys(path, below, found);
        }
    }
}

#[test]
fn every_key_has_a_description_of_its_own() {
    for (schema, least) in [(Schema::Host, 400), (Schema::Settings, 139)] {
        let mut found = Vec::new();
        keys("", schema.document(), &mut found);
        assert!(found.len() >= least, "{schema:?}: {}", found.len());
        for (path, schema) in found {
            let description = schema["description"].as_str().unwrap_or_default();
            assert!(description.ends_with(['.', ')']), "{path}: {description}");
        }
    }
}

#[test]
fn local_settings_say_what_a_verdict_cannot() {
    let encrypted = place(Schema::Settings, &["IsEncrypted"]);
    assert_eq!(encrypted.default(), Some(&json!(true)), "80");
    let rows = [
        ("83", "AzureWebJobs.Pay.Disabled", "one function"),
        (
            "83",
            "AzureFunctionsJobHost__extensions__queues__batchSize",
            "host.json",
        ),
        ("83", "Orders__credential", "identity"),
        ("83", "AzureWebJobsFeatureFlags", "features"),
        (
            "86",
            "AzureWebJobsStorage",
            "Not needed when every trigger is HTTP, Kafka, RabbitMQ or Durable",
        ),
    ];
    for (item, name, fact) in rows {
        let description = setting(name).description().unwrap();
        assert!(description.contains(fact), "{item}: {name}: {description}");
    }
    let words = |name: &str| setting(name).words().cloned().collect::<Vec<_>>();
    assert!(
        words("FUNCTIONS_WORKER_RUNTIME").contains(&json!("native")),
        "78"
    );
    assert!(
        words("AzureWebJobs.Pay.Disabled").contains(&json!("true")),
        "83"
    );
    let facts = [
        ("83", "AzureWebJobsStorage", "x-secret", json!(true)),
        ("83", "Orders__clientSecret", "x-secret", json!(true)),
        ("96", "WEBSITE_TIME_ZONE", "x-plan-flex", json!("forbidden")),
        (
            "96",
            "FUNCTIONS_WORKER_RUNTIME",
            "x-plan-flex",
            json!("not-a-setting"),
        ),
        ("96", "AzureWebJobsStorage", "x-plan-flex", json!("ok")),
    ];
    for (item, name, annotation, fact) in facts {
        assert_eq!(
            setting(name).annotation(annotation),
            Some(&fact),
            "{item}: {name}"
        );
    }
    let flags = setting("AzureWebJobsFeatureFlags")
        .annotation("x-flags")
        .unwrap();
    assert!(flags["EnableMcpCustomHandlerPreview"].is_string(), "83");
}

#[test]
fn a_misplaced_key_is_told_where_it_belongs() {
    let misplaced = &Schema::Host.document()["x-misplaced"];
    let rows = [
        ("75", "queues", "extensions.queues"),
        ("75", "eventHub", "extensions.eventHubs"),
        ("75", "logger", "logging"),
        (
            "76",
            "customHandler.arguments",
            "customHandler.description.arguments",
        ),
        (
            "76",
            "enableForwardingHttpRequest",
            "customHandler.enableForwardingHttpRequest",
        ),
        (
            "77",
            "customHandler.enableHttpProxyingRequest",
            "customHandler.enableProxyingHttpRequest",
        ),
    ];
    for (item, wrong, right) in rows {
        assert_eq!(misplaced[wrong], right, "{item}");
    }
}
