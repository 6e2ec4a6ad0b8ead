//! Faults that tempt a linter to say the same thing twice.

use super::{FUNCTION, apps, beside_http, functions, hosts, settings};

#[test]
fn in_host_json() {
    hosts(&[
        (
            "a missing comma, and so no version",
            "{\n\"logging\": {}‹error json-syntax›\n\"version\": \"2.0\"\n}",
        ),
        (
            "text that is no JSON at all",
            "{not ‹error json-syntax›json",
        ),
        (
            "a file that is no text",
            "‹error json-syntax›\u{7f}ELF\u{2}\u{1}\0\0",
        ),
        (
            "a bracket that never closes",
            "‹error json-syntax›{\"version\": \"2.0\", \"customHandler\": {\"description\": {\"defaultExecutablePath\": \"handler\"}}",
        ),
        (
            "a missing quote",
            "{\"version\": ‹error json-syntax›\"2.0}\n",
        ),
        (
            "a number for a version, of version 1",
            r#"{"version": ‹error host-version›1.0, "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        ),
        (
            "a section's name, and all of its keys",
            r#"{"version": "2.0", ‹error host-misplaced-key›"customHandlers": {"description": {"defaultExecutablePath": "handler", "arguments": ["x"], "workingDirectory": "w"}, "enableForwardingHttpRequest": true, "port": 0}}"#,
        ),
        (
            "a section that must be an object",
            r#"{"version": "2.0", "customHandler": ‹error host-invalid-value›"handler"}"#,
        ),
        (
            "a section that must be an object",
            r#"{"version": "2.0", "customHandler": {‹error worker-description›"description": "handler"}}"#,
        ),
        (
            "a description that is a list",
            r#"{"version": "2.0", "customHandler": {‹error worker-description›"description": [{"defaultExecutablePath": "handler"}]}}"#,
        ),
        (
            "an executable that is a number",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": ‹error worker-description›{"path": "handler"}}}}"#,
        ),
        (
            "a misspelt description",
            r#"{"version": "2.0", "customHandler": {‹error host-unknown-key›"descripton": {"defaultExecutablePath": "handler"}}}"#,
        ),
        (
            "a misspelt path",
            r#"{"version": "2.0", "customHandler": {"description": {‹error host-unknown-key›"defaultExecutablPath": "handler"}}}"#,
        ),
        (
            "both misplaced, and so nothing to start",
            r#"{"version": "2.0", "customHandler": {‹error host-misplaced-key›"defaultExecutablePath": "handler", ‹warning host-misplaced-key›"arguments": ["x"]}}"#,
        ),
        (
            "an empty handler, with forwarding",
            r#"{"version": "2.0", "customHandler": {‹error worker-description›"description": {}, "enableForwardingHttpRequest": true}}"#,
        ),
        (
            "an executable that is null",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": ‹error worker-description›null}}}"#,
        ),
        (
            "the old section, and nothing in it",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "httpWorker": {"description": {}}}"#,
        ),
        (
            "a bundle that is text",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensionBundle": ‹error host-invalid-value›"[4.*, 5.0.0)"}"#,
        ),
        (
            "a section of extensions that is a list",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensions": {"queues": ‹warning host-invalid-value›[{"batchSize": 99}]}}"#,
        ),
        (
            "the same key thrice",
            r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "logging": {"fileLoggingMode": "never", "fileLoggingMode": "always", ‹warning duplicate-key›"fileLoggingMode": "debugOnly"}}"#,
        ),
    ]);
}

#[test]
fn in_a_host_json_of_version_1() {
    hosts(&[
        (
            "H-HOST-03",
            r#"‹error host-version›{"customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
        ),
        (
            "the keys of runtime 1",
            r#"‹error host-version›{"http": {"routePrefix": "v1"}, "queues": {"batchSize": 99, "visibilityTimeout": 30}}"#,
        ),
    ]);
}

#[test]
fn in_function_json() {
    functions(&[
        (
            "a missing comma between bindings",
            "{\"bindings\": [\n{\"type\": \"httpTrigger\", \"name\": \"req\"}‹error json-syntax›\n{\"type\": \"http\", \"direction\": \"out\", \"name\": \"res\"}\n]}",
        ),
        (
            "two faults: no type, no name",
            r#"{"bindings": [‹error binding-missing-prop›‹error binding-name›{}]}"#,
        ),
        (
            "a trigger's type that is a number",
            r#"{"bindings": [{"type": ‹error binding-invalid-value›7, "name": "req"}]}"#,
        ),
        (
            "a misspelt trigger",
            r#"{"bindings": [{"type": ‹warning binding-unknown-type›"htpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"}]}"#,
        ),
        (
            "a misspelt trigger without the word",
            r#"{"bindings": [{"type": ‹error binding-unknown-type›"queueTriger", "name": "item", "queueName": "in-box"}]}"#,
        ),
        (
            "a trigger that goes out",
            r#"{"bindings": [{"type": "queueTrigger", "direction": ‹error binding-direction›"out", "name": "item", "queueName": "in-box"}]}"#,
        ),
        (
            "a misspelt property, and so none",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", ‹error binding-unknown-prop›"queuName": "in-box"}]}"#,
        ),
        (
            "a property of the wrong type",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›{"name": "in-box"}}]}"#,
        ),
        (
            "a property that is null",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›null}]}"#,
        ),
        (
            "a property that is empty",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": ‹error binding-invalid-value›""}]}"#,
        ),
        (
            "a schedule that is a list",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": ‹error binding-invalid-value›["0 */5 * * * *"]}]}"#,
        ),
        (
            "a schedule that is a number, and so days",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": ‹warning binding-invalid-value›5}]}"#,
        ),
        (
            "a schedule that is empty",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "‹error cron-invalid›"}]}"#,
        ),
        (
            "neither of two names for a property that is needed",
            r#"{"bindings": [{"type": ‹error binding-missing-prop›"cosmosDBTrigger", "name": "d", "databaseName": "d", "connection": "Cosmos"}]}"#,
        ),
        (
            "a misspelt property of two that would do",
            r#"{"bindings": [{"type": "serviceBusTrigger", "name": "m", ‹error binding-unknown-prop›"queuName": "in-box", "connection": "Bus"}]}"#,
        ),
        (
            "a renamed property that is needed",
            r#"{"bindings": [{"type": "cosmosDBTrigger", "name": "d", "databaseName": "d", ‹error binding-renamed-prop›"collectionName": "c", "connection": "Cosmos"}]}"#,
        ),
        (
            "a retry that is text",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}], "retry": ‹error retry-policy›"fixedDelay"}"#,
        ),
        (
            "nothing in a retry",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}], ‹error retry-policy›"retry": {}}"#,
        ),
    ]);
    beside_http(&[
        (
            "two faults, two findings",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›"my_blob", "path": "box/a", ‹warning binding-unknown-prop›"conection": "x"}"#,
        ),
        (
            "no name, no path",
            r#"{"type": ‹error binding-missing-prop›"blob", "direction": "in", "name": "b"}"#,
        ),
        (
            "no direction where both would do",
            r#"{"type": "blob", "name": "b", "path": "box/a"}"#,
        ),
        (
            "a name in the wrong place",
            r#"{"type": "blob", "direction": "in", "name": ‹error binding-name›7, "path": "box/a"}"#,
        ),
    ]);
}

#[test]
fn in_the_settings() {
    settings(&[
        (
            "pain 6: nested values",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom",
‹error settings-value-type›"A": {"B": {"C": "canary"}, "D": ["canary"]}}}"#,
        ),
        (
            "nested, and no runtime",
            r#"{"IsEncrypted": false, "Values": {‹error settings-value-type›"FUNCTIONS_WORKER_RUNTIME": {"name": "custom"}}}"#,
        ),
        (
            "values that are a list",
            r#"{"IsEncrypted": false, "Values": ‹error settings-value-type›["canary"]}"#,
        ),
        ("nothing at all", r#"‹warning runtime-custom›{}"#),
        (
            "values in the root",
            r#"{"IsEncrypted": false, ‹warning settings-unknown-key›"FUNCTIONS_WORKER_RUNTIME": "custom"}"#,
        ),
    ]);
}

#[test]
fn across_files() {
    apps(&[
        (
            "pain 50: a profile, folders, no description",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", ‹error worker-description›‹error routes-vs-functions›"configurationProfile": "mcp-custom-handler"}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "a broken host.json says nothing of bundles",
            &[
                ("host.json", r#"‹error json-syntax›{"version": "2.0","#),
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
                ),
            ],
        ),
        (
            "broken settings say nothing of connections",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Orders"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": ‹error json-syntax›{"#,
                ),
            ],
        ),
        (
            "three functions, one missing bundle",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}}, "extensions": {"queues": {"messageEncoding": "none"}}}"#,
                ),
                (
                    "A/function.json",
                    r#"{"bindings": [{"type": ‹error bundle-missing›"queueTrigger", "name": "item", "queueName": "in-box"}, {"type": "blob", "direction": "out", "name": "b", "path": "box/a"}]}"#,
                ),
            ],
        ),
        (
            "two faults: a name that is none, a file that is no JSON",
            &[
                (
                    "1a/function.json",
                    "‹error function-name›‹error json-syntax›{",
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "two faults: an executable of Windows, and no such file",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": ‹warning exe-on-linux›‹warning exe-missing›"not-there.exe"}}}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "two faults: a path that is dotted, a file that is not there",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": ‹warning exe-dot-slash›‹warning exe-missing›"./not-there"}}}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "an inline connection is not also missing",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹error connection-inline›"UseDevelopmentStorage=true"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "canary"}}"#,
                ),
            ],
        ),
        (
            "a connection in percent signs is not also missing",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹error connection-percent›"%Orders%"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "canary"}}"#,
                ),
            ],
        ),
        (
            "no storage, twice needed",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": ‹warning storage-missing›"queueTrigger", "name": "item", "queueName": "in-box"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
                ),
            ],
        ),
    ]);
}
