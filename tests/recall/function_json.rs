//! function.json outside of its bindings, and where it stands (H-DISC).

use super::{FUNCTION, apps, functions};

#[test]
fn the_file_itself() {
    functions(&[
        (
            "V-04",
            "{// c\n'bindings': [{'type': 'timerTrigger', 'name': 'tick', 'schedule': '0 */5 * * * *',}],}",
        ),
        (
            "H-DISC-20, pain 7",
            r#"{"bindings": [{"type": "httpTrigger"‹error json-syntax› "name": "req"}]}"#,
        ),
        ("H-DISC-20", "‹error json-syntax›"),
        ("H-DISC-20", "‹error json-syntax›[]"),
        (
            "V-05, H-DISC-23",
            r#"{‹error one-trigger›"Bindings": [{"type": "httpTrigger", "name": "req"}]}"#,
        ),
        ("H-DISC-24", "‹error one-trigger›{}"),
        ("H-DISC-24", r#"{‹error one-trigger›"bindings": []}"#),
        ("H-DISC-24", r#"{‹error one-trigger›"bindings": null}"#),
        (
            "H-DISC-25",
            r#"{‹error one-trigger›"bindings": {"type": "httpTrigger", "name": "req"}}"#,
        ),
        (
            "H-DISC-25",
            r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}, ‹error binding-invalid-value›"res"]}"#,
        ),
        (
            "H-DISC-26",
            r#"{"configurationSource": ‹error function-invalid-value›"code", "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
        (
            "H-DISC-26",
            r#"{"configurationSource": "config", "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
        (
            "V-13, H-DISC-32",
            r#"{‹warning disabled-ignored›"disabled": true, "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
        (
            "H-DISC-32",
            r#"{"disabled": false, "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
        (
            "H-DISC-67",
            r#"{‹warning function-unknown-key›"Retry": {"strategy": "fixedDelay"}, "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
        (
            "H-DISC-34",
            r#"{"comment": "mine", "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
        ),
    ]);
}

#[test]
fn script_files() {
    apps(&[
        (
            "V-11, H-DISC-27",
            &[(
                "F/function.json",
                r#"{"scriptFile": ‹error script-file-missing›"missing.py", "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
            )],
        ),
        (
            "V-11",
            &[
                (
                    "F/function.json",
                    r#"{"scriptFile": "../shared.py", "bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#,
                ),
                ("shared.py", ""),
            ],
        ),
    ]);
}

/// A function with this `retry`.
macro_rules! retry {
    ($retry:literal) => {
        concat!(r#"{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}],"#, "\n", $retry, "}")
    };
}

#[test]
fn retry_policies() {
    functions(&[
        (
            "V-19",
            retry!(
                r#"‹error retry-policy›"retry": {"strategy": "fixedDelay", "maxRetryCount": 3}"#
            ),
        ),
        (
            "V-19",
            retry!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "V-19",
            retry!(
                r#"‹error retry-policy›"retry": {"strategy": "exponentialBackoff", "maxRetryCount": 3}"#
            ),
        ),
        (
            "V-20",
            retry!(
                r#"‹error retry-policy›"retry": {"strategy": "fixedDelay", "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "V-20",
            retry!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": ‹error retry-policy›-2, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "V-20",
            retry!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": -1, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "H-DISC-68",
            retry!(
                r#""retry": {"strategy": ‹error retry-policy›"linear", "maxRetryCount": 1, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "H-DISC-68",
            retry!(
                r#""retry": {"strategy": "FixedDelay", "maxRetryCount": 1, "delayInterval": "00:00:02"}"#
            ),
        ),
        (
            "H-DISC-70",
            retry!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": 1, "delayInterval": ‹error retry-policy›"2 s"}"#
            ),
        ),
        (
            "notes 4",
            retry!(
                r#""retry": {"strategy": "fixedDelay", "maxRetryCount": 1, "delayInterval": ‹error retry-policy›"24:00:00"}"#
            ),
        ),
        (
            "notes 4",
            retry!(
                r#""retry": {"strategy": "exponentialBackoff", "maxRetryCount": 1, "minimumInterval": "00:01:00", "maximumInterval": ‹error retry-policy›"00:00:10"}"#
            ),
        ),
        (
            "notes 4",
            r#"{"bindings": [{"type": "queueTrigger", "name": "item", "queueName": "in-box"}], ‹warning retry-unsupported›"retry": {"strategy": "fixedDelay", "maxRetryCount": 1, "delayInterval": "00:00:02"}}"#,
        ),
    ]);
}

/// In a folder whose name is not that of a function.
const NAMELESS: &str = r#"‹error function-name›{"bindings": [{"type": "timerTrigger", "name": "tick", "schedule": "0 */5 * * * *"}]}"#;

#[test]
fn folders() {
    apps(&[
        (
            "V-01",
            &[
                ("A/function.json", FUNCTION),
                ("B/readme.md", ""),
                ("C/D/function.json", "‹warning function-depth›{}"),
            ],
        ),
        (
            "pain 12, H-DISC-01",
            &[("api/hello/function.json", "‹error function-depth›{}")],
        ),
        ("pain 12", &[("function.json", "‹error function-depth›{}")]),
        (
            "V-02",
            &[
                ("1abc/function.json", NAMELESS),
                ("ok/function.json", FUNCTION),
            ],
        ),
        ("H-DISC-12", &[("Host/function.json", NAMELESS)]),
        ("H-DISC-12", &[("hosts/function.json", FUNCTION)]),
        ("H-DISC-13", &[("my.func/function.json", NAMELESS)]),
        ("H-DISC-13", &[("my func/function.json", NAMELESS)]),
        ("H-DISC-13", &[("_f/function.json", NAMELESS)]),
        (
            "H-DISC-14",
            &[(
                "1abc/function.json",
                "‹error function-name›{ not ‹error json-syntax›json",
            )],
        ),
        (
            "V-16, H-DISC-40",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "functions": ["f"], "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                ("F/function.json", FUNCTION),
                ("G/function.json", "{}"),
            ],
        ),
        (
            "H-DISC-43",
            &[
                (
                    "host.json",
                    r#"{"version": "2.0", "functions": ["F", "gone"], "customHandler": {"description": {"defaultExecutablePath": "handler"}}}"#,
                ),
                ("F/function.json", FUNCTION),
            ],
        ),
    ]);
}
