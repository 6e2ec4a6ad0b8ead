//! local.settings.json (H-SET).

use super::{settings, values};

#[test]
fn the_file_itself() {
    settings(&[
        (
            "V-103, H-SET-04, pain 82",
            r#"‹error settings-encrypted›{"Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        ),
        (
            "H-SET-04",
            r#"{"IsEncrypted": ‹error settings-encrypted›true, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        ),
        (
            "H-SET-02",
            r#"{"IsEncrypted": false‹error json-syntax› "Values": {"A": "canary"}}"#,
        ),
        ("H-SET-02, H-DISC-20", r#"‹error json-syntax›"#),
        (
            "H-SET-03, unknown-top-level",
            r#"{"IsEncrypted": false, ‹warning settings-unknown-key›"values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        ),
        (
            "H-SET-03, unknown-top-level",
            r#"{‹error settings-encrypted›"isEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}}"#,
        ),
        (
            "H-SET-03",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, ‹warning settings-unknown-key›"Settings": {"A": "canary"}}"#,
        ),
        (
            "V-109, H-SET-08",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "Host": {"LocalHttpPort": 7072, "CORS": "http://a.com,http://b.com", "CORSCredentials": true}}"#,
        ),
        (
            "H-SET-08",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "Host": {"localhttpport": 7072}}"#,
        ),
        (
            "H-SET-07",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom"}, "ConnectionStrings": {"A": "canary", "B": {"ConnectionString": "canary", "ProviderName": "x"}}}"#,
        ),
    ]);
}

#[test]
fn values_of_settings() {
    values(&[
        (
            "H-SET-05, pain 6, nested-value",
            r#"‹error settings-value-type›"A": {"B": "canary"}"#,
        ),
        (
            "H-SET-05, pain 6",
            r#"‹error settings-value-type›"A": ["canary"]"#,
        ),
        ("V-104, non-string-value", r#""A": 1, "B": true, "C": """#),
        (
            "H-SET-09, null-or-empty-name",
            r#""A": ‹warning setting-skipped›null"#,
        ),
        (
            "H-SET-09, null-or-empty-name",
            r#"‹warning setting-skipped›"": "canary""#,
        ),
        (
            "H-DISC-21",
            r#""A": "canary-1", ‹warning duplicate-key›"A": "canary-2""#,
        ),
    ]);
}

#[test]
fn names_of_settings() {
    values(&[
        (
            "H-SET-11, reserved-local",
            r#"‹error setting-reserved›"WEBSITE_HOSTNAME": "canary""#,
        ),
        (
            "H-SET-11",
            r#"‹error setting-reserved›"AzureWebJobsScriptRoot": "canary""#,
        ),
        (
            "H-SET-12",
            r#"‹error setting-reserved›"CONTAINER_NAME": "canary""#,
        ),
        (
            "injected-local, pain 5",
            r#"‹info setting-injected›"FUNCTIONS_CUSTOMHANDLER_PORT": "8080""#,
        ),
        (
            "injected-local",
            r#"‹info setting-injected›"FUNCTIONS_HTTPWORKER_PORT": "8080""#,
        ),
        (
            "H-SET-10",
            r#"‹info setting-injected›"AZURE_FUNCTIONS_ENVIRONMENT": "canary""#,
        ),
        (
            "pain 85, name-colon",
            r#"‹warning setting-name-linux›"My:Key": "canary""#,
        ),
        (
            "pain 85",
            r#"‹warning setting-name-linux›"My-Key": "canary""#,
        ),
        (
            "dots-linux",
            r#"‹info setting-name-linux›"AzureWebJobs.F.Disabled": "1""#,
        ),
        ("H-DISC-35", r#""AzureWebJobs_F_Disabled": "1""#),
        ("H-SET-14", r#""My__Key": "canary""#),
    ]);
}

#[test]
fn the_runtime() {
    settings(&[
        (
            "pain 9, runtime-missing",
            r#"{"IsEncrypted": false, ‹warning runtime-custom›"Values": {"A": "canary"}}"#,
        ),
        (
            "pain 9",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": ‹warning runtime-custom›"node"}}"#,
        ),
        (
            "H-SET-15, traps",
            r#"{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "Custom"}}"#,
        ),
    ]);
}

#[test]
fn identities() {
    values(&[(
        "credential-local",
        r#""Orders__queueServiceUri": "https://canary", ‹warning credential-local›"Orders__credential": "managedidentity""#,
    )]);
}
