//! The faults of the field's usual schemas of host.json and local.settings.json, none of which
//! ours may have. Every row has its number in the list of known gaps: 45 to 77 are of host.json,
//! 78 to 87 of local.settings.json, 88 to 96 need more than one file, `E` rows are test seeds.

mod cross_file;
mod facts;

use fch::schemas::Schema;
use jsonschema::Validator;
use serde_json::Value;

type Row = (&'static str, &'static str, Option<&'static str>);

const OK: Option<&str> = None;

/// The place, as a JSON pointer, where a document must be refused.
const fn at(place: &'static str) -> Option<&'static str> {
    Some(place)
}

/// Checks documents through the published schema, as an editor does.
fn check(schema: Schema, wrap: impl Fn(&str) -> String, rows: &[Row]) {
    let validator: Validator = jsonschema::draft7::new(schema.document()).unwrap();
    for (item, text, expected) in rows {
        let document: Value = serde_json::from_str(&wrap(text)).expect(text);
        let found: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.instance_path().to_string())
            .collect();
        match expected {
            None => assert!(found.is_empty(), "{item}: {text} was refused at {found:?}"),
            Some(place) => assert!(found.iter().any(|f| f == place), "{item}: {text} {found:?}"),
        }
    }
}

#[test]
fn every_published_schema_is_valid_draft_07() {
    for schema in Schema::ALL {
        let document = schema.document();
        assert_eq!(
            document["$schema"],
            "http://json-schema.org/draft-07/schema#"
        );
        assert!(jsonschema::draft7::meta::is_valid(document), "{schema:?}");
    }
}

#[test]
#[rustfmt::skip] // one line a row
fn host_json_verdicts() {
    let wrap = |members: &str| format!(r#"{{"version": "2.0", {members}}}"#);
    check(Schema::Host, wrap, &[
        ("45", r#""$schema": "./host.schema.json""#, OK),
        ("47", r#""functionTimeout": "1.00:00:00""#, OK),
        ("47", r#""functionTimeout": "-1""#, OK),
        ("47", r#""functionTimeout": "00:00:00""#, at("/functionTimeout")),
        ("47", r#""functionTimeout": "24:00:00""#, at("/functionTimeout")),
        ("48", r#""extensions": {"kafka": {}, "rabbitMQ": {}, "Sql": {}, "MySql": {}, "openai": {}, "connector": {}}"#, OK),
        ("48", r#""extensions": {"signalR": {}, "redis": {}, "dapr": {}, "eventGrid": {}, "tables": {}, "webPubSub": {}}"#, OK),
        ("49", r#""extensions": {"http": {"hsts": {"isEnabled": true}}}"#, OK),
        ("50", r#""extensions": {"serviceBus": {}, "eventHubs": {}}"#, OK),
        ("50", r#""extensions": {"serviceBus": {"prefetchCount": 10}, "eventHubs": {"batchCheckpointFrequency": 2}}"#, OK),
        ("51", r#""extensions": {"serviceBus": {"clientRetryOptions": {"delay": "00:00:01"}}}"#, OK),
        ("51", r#""extensions": {"eventHubs": {"clientRetryOptions": {"delay": "00:00:01"}}}"#, OK),
        ("52", r#""customHandler": {"description": {}}"#, OK), // the section counts as absent
        ("52", r#""customHandler": {"description": {"arguments": ["x"]}}"#, at("/customHandler/description")),
        ("52", r#""customHandler": {"description": {"defaultExecutabelPath": "h"}}"#, at("/customHandler/description")),
        ("52", r#""customHandler": {"description": {"defaultExecutablePath": "h"}, "port": 0}"#, at("/customHandler/port")),
        ("52", r#""customHandler": {"description": {"defaultExecutablePath": "h"}, "port": "8080"}"#, OK),
        ("53", r#""customHandler": {"description": {"defaultExecutablePath": "h"}, "initializationTimeout": "00:01:00", "http": {"routes": [{"route": "{*route}"}]}}"#, OK),
        ("54", r#""configurationProfile": "mcp-custom-handler""#, OK),
        ("54", r#""configurationProfile": "mcp""#, at("/configurationProfile")),
        ("55", r#""telemetryMode": "ApplicationInsights""#, OK),
        ("55", r#""telemetryMode": "opentelemetry""#, OK),
        ("57", r#""logging": {"logLevl": {}}"#, at("/logging")),
        ("57", r#""logging": {"applicationInsights": {"dependencyTrackingOptions": {}, "enableQueryStringTracing": true, "enableAutocollectedMetricsExtractor": true, "liveMetricsInitializationDelay": "00:00:20", "logLevel": {"default": "Warning"}}}"#, OK),
        ("58", r#""logging": {"logLevel": {"default": "information"}}"#, OK),
        ("59", r#""extensions": {"queues": {"maxPollingInterval": "99:99:99"}}"#, at("/extensions/queues/maxPollingInterval")),
        ("59", r#""extensions": {"queues": {"maxDequeueCount": 0}}"#, at("/extensions/queues/maxDequeueCount")),
        ("60", r#""healthMonitor": {"counterThreshold": 5}"#, at("/healthMonitor/counterThreshold")),
        ("60", r#""aggregator": {"batchSize": 0}"#, at("/aggregator/batchSize")),
        ("60", r#""singleton": {"lockPeriod": "10:00:00"}"#, at("/singleton/lockPeriod")),
        ("60", r#""retry": {"strategy": "fixedDelay", "maxRetryCount": -5, "delayInterval": "00:00:01"}"#, at("/retry/maxRetryCount")),
        ("61", r#""extensions": {"eventHubs": {"clientRetryOptions": {"maximumDelay": "00:01:00", "maximumRetries": 5}}}"#, OK),
        ("61", r#""extensions": {"eventHubs": {"clientRetryOptions": {"maxDelay": "00:01:00"}}}"#, at("/extensions/eventHubs/clientRetryOptions")),
        ("63", r#""extensions": {"serviceBus": {"maxConcurrentCallsPerSession": 2}}"#, OK),
        ("65", r#""concurrency": {"maximumFunctionConcurrency": 10, "cpuThreshold": 0.7}"#, OK),
        ("65", r#""concurrency": {"cpuThreshold": 1}"#, at("/concurrency/cpuThreshold")),
        ("68", r#""extensions": {"cosmosDB": {"userAgentSuffix": "shop"}}"#, OK),
        ("69", r#""extensions": {"eventHubs": {"enableCheckpointing": false, "loadBalancingUpdateInterval": "00:00:10", "partitionOwnershipExpirationInterval": "00:01:00", "trackLastEnqueuedEventProperties": true, "prefetchSizeInBytes": 1024}}"#, OK),
        ("70", r#""extensions": {"serviceBus": {"maxBatchWaitTime": "00:03:00"}}"#, at("/extensions/serviceBus/maxBatchWaitTime")),
        ("70", r#""extensions": {"serviceBus": {"maxBatchWaitTime": "00:00:00"}}"#, at("/extensions/serviceBus/maxBatchWaitTime")),
        ("70", r#""extensions": {"eventHubs": {"maxWaitTime": "00:11:00"}}"#, at("/extensions/eventHubs/maxWaitTime")),
        ("71", r#""extensions": {"http": {"enableChunkedRequestBinding": true}}"#, OK),
        ("72", r#""extensions": {"durableTask": {"storageProvider": {"type": "mssql", "connectionName": "Db", "trackingStoreConnectionName": "T"}, "httpSettings": {}, "defaultVersion": "1", "maxConcurrentEntityFunctions": 5, "storeInputsInOrchestrationHistory": true}}"#, OK),
        ("72", r#""extensions": {"durableTask": {"storageProvider": {"partitionCount": 99}}}"#, at("/extensions/durableTask/storageProvider/partitionCount")),
        ("73", r#""aggregator": {"isEnabled": false}, "metadataProviderTimeout": "00:00:30", "fileWatchingEnabled": false, "sequentialRestart": true"#, OK),
        ("74", r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle"}"#, at("/extensionBundle")),
        ("74", r#""extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "junk"}"#, at("/extensionBundle/version")),
        ("75", r#""queues": {"batchSize": 1}"#, at("")),
        ("76", r#""customHandler": {"description": {"defaultExecutablePath": "h", "enableForwardingHttpRequest": true}}"#, at("/customHandler/description")),
        ("77", r#""customHandler": {"description": {"defaultExecutablePath": "h"}, "enableHttpProxyingRequest": true}"#, at("/customHandler")),
        ("E", r#""customHandler": {"description": {"arguments": []}, "enableForwardingHttpRequest": true}"#, at("/customHandler/description")),
        ("bounds", r#""customHandler": {"description": {"defaultExecutablePath": "h"}, "initializationTimeout": "00:00:00"}"#, at("/customHandler/initializationTimeout")),
        ("bounds", r#""singleton": {"listenerLockRecoveryPollingInterval": "00:00:14"}"#, at("/singleton/listenerLockRecoveryPollingInterval")),
        ("bounds", r#""singleton": {"listenerLockRecoveryPollingInterval": "00:00:15", "lockAcquisitionPollingInterval": "00:00:00.5"}"#, OK),
        ("bounds", r#""singleton": {"lockAcquisitionPollingInterval": "00:00:00.499"}"#, at("/singleton/lockAcquisitionPollingInterval")),
        ("bounds", r#""extensions": {"queues": {"maxPollingInterval": "00:00:00.050"}}"#, at("/extensions/queues/maxPollingInterval")),
        ("bounds", r#""extensions": {"queues": {"maxPollingInterval": "00:00:00.100"}}"#, OK),
        ("bounds", r#""logging": {"applicationInsights": {"snapshotConfiguration": {"problemCounterResetInterval": "7.00:00:00", "reconnectInterval": "1.00:00:00"}}}"#, OK),
        ("bounds", r#""logging": {"applicationInsights": {"snapshotConfiguration": {"reconnectInterval": "1.00:00:01"}}}"#, at("/logging/applicationInsights/snapshotConfiguration/reconnectInterval")),
        ("bounds", r#""extensions": {"durableTask": {"storageProvider": {"controlQueueVisibilityTimeout": "00:00:59"}}}"#, at("/extensions/durableTask/storageProvider/controlQueueVisibilityTimeout")),
        ("bounds", r#""singleton": {"lockPeriod": "00:00:01"}"#, at("/singleton/lockPeriod")),
        ("bounds", r#""singleton": {"lockPeriod": "00:01:00", "listenerLockPeriod": "0.00:00:15"}"#, OK),
        ("bounds", r#""aggregator": {"flushTimeout": "00:00:00"}"#, at("/aggregator/flushTimeout")),
        ("bounds", r#""extensions": {"kafka": {"maxBatchSize": 0}}"#, at("/extensions/kafka/maxBatchSize")),
    ]);
    check(Schema::Host, str::to_owned, &[
        ("46", "{}", OK), // the host fills it in
        ("46", r#"{"functionTimeout": "00:05:00"}"#, at("")),
        ("46", r#"{"http": {"routePrefix": "x"}}"#, at("")),
    ]);
}

#[test]
#[rustfmt::skip] // one line a row
fn local_settings_verdicts() {
    let wrap = |values: &str| format!(r#"{{"IsEncrypted": false, "Values": {values}}}"#);
    check(Schema::Settings, wrap, &[
        ("78", r#"{"FUNCTIONS_WORKER_RUNTIME": "Custom"}"#, OK),
        ("78", r#"{"FUNCTIONS_WORKER_RUNTIME": "native"}"#, OK),
        ("79", r#"{"X": {}}"#, at("/Values/X")),
        ("79", r#"{"X": [1]}"#, at("/Values/X")),
        ("79", r#"{"AzureWebJobsStorage": {}}"#, at("/Values/AzureWebJobsStorage")),
        ("79", r#"{"X": 1, "Y": true, "Z": null}"#, OK),
        ("83", r#"{"AzureWebJobs.Pay.Disabled": true, "AzureWebJobs_Pay_Disabled": "1", "MY_OWN": "x"}"#, OK),
        ("84", r#"{"Orders__fullyQualifiedNamespace": "x", "AzureFunctionsJobHost__functionTimeout": "00:01:00"}"#, OK),
        ("87", r#"{"WEBSITE_HOSTNAME": "x"}"#, at("/Values/WEBSITE_HOSTNAME")),
        ("87", r#"{"AzureWebJobsScriptRoot": "x"}"#, at("/Values/AzureWebJobsScriptRoot")),
        ("87", r#"{"CONTAINER_NAME": "x"}"#, at("/Values/CONTAINER_NAME")),
    ]);
    check(Schema::Settings, str::to_owned, &[
        ("80", r#"{"Values": {"A": "b"}}"#, at("")), // absent means encrypted
        ("81", r#"{"IsEncrypted": false, "values": {}}"#, at("")),
        ("81", r#"{"IsEncrypted": false, "host": {}}"#, at("")),
        ("81", r#"{"isEncrypted": false}"#, at("")),
        ("82", r#"{"IsEncrypted": false, "Host": {"LocalHttpAddress": "0.0.0.0", "LocalHttpPort": "7071"}}"#, OK),
        ("82", r#"{"IsEncrypted": false, "Host": {"LocalHttpAddress": "localhost"}}"#, at("/Host/LocalHttpAddress")),
        ("85", r#"{"IsEncrypted": false, "ConnectionStrings": {"Shop": {"ConnectionString": "x", "ProviderName": "y"}, "Plain": "x"}}"#, OK),
        ("85", r#"{"IsEncrypted": false, "ConnectionStrings": {"Shop": {"ProviderName": "y"}}}"#, at("/ConnectionStrings/Shop")),
    ]);
}
