//! Why the findings on public apps are right, by rule: what the files say that were opened.

/// Rule and reason, in the order of the table.
pub(super) const REMARKS: &[(&str, &str)] = &[
    (
        "anonymous-http",
        "once an app: a catch-all route for everybody. Samples; deliberate in most, so information",
    ),
    (
        "args-space",
        "one argument that the host splits at its blanks; works here because the program wants that",
    ),
    (
        "binding-missing-prop",
        "logzio: Event Hubs `path` of runtime 1; without `eventHubName` the function fails to index",
    ),
    (
        "binding-unknown-prop",
        "`method` for `methods`, `routePrefix` in a binding, trigger properties on outputs: all ignored",
    ),
    (
        "bundle-deprecated",
        "ranges that end below 4: old samples, which the portal warns about as well",
    ),
    (
        "bundle-missing",
        "once an app, and only in ones without a handler: Dapr, Durable and queue functions, and no \
         extensions in sight. HTTP and timer apps without a bundle are silent",
    ),
    (
        "connection-missing",
        "functions name `AzureWebJobsStorage`, the committed local settings do not have it",
    ),
    (
        "disabled-ignored",
        "`disabled: true` in function.json: runs since runtime 2",
    ),
    (
        "exe-dot-slash",
        "`./handler`: Core Tools compares the text and does not set the executable bit",
    ),
    (
        "exe-missing",
        "the corpus has no sources. In the repositories sources, a build file or .gitignore stand \
         around it, and the rule is silent",
    ),
    (
        "exe-on-linux",
        "`.exe` or `\\\\`: starts on Windows plans only, which the help says",
    ),
    (
        "five-field-schedule",
        "valid today; Consumption may still run hosts that want six fields",
    ),
    (
        "flex-blob-source",
        "blob triggers that poll: Flex knows Event Grid only",
    ),
    (
        "forward-split",
        "forwarding and a second output: works by the envelope, often on purpose, so information",
    ),
    (
        "function-depth",
        "once a folder. Error: m-moris has all functions one folder too deep; its Makefile copies \
         host.json beside them. Information: a repository of templates",
    ),
    (
        "function-timeout",
        "two hours on Consumption: the host does not start. Information: HTTP answers end at 230 s",
    ),
    (
        "host-misplaced-key",
        "`enableHttpProxyingRequest`: not what the key is called",
    ),
    (
        "host-retired-key",
        "`eventProcessorOptions` with bundle 4: not read since bundle 3",
    ),
    (
        "host-unknown-key",
        "`tracing` of runtime 1, `logging` in `logging`: ignored",
    ),
    (
        "host-version",
        "16 files of runtime 1, without `version`: today's host stops at them. One finding each",
    ),
    (
        "http-no-output",
        "an HTTP function without `http` output: the caller gets an empty answer",
    ),
    (
        "http-worker-deprecated",
        "`httpWorker`: the preview's name, whose forwarding takes other paths",
    ),
    (
        "ignore-drops-needed",
        "heaths: .funcignore has `target/`, host.json starts `target/release/handler`; `func publish` \
         would leave it out. (Its Dockerfile, not in the corpus, makes this a warning)",
    ),
    (
        "jsonc-portability",
        "comments and trailing commas: the host reads them, strict tools do not",
    ),
    (
        "prefer-proxying",
        "once an app, all functions raw HTTP: works, loses streams and chunked bodies",
    ),
    (
        "queue-encoding",
        "a queue trigger without `messageEncoding`: plain text poisons",
    ),
    (
        "return-binding",
        "`$return` on a queue beside an `http` output: surprises, works",
    ),
    (
        "run-on-startup",
        "`runOnStartup: true` in a timer: runs at every scale-out",
    ),
    (
        "runtime-custom",
        "local settings of apps with a handler say `node`, `dotnet`, or nothing",
    ),
    (
        "runtime-on-path",
        "`Rscript`, `php` and `ruby` are in no image of Flex; information for `node` and `java`, which \
         the image of their stack has, and on plans that have Windows too",
    ),
    (
        "schedule-surprise",
        "every second of a minute, a month for a weekday: valid, and not what was meant",
    ),
    (
        "setting-injected",
        "local settings set the port that the host replaces",
    ),
    ("setting-missing", "`%daprAddress%` is in no local setting"),
    (
        "setting-name-linux",
        "`-` in names of settings of one Go app: refused on Linux",
    ),
];
