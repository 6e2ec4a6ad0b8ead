//! What the host says when a call of the handler fails.

use super::KnownError;

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        name: "no-media-type-formatter",
        says: &[&["no mediatypeformatter is available to read an object of type"]],
        example: "No MediaTypeFormatter is available to read an object of type 'HttpScriptInvocationResult' from content with media type 'text/plain'.",
        means: "The handler answered the JSON envelope with another content type than JSON. The caller gets 500.",
        check: "`fch invoke FUNCTION --show` prints what the handler answers.",
        fix: "Send `Content-Type: application/json`, or take `enableProxyingHttpRequest` for functions with HTTP only.",
        rules: &["envelope-content-type", "forward-split"],
    },
    KnownError {
        name: "envelope-unreadable",
        says: &[
            &["error converting value", "httpscriptinvocationresult"],
            &[
                "unexpected character encountered while parsing value",
                "path ''",
            ],
            &[
                "cannot deserialize the current json",
                "httpscriptinvocationresult",
            ],
        ],
        example: "Newtonsoft.Json: Error converting value \"hello\" to type 'Microsoft.Azure.WebJobs.Script.Workers.Http.HttpScriptInvocationResult'. Path '', line 1, position 7.",
        means: "The handler's answer is JSON, but not an envelope: { \"Outputs\": { ... }, \"Logs\": [ ... ], \"ReturnValue\": ... }.",
        check: "`fch invoke FUNCTION --show` prints it, and says which part does not fit.",
        fix: "Answer the envelope, with an HTTP response as an object under the output's name: \"Outputs\": { \"res\": { \"statusCode\": 200, \"body\": \"hello\" } }.",
        rules: &["envelope-shape"],
    },
    KnownError {
        name: "non-success-status",
        says: &[&["response status code does not indicate success"]],
        example: "System.Net.Http.HttpRequestException: Response status code does not indicate success: 404 (Not Found).",
        means: "The handler answered the envelope with a status that is not 2xx: everything in its answer, logs too, is thrown away and the caller gets 500. With 404 the handler has no route for the function: the envelope is POSTed to `/<FunctionName>`, not to `/api/...`.",
        check: "`fch routes` shows the path and method that each function's handler gets.",
        fix: "Serve `POST /<FunctionName>`, answer 200, and put the caller's status into `Outputs.res.statusCode`.",
        rules: &["non-2xx-envelope", "handler-404", "forward-split"],
    },
    KnownError {
        name: "function-timed-out",
        says: &[
            &["timeout value of", "was exceeded by function"],
            &["timeout value of", "exceeded by function"],
        ],
        example: "Timeout value of 00:05:00 was exceeded by function: Functions.nightly",
        means: "The run took longer than `functionTimeout` (5 minutes on Consumption, 30 elsewhere, unless host.json says otherwise). A handler that answers the envelope with an empty body gets here too: the host waits for the rest.",
        check: "Does the handler answer `{}` with a JSON content type when it has nothing to say? `fch run` reports an empty answer at once.",
        fix: "Answer `{}`; for real long work raise `functionTimeout` (10 minutes at most on Consumption) or split the work.",
        rules: &["empty-envelope", "run-timeout", "function-timeout"],
    },
    KnownError {
        name: "gateway-timeout-230",
        says: &[
            &["504.0 gatewaytimeout"],
            &["504", "gateway time"],
            &["230 seconds"],
        ],
        example: "504 Gateway Timeout: the web server didn't receive a timely response",
        means: "Azure's front end cuts an HTTP call off after 230 seconds, whatever `functionTimeout` says.",
        check: "How long does the function take in the log?",
        fix: "Answer 202 at once and go on in a queue-triggered function; let the caller ask for the result.",
        rules: &["function-timeout"],
    },
    KnownError {
        name: "connection-refused-by-handler",
        says: &[
            &["connection refused (127.0.0.1:"],
            &["connection refused", "localhost:"],
            &[
                "no connection could be made because the target machine actively refused it",
                "127.0.0.1",
            ],
        ],
        example: "System.Net.Http.HttpRequestException: Connection refused (127.0.0.1:41237)",
        means: "The host calls the handler on 127.0.0.1 and the port it gave it, and nobody listens there: the handler ended, listens on a fixed port, or on ::1 only.",
        check: "`fch run` looks at what the process listens on and says so.",
        fix: "Listen on 127.0.0.1 and the port in FUNCTIONS_CUSTOMHANDLER_PORT.",
        rules: &["port-env", "bind-loopback", "exit-zero"],
    },
    KnownError {
        name: "host-not-running",
        says: &[&["function host is not running"]],
        example: "Function host is not running.",
        means: "The web part of the host is up and the app is not: host.json was refused, or the handler's restarts are used up. Every call gets 503 with this text.",
        check: "Read the start of the log; /admin/host/status lists the errors.",
        fix: "Mend what the log says; `fch validate` finds what is in the files.",
        rules: &["host-version", "worker-description"],
    },
    KnownError {
        name: "unauthorized-401",
        says: &[
            &["401 unauthorized"],
            &["status code 401"],
            &["401 (unauthorized)"],
        ],
        example: "HTTP/1.1 401 Unauthorized",
        means: "The function's `authLevel` wants a key that the caller did not send. `func` on your machine never asks for one, Azure does. Functions that a custom-handler profile makes (MCP servers) want one by default.",
        check: "`fch routes` shows the level; `fch run --auth` asks for keys as Azure does.",
        fix: "Send `x-functions-key: KEY` (or `?code=KEY`), or set `authLevel` (for a profile: `customHandler.http.defaultAuthorizationLevel`) to `anonymous` on purpose.",
        rules: &["mcp-auth", "anonymous-http"],
    },
    KnownError {
        name: "poison-message",
        says: &[
            &["message has reached maxdequeuecount"],
            &["moving message to queue", "-poison"],
        ],
        example: "Message has reached MaxDequeueCount of 5. Moving message to queue 'orders-poison'.",
        means: "The function failed five times for this message. If it never runs at all and the messages are readable text: the sender did not encode them in base64, as the queue extension expects.",
        check: "Look at the failure of the runs before; `fch invoke FUNCTION` replays a message.",
        fix: "Mend the failure, or set `extensions.queues.messageEncoding` to `none` for senders of plain text.",
        rules: &["queue-encoding", "empty-envelope"],
    },
    KnownError {
        name: "invalid-base64",
        says: &[
            &["not a valid base-64 string"],
            &["message decoding has failed"],
        ],
        example: "System.FormatException: The input is not a valid Base-64 string as it contains a non-base 64 character",
        means: "A queue message is not base64, which the queue extension expects unless host.json says otherwise. Current SDKs send plain text.",
        check: "Look at a message in the queue.",
        fix: "Set `extensions.queues.messageEncoding` to `none`, or encode in the sender.",
        rules: &["queue-encoding"],
    },
];
