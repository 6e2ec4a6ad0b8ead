//! host.json outside of the handler's sections.

use super::hosts;

/// Puts members into a host.json that is right without them.
macro_rules! host {
    ($members:literal) => {
        concat!(
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}},"#,
            "\n",
            $members,
            "}"
        )
    };
}

#[test]
fn the_file_itself() {
    hosts(&[
        (
            "H-HOST-06, pain 7",
            r#"{"version": "2.0"‹error json-syntax› "logging": {}}"#,
        ),
        ("H-DISC-20", r#"‹error json-syntax›"#),
        ("H-DISC-20", r#"‹error json-syntax›[]"#),
        ("H-DISC-20", r#"{"version": "2.0"} ‹error json-syntax›{}"#),
        ("V-22, H-HOST-02", r#"{}"#),
        ("V-23, H-HOST-03", r#"‹error host-version›{"logging": {}}"#),
        (
            "H-HOST-03",
            r#"{"version": ‹error host-version›null, "logging": {}}"#,
        ),
        (
            "H-HOST-03",
            r#"{"version": ‹error host-version›"", "logging": {}}"#,
        ),
        ("H-HOST-04", r#"{"version": ‹error host-version›"2"}"#),
        ("H-HOST-04", r#"{"version": ‹error host-version›"2.0.0"}"#),
        ("H-HOST-04", r#"{"version": ‹error host-version›"3.0"}"#),
        (
            "H-HOST-04, version-exact",
            r#"{"version": ‹error host-version›2.0}"#,
        ),
        ("H-HOST-05", r#"{‹error host-version›"Version": "2.0"}"#),
        (
            "V-25, H-HOST-07",
            host!(r#"‹warning host-unknown-key›"whatever": {"a": [1, 2]}"#),
        ),
        (
            "H-DISC-21",
            r#"{"version": "2.0", ‹warning duplicate-key›"version": "2.0"}"#,
        ),
        (
            "pain 7",
            "{\"version\": \"2.0\", ‹info jsonc-portability›// a comment\n\"logging\": {}}",
        ),
        (
            "H-DISC-19",
            r#"{"version": "2.0", "logging": {},‹info jsonc-portability›}"#,
        ),
        (
            "right",
            host!(r#""logging": {"logLevel": {"default": "Warning"}}"#),
        ),
    ]);
}

#[test]
fn keys_that_the_host_does_not_know() {
    hosts(&[
        (
            "pain 8",
            host!(r#"‹warning host-misplaced-key›"queues": {"batchSize": 8}"#),
        ),
        (
            "pain 8",
            host!(r#"‹warning host-misplaced-key›"http": {"routePrefix": ""}"#),
        ),
        (
            "pain 8",
            host!(
                r#"‹warning host-misplaced-key›"logger": {"categoryFilter": {"defaultLevel": "Information"}}"#
            ),
        ),
        (
            "pain 8",
            host!(
                r#"‹warning host-misplaced-key›"applicationInsights": {"sampling": {"isEnabled": true}}"#
            ),
        ),
        (
            "pain 8",
            host!(r#"‹warning host-misplaced-key›"routePrefix": "v1""#),
        ),
        (
            "pain 53",
            host!(r#"‹warning host-unknown-key›"supportedWorkers": ["custom"]"#),
        ),
        (
            "pain 8",
            host!(r#"‹warning host-unknown-key›"functionTimout": "00:05:00""#),
        ),
        (
            "pain 8",
            host!(r#""logging": {‹warning host-unknown-key›"logLevels": {"default": "Warning"}}"#),
        ),
        (
            "pain 8",
            host!(r#""extensions": {"queues": {‹warning host-unknown-key›"batchsizes": 8}}"#),
        ),
        (
            "pain 8",
            host!(r#"‹warning host-misplaced-key›"extensionBundles": {"id": "x", "version": "y"}"#),
        ),
        (
            "misplaced-root-sections",
            host!(r#""extensions": {‹warning host-misplaced-key›"queue": {"batchSize": 8}}"#),
        ),
        (
            "an extension of somebody else",
            host!(r#""extensions": {"ours": {"batchSize": 8}}"#),
        ),
        (
            "eh-retry-names",
            host!(
                r#""extensions": {"eventHubs": {"clientRetryOptions": {‹warning host-misplaced-key›"maxDelay": "00:01:00"}}}"#
            ),
        ),
        (
            "eh-retry-names",
            host!(
                r#""extensions": {"eventHubs": {"clientRetryOptions": {‹warning host-misplaced-key›"maxRetries": 3}}}"#
            ),
        ),
        (
            "eh-retry-names",
            host!(
                r#""extensions": {"serviceBus": {"clientRetryOptions": {‹warning host-misplaced-key›"maximumDelay": "00:01:00"}}}"#
            ),
        ),
        (
            "eh-retry-names",
            host!(
                r#""extensions": {"serviceBus": {"clientRetryOptions": {‹warning host-misplaced-key›"maximumRetries": 3}}}"#
            ),
        ),
        (
            "right",
            host!(
                r#""extensions": {"serviceBus": {"clientRetryOptions": {"maxRetries": 3, "maxDelay": "00:01:00"}}, "eventHubs": {"clientRetryOptions": {"maximumRetries": 3, "maximumDelay": "00:01:00"}}}"#
            ),
        ),
        (
            "H-CFG-21",
            host!(r#""Extensions": {"Queues": {"BatchSize": "8"}}"#),
        ),
    ]);
}

#[test]
fn values_that_the_host_cannot_use() {
    hosts(&[
        (
            "host-json types",
            host!(r#""extensions": {"queues": {"batchSize": ‹warning host-invalid-value›"many"}}"#),
        ),
        (
            "host-json ranges",
            host!(r#""extensions": {"queues": {"batchSize": ‹warning host-invalid-value›33}}"#),
        ),
        (
            "host-json types",
            host!(r#""functionTimeout": ‹error host-invalid-value›"5 minutes""#),
        ),
        (
            "timeout-24",
            host!(r#""functionTimeout": ‹warning timespan-days›"24:00:00""#),
        ),
        (
            "timespan-number",
            host!(r#""extensions": {"queues": {"visibilityTimeout": ‹warning timespan-days›30}}"#),
        ),
        ("right", host!(r#""functionTimeout": "00:10:00""#)),
        (
            "right",
            host!(r#""extensions": {"queues": {"visibilityTimeout": "00:00:30"}}"#),
        ),
        (
            "min-gt-max-batch",
            host!(
                r#""extensions": {"eventHubs": {"minEventBatchSize": ‹error batch-sizes›200, "maxEventBatchSize": 100}}"#
            ),
        ),
        (
            "right",
            host!(
                r#""extensions": {"eventHubs": {"minEventBatchSize": 100, "maxEventBatchSize": 100}}"#
            ),
        ),
        (
            "H-DISC-71",
            host!(r#"‹error retry-policy›"retry": {"strategy": "fixedDelay", "maxRetryCount": 3}"#),
        ),
        (
            "H-DISC-71",
            host!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": ‹error retry-policy›-2, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "secret-inline",
            host!(
                r#""extensions": {"rabbitMQ": {"connectionString": ‹warning secret-in-host-json›"amqp://user:canary@localhost:5672"}}"#
            ),
        ),
        (
            "H-CFG-45",
            host!(r#""configurationProfile": ‹error mcp-profile›"mcp""#),
        ),
        (
            "managed-dependency",
            host!(r#"‹info host-retired-key›"managedDependency": {"enabled": true}"#),
        ),
    ]);
}

#[test]
fn extension_bundles() {
    hosts(&[
        (
            "pain 24",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": ‹warning bundle-deprecated›"[1.*, 2.0.0)"}"#
            ),
        ),
        (
            "pain 24",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": ‹warning bundle-deprecated›"[2.*, 3.0.0)"}"#
            ),
        ),
        (
            "pain 24",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": ‹warning bundle-deprecated›"[3.*, 4.0.0)"}"#
            ),
        ),
        (
            "bundle-open-ended",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": ‹warning bundle-open-ended›"[4.*, )"}"#
            ),
        ),
        (
            "bundle-version-missing",
            host!(
                r#"‹error bundle-incomplete›"extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}"#
            ),
        ),
        (
            "bundle-version-missing",
            host!(r#"‹error bundle-incomplete›"extensionBundle": {"version": "[4.*, 5.0.0)"}"#),
        ),
        (
            "pain 54: HTTP needs none",
            host!(r#""extensionBundle": {}"#),
        ),
        (
            "right",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}"#
            ),
        ),
        (
            "legacy-sb-eh",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}, "extensions": {"serviceBus": {‹warning host-retired-key›"messageHandlerOptions": {"maxConcurrentCalls": 4}}}"#
            ),
        ),
        (
            "legacy-sb-eh",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}, "extensions": {"serviceBus": {‹warning host-retired-key›"sessionHandlerOptions": {"maxConcurrentSessions": 4}}}"#
            ),
        ),
        (
            "legacy-sb-eh",
            host!(
                r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}, "extensions": {"eventHubs": {‹warning host-retired-key›"eventProcessorOptions": {"maxBatchSize": 4}}}"#
            ),
        ),
    ]);
}
