//! The members that each type of binding has: schedules, paths, names of resources, expressions,
//! connections, and what its constructor wants (notes 1, 3, 5, 6, 8, 9).

use super::{beside_http, bindings};

/// A timer with this schedule.
macro_rules! timer {
    ($schedule:literal) => {
        concat!(
            r#"{"type": "timerTrigger", "name": "tick", "schedule": "#,
            $schedule,
            "}"
        )
    };
}

/// A queue trigger, and another binding.
macro_rules! queue {
    ($binding:literal) => {
        concat!(
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box"},"#,
            "\n",
            $binding
        )
    };
}

#[test]
fn schedules() {
    bindings(&[
        ("notes 1.5", timer!(r#""0 */5 * * * *""#)),
        ("notes 1.5", timer!(r#""*/5 * * * *""#)),
        (
            "notes 1.5, pain 32",
            timer!(r#""‹info schedule-surprise›*/5 * * * * *""#),
        ),
        ("notes 1.5", timer!(r#""0 30 9 * * Mon-Fri""#)),
        ("notes 1.5", timer!(r#""0 0 0 1 1,7 *""#)),
        (
            "notes 1.5",
            timer!(r#""0 0 12 ‹error cron-invalid›? * MON""#),
        ),
        ("notes 1.5", timer!(r#""0 0 12 * * ‹error cron-invalid›7""#)),
        ("notes 1.5", timer!(r#""0 ‹error cron-invalid›60 * * * *""#)),
        ("notes 1.5", timer!(r#""0 0 0 ‹error cron-invalid›L * *""#)),
        ("notes 1.5", timer!(r#""‹error cron-invalid›@hourly""#)),
        ("notes 1.5", timer!(r#""‹warning timer-interval›00:10:00""#)),
        ("notes 1.5", timer!(r#""%Schedule%""#)),
        (
            "notes 1.5",
            timer!(r#""0 0 12 * * ‹error schedule-surprise›FRI-MON""#),
        ),
        (
            "notes 1.5",
            timer!(r#""0 0 0 ‹warning schedule-surprise›31 2 *""#),
        ),
        (
            "notes 1.5",
            timer!(r#""‹error cron-invalid›0 0 0 1 1 * *""#),
        ),
        ("notes 1.1", timer!(r#""‹error cron-invalid›often""#)),
        ("notes 1.1", timer!(r#"‹error cron-invalid›"0\t0 0 * * *""#)),
        (
            "notes 1.2",
            timer!(r#""0 0 9 ‹info schedule-surprise›1 * 1""#),
        ),
        (
            "notes 1.2",
            timer!(r#""0 0 ‹error schedule-surprise›22-6 * * *""#),
        ),
        (
            "notes 1.4, pain 58",
            r#"{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *", ‹warning run-on-startup›"runOnStartup": true}"#,
        ),
        (
            "pain 32",
            r#"{"type": ‹error binding-missing-prop›"timerTrigger", "name": "tick"}"#,
        ),
    ]);
}

#[test]
fn names_of_resources() {
    bindings(&[
        (
            "notes 6",
            r#"{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›"In_Box"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›"ab"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›"in--box"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "%Queue%"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/{name}"}"#,
        ),
        (
            "notes 3.4",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/{a}‹error blob-path›{b}"}"#,
        ),
        (
            "notes 3.4",
            r#"{"type": "blobTrigger", "name": "b", "path": "‹error blob-path›{box}/{name}"}"#,
        ),
        (
            "notes 3.4",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/dir/{base}.{ext}"}"#,
        ),
        (
            "notes 3.4",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/{a}/‹error blob-path›{a}"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "Hub", "consumerGroup": "$Default"}"#,
        ),
    ]);
    beside_http(&[
        (
            "notes 6",
            r#"{"type": "table", "direction": "in", "name": "t", "tableName": ‹error binding-invalid-value›"my-table"}"#,
        ),
        (
            "notes 6",
            r#"{"type": "table", "direction": "in", "name": "t", "tableName": "people"}"#,
        ),
    ]);
}

#[test]
fn expressions() {
    bindings(&[
        (
            "notes 3.3",
            queue!(r#"{"type": "blob", "direction": "out", "name": "b", "path": "box/{id}"}"#),
        ),
        (
            "notes 3.3",
            queue!(
                r#"{"type": "blob", "direction": "out", "name": "b", "path": "box/‹error expression-invalid›{id"}"#
            ),
        ),
        (
            "notes 3.3",
            queue!(
                r#"{"type": "blob", "direction": "out", "name": "b", "path": "box/‹error expression-invalid›{}"}"#
            ),
        ),
        (
            "notes 3.2",
            queue!(
                r#"{"type": "blob", "direction": "out", "name": "b", "path": "‹error expression-invalid›%box/x"}"#
            ),
        ),
        (
            "notes 3.3",
            queue!(
                r#"{"type": "blob", "direction": "out", "name": "b", "path": "box/{rand-guid}-{datetime}"}"#
            ),
        ),
        (
            "notes 3.3",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/{name}.{ext}"}, {"type": "blob", "direction": "out", "name": "o", "path": "out/{name}-{sys.randguid}"}"#,
        ),
        (
            "notes 3.3",
            r#"{"type": "blobTrigger", "name": "b", "path": "box/{name}"}, {"type": "blob", "direction": "out", "name": "o", "path": "out/‹error expression-unknown›{nmae}"}"#,
        ),
        (
            "notes 3.3",
            r#"{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}, {"type": "blob", "direction": "out", "name": "o", "path": "out/‹error expression-unknown›{id}"}"#,
        ),
        (
            "notes 3.3",
            r#"{"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "Hub", "cardinality": "many"}, {"type": "blob", "direction": "out", "name": "o", "path": "out/‹warning batch-expression›{SequenceNumber}"}"#,
        ),
    ]);
}

#[test]
fn connections() {
    bindings(&[
        (
            "notes 5, pain 31",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹error connection-inline›"DefaultEndpointsProtocol=https;AccountName=canary;AccountKey=canarycanarycanarycanarycanarycanary=="}"#,
        ),
        (
            "notes 5",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹error connection-inline›"UseDevelopmentStorage=true"}"#,
        ),
        (
            "notes 3.2, pain 31",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹error connection-percent›"%Storage%"}"#,
        ),
        (
            "notes 5",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Storage"}"#,
        ),
        (
            "notes 5",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ""}"#,
        ),
    ]);
}

#[test]
fn batches() {
    bindings(&[
        (
            "notes 8, pain 79",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", "cardinality": ‹warning cardinality›"many"}"#,
        ),
        (
            "notes 8",
            r#"{"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "Hub", "cardinality": "Many"}"#,
        ),
        (
            "notes 8",
            r#"{"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "Hub", "cardinality": ‹error binding-invalid-value›"all"}"#,
        ),
        (
            "notes 8",
            r#"{"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "Hub", "dataType": "binary"}"#,
        ),
    ]);
}

#[test]
fn what_constructors_want() {
    beside_http(&[
        (
            "notes 9.1",
            r#"{"type": "sql", "direction": "in", "name": "rows", "commandText": "GetAll", ‹warning binding-ignored-prop›"commandType": "StoredProcedure", "connectionStringSetting": "Db"}"#,
        ),
        (
            "notes 9.1",
            r#"{"type": "sql", "direction": "in", "name": "rows", "commandText": "GetAll", "commandType": "StoredProcedure", "parameters": "", "connectionStringSetting": "Db"}"#,
        ),
        (
            "notes 9.2",
            r#"{"type": "table", "direction": "in", "name": "t", "tableName": "people", ‹warning binding-ignored-prop›"rowKey": "1"}"#,
        ),
        (
            "notes 9.2",
            r#"{"type": "table", "direction": "in", "name": "t", "tableName": "people", "partitionKey": "p", "rowKey": "1"}"#,
        ),
        (
            "notes 9.7",
            r#"{"type": "serviceBus", "direction": "out", "name": "m", "queueName": "orders", ‹warning binding-ignored-prop›"topicName": "news", "connection": "Bus"}"#,
        ),
        (
            "notes 9.7",
            r#"{"type": "serviceBus", "direction": "out", "name": "m", "topicName": "news", "connection": "Bus"}"#,
        ),
    ]);
    bindings(&[
        (
            "notes 9.3",
            r#"{"type": ‹error binding-missing-prop›"redisPubSubTrigger", "name": "m", "connection": "Redis", "channel": "c"}"#,
        ),
        (
            "notes 9.3",
            r#"{"type": "redisPubSubTrigger", "name": "m", "connection": "Redis", "channel": "c", "pattern": false}"#,
        ),
        (
            "notes 9.3",
            r#"{"type": ‹error binding-missing-prop›"redisStreamTrigger", "name": "m", "connection": "Redis", "key": "k", "pollingIntervalInMs": 1000}"#,
        ),
        (
            "notes 9.4",
            r#"{"type": ‹error binding-missing-prop›"mcpToolTrigger", "name": "c", "toolName": "t"}"#,
        ),
        (
            "notes 9.4",
            r#"{"type": "mcpToolTrigger", "name": "c", "toolName": "t", "description": "d"}"#,
        ),
        (
            "notes 9.6",
            r#"{"type": ‹error binding-missing-prop›"serviceBusTrigger", "name": "m", "topicName": "news", "connection": "Bus"}"#,
        ),
        (
            "notes 9.6",
            r#"{"type": "serviceBusTrigger", "name": "m", ‹warning binding-ignored-prop›"queueName": "orders", "topicName": "news", "subscriptionName": "all", "connection": "Bus"}"#,
        ),
        (
            "notes 9.6",
            r#"{"type": "serviceBusTrigger", "name": "m", "topicName": "news", "subscriptionName": "all", "connection": "Bus"}"#,
        ),
        (
            "notes 9.8",
            r#"{"type": ‹error binding-missing-prop›"kafkaTrigger", "name": "m", "brokerList": "Brokers"}"#,
        ),
        (
            "notes 9.8",
            r#"{"type": ‹error binding-missing-prop›"kafkaTrigger", "name": "m", "topic": "t"}"#,
        ),
        (
            "notes 9.8",
            r#"{"type": ‹error binding-missing-prop›"cosmosDBTrigger", "name": "d", "databaseName": "d", "connection": "Cosmos"}"#,
        ),
        (
            "notes 9.8",
            r#"{"type": ‹error binding-missing-prop›"eventHubTrigger", "name": "e", "connection": "Hub"}"#,
        ),
        (
            "notes 9.8",
            r#"{"type": ‹error binding-missing-prop›"queueTrigger", "name": "item"}"#,
        ),
        (
            "notes 9.9",
            r#"{"type": "queueTrigger", "name": "item", "queueName": "in-box", ‹warning binding-unknown-prop›"queName": "x"}"#,
        ),
    ]);
}
