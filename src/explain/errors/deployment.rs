//! What deployments and the portal say.

use super::KnownError;

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        name: "flex-setting-invalid",
        says: &[
            &["for flex consumption sites is invalid"],
            &["app setting", "not supported", "flex consumption"],
        ],
        example: "BadRequest: The following app setting (Site.SiteConfig.AppSettings.FUNCTIONS_WORKER_RUNTIME) for Flex Consumption sites is invalid. Please remove or rename it before retrying.",
        means: "Flex Consumption refuses settings that other plans need: FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_EXTENSION_VERSION, WEBSITE_RUN_FROM_PACKAGE and others. What they said stands in `functionAppConfig` there.",
        check: "`fch validate --plan flex` lists them.",
        fix: "Remove the setting; set the runtime in functionAppConfig.runtime (name `custom`).",
        rules: &["flex-setting"],
    },
    KnownError {
        name: "scm-run-from-package",
        says: &[&["malformed scm_run_from_package"]],
        example: "Malformed SCM_RUN_FROM_PACKAGE when uploading built content.",
        means: "A remote build was asked for, and its result has no place to go. A custom handler is built before the deployment, never by it.",
        check: "Look at SCM_DO_BUILD_DURING_DEPLOYMENT, ENABLE_ORYX_BUILD and the deployment task's inputs.",
        fix: "Turn the remote build off, and publish with `--no-build`.",
        rules: &[],
    },
    KnownError {
        name: "host-runtime-error",
        says: &[&["encountered an error (", "from host runtime"]],
        example: "Encountered an error (ServiceUnavailable) from host runtime.",
        means: "The portal or the deployment asked the host for its functions and the host is not up: mostly the handler does not start, or host.json was refused.",
        check: "Open the log stream, or /admin/host/status with the master key, for the real error, and give that to `fch explain`.",
        fix: "Check the package with `fch package`, and the files with `fch validate`.",
        rules: &["exec-bit", "glibc-floor", "binary-arch", "host-version"],
    },
    KnownError {
        name: "runtime-unreachable",
        says: &[&["functions runtime is unreachable"]],
        example: "Azure Functions Runtime is unreachable",
        means: "The app does not come up: the storage account in AzureWebJobsStorage was deleted, its key changed or its network is closed, or the package cannot be mounted.",
        check: "Look at AzureWebJobsStorage and, where it is set, WEBSITE_RUN_FROM_PACKAGE.",
        fix: "Correct the settings and restart the app.",
        rules: &["storage-missing"],
    },
    KnownError {
        name: "deploy-unauthorized",
        says: &[
            &["failed to deploy web package", "unauthorized"],
            &["unauthorized (code: 401)"],
            &["publish profile", "invalid"],
            &["failed to fetch kudu app settings", "unauthorized"],
        ],
        example: "Failed to deploy web package to App Service. Error: Failed to deploy web package using OneDeploy to App Service. Unauthorized (CODE: 401)",
        means: "The deployment's credentials are not taken: basic authentication is off by default, and Linux apps with custom handlers and Flex Consumption do not work with a publish profile.",
        check: "Which login does the workflow use?",
        fix: "Use `azure/login` with a federated identity that has the role Website Contributor on the app, and leave the publish profile out.",
        rules: &[],
    },
    KnownError {
        name: "deploy-forbidden",
        says: &[
            &["ip forbidden (code: 403)"],
            &["site disabled (code: 403)"],
        ],
        example: "Error: Failed to deploy web package to Function App. Ip Forbidden (CODE: 403)",
        means: "The deployment site refuses this caller: access restrictions (Ip Forbidden), or the app is stopped or over its quota (Site Disabled).",
        check: "Look at the app's networking page, at the restrictions of the advanced tool site.",
        fix: "Let the runner's address in, deploy from inside the network, or start the app.",
        rules: &[],
    },
    KnownError {
        name: "deployed-but-empty",
        says: &[
            &["no functions found", "deploy"],
            &["no http triggers found"],
            &[
                "function app is up and running",
                "your functions 4.0 app is up",
            ],
        ],
        example: "No HTTP triggers found.",
        means: "The deployment went well and the app has no functions: host.json is not at the root of the zip (the folder was zipped, not its content), or the functions lie too deep.",
        check: "`unzip -l app.zip` must begin with `host.json`, not `app/host.json`.",
        fix: "Make the zip with `fch package`.",
        rules: &["zip-root", "function-depth"],
    },
    KnownError {
        name: "project-language-unknown",
        says: &[&["can't determine project language from files"]],
        example: "Can't determine project language from files. Please use one of [--csharp, --javascript, --typescript, --java, --python, --powershell, --custom]",
        means: "`func azure functionapp publish` found no FUNCTIONS_WORKER_RUNTIME in local.settings.json, which a fresh checkout does not have.",
        check: "In CI there is no local.settings.json, as it should be.",
        fix: "Add `--custom`, or set FUNCTIONS_WORKER_RUNTIME=custom in the environment of the command.",
        rules: &["runtime-custom"],
    },
    KnownError {
        name: "runtime-mismatch",
        says: &[
            &[
                "your azure functions app",
                "does not match the worker runtime",
            ],
            &["your local project", "worker runtime", "doesn't match"],
            &["azure functions core tools", "worker runtime", "is set to"],
        ],
        example: "Your Azure Functions app has 'FUNCTIONS_WORKER_RUNTIME' set to 'dotnet' which does not match the worker runtime 'custom' of your local project",
        means: "The app in Azure was created for another language.",
        check: "Look at the runtime stack in the portal, or `az functionapp show`.",
        fix: "Create the app with the runtime `custom`, or change FUNCTIONS_WORKER_RUNTIME; on Flex Consumption functionAppConfig.runtime.",
        rules: &["runtime-custom"],
    },
];
