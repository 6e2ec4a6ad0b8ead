//! What is wrong only when two files are looked at together.

use super::{FUNCTION, apps};

const TIMER: &str =
    r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#;
const NO_STORAGE: &str =
    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#;

#[test]
fn storage_of_the_host() {
    apps(&[
        (
            "V-107, H-SET-19, pain 42",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": ‹warning storage-missing›"timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
                ),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
                ),
            ],
        ),
        (
            "V-107",
            &[
                ("F/function.json", FUNCTION),
                ("local.settings.json", NO_STORAGE),
            ],
        ),
        (
            "V-107, H-SET-20",
            &[
                ("F/function.json", TIMER),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage__accountName": "canary"}}"#,
                ),
            ],
        ),
        (
            "H-SET-20",
            &[
                ("F/function.json", TIMER),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "ConnectionStrings": {"AzureWebJobsStorage": "canary"}}"#,
                ),
            ],
        ),
    ]);
}

/// Settings with storage and one more.
macro_rules! settings {
    ($more:literal) => {
        concat!(r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "canary", "#, $more, "}}")
    };
}

#[test]
fn connections() {
    apps(&[
        (
            "H-SET-21, pain 31",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ‹warning connection-missing›"Orders"}]}"#,
                ),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "H-SET-23",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Orders"}]}"#,
                ),
                (
                    "local.settings.json",
                    settings!(r#""AzureWebJobsOrders": "canary""#),
                ),
            ],
        ),
        (
            "H-SET-24",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Orders"}]}"#,
                ),
                (
                    "local.settings.json",
                    settings!(r#""Orders__queueServiceUri": "https://canary""#),
                ),
            ],
        ),
        (
            "H-SET-23: blank is Storage",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": ""}]}"#,
                ),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "H-SET-23: the host ignores case",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "orders"}]}"#,
                ),
                ("local.settings.json", settings!(r#""Orders": "canary""#)),
            ],
        ),
        (
            "mixed-identity",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Orders"}]}"#,
                ),
                (
                    "local.settings.json",
                    settings!(
                        r#""Orders": "canary", ‹warning identity-mixed›"Orders__queueServiceUri": "https://canary""#
                    ),
                ),
            ],
        ),
        (
            "notes 5",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box", "connection": "Orders"}]}"#,
                ),
                (
                    "local.settings.json",
                    settings!(
                        r#"‹warning identity-incomplete›"Orders__credential2": "x", "Orders__clientId": "canary""#
                    ),
                ),
            ],
        ),
    ]);
}

#[test]
fn settings_in_percent_signs() {
    apps(&[
        (
            "V-26, H-DISC-58",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "‹warning setting-missing›%Q%"}]}"#,
                ),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "H-DISC-58",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "%Q%"}]}"#,
                ),
                ("local.settings.json", settings!(r#""Q": "canary""#)),
            ],
        ),
        (
            "notes 3.2: the host ignores case",
            &[
                (
                    "F/function.json",
                    r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "%q%"}]}"#,
                ),
                ("local.settings.json", settings!(r#""Q": "canary""#)),
            ],
        ),
    ]);
}

#[test]
fn the_expanded_handler() {
    apps(&[
        (
            "V-32, H-CFG-30",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "‹warning setting-missing›%NOPE%"}}}"#,
                ),
                ("F/function.json", FUNCTION),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "pain 37",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": [‹info args-expansion›"%NOPE%"]}}}"#,
                ),
                ("F/function.json", FUNCTION),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "pain 52",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": ["‹warning setting-case›%a%"]}}}"#,
                ),
                ("F/function.json", FUNCTION),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
        (
            "pain 37",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler", "arguments": ["%A%"]}}}"#,
                ),
                ("F/function.json", FUNCTION),
                ("local.settings.json", settings!(r#""A": "canary""#)),
            ],
        ),
    ]);
}

#[test]
fn what_is_not_packaged() {
    apps(&[
        (
            "pain 10",
            &[
                ("F/function.json", FUNCTION),
                (".funcignore", "‹error ignore-drops-needed›handler\n"),
            ],
        ),
        (
            "pain 10",
            &[
                ("F/function.json", FUNCTION),
                (".funcignore", "‹error ignore-drops-needed›host.json\n"),
            ],
        ),
        (
            "pain 10",
            &[
                ("F/function.json", FUNCTION),
                (".funcignore", "‹error ignore-drops-needed›F\n"),
            ],
        ),
        (
            "pain 10",
            &[
                ("F/function.json", FUNCTION),
                (".funcignore", "src/\n*.log\nlocal.settings.json\n"),
            ],
        ),
    ]);
}

#[test]
fn tools_by_name() {
    apps(&[(
        "mcp tool twice",
        &[
            (
                "A/function.json",
                r#"{"bindings": [{"type": "mcpToolTrigger", "name": "c", "toolName": "t", "description": "d"}]}"#,
            ),
            (
                "B/function.json",
                r#"{"bindings": [{"type": "mcpToolTrigger", "name": "c", "toolName": ‹error mcp-tool-duplicate›"t", "description": "d"}]}"#,
            ),
        ],
    )]);
}
