//! host.json's `customHandler` and `httpWorker` (H-CFG).

use super::{apps, hosts};

/// A host.json with these members beside `version`.
macro_rules! host {
    ($members:literal) => {
        concat!("{\"version\": \"2.0\",\n", $members, "}")
    };
}

/// A host.json with these members of `customHandler`, beside its description.
macro_rules! handler {
    ($members:literal) => {
        concat!("{\"version\": \"2.0\", \"customHandler\": {\"description\": {\"defaultExecutablePath\": \"handler\"},\n", $members, "}}")
    };
}

/// A host.json with these members of the description.
macro_rules! description {
    ($members:literal) => {
        concat!(
            "{\"version\": \"2.0\", \"customHandler\": {\"description\": {\n",
            $members,
            "}}}"
        )
    };
}

#[test]
fn the_section() {
    hosts(&[
        (
            "H-CFG-02, V-41",
            host!(
                r#""customHandler": {"description": {"defaultExecutablePath": "handler"}}, ‹warning http-worker-ignored›"httpWorker": {"description": {"defaultExecutablePath": "old"}}"#
            ),
        ),
        (
            "H-CFG-03, pain 70",
            host!(
                r#"‹warning http-worker-deprecated›"httpWorker": {"description": {"defaultExecutablePath": "handler"}}"#
            ),
        ),
        (
            "H-CFG-04, empty-custom-handler",
            host!(r#"‹error worker-description›"customHandler": {}"#),
        ),
        (
            "H-CFG-04, empty-custom-handler",
            host!(r#"‹error worker-description›"customHandler": {"description": {}}"#),
        ),
        (
            "H-CFG-06, description-missing",
            host!(
                r#"‹error worker-description›"customHandler": {"enableForwardingHttpRequest": true}"#
            ),
        ),
        (
            "H-CFG-07, missing-executable",
            host!(
                r#""customHandler": {"description": {"defaultExecutablePath": ‹error worker-description›""}}"#
            ),
        ),
        (
            "H-CFG-07",
            host!(
                r#""customHandler": {‹error worker-description›"description": {"arguments": ["x"]}}"#
            ),
        ),
        (
            "V-28",
            host!(
                r#"‹error worker-description›‹warning http-worker-deprecated›"httpWorker": {‹warning host-unknown-key›"invalid": {"defaultExecutablePath": "testExe"}}"#
            ),
        ),
        (
            "V-29",
            host!(
                r#"‹warning http-worker-deprecated›"httpWorker": {‹error worker-description›"description": {‹warning host-unknown-key›"langauge": "x"}}"#
            ),
        ),
        (
            "H-CFG-08",
            handler!(r#"‹warning host-unknown-key›"language": "rust""#),
        ),
        (
            "pain 8",
            host!(
                r#"‹error host-misplaced-key›"customHandlers": {"description": {"defaultExecutablePath": "handler"}}"#
            ),
        ),
        (
            "pain 8, 53",
            host!(
                r#""customHandler": {‹error host-misplaced-key›"defaultExecutablePath": "handler"}"#
            ),
        ),
        (
            "pain 8",
            description!(
                r#""defaultExecutablePath": "handler", ‹warning host-misplaced-key›"enableForwardingHttpRequest": true"#
            ),
        ),
        (
            "pain 8",
            handler!(r#"‹warning host-misplaced-key›"arguments": ["serve"]"#),
        ),
        (
            "H-CFG-38",
            handler!(r#"‹warning host-misplaced-key›"enableHttpProxyingRequest": true"#),
        ),
        (
            "H-CFG-39",
            handler!(r#""http": {‹warning host-misplaced-key›"enableProxying": true}"#),
        ),
        (
            "H-CFG-21",
            host!(
                r#""CustomHandler": {"Description": {"DefaultExecutablePath": "handler"}, "EnableProxyingHttpRequest": "True"}"#
            ),
        ),
    ]);
}

#[test]
fn values() {
    hosts(&[
        (
            "H-CFG-09",
            handler!(r#""type": ‹error host-invalid-value›"tcp""#),
        ),
        (
            "H-CFG-22",
            handler!(r#""enableForwardingHttpRequest": ‹error host-invalid-value›"yes""#),
        ),
        (
            "H-CFG-22",
            handler!(r#""initializationTimeout": ‹error host-invalid-value›"a minute""#),
        ),
        (
            "H-CFG-11, pain 20",
            handler!(r#""initializationTimeout": ‹warning timespan-days›45"#),
        ),
        (
            "H-CFG-11",
            handler!(r#""initializationTimeout": ‹warning timespan-days›"45""#),
        ),
        (
            "H-CFG-11 right",
            handler!(r#""initializationTimeout": "00:01:00""#),
        ),
        (
            "H-CFG-40, V-43",
            handler!(r#""port": ‹error host-invalid-value›0"#),
        ),
        (
            "H-CFG-40",
            handler!(r#""port": ‹error host-invalid-value›70000"#),
        ),
        (
            "V-43, pain 81",
            handler!(r#""port": ‹info fixed-port›"8123""#),
        ),
        (
            "H-CFG-17",
            description!(
                r#""defaultExecutablePath": "handler", "arguments": ‹warning host-invalid-value›"serve""#
            ),
        ),
        (
            "H-CFG-41",
            handler!(
                r#""http": {"defaultAuthorizationLevel": ‹error host-invalid-value›"nobody"}"#
            ),
        ),
        (
            "forwarding-and-proxying",
            handler!(
                r#"‹info forwarding-and-proxying›"enableForwardingHttpRequest": true, "enableProxyingHttpRequest": true"#
            ),
        ),
        (
            "pain 28, 65",
            handler!(r#"‹info prefer-proxying›"enableForwardingHttpRequest": true"#),
        ),
        (
            "H-CFG-37 right",
            handler!(r#""enableProxyingHttpRequest": true"#),
        ),
    ]);
}

#[test]
fn arguments() {
    hosts(&[
        (
            "pain 37",
            description!(
                r#""defaultExecutablePath": "handler", "arguments": ["--title", ‹info args-space›"two words"]"#
            ),
        ),
        (
            "pain 37",
            description!(
                r#""defaultExecutablePath": "handler", "arguments": [‹warning args-expansion›"$HOME/data"]"#
            ),
        ),
        (
            "pain 37",
            description!(
                r#""defaultExecutablePath": "handler", "arguments": [‹warning args-expansion›"${DATA}"]"#
            ),
        ),
        (
            "pain 77, 11",
            description!(
                r#""defaultExecutablePath": "handler", "arguments": ["--password", ‹warning args-secret›"AccountKey=canary+canary+canary+canary+canary=="]"#
            ),
        ),
        (
            "right",
            description!(r#""defaultExecutablePath": "handler", "arguments": ["--port-from-env"]"#),
        ),
    ]);
}

#[test]
fn the_executable() {
    apps(&[
        (
            "pain 4",
            &[
                (
                    "host.json",
                    description!(r#""defaultExecutablePath": ‹warning exe-dot-slash›"./handler""#),
                ),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "pain 19",
            &[
                (
                    "host.json",
                    description!(r#""defaultExecutablePath": ‹warning exe-on-linux›"handler.exe""#),
                ),
                ("handler.exe", "MZ"),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "pain 19: and the right file is there",
            &[
                (
                    "host.json",
                    description!(r#""defaultExecutablePath": ‹warning exe-on-linux›"handler.exe""#),
                ),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "pain 19",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": ‹warning exe-on-linux›"bin\\handler""#
                    ),
                ),
                ("bin/handler", "#!/bin/sh\nexec server\n"),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "V-35, H-CFG-29, pain 4",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": ‹error exe-workdir›"not-there", "workingDirectory": "bin""#
                    ),
                ),
                ("bin/not-there", "#!/bin/sh\nexec server\n"),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "V-34",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": "h", "workerDirectory": "wd", "workingDirectory": "cwd""#
                    ),
                ),
                ("wd/h", "#!/bin/sh\nexec server\n"),
                ("cwd/x", ""),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "pain 4",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": ‹warning exe-missing›"bin/not-there""#
                    ),
                ),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "pain 52",
            &[
                (
                    "host.json",
                    description!(r#""defaultExecutablePath": ‹warning file-case›"bin/Not-There""#),
                ),
                ("bin/not-there", "#!/bin/sh\nexec server\n"),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "traps: a runtime on PATH",
            &[
                (
                    "host.json",
                    description!(r#""defaultExecutablePath": "node", "arguments": ["server.js"]"#),
                ),
                ("server.js", ""),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "V-31",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": "%TestEnv%", "defaultWorkerPath": "%TestEnv%""#
                    ),
                ),
                ("F/function.json", super::FUNCTION),
            ],
        ),
        (
            "V-40",
            &[
                (
                    "host.json",
                    description!(
                        r#""defaultExecutablePath": "node", "defaultWorkerPath": "my app.js", "arguments": ["--a"], "workerArguments": ["--b"]"#
                    ),
                ),
                ("my app.js", ""),
                ("F/function.json", super::FUNCTION),
            ],
        ),
    ]);
}
