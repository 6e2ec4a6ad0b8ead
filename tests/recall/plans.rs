//! What is wrong on one plan and right on another.

use fch::hosting::HostingPlan;

use super::{FUNCTION, apps, planned};

const TIMER: &str =
    r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#;

#[test]
fn flex() {
    planned(
        HostingPlan::Flex,
        &[
            (
                "pain 47",
                &[(
                    "F/function.json",
                    r#"{"bindings": [{"type": ‹error flex-blob-source›"blobTrigger", "name": "b", "path": "box/{name}"}]}"#,
                )],
            ),
            (
                "pain 47",
                &[(
                    "F/function.json",
                    r#"{"bindings": [{"type": "blobTrigger", "name": "b", "path": "box/{name}", "source": ‹error flex-blob-source›"LogsAndContainerScan"}]}"#,
                )],
            ),
            (
                "pain 47",
                &[(
                    "F/function.json",
                    r#"{"bindings": [{"type": "blobTrigger", "name": "b", "path": "box/{name}", "source": "EventGrid"}]}"#,
                )],
            ),
            (
                "pain 14, flex-forbidden",
                &[
                    ("F/function.json", FUNCTION),
                    (
                        "local.settings.json",
                        r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom",
‹warning flex-setting›"WEBSITE_RUN_FROM_PACKAGE": "1"}}"#,
                    ),
                ],
            ),
            (
                "notes 1.3",
                &[(
                    "F/function.json",
                    r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "‹error timer-interval›00:10:00"}]}"#,
                )],
            ),
            (
                "pain 58",
                &[
                    ("F/function.json", TIMER),
                    (
                        "local.settings.json",
                        r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage": "canary",
‹warning flex-setting›"WEBSITE_TIME_ZONE": "canary"}}"#,
                    ),
                ],
            ),
        ],
    );
}

#[test]
fn consumption() {
    planned(
        HostingPlan::Consumption,
        &[
            (
                "pain 66, timeout-consumption",
                &[
                    (
                        "host.json",
                        r#"{"version": "2.0", "functionTimeout": ‹error function-timeout›"00:30:00", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                    ),
                    ("F/function.json", TIMER),
                ],
            ),
            (
                "timeout-consumption",
                &[
                    (
                        "host.json",
                        r#"{"version": "2.0", "functionTimeout": ‹error function-timeout›"-1", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                    ),
                    ("F/function.json", TIMER),
                ],
            ),
            (
                "timeout-consumption",
                &[
                    (
                        "host.json",
                        r#"{"version": "2.0", "functionTimeout": "00:10:00", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                    ),
                    ("F/function.json", TIMER),
                ],
            ),
            (
                "notes 1.3",
                &[(
                    "F/function.json",
                    r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": ‹info five-field-schedule›"*/5 * * * *"}]}"#,
                )],
            ),
        ],
    );
}

#[test]
fn no_plan() {
    apps(&[
        (
            "right: no plan assumed",
            &[(
                "F/function.json",
                r#"{"bindings": [{"type": "blobTrigger", "name": "b", "path": "box/{name}"}]}"#,
            )],
        ),
        (
            "right: no plan assumed",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "functionTimeout": "00:30:00", "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                ("F/function.json", TIMER),
            ],
        ),
        (
            "right: no plan assumed",
            &[
                ("F/function.json", FUNCTION),
                (
                    "local.settings.json",
                    r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "WEBSITE_RUN_FROM_PACKAGE": "1"}}"#,
                ),
            ],
        ),
    ]);
}
