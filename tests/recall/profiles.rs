//! Profiles, and functions that the host makes from routes (H-CFG-41 to 56).

use super::{FUNCTION, apps};

#[test]
fn profiles_and_routes() {
    apps(&[
        (
            "V-44, H-CFG-54",
            &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"defaultAuthorizationLevel": "anonymous"}}}"#,
            )],
        ),
        (
            "pain 49",
            &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler",
‹info mcp-auth›"customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            )],
        ),
        (
            "pain 49, H-CFG-45",
            &[(
                "host.json",
                r#"{"version": "2.0", "configurationProfile": ‹error mcp-profile›"mcp-customhandler",
"customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
            )],
        ),
        (
            "H-CFG-47",
            &[(
                "host.json",
                r#"{"version": "2.0", ‹error worker-description›"configurationProfile": "mcp-custom-handler"}"#,
            )],
        ),
        (
            "H-CFG-56, pain 50",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", ‹error routes-vs-functions›"configurationProfile": "mcp-custom-handler",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"defaultAuthorizationLevel": "anonymous"}}}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "H-CFG-43, routes-with-function-json",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"routes": ‹error routes-vs-functions›[{"route": "a"}]}}}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
        (
            "H-CFG-44",
            &[(
                "host.json",
                r#"{"version": "2.0",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"routes": [{"route": "a/‹error route-invalid›{b"}]}}}"#,
            )],
        ),
        (
            "H-CFG-44",
            &[(
                "host.json",
                r#"{"version": "2.0",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"routes": [{"route": ‹error host-invalid-value›""}]}}}"#,
            )],
        ),
        (
            "H-CFG-42 right",
            &[(
                "host.json",
                r#"{"version": "2.0",
"customHandler": {"description": {"defaultExecutablePath": "handler"}, "http": {"routes": [{"route": "a/{b}"}]}}}"#,
            )],
        ),
    ]);
}
