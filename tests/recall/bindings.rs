//! What every binding has (H-DISC-44 and following).

use super::{beside_http, bindings};

#[test]
fn triggers() {
    bindings(&[
        (
            "V-10, H-DISC-52",
            r#"{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}, {"type": ‹error one-trigger›"queueTrigger", "name": "item", "queueName": "in-box"}"#,
        ),
        (
            "H-DISC-51",
            r#"{"type": "TIMERTRIGGER", "name": "tick", "schedule": "0 */5 * * * *"}"#,
        ),
        (
            "pain 68",
            r#"{"type": ‹warning http-no-output›"httpTrigger", "name": "req"}"#,
        ),
        (
            "H-CFG-34",
            r#"{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "$return"}"#,
        ),
    ]);
    super::functions(&[
        (
            "V-10",
            r#"{‹error one-trigger›"bindings": [{"type": "http", "direction": "out", "name": "res"}]}"#,
        ),
        (
            "pain 68",
            r#"{‹error one-trigger›"bindings": [{"type": "queue", "direction": "out", "name": "res", "queueName": "in-box"}]}"#,
        ),
    ]);
}

#[test]
fn directions() {
    bindings(&[
        (
            "V-07",
            r#"{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "OUT", "name": "res"}"#,
        ),
        (
            "V-07",
            r#"{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": ‹error binding-direction›"sideways", "name": "res"}"#,
        ),
        (
            "V-07",
            r#"{"type": "timerTrigger", "direction": ‹error binding-direction›"out", "name": "tick", "schedule": "0 */5 * * * *"}"#,
        ),
        (
            "H-DISC-45",
            r#"{"type": "httpTrigger", "direction": 0, "name": "req"}, {"type": "http", "direction": 1, "name": "res"}"#,
        ),
        (
            "H-DISC-55",
            r#"{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": ‹error binding-direction›"in", "name": "res"}"#,
        ),
        (
            "H-DISC-45, 55",
            r#"{"type": "httpTrigger", "name": "req"}, {"type": ‹error binding-direction›"http", "name": "res"}"#,
        ),
    ]);
    beside_http(&[
        (
            "right",
            r#"{"type": "blob", "direction": "inout", "name": "b", "path": "box/a"}"#,
        ),
        (
            "H-DISC-45, H-DISC-54",
            r#"{"type": ‹warning binding-direction›"sendGrid", "name": "mail"}"#,
        ),
        (
            "H-DISC-45, H-DISC-54",
            r#"{"type": "queue", "direction": ‹warning binding-direction›"in", "name": "item", "queueName": "in-box"}"#,
        ),
    ]);
}

#[test]
fn names() {
    beside_http(&[
        (
            "V-08",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"my_blob", "path": "box/a"}"#,
        ),
        (
            "V-08",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"my-blob", "path": "box/a"}"#,
        ),
        (
            "V-08",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "path": "box/a"}"#,
        ),
        (
            "V-08",
            r#"{"type": "blob", "direction": "in", "name": "blob1", "path": "box/a"}"#,
        ),
        (
            "V-08, H-DISC-48",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"$return", "path": "box/a"}"#,
        ),
        (
            "V-08, H-DISC-48",
            r#"{"type": "queue", "direction": "out", "name": ‹error binding-name›"$Return", "queueName": "in-box"}"#,
        ),
        (
            "H-DISC-47",
            r#"{"type": ‹error binding-name›"blob", "direction": "in", "path": "box/a"}"#,
        ),
        (
            "H-DISC-53",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"REQ", "path": "box/a"}"#,
        ),
        (
            "pain 55",
            r#"{"type": "queue", "direction": "out", "name": ‹info return-binding›"$return", "queueName": "in-box"}"#,
        ),
        (
            "H-DISC-44",
            r#"{"TYPE": "blob", "Direction": "in", "NAME": "b", "PATH": "box/a"}"#,
        ),
    ]);
}

#[test]
fn types() {
    beside_http(&[
        (
            "H-DISC-49",
            r#"‹error binding-missing-prop›{"direction": "in", "name": "b", "path": "box/a"}"#,
        ),
        (
            "H-DISC-56",
            r#"{"type": ‹warning binding-unknown-type›"blobb", "direction": "in", "name": "b", "path": "box/a"}"#,
        ),
        (
            "H-DISC-56",
            r#"{"type": ‹error binding-retired›"documentDB", "direction": "out", "name": "doc"}"#,
        ),
        (
            "H-DISC-46",
            r#"{"type": "blob", "direction": "in", "name": "b", "path": "box/a", "dataType": ‹error binding-invalid-value›"text"}"#,
        ),
        (
            "H-DISC-46",
            r#"{"type": "blob", "direction": "in", "name": "b", "path": "box/a", "dataType": "Binary"}"#,
        ),
        (
            "H-DISC-57, pain 57",
            r#"{"type": "blob", "direction": "in", "name": "b", "path": "box/a", ‹warning binding-unknown-prop›"conection": "Storage"}"#,
        ),
        (
            "pain 57",
            r#"{"type": "cosmosDB", "direction": "in", "name": "doc", "databaseName": "d", ‹warning binding-renamed-prop›"collectionName": "c", "connection": "Cosmos"}"#,
        ),
        (
            "pain 57",
            r#"{"type": "cosmosDB", "direction": "in", "name": "doc", "databaseName": "d", "containerName": "c", ‹warning binding-renamed-prop›"connectionStringSetting": "Cosmos"}"#,
        ),
    ]);
}

#[test]
fn bundles_that_do_not_bring_the_type() {
    super::apps(&[
        (
            "pain 54, bundle-missing",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensions": {"queues": {"messageEncoding": "none"}}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": ‹error bundle-missing›"queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
                ),
            ],
        ),
        (
            "binding-not-in-range",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.0.0, 4.1.0)"}}"#,
                ),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": ‹error binding-not-in-bundle›"mysqlTrigger", "name": "rows", "tableName": "t", "connectionStringSetting": "Db"}]}"#,
                ),
            ],
        ),
    ]);
}
