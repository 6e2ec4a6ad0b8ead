//! HTTP triggers, their routes and what the handler gets (H-DISC-60 and following, notes 2, 7).

use super::{apps, bindings, hosts};

/// Bindings of an HTTP function whose trigger has these members.
macro_rules! http {
    ($members:literal) => {
        concat!(
            "{\"type\": \"httpTrigger\", \"name\": \"req\", ",
            $members,
            "}, {\"type\": \"http\", \"direction\": \"out\", \"name\": \"res\"}"
        )
    };
}

/// A whole function.json of that.
macro_rules! function {
    ($members:literal) => {
        concat!("{\"bindings\": [", http!($members), "]}")
    };
}

#[test]
fn members() {
    bindings(&[
        (
            "H-DISC-60",
            http!(r#""authLevel": ‹error binding-invalid-value›"nobody""#),
        ),
        ("H-DISC-60", http!(r#""authLevel": "FUNCTION""#)),
        (
            "traps: anonymous is the norm",
            http!(r#""authLevel": "anonymous", "route": "{*all}""#),
        ),
        (
            "H-DISC-61",
            http!(r#""methods": ‹error binding-invalid-value›"get""#),
        ),
        ("H-DISC-61", http!(r#""methods": ["Get", "POST"]"#)),
        ("H-DISC-61", http!(r#""methods": null"#)),
        (
            "H-DISC-62",
            http!(r#""methods": ‹warning methods-empty›[]"#),
        ),
        (
            "notes 8, pain 64",
            http!(r#""dataType": ‹warning binary-http›"binary""#),
        ),
        (
            "notes 8",
            http!(r#""cardinality": ‹warning cardinality›"many""#),
        ),
    ]);
}

#[test]
fn routes() {
    bindings(&[
        ("H-DISC-63", http!(r#""route": """#)),
        (
            "H-DISC-64, pain 44",
            http!(r#""route": ‹error route-reserved›"admin/users""#),
        ),
        (
            "H-DISC-64",
            http!(r#""route": ‹error route-reserved›"Administrators""#),
        ),
        (
            "H-DISC-64",
            http!(r#""route": ‹error route-reserved›"runtime/x""#),
        ),
        ("H-DISC-64", http!(r#""route": "users/admin""#)),
        (
            "notes 2",
            http!(r#""route": "items/‹error route-invalid›{id""#),
        ),
        (
            "notes 2",
            http!(r#""route": "items/‹error route-invalid›{}""#),
        ),
        (
            "notes 2",
            http!(r#""route": "{id}/‹error route-invalid›{ID}""#),
        ),
        (
            "notes 2",
            http!(r#""route": "‹error route-invalid›{*rest}/x""#),
        ),
        (
            "notes 2",
            http!(r#""route": "items/‹error route-invalid›/x""#),
        ),
        (
            "notes 2",
            http!(r#""route": "‹error route-invalid›~/items""#),
        ),
        (
            "notes 2",
            http!(r#""route": "items/{id:‹error route-invalid›number}""#),
        ),
        (
            "notes 2",
            http!(r#""route": "items/‹error route-invalid›{id=1?}""#),
        ),
        ("notes 2", http!(r#""route": "items/{id:int?}""#)),
        ("notes 2", http!(r#""route": "v{major}.{minor}/{**rest}""#)),
        (
            "notes 2",
            http!(r#""route": "zip/{zip:regex(^\\d{{5}}$)}""#),
        ),
    ]);
}

#[test]
fn routes_of_several_functions() {
    apps(&[
        (
            "V-17, H-DISC-65",
            &[
                (
                    "F/function.json",
                    function!(r#""route": "items/{id}", "methods": ["get"]"#),
                ),
                (
                    "G/function.json",
                    function!(r#""route": "Items/{id}/", "methods": ["post"]"#),
                ),
            ],
        ),
        (
            "V-17",
            &[
                (
                    "F/function.json",
                    function!(r#""route": "items/{id}", "methods": ["get"]"#),
                ),
                (
                    "G/function.json",
                    function!(
                        r#""route": ‹error route-conflict›"Items/{id}/", "methods": ["get"]"#
                    ),
                ),
            ],
        ),
        (
            "V-17",
            &[
                (
                    "F/function.json",
                    function!(r#""route": "items/{id}", "methods": ["get"]"#),
                ),
                (
                    "G/function.json",
                    function!(r#""route": ‹error route-conflict›"Items/{id}/""#),
                ),
            ],
        ),
        (
            "H-DISC-66",
            &[
                (
                    "F/function.json",
                    function!(r#""route": "items", "methods": ["get"]"#),
                ),
                (
                    "G/function.json",
                    function!(r#""route": ‹warning route-conflict›"items", "methods": ["GET"]"#),
                ),
            ],
        ),
    ]);
}

#[test]
fn raw_requests() {
    const FORWARDING: &str = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}, "enableForwardingHttpRequest": true}, "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}}"#;
    apps(&[(
        "pain 16, forwarding-extra-bindings",
        &[
            ("host.json", FORWARDING),
            (
                "F/function.json",
                r#"{"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "res"},
  {"type": ‹info forward-split›"queue", "direction": "out", "name": "q", "queueName": "out-box"}]}"#,
            ),
        ],
    )]);
    hosts(&[(
        "H-CFG-35 right",
        r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "handler"}, "enableProxyingHttpRequest": true}}"#,
    )]);
}
