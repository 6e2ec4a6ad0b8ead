//! The file that the host starts (pain 36).

use super::{FUNCTION, apps};

const HOST: &str = r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "start.sh"}}}"#;

#[test]
fn scripts() {
    apps(&[
        (
            "pain 36",
            &[
                ("host.json", HOST),
                ("F/function.json", FUNCTION),
                (
                    "start.sh",
                    "‹error script-crlf›#!/bin/sh\r\nexec server\r\n",
                ),
            ],
        ),
        (
            "pain 36",
            &[
                ("host.json", HOST),
                ("F/function.json", FUNCTION),
                ("start.sh", "‹error script-shebang›exec server\n"),
            ],
        ),
        (
            "pain 36",
            &[
                ("host.json", HOST),
                ("F/function.json", FUNCTION),
                (
                    "start.sh",
                    "#!/bin/sh\n‹info script-exec›./server --port $FUNCTIONS_CUSTOMHANDLER_PORT\n",
                ),
            ],
        ),
        (
            "pain 36",
            &[
                ("host.json", HOST),
                ("F/function.json", FUNCTION),
                ("start.sh", "#!/bin/sh\nexec ./server\n"),
            ],
        ),
    ]);
}
